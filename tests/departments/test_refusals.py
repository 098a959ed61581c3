"""What the audit log says of those who asked for what isn't open to them."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from departments.models import AuditEntry
from importers.reading import read
from importers.uploads import receive
from tests.cast import moment


@pytest.fixture
def person(cast, client) -> Client:
    """The lead's browser."""
    client.force_login(cast.people["lead"])
    return client


def refusals() -> list[tuple[str | None, str, dict[str, Any], str | None]]:
    entries = AuditEntry.objects.filter(what="refused").select_related("who").order_by("pk")
    return [(one.who and one.who.username, one.about, one.detail, one.address) for one in entries]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/imports/"),
        ("POST", "/imports/"),
        ("GET", "/admin/"),
        ("GET", "/admin/departments/user/1/change/"),
        ("POST", "/reports/1/approve%00/"),
    ],
)
def test_what_ones_roles_do_not_open_is_noted_once_and_without_what_was_sent(person, method, path):
    ask = getattr(person, method.lower())
    assert ask(f"{path}?word=secret", {"text": "secret"}).status_code == 404
    noted = path.replace("%00", "")  # no database takes it
    assert refusals() == [("lead", noted, {"method": method}, "127.0.0.1")]
    assert "secret" not in str(list(AuditEntry.objects.values()))


def test_a_refused_report_is_noted(person, cast, settings):
    settings.TODAY = "2022-03-20"
    path = reverse("report", args=[cast.measures["1.1"].pk])
    report = {"unit": "lead", "period": 12, "move": "save", "version": 0, "progress": "secret"}
    assert person.post(path, report).status_code == 403
    assert refusals() == [("lead", path, {"method": "POST"}, "127.0.0.1")]


def test_a_refused_import_is_noted(cast, client):
    administrator = cast.people["administrator"]
    row = receive(data=b"x", name="x.txt", by=administrator, at=moment(1, 20), reading=read(b"x", "x.txt"))
    client.force_login(administrator)
    basis = client.get(reverse("import", args=[row.pk])).context["proposal"].basis
    path = reverse("apply-import", args=[row.pk])
    assert client.post(path, {"basis": basis}).status_code == 409
    assert refusals() == [("administrator", path, {"method": "POST"}, "127.0.0.1")]


def test_what_is_open_or_does_not_exist_or_is_asked_by_a_stranger_is_not_noted(person):
    for address in ("/units/", "/nothing/", "/plans/999/"):
        person.get(address)
    stranger = Client()
    assert stranger.get("/imports/").status_code == 302
    assert stranger.get("/admin/").status_code == 302
    assert refusals() == []


@pytest.mark.parametrize(
    ("trusted", "forwarded", "noted"),
    [
        (True, "198.51.100.7", "198.51.100.7"),
        (True, "10.9.9.9, 198.51.100.7", "198.51.100.7"),
        (True, "2001:db8::7", "2001:db8::7"),
        (True, "nonsense", "127.0.0.1"),
        (True, "", "127.0.0.1"),
        (False, "198.51.100.7", "127.0.0.1"),
    ],
)
def test_the_address_noted_is_the_one_that_a_trusted_proxy_saw(person, settings, trusted, forwarded, noted):
    settings.TRUST_PROXY = trusted
    person.get("/imports/", headers={"X-Forwarded-For": forwarded})
    assert [address for *_rest, address in refusals()] == [noted]
