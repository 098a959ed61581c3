"""A month of Annex 5 for all 27 units, through the pages: every page and export tells the same numbers."""

import io
from collections import Counter

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from departments import register
from departments.models import Unit
from tasks.choices import OWNING
from tasks.models import Participation, Plan, ProgressReport
from tests.cast import make_person
from tests.importers.published import FIXTURES, load, reading

JANUARY = 1
# What a unit does with every seventh of the 91 reports: two are left, one of them a draft, five go
COURSE = ("", "save", "submit", "submit", "submit", "submit", "submit")
# What a coordinator does with every fifth report that came
REVIEW = ("approve", "approve", "return", "", "approve")


@pytest.fixture
def plan(db, settings) -> Plan:
    settings.LANGUAGE_CODE, settings.TODAY = "en", "2022-01-27"
    register.load(FIXTURES / "units.json")
    load(reading())
    return Plan.objects.get()


def signed_in(person) -> Client:
    browser = Client()
    browser.force_login(person)
    return browser


def report(browser: Client, part: Participation, move: str) -> None:
    """Opens the measure's page, fills in what the form asks, and sends it."""
    place = {"unit": part.unit.code, "period": JANUARY}
    form = browser.get(reverse("measure", args=[part.measure_id]), place).context["form"]
    said = {"status": "on_track", "progress": "The work of January is done as planned.", "percent": "8"}
    typed = {name: said.get(name, "1" if name.startswith("value_") else "") for name in form.fields}
    sent = browser.post(
        reverse("report", args=[part.measure_id]), place | typed | {"version": 0, "move": move}
    )
    assert sent.status_code == 302


def decide(browser: Client, one: ProgressReport, move: str) -> None:
    """What a coordinator decides on a report that came."""
    sent = browser.post(
        reverse("review", args=[one.pk, move]), {"version": one.version, "comment": "Say more of January."}
    )
    assert sent.status_code == 302


def counts(round_) -> dict[str, int]:
    """A round as a page tells it."""
    names = ("approved", "submitted", "returned", "draft", "unwritten")
    return {name: getattr(round_, name) for name in names}


def sheet(browser: Client, address: str, **asked: str) -> list[dict[str, object]]:
    """The rows of a workbook by their columns' heads."""
    file = io.BytesIO(browser.get(address, asked | {"export": "xlsx"}).content)
    head, *rows = openpyxl.load_workbook(file).active.iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


def test_all_pages_and_exports_tell_the_same_of_the_month(plan):
    owed = list(
        Participation.objects.filter(until=None, role__in=OWNING)
        .select_related("unit")
        .order_by("unit__order", "measure__seq")
    )
    assert len(owed) == 91
    people = {unit.pk: signed_in(make_person(unit.code, unit)) for unit in Unit.objects.all()}
    assert len(people) == 27
    told: dict[int, Counter[str]] = {pk: Counter() for pk in people}
    for number, part in enumerate(owed):
        move = COURSE[number % len(COURSE)]
        if move:
            report(people[part.unit_id], part, move)
        told[part.unit_id][{"": "unwritten", "save": "draft", "submit": "submitted"}[move]] += 1

    coordinator = signed_in(make_person("coordinator", is_coordinator=True))
    came = ProgressReport.objects.filter(state="submitted").order_by("pk")
    for number, one in enumerate(came):
        if move := REVIEW[number % len(REVIEW)]:
            decide(coordinator, one, move)
            told[one.unit_id].subtract(["submitted"])
            told[one.unit_id][{"approve": "approved", "return": "returned"}[move]] += 1

    names = ("approved", "submitted", "returned", "draft", "unwritten")
    whole = {name: sum(each[name] for each in told.values()) for name in names}
    assert sum(whole.values()) == 91
    assert min(whole.values()) > 0

    # the workbench of each unit, as its own people see it
    for pk, browser in people.items():
        page = browser.get(reverse("workbench", args=[plan.pk, Unit.objects.get(pk=pk).code]))
        assert counts(page.context["todo"].round) == {name: told[pk][name] for name in names}

    # the overview, its matrix and its export
    address = reverse("overview", args=[plan.pk])
    overview = coordinator.get(address)
    assert counts(overview.context["round"]) == whole
    assert overview.context["queue"].awaiting == whole["submitted"]
    reported = whole["approved"] + whole["submitted"]
    assert sum(row.reported for row in overview.context["units"]) == reported
    exported = sheet(coordinator, address)
    assert sum(row["January reported"] for row in exported) == reported
    assert sum(row["Owed"] for row in exported) == 91

    # the workbenches' exports
    states = Counter()
    for pk, browser in people.items():
        rows = sheet(browser, reverse("workbench", args=[plan.pk, Unit.objects.get(pk=pk).code]))
        states.update(row["January report"] for row in rows)
    assert (states["Approved"], states["Awaiting review"], states["Returned"], states["Draft"]) == tuple(
        whole[name] for name in names[:4]
    )

    # the list of reports, the queue and the reminders
    listed = Counter(row["Review"] for row in sheet(coordinator, reverse("reports", args=[plan.pk])))
    assert listed == {
        "Approved": whole["approved"], "Awaiting review": whole["submitted"], "Returned": whole["returned"],
    }  # fmt: skip
    queue = coordinator.get(reverse("review-queue", args=[plan.pk]))
    assert len(queue.context["table"].rows) == whole["submitted"]
    reminders = coordinator.get(reverse("reminders", args=[plan.pk]))
    assert reminders.context["reports"] == whole["returned"] + whole["draft"] + whole["unwritten"]

    # the period, open and then closed
    address = reverse("period", args=[plan.pk, JANUARY])
    open_ = coordinator.get(address)
    assert counts(open_.context["standing"].round) == whole
    version = open_.context["period"].version
    closed = coordinator.post(
        reverse("move-period", args=[plan.pk, JANUARY, "close"]), {"version": version}, follow=True
    )
    assert counts(closed.context["frozen"].round) == whole
