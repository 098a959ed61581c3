"""A real server in processes of its own, on a database of its own, for the tests that need one."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg2

BASE = Path(__file__).resolve().parent.parent


@contextmanager
def database(folder: Path) -> Iterator[str]:
    """The address of an empty database, of the kind that the run is for; `folder` takes the file of one."""
    url = os.environ["DATABASE_URL"]
    if url.startswith("sqlite"):
        yield f"sqlite:///{folder}/db.sqlite3"
        return
    name = f"served_{uuid.uuid4().hex[:8]}"
    connection = psycopg2.connect(url)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
        yield urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
    connection.close()


def environment(**names: str) -> dict[str, str]:
    """What this process has in its environment, without the system's own settings, and these."""
    return {key: value for key, value in os.environ.items() if not key.startswith("ACTIONPLAN_")} | names


def manage(*command: str, environment: dict[str, str]) -> str:
    """Runs a management command in a process of its own; what it printed."""
    done = subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=BASE,
        env=environment,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return done.stdout


@contextmanager
def serve(application: str, environment: dict[str, str], *, workers: int = 1) -> Iterator[str]:
    """Serves a WSGI module with four threads a worker; the address it answers at."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"127.0.0.1:{port}"
    gunicorn = [sys.executable, "-m", "gunicorn", application, "--threads", "4", "-w", str(workers)]
    process = subprocess.Popen(
        [*gunicorn, "-b", address, "--no-control-socket", "--log-level", "warning"], cwd=BASE, env=environment
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
