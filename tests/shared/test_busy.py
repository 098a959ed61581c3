"""What is told where a change that takes long holds the database, on whichever database the tests run."""

import contextlib
import re
import sqlite3
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import psycopg2
import pytest
from django.db import IntegrityError, OperationalError, connection
from django.http import HttpResponse
from django.test import RequestFactory

from actionplan.shared.middleware import BusyMiddleware
from tests.tasks.opened import Form, stored
from tests.tasks.page import _today, typed  # noqa: F401


@contextlib.contextmanager
def two(folder: Path) -> Iterator[tuple]:
    """Two connections to one database of the kind at hand, of which each waits for the other but briefly."""
    if connection.vendor == "sqlite":
        held, waits = (sqlite3.connect(folder / "db.sqlite3", timeout=0) for _ in range(2))
        held.execute("BEGIN IMMEDIATE")
    else:
        held, waits = (psycopg2.connect(**connection.get_connection_params()) for _ in range(2))
        held.cursor().execute("SELECT pg_advisory_lock(1)")
        waits.cursor().execute("SET lock_timeout = 20")
    try:
        yield held, waits
    finally:
        held.close()
        waits.close()


@pytest.fixture
def waited(db, tmp_path) -> OperationalError:
    """What Django raises where a lock was waited for in vain."""
    statement = "BEGIN IMMEDIATE" if connection.vendor == "sqlite" else "SELECT pg_advisory_lock(1)"
    with two(tmp_path) as (_held, waits):
        try:
            waits.cursor().execute(statement)
        except (sqlite3.Error, psycopg2.Error) as cause:
            error = OperationalError(str(cause))
            error.__cause__ = cause
            return error
    raise AssertionError("nobody waited")


def test_who_waited_in_vain_is_told_and_can_send_it_again(cast, waited, monkeypatch):
    form = Form(cast)

    def held(**_: object) -> None:
        raise waited

    monkeypatch.setattr("tasks.views.report.review.apply", held)
    page = form.press("save", **typed(progress="Two lines.\nTyped & kept."))

    assert page.status_code == 503
    assert page.headers["Retry-After"] == "60"
    assert 'name="progress" value="Two lines.\nTyped &amp; kept."' in page.content.decode()
    assert "Send it again" in page.content.decode()

    monkeypatch.undo()
    again = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', page.content.decode()))
    assert form.browser.post(form.address, {n: unescape(v) for n, v in again.items()}).status_code == 302
    assert stored(cast) == ("Two lines.\nTyped & kept.", 1)


@pytest.mark.parametrize("field", ["password", "new_password1"])
def test_a_password_never_comes_back_in_the_page(client, waited, monkeypatch, field):
    def held(*_: object, **__: object) -> None:
        raise waited

    monkeypatch.setattr("django.contrib.auth.forms.authenticate", held)
    page = client.post("/sign-in/", {"username": "tc.wang", "password": "Zx-secret-9", field: "Zx-secret-9"})

    assert page.status_code == 503
    assert "Zx-secret-9" not in page.content.decode()
    assert "tc.wang" not in page.content.decode()


@pytest.mark.parametrize("error", [OperationalError("no such table"), IntegrityError("twice"), ValueError()])
def test_other_errors_are_none_of_it(error):
    request = RequestFactory().post("/measures/1/report/", {"progress": "x"})

    assert BusyMiddleware(lambda _request: HttpResponse()).process_exception(request, error) is None
