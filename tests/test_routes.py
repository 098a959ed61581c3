"""Every address × everyone × every method, against the table that `manage.py routes` prints."""

import io
import json
import re
from typing import Any

import pytest
from django.core.management import call_command
from django.core.signals import request_finished
from django.db import close_old_connections, transaction
from django.http import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from actionplan.shared.routes import ANYONE
from actionplan.urls import ADMIN, ROUTES, table, urlpatterns
from departments.models import User
from tasks.models import Measure
from tests.cast import Cast
from tests.routes_examples import EXAMPLES, JAN, OWN, WITHOUT_AN_OBJECT, Stage, draft
from tests.tasks.moves import find, move

METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE")
MEMBER = frozenset({"signed-in", "member"})
PEOPLE: dict[str, frozenset[str]] = {
    "anonymous": frozenset(),
    "nobody": frozenset({"signed-in"}),
    "lead": MEMBER,
    "responsible": MEMBER,
    "assisting": MEMBER,
    "haidian": MEMBER,
    "outsider": MEMBER,
    "coordinator": frozenset({"signed-in", "coordinator"}),
    "administrator": frozenset({"signed-in", "administrator"}),
    "leadership": frozenset({"signed-in", "leadership"}),
}
SIGNED_IN = [who for who in PEOPLE if who != "anonymous"]


@pytest.fixture
def stage(cast, settings) -> Stage:
    settings.DEMO = True
    settings.TODAY = "2022-03-20"
    return Stage(cast)


def client_of(cast: Cast, who: str) -> Client:
    client = Client(raise_request_exception=False)
    if who != "anonymous":
        client.force_login(User.objects.get(pk=cast.people[who].pk))
    return client


def ask(cast: Cast, who: str, method: str, path: str, data: dict[str, Any] | None = None) -> HttpResponseBase:
    """The answer; what the request wrote is undone."""
    with transaction.atomic():
        client = client_of(cast, who)
        response = getattr(client, method.lower())(path, data if method == "POST" else None)
        if response.streaming:
            close(response)
        transaction.set_rollback(True)
    return response


def close(response: HttpResponseBase) -> None:
    """Closes the file that it would send, and leaves the database's connection open."""
    request_finished.disconnect(close_old_connections)
    response.close()
    request_finished.connect(close_old_connections)


def plain(response: Any) -> str:
    """A page without what differs from one to the next: the reference, the token, the minute, its address.

    Which entry of the bar it stands under follows from the address alone.
    """
    text = response.content.decode().replace(response.request["PATH_INFO"], "PATH")
    text = text.replace(' aria-current="page"', "")
    text = re.sub(r'(csrfmiddlewaretoken" value=)"\w+"', r"\1", text)
    text = re.sub(r"\b\d\d:\d\d\b", "MINUTE", text)
    return re.sub(r"\b[0-9a-f]{8}\b", "REFERENCE", text)


def wanted(row: dict[str, Any], who: str, method: str) -> int | str:
    """What the table says should come: a status, or 'in' for an answer of the view's own."""
    open_to_all = ANYONE in row["roles"]
    if who == "anonymous" and not open_to_all:
        return "sign in"
    if not open_to_all and not PEOPLE[who] & set(row["roles"]):
        return 404
    if method not in row["methods"]:
        return 405
    return 404 if (row["name"], who) in WITHOUT_AN_OBJECT else "in"


def found(response: HttpResponseBase, path: str) -> int | str:
    doors = [f"{reverse(door)}?next={path}" for door in ("sign-in", "admin:login")]
    if response.status_code == 302 and response.headers["Location"] in doors:
        return "sign in"
    if response.status_code == 401:  # in words for a page's own script, or with what was typed into a form
        return "sign in"
    if response.status_code in (404, 405) or response.status_code >= 500:
        return response.status_code
    return "in"


TABLE = {row["name"]: row for row in table()}


@pytest.mark.parametrize("name", TABLE)
def test_an_address_answers_as_the_table_says(stage, name):
    row = TABLE[name]
    wrong = []
    for who in PEOPLE:
        example = EXAMPLES[name](stage, who)
        path = reverse(name, args=example.args)
        for method in METHODS:
            if name == ADMIN.name and method in ("PUT", "DELETE"):
                continue  # Django's own views, which take any method for a GET
            response = ask(stage.cast, who, method, path, example.data)
            answer, expected = found(response, path), wanted(row, who, method)
            if answer != expected:
                wrong.append((who, method, answer, expected))
            if answer == 404 and plain(response) != plain(ask(stage.cast, who, method, "/nothing/here/")):
                wrong.append((who, method, "another page than nowhere's", expected))
            if answer == 405 and response.headers["Allow"] != ", ".join(row["methods"]):
                wrong.append((who, method, response.headers["Allow"], row["methods"]))
    assert wrong == []


@pytest.mark.parametrize("day", ["2021-11-15", "2022-01-01", "2022-12-31", "2024-02-29"])
def test_every_page_opens_before_the_plan_begins_and_after_its_end(cast, settings, day):
    settings.DEMO, settings.TODAY = True, day
    stage = Stage(cast)
    wrong = []
    for name in (name for name, row in TABLE.items() if "GET" in row["methods"]):
        for who in ("lead", "haidian", "coordinator", "leadership", "administrator"):
            path = reverse(name, args=EXAMPLES[name](stage, who).args)
            answer, expected = found(ask(cast, who, "GET", path), path), wanted(TABLE[name], who, "GET")
            if name == "sheet-download" and day < "2022":
                expected = 404  # there is no period yet whose reports it could hold
            if answer != expected:
                wrong.append((path, who, answer, expected))
    assert wrong == []


