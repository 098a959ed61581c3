"""A real server with the sample year, in its own process on its own database, and people in a browser."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg2
import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request

BASE = Path(__file__).resolve().parent.parent.parent
TODAY = "2022-10-26"
REFS = "1 2 3 4.1 4.2 4.3 5.1 5.2 6 7.1 7.2 8 9 10.1 10.2 10.3 11 12 13 14".split()


def measure(ref: str) -> str:
    """The address of a measure of Annex 5, which is the first plan that the server's database holds."""
    return f"/measures/{REFS.index(ref) + 1}/"


@pytest.fixture(scope="session")
def database_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A database for the server alone, of the kind that the run is for."""
    url = os.environ["DATABASE_URL"]
    if url.startswith("sqlite"):
        yield f"sqlite:///{tmp_path_factory.mktemp('server')}/db.sqlite3"
        return
    name = f"journeys_{uuid.uuid4().hex[:8]}"
    parts = urlsplit(url)
    connection = psycopg2.connect(url)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
        yield urlunsplit(parts._replace(path=f"/{name}"))
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
    connection.close()


@pytest.fixture(scope="session")
def server(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server that holds the sample year."""
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("ACTIONPLAN_")},
        "DJANGO_SETTINGS_MODULE": "actionplan.settings",
        "DATABASE_URL": database_url,
        "ACTIONPLAN_DEMO": "1",
        "ACTIONPLAN_TODAY": TODAY,
        "ACTIONPLAN_VAR": str(tmp_path_factory.mktemp("var")),
    }
    for command in (["migrate", "-v0"], ["collectstatic", "--noinput", "-v0"], ["demo"]):
        subprocess.run([sys.executable, "manage.py", *command], cwd=BASE, env=environment, check=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"127.0.0.1:{port}"
    gunicorn = [sys.executable, "-m", "gunicorn", "actionplan.wsgi", "--threads", "4", "-b", address]
    process = subprocess.Popen(
        [*gunicorn, "--no-control-socket", "--log-level", "warning"], cwd=BASE, env=environment
    )
    try:
        _wait_for(f"http://{address}/sign-in/")
        yield f"http://{address}"
    finally:
        process.terminate()
        process.wait(10)


def _wait_for(url: str) -> None:
    for _ in range(100):
        try:
            urllib.request.urlopen(url, timeout=2).close()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"{url} doesn't answer")


@dataclass
class Person:
    """Someone at a browser, and everything that went wrong in it."""

    page: Page
    server: str
    complaints: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        self.page.goto(self.server + path)
        return self.page

    def watch(self) -> None:
        """Collects console messages, errors, failed loads and requests to other hosts."""

        def heard(message: ConsoleMessage) -> None:
            self.complaints.append(f"console: {message.text}")

        def asked(request: Request) -> None:
            if not request.url.startswith((self.server, "data:", "blob:")):
                self.complaints.append(f"another host: {request.url}")

        self.page.on("console", heard)
        self.page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        self.page.on("request", asked)


SignIn = Callable[..., Person]


@pytest.fixture
def sign_in(browser: Browser, server: str) -> Iterator[SignIn]:
    """Opens a browser window of its own for a sample account: `sign_in("username", width=390)`."""
    contexts: list[BrowserContext] = []

    def opened(username: str | None, *, width: int = 1440, language: str = "zh-hans") -> Person:
        context = browser.new_context(viewport={"width": width, "height": 900}, locale="zh-CN")
        contexts.append(context)
        context.add_cookies([{"name": "django_language", "value": language, "url": server}])
        person = Person(context.new_page(), server)
        person.watch()
        if username:
            page = person.open("/sign-in/")
            page.locator("details.more summary").click()
            page.locator(f"button[name=username][value='{username}']").click()
            page.wait_for_load_state()
        return person

    yield opened
    for context in contexts:
        context.close()
