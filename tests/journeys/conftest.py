"""A real server with the sample year, in its own process on its own database, and people in a browser."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request

from tests import serving

TODAY = "2022-10-26"
REFS = "1 2 3 4.1 4.2 4.3 5.1 5.2 6 7.1 7.2 8 9 10.1 10.2 10.3 11 12 13 14".split()


def measure(ref: str) -> str:
    """The address of a measure of Annex 5, which is the first plan that the server's database holds."""
    return f"/measures/{REFS.index(ref) + 1}/"


@pytest.fixture(scope="session")
def database_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A database for the server alone."""
    with serving.database(tmp_path_factory.mktemp("server")) as url:
        yield url


@pytest.fixture(scope="session")
def server(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server that holds the sample year."""
    environment = serving.environment(
        DJANGO_SETTINGS_MODULE="actionplan.settings",
        DATABASE_URL=database_url,
        ACTIONPLAN_DEMO="1",
        ACTIONPLAN_TODAY=TODAY,
        ACTIONPLAN_VAR=str(tmp_path_factory.mktemp("var")),
    )
    for command in (["migrate", "-v0"], ["collectstatic", "--noinput", "-v0"], ["demo"]):
        serving.manage(*command, environment=environment)
    with serving.serve("actionplan.wsgi", environment) as address:
        yield address


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
