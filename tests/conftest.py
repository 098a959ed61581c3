"""What every test stands on: compiled messages, tables that can be emptied, no network, and the browser."""

import ipaddress
import os
import socket
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.backends.base.operations import BaseDatabaseOperations
from xdist.scheduler import LoadGroupScheduling

from actionplan.management.catalogues import compile_stale
from tests.browser import BROWSER_FLAGS, BROWSERS, find_browser

BASE = Path(__file__).resolve().parent.parent


def pytest_sessionstart(session: pytest.Session) -> None:
    if not hasattr(session.config, "workerinput"):
        compile_stale(BASE)


def pytest_report_header(config: pytest.Config) -> str:
    return f"browser: {find_browser() or 'none found, its tests are skipped (a failure where CI=true)'}"


def pytest_itemcollected(item: pytest.Item) -> None:
    """Whoever takes the browser is marked so."""
    if "chromium" in getattr(item, "fixturenames", ()):
        item.add_marker(pytest.mark.browser)


class Together(LoadGroupScheduling):
    """What needs the browser, or the servers of the races, shares one worker, and so one server of each."""

    def _split_scope(self, nodeid: str) -> str:
        together = {"browser": "[chromium", "races": "tests/races/"}
        return next((group for group, sign in together.items() if sign in nodeid), nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Together:
    """xdist's own marks of groups are lost on the way to pytest 9, whose node ids it can't lengthen."""
    return Together(config, log)


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of the browser."""
    path = find_browser()
    if path:
        return path
    reason = f"no browser: none of {', '.join(BROWSERS)} is on the path, and ACTIONPLAN_CHROMIUM isn't set"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict, chromium: str) -> dict:
    return browser_type_launch_args | {"executable_path": chromium, "args": BROWSER_FLAGS}


@pytest.fixture(autouse=True, scope="session")
def _append_only_tables_can_be_emptied_between_tests():
    """Tests with real transactions are cleaned up by emptying every table: the triggers rest meanwhile."""
    empty = BaseDatabaseOperations.execute_sql_flush

    def empty_without_triggers(self: BaseDatabaseOperations, sql_list: list[str]) -> None:
        with self.connection.cursor() as cursor:
            if self.connection.vendor == "postgresql":
                cursor.execute("SELECT DISTINCT tgrelid::regclass FROM pg_trigger WHERE NOT tgisinternal")
                tables = [table for (table,) in cursor.fetchall()]
                off = [f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in tables]
                on = [f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in tables]
            else:
                cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
                triggers = dict(cursor.fetchall())
                off, on = [f'DROP TRIGGER "{name}"' for name in triggers], list(triggers.values())
        empty(self, [*off, *sql_list, *on])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseDatabaseOperations, "execute_sql_flush", empty_without_triggers)
        yield


@pytest.fixture(autouse=True, scope="session")
def _no_network():
    """Tests talk to this computer alone."""

    def is_here(host: str | bytes | None) -> bool:
        name = host.decode() if isinstance(host, bytes) else host
        try:
            return not name or name == "localhost" or ipaddress.ip_address(name).is_loopback
        except ValueError:
            return False

    connect, connect_ex, look_up = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def refuse_unless_here(host: str | bytes | None) -> None:
        if not is_here(host):
            raise RuntimeError(f"A test tried to reach {host!r}; tests have no network.")

    def guarded(original):
        def call(self: socket.socket, address):
            if self.family in (socket.AF_INET, socket.AF_INET6):
                refuse_unless_here(address[0])
            return original(self, address)

        return call

    def guarded_look_up(host, *args, **options):
        refuse_unless_here(host)
        return look_up(host, *args, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded(connect))
        patch.setattr(socket.socket, "connect_ex", guarded(connect_ex))
        patch.setattr(socket, "getaddrinfo", guarded_look_up)
        yield


@pytest.fixture
def cast(db):
    """The standing cast and its plan (tests.cast)."""
    from tests.cast import make_cast

    return make_cast()


@pytest.fixture
def desk(cast, client):
    """The administrator of the cast at work."""
    client.force_login(cast.people["administrator"])
    return client


@pytest.fixture
def english_in_october(settings):
    """Pages in English, on the day of the sample year."""
    settings.LANGUAGE_CODE = "en"
    settings.TODAY = "2022-10-26"


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """On PostgreSQL, ends what another thread or event loop left connected: it would keep the database."""
    yield
    with django_db_blocker.unblock():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
