"""A coordinator's page of extensions, 'not ours', closings and reopenings."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from departments.models import User
from tasks import extensions, group_answers
from tasks.choices import Status
from tasks.models import ExtensionRequest, Measure, Plan
from tasks.participation import recompute
from tests.cast import Cast, cite, make_measure, make_person, moment
from tests.tasks.moves import content, done, find, move
from tests.tasks.page import _today, client, text  # noqa: F401

OCT = moment(10, 26)
SPRING = datetime.date(2023, 3, 31)


def address(cast: Cast) -> str:
    return f"/plans/{cast.plan.pk}/requests/"


def page(cast: Cast, who: str = "coordinator"):
    return client(cast, who).get(address(cast))


def ask(cast: Cast, ref: str = "1.1", key: str = "one") -> ExtensionRequest:
    return extensions.ask(
        measure=cast.measures[ref], unit=cast.units["lead"], wanted_on=SPRING, reason="Frozen ground.",
        progress="Half is planted.", by=User.objects.get(username="lead"), at=OCT, key=key,
    )  # fmt: skip


def decide(cast: Cast, extension: ExtensionRequest, act: str, who: str = "coordinator", **fields):
    said = {"act": act, "granted_on": "2023-03-31", "decision": "Agreed."}
    return client(cast, who).post(f"/extensions/{extension.pk}/decide/", said | fields)


def lacks(cast: Cast) -> dict[str, tuple[list[str], list[str]]]:
    """Measure → what is required and what is remarked."""
    return {
        one.measure.ref: ([lack.words for lack in one.required], [lack.words for lack in one.remarks])
        for one in page(cast).context["page"].closings
    }


def test_nothing_waits(cast):
    assert "Nothing waits for a decision." in text(page(cast))


def test_a_request_shows_what_is_needed_to_decide_it(cast):
    ask(cast)
    shown = text(page(cast))
    for words in ("31 Dec 2022 → 31 Mar 2023", "Frozen ground.", "Half is planted.", "市园林绿化局"):
        assert words in shown
    assert "1 matter waits for a decision." in shown
    queue = text(client(cast, "coordinator").get(f"/plans/{cast.plan.pk}/overview/"))
    assert "Extension requests 1" in queue


def test_granting_and_refusing_are_told_and_stay_on_the_page(cast):
    first = ask(cast)
    assert decide(cast, first, "grant", granted_on="2023-01-31").url == address(cast)
    decide(cast, ask(cast, "1.3", key="two"), "refuse", decision="It must be done.", granted_on="")

    assert Measure.objects.get(ref="1.1").due_on == datetime.date(2023, 1, 31)
    shown = text(page(cast))
    assert "31 Dec 2022 → 31 Jan 2023" in shown
    assert "It must be done." in shown
    assert page(cast).context["page"].counts.extensions == 0


@pytest.mark.parametrize(
    ("act", "fields", "says"),
    [
        ("grant", {"granted_on": ""}, "Enter a day"),
        ("grant", {"granted_on": "soon"}, "Enter a day"),
        ("grant", {"granted_on": "2022-12-31"}, "Choose a day after"),
        ("grant", {"decision": " "}, "Write the reason"),
        ("refuse", {"decision": ""}, "Write the reason"),
    ],
)
def test_what_is_missing_stands_beside_its_field(cast, act, fields, says):
    answer = decide(cast, ask(cast), act, **fields)
    assert answer.status_code == 422
    assert says in text(answer)
    if "granted_on" in fields:
        assert "Agreed." in text(answer)
    assert ExtensionRequest.objects.get().state == "open"


def test_who_comes_second_is_told_and_keeps_the_reason(cast):
    extension = ask(cast)
    decide(cast, extension, "grant")
    cast.people["second"] = make_person("second", is_coordinator=True)
    late = decide(cast, extension, "refuse", "second", decision="My own reason.")

    assert late.status_code == 409
    assert "Measure 1.1: Granted (Coordinator)" in text(late)
    assert "My own reason." in text(late)


def test_nobody_decides_for_the_own_unit(cast):
    extension = ask(cast)
    cast.people["both"] = make_person("both", cast.units["lead"], is_coordinator=True)
    assert "another coordinator has to" in text(page(cast, "both"))
    assert decide(cast, extension, "grant", "both").status_code == 403


def test_strange_requests_find_nothing(cast):
    extension = ask(cast)
    assert decide(cast, extension, "perhaps").status_code == 404
    assert client(cast, "coordinator").post("/extensions/999/decide/").status_code == 404


def test_who_says_not_ours_stands_there_until_it_is_decided(cast):
    question = cast.measures["1.3"].assignments.get(group__is_open=True)
    said = {"assignment": question, "unit": cast.units["haidian"], "at": OCT}
    by = User.objects.get(username="haidian")
    group_answers.answer(is_ours=False, reason="No forest here.", by=by, **said)
    assert "No forest here." in text(page(cast))
    group_answers.decide(assignment=question, units=[], by=cast.people["coordinator"], at=OCT)
    assert "No forest here." not in text(page(cast))


def test_a_closing_says_what_is_missing(cast):
    cite(cast.measures["1.1"], "lead", cast.units["outsider"])
    recompute([cast.measures["1.1"].pk], at=moment(2, 1))
    move(cast, "submit", "lead", "1.1", 10, at=OCT, says=done(cast.measures["1.1"]))

    assert lacks(cast) == {
        "1.1": (
            ["Leads not done yet: 市教委", "Done, and not approved yet: 市园林绿化局"],
            ["Responsible units not done yet: 市水务局", "市园林绿化局: no evidence"],
        )
    }
    shown = page(cast).content.decode()
    assert f"/measures/{cast.measures['1.1'].pk}/?unit=lead&amp;period=10" in shown


def test_a_plan_can_need_the_responsible_units_too(cast):
    Plan.objects.update(closing_needs_all=True)
    move(cast, "submit", "lead", "1.1", 10, at=OCT, says=done(cast.measures["1.1"]))
    move(cast, "approve", "lead", "1.1", 10, at=OCT)
    assert lacks(cast)["1.1"][0] == ["Responsible units not done yet: 市水务局"]

    move(cast, "submit", "responsible", "1.1", 10, at=OCT, says=done(cast.measures["1.1"]))
    move(cast, "approve", "responsible", "1.1", 10, at=OCT)
    assert lacks(cast) == {}
    (one,) = page(cast).context["page"].closed
    assert (one.measure.ref, one.report.unit.code) == ("1.1", "responsible")


def test_what_is_only_on_track_is_not_to_be_closed(cast):
    move(cast, "submit", "lead", "1.1", 9, at=OCT, says=done(cast.measures["1.1"]))
    says = content(cast.measures["1.1"], Status.ON_TRACK, 90)
    move(cast, "submit", "lead", "1.1", 10, at=OCT, says=says)
    assert lacks(cast) == {}


def test_a_closed_measure_is_reopened_with_a_reason(cast):
    move(cast, "submit", "lead", "1.1", 10, at=OCT, says=done(cast.measures["1.1"]))
    move(cast, "approve", "lead", "1.1", 10, at=OCT)
    (one,) = page(cast).context["page"].closed
    assert one.may
    report = find(cast, "lead", "1.1", 10)
    fields = {"version": report.version, "key": one.key, "next": address(cast), "comment": "Not all of it."}
    answer = client(cast, "coordinator").post(f"/reports/{report.pk}/reopen/", fields)

    assert answer.url == address(cast)
    assert page(cast).context["page"].closed == []
    assert Measure.objects.get(ref="1.1").closed_on is None


def test_a_closed_period_keeps_its_reports(cast):
    move(cast, "submit", "lead", "1.1", 10, at=OCT, says=done(cast.measures["1.1"]))
    move(cast, "approve", "lead", "1.1", 10, at=OCT)
    cast.plan.periods.filter(number=10).update(closed_at=OCT)
    (one,) = page(cast).context["page"].closed
    assert not one.may
    assert "a coordinator can reopen it" in text(page(cast))


def test_nobody_reopens_a_report_of_the_own_unit(cast):
    move(cast, "submit", "lead", "1.1", 10, at=OCT, says=done(cast.measures["1.1"]))
    move(cast, "approve", "lead", "1.1", 10, at=OCT)
    cast.people["both"] = make_person("both", cast.units["lead"], is_coordinator=True)
    (one,) = page(cast, "both").context["page"].closed
    assert not one.may


def test_it_takes_as_many_queries_for_much_as_for_little(cast):
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            page(cast)
        return len(queries)

    def fill(numbers: range) -> None:
        for number in numbers:
            measures = [
                make_measure(cast.plan, cast.measures["1.1"].task, number + shift) for shift in (0, 100, 200)
            ]
            for measure in measures:
                cast.measures[measure.ref] = measure
                cite(measure, "lead", cast.units["lead"])
                cite(measure, "responsible", cast.units["responsible"])
                cite(
                    measure,
                    "assisting",
                    *(one.group for one in cast.measures["1.3"].assignments.filter(group__is_open=True)),
                )
            recompute([measure.pk for measure in measures], at=moment(2, 1))
            ask(cast, measures[0].ref, key=f"{number}")
            for measure in measures[1:]:
                move(cast, "submit", "lead", measure.ref, 10, at=OCT, says=done(measure))
            move(cast, "approve", "lead", measures[2].ref, 10, at=OCT)
            group_answers.answer(
                assignment=measures[0].assignments.get(group__is_open=True), unit=cast.units["haidian"],
                is_ours=False, reason="No.", by=User.objects.get(username="haidian"), at=OCT,
            )  # fmt: skip

    fill(range(10, 12))
    few = count()
    fill(range(12, 18))
    assert page(cast).context["page"].counts.waiting == 24
    assert count() == few