@pytest.mark.parametrize("who", PEOPLE)
def test_the_cast_has_the_roles_that_the_table_is_read_with(cast, who):
    roles = frozenset() if who == "anonymous" else cast.people[who].roles
    assert roles == PEOPLE[who]


def test_there_is_no_address_but_those_of_the_table():
    patterns = [(str(one.pattern), one.name) for one in urlpatterns if isinstance(one, URLPattern)]
    assert patterns == [(route.path, route.name) for route in ROUTES]
    others = [str(one.pattern) for one in urlpatterns if not isinstance(one, URLPattern)]
    assert others == [ADMIN.path]
    assert len(TABLE) == len(ROUTES) + 1


def test_every_address_has_an_example():
    assert sorted(EXAMPLES) == sorted(TABLE)


def test_the_command_prints_the_table():
    out, text = io.StringIO(), io.StringIO()
    call_command("routes", json=True, stdout=out)
    assert json.loads(out.getvalue()) == table()
    call_command("routes", stdout=text)
    assert [line.split()[0] for line in text.getvalue().splitlines()] == [
        "ADDRESS",
        *(row["path"] for row in table()),
    ]


def test_in_production_nobody_is_let_in_as_a_sample(stage, settings):
    settings.DEMO = False
    for who in PEOPLE:
        response = ask(stage.cast, who, "POST", reverse("sign-in-sample"), {"username": "lead"})
        assert (who, response.status_code) == (who, 404)


# Django's admin, every address below it


def admin_addresses() -> list[str]:
    def paths(resolver: URLResolver, before: str) -> list[str]:
        found = []
        for one in resolver.url_patterns:
            if isinstance(one, URLResolver):
                found += paths(one, before + str(one.pattern))
            else:
                found.append(before + str(one.pattern))
        return found

    (resolver,) = (one for one in get_resolver().url_patterns if isinstance(one, URLResolver))
    filled = (re.sub(r"<\w+:\w+>", "1", path) for path in paths(resolver, "/admin/"))
    return sorted({re.sub(r"\(.*", "nothing/", path.replace("^", "").replace("$", "")) for path in filled})


def test_every_address_of_the_administration_is_for_administrators(cast):
    addresses = admin_addresses()
    assert len(addresses) > 40
    for who in PEOPLE:
        client = client_of(cast, who)
        answers = {path: client.get(path).status_code for path in addresses}
        fits = {"anonymous": range(302, 303), "administrator": range(200, 500)}.get(who, range(404, 405))
        assert {path: answer for path, answer in answers.items() if answer not in fits} == {}


# Which objects: one's own


@pytest.mark.parametrize("unit", OWN)
@pytest.mark.parametrize("who", PEOPLE)
def test_a_workbench_is_open_to_its_unit_and_to_who_reads_all(stage, who, unit):
    status = ask(stage.cast, who, "GET", reverse("workbench", args=[stage.plan, unit])).status_code
    opens = who in (unit, "coordinator", "leadership")
    assert status == (302 if who == "anonymous" else 200 if opens else 404)


@pytest.mark.parametrize("unit", OWN)
@pytest.mark.parametrize("who", OWN)
def test_only_a_units_people_acknowledge_and_report_for_it(stage, who, unit):
    cast, measure = stage.cast, stage.measure_of(unit)
    status = ask(cast, who, "POST", reverse("acknowledge-all", args=[stage.plan, unit])).status_code
    assert status == (302 if who == unit else 404)
    status = ask(cast, who, "POST", reverse("acknowledge", args=[measure]), {"unit": unit}).status_code
    assert status == (302 if who == unit != "outsider" else 404)
    data = draft(stage, who) | {"unit": unit}
    status = ask(cast, who, "POST", reverse("report", args=[measure]), data).status_code
    assert (status == 404) == (who != unit)


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("plan", [99]), ("workbench", [99, "lead"]), ("overview", [99]), ("reports", [99]),
        ("measure", [999]), ("unit", ["nothing"]), ("workbench", [1, "nothing"]), ("designations", [99]),
    ],
)  # fmt: skip
def test_what_does_not_exist_is_404_for_everyone(stage, name, args):
    path = reverse(name, args=[stage.plan if arg == 1 else arg for arg in args])
    assert {ask(stage.cast, who, "GET", path).status_code for who in SIGNED_IN} == {404}


@pytest.mark.parametrize("who", PEOPLE)
def test_a_number_larger_than_any_key_is_404_for_everyone(stage, who):
    paths = (f"/plans/{2**63}/review/1/", f"/plans/1/review/{10**22}/", f"/measures/{2**63}/")
    answers = {ask(stage.cast, who, "GET", path).status_code for path in paths}
    assert answers == ({302} if who == "anonymous" else {404})


def test_a_draft_can_not_be_reached_by_its_number(stage):
    move(stage.cast, "save", "responsible", "1.1", 1, at=JAN)
    report = find(stage.cast, "responsible", "1.1", 1)
    for name in ("approve", "return", "reopen", "save", "submit", "take_back", "nonsense"):
        path = reverse("review", args=[report.pk, name])
        status = ask(stage.cast, "coordinator", "POST", path, {"version": 1, "comment": "x"}).status_code
        assert (name, status) == (name, 404)


def test_a_withdrawn_measure_is_not_there(stage):
    Measure.objects.filter(pk=stage.measure).update(withdrawn_at=JAN)
    path = reverse("measure", args=[stage.measure])
    assert {ask(stage.cast, who, "GET", path).status_code for who in SIGNED_IN} == {404}
