"""What the reports establish: the copied columns, and what one could know on a past day."""

import contextlib
import datetime
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tasks import facts, review
from tasks.choices import Role, Status
from tasks.models import Measure, Participation
from tasks.participation import designate, recompute
from tests.cast import Cast, cite, make_measure, moment
from tests.tasks.moves import content, done, find, move

NOTHING_OWED = 32767  # beyond every period: no report of a closed measure is ever missing

Rows = dict[tuple, dict[str, Any]]


def stored() -> Rows:
    """The copied columns of all measures and of the parts held now."""
    rows: Rows = {("measure", row["pk"]): row for row in Measure.objects.values("pk", *facts.FACTS)}
    parts = Participation.objects.filter(until=None).values("pk", *facts.FACTS)
    return rows | {("part", row["pk"]): row for row in parts}


def recomputed(on: datetime.date) -> Rows:
    """The same out of the events, as one could know it at the end of a day."""
    rows: Rows = {}
    for kind, queryset in (("measure", Measure.objects.all()), ("part", Participation.objects.all())):
        for row in facts.as_known(queryset, on):
            known = {name: getattr(row, f"_{name}") for name in facts.FACTS}
            rows[kind, row.pk] = {"pk": row.pk} | known
    return rows


def known(row: Measure | Participation, on: datetime.date) -> dict[str, Any]:
    return recomputed(on)["measure" if isinstance(row, Measure) else "part", row.pk]


def standing(row: Measure | Participation) -> tuple:
    row.refresh_from_db()
    return row.status, row.percent, row.reported_on, row.covered_to, row.closed_on


def day(month: int, number: int) -> datetime.date:
    return datetime.date(2022, month, number)


# A walk of moves


@dataclass(frozen=True)
class Step:
    move: str
    unit: str
    ref: str
    month: int
    status: str
    percent: int
    pause: int
    """Days until the next step."""


REACHED = [
    ("lead", "1.1"), ("responsible", "1.1"), ("lead", "1.2"), ("haidian", "1.2"), ("lead", "1.3"),
    ("haidian", "1.3"), ("lead", "1.4"), ("responsible", "1.4"), ("haidian", "1.4"),
]  # fmt: skip
steps = st.builds(
    lambda move, place, *rest: Step(move, *place, *rest),
    st.sampled_from(
        ["submit", "submit", "approve", "approve", "return", "reopen", "take_back", "save", "cite"]
    ),
    st.sampled_from(REACHED),
    st.integers(1, 4),
    st.sampled_from([Status.DONE, Status.DONE, Status.ON_TRACK, Status.AT_RISK, Status.BEHIND]),
    st.integers(0, 99),
    st.integers(0, 6),
)


def with_two_leads(cast: Cast) -> Measure:
    """Measure 1.4: two bureaus lead, the districts assist."""
    measure = make_measure(cast.plan, cast.measures["1.1"].task, 4)
    cite(measure, Role.LEAD, cast.units["lead"], cast.units["responsible"])
    cite(measure, Role.RESPONSIBLE, cast.units["haidian"])
    recompute([measure.pk], at=moment(1, 4))
    cast.measures["1.4"] = measure
    return measure


def walk(cast: Cast, step: Step, at: datetime.datetime) -> None:
    """Tries a step; what the rules refuse is no step."""
    says = content(cast.measures[step.ref], step.status, 100 if step.status == Status.DONE else step.percent)
    with contextlib.suppress(review.Refused, review.Invalid):
        if step.move == "cite":
            redesignate(cast, step, at)
        else:
            move(cast, step.move, step.unit, step.ref, step.month, at=at, says=says)


def redesignate(cast: Cast, step: Step, at: datetime.datetime) -> None:
    """The open group of 1.3 comes to mean other districts, and 1.4 gains or loses its second lead."""
    codes = {1: None, 2: ["haidian"], 3: ["dongcheng"], 4: ["haidian", "dongcheng"]}[step.month]
    units = None if codes is None else [cast.units[code].pk for code in codes]
    assignment = cast.measures["1.3"].assignments.get(group__is_open=True)
    designate(assignment=assignment, units=units, by=cast.people["coordinator"], at=at)
    role = Role.LEAD if step.percent % 2 else Role.RESPONSIBLE
    cast.measures["1.4"].assignments.filter(unit=cast.units["responsible"]).update(role=role)
    recompute([cast.measures["1.4"].pk], at=at)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(steps, min_size=12, max_size=20))
def test_after_any_moves_columns_are_what_the_events_say_and_no_past_day_changes(cast, taken):
    with transaction.atomic():
        with_two_leads(cast)
        at, by_day = moment(4, 1), {}
        for step in taken:
            walk(cast, step, at)
            by_day[at.date()] = stored()
            at += datetime.timedelta(days=step.pause, minutes=1)
        for on, then in by_day.items():
            assert recomputed(on) == then
        transaction.set_rollback(True)


# The stories behind it


def test_a_part_holds_what_its_unit_said_last(cast):
    part = cast.part("responsible", "1.1")
    assert standing(part) == ("", None, None, 0, None)
    move(cast, "submit", "responsible", "1.1", 1, at=moment(1, 30))
    assert standing(part) == ("on_track", 40, day(1, 30), 1, None)
    assert standing(cast.measures["1.1"]) == ("", None, None, 0, None)


def test_a_measure_holds_what_its_lead_said(cast):
    move(cast, "submit", "lead", "1.1", 1, at=moment(1, 30))
    assert standing(cast.measures["1.1"]) == ("on_track", 40, day(1, 30), 1, None)


def test_drafts_establish_nothing(cast):
    before = stored()
    move(cast, "save", "lead", "1.1", 1, at=moment(1, 30))
    assert stored() == before


def test_a_returned_report_counts_no_more_until_it_is_submitted_again(cast):
    move(cast, "submit", "lead", "1.1", 1, at=moment(1, 30))
    move(cast, "submit", "lead", "1.1", 2, at=moment(2, 20), says=content(cast.measures["1.1"], percent=55))
    move(cast, "return", "lead", "1.1", 2, at=moment(2, 22))
    assert standing(cast.measures["1.1"]) == ("on_track", 40, day(1, 30), 1, None)
    move(cast, "submit", "lead", "1.1", 2, at=moment(3, 2), says=content(cast.measures["1.1"], percent=50))
    assert standing(cast.measures["1.1"]) == ("on_track", 50, day(2, 20), 2, None)


def test_only_an_approved_done_closes_and_its_measure_closes_every_part(cast):
    measure = cast.measures["1.1"]
    move(cast, "submit", "lead", "1.1", 1, at=moment(1, 30), says=done(measure))
    assert standing(measure) == ("done", 100, day(1, 30), 1, None)
    move(cast, "approve", "lead", "1.1", 1, at=moment(2, 3))
    assert standing(measure) == ("done", 100, day(1, 30), NOTHING_OWED, day(2, 3))
    for unit in ("lead", "responsible", "assisting"):
        assert cast.part(unit, "1.1").closed_on == day(2, 3)


def test_a_part_that_is_done_leaves_the_measure_open(cast):
    move(cast, "submit", "responsible", "1.1", 1, at=moment(1, 30), says=done(cast.measures["1.1"]))
    move(cast, "approve", "responsible", "1.1", 1, at=moment(2, 3))
    assert cast.part("responsible", "1.1").closed_on == day(2, 3)
    assert cast.part("lead", "1.1").closed_on is None
    assert standing(cast.measures["1.1"]) == ("", None, None, 0, None)


def test_a_measure_reopened_opens_its_parts_again(cast):
    measure = cast.measures["1.1"]
    move(cast, "submit", "responsible", "1.1", 1, at=moment(1, 25), says=done(measure))
    move(cast, "approve", "responsible", "1.1", 1, at=moment(1, 26))
    move(cast, "submit", "lead", "1.1", 1, at=moment(1, 30), says=done(measure))
    move(cast, "approve", "lead", "1.1", 1, at=moment(2, 3))
    move(cast, "reopen", "lead", "1.1", 1, at=moment(2, 10))
    assert standing(measure) == ("", None, None, 0, None)
    closed = {unit: cast.part(unit, "1.1").closed_on for unit in ("lead", "responsible", "assisting")}
    assert closed == {"lead": None, "responsible": day(1, 26), "assisting": None}


def test_a_report_of_august_for_june_does_not_change_what_june_knew(cast):
    measure, part = cast.measures["1.1"], cast.part("lead", "1.1")
    move(cast, "submit", "lead", "1.1", 5, at=moment(5, 30), says=content(measure, percent=30))
    june = recomputed(day(6, 30))
    move(cast, "submit", "lead", "1.1", 6, at=moment(8, 5), says=content(measure, Status.BEHIND, 35))
    assert recomputed(day(6, 30)) == june
    assert known(part, day(8, 4))["percent"] == 30
    assert known(part, day(8, 5))["status"] == Status.BEHIND
    assert known(measure, day(8, 5)) == {
        "pk": measure.pk, "status": "behind", "percent": 35, "reported_on": day(8, 5), "covered_to": 6,
        "closed_on": None,
    }  # fmt: skip


def test_before_the_plan_was_assigned_nobody_had_a_part(cast):
    assert not facts.as_known(Participation.objects.all(), day(1, 3)).exists()
    assert facts.as_known(Participation.objects.all(), day(1, 4)).count() == Participation.objects.count()


def test_a_past_day_shows_who_took_part_then(cast):
    assignment = cast.measures["1.3"].assignments.get(group__is_open=True)
    designate(
        assignment=assignment,
        units=[cast.units["haidian"].pk],
        by=cast.people["coordinator"],
        at=moment(3, 1),
    )

    def roles(on: datetime.date) -> dict[str, str]:
        rows = facts.as_known(cast.measures["1.3"].participations.select_related("unit"), on)
        return {row.unit.code: row.role for row in rows}

    assert roles(day(2, 28)) == {"lead": "lead", "haidian": "possible", "dongcheng": "possible"}
    assert roles(day(3, 1)) == {"lead": "lead", "haidian": "assisting"}


# Several leads


@pytest.fixture
def shared(cast) -> Measure:
    return with_two_leads(cast)


def both_submit(cast: Cast, one: tuple[str, int], other: tuple[str, int]) -> None:
    for unit, (status, percent) in (("lead", one), ("responsible", other)):
        says = content(cast.measures["1.4"], status, percent)
        move(cast, "submit", unit, "1.4", 1, at=moment(1, 30), says=says)


@pytest.mark.parametrize(
    ("one", "other", "worst"),
    [
        (Status.BEHIND, Status.AT_RISK, Status.BEHIND),
        (Status.AT_RISK, Status.NOT_STARTED, Status.AT_RISK),
        (Status.NOT_STARTED, Status.ON_TRACK, Status.NOT_STARTED),
        (Status.ON_TRACK, Status.DONE, Status.ON_TRACK),
        (Status.DONE, Status.DONE, Status.DONE),
    ],
)
@pytest.mark.parametrize("swapped", [False, True])
def test_of_several_leads_the_worst_status_is_the_measures(cast, shared, one, other, worst, swapped):
    pair = [(status, 100 if status == Status.DONE else 20) for status in (one, other)]
    both_submit(cast, *(reversed(pair) if swapped else pair))
    assert standing(shared)[0] == worst


@pytest.mark.parametrize(("one", "other", "mean"), [(20, 60, 40), (20, 61, 41), (0, 0, 0), (98, 99, 99)])
def test_of_several_leads_the_mean_percent_is_the_measures(cast, shared, one, other, mean):
    both_submit(cast, (Status.ON_TRACK, one), (Status.ON_TRACK, other))
    assert standing(shared)[1] == mean


def test_a_lead_that_is_silent_counts_in_what_is_missing_not_in_the_mean(cast, shared):
    move(cast, "submit", "lead", "1.4", 2, at=moment(2, 20))
    assert standing(shared) == ("on_track", 40, day(2, 20), 0, None)


def test_closed_only_when_every_lead_is_done(cast, shared):
    both_submit(cast, (Status.DONE, 100), (Status.DONE, 100))
    move(cast, "approve", "lead", "1.4", 1, at=moment(2, 3))
    assert standing(shared)[4] is None
    assert (cast.part("lead", "1.4").closed_on, cast.part("haidian", "1.4").closed_on) == (day(2, 3), None)
    move(cast, "approve", "responsible", "1.4", 1, at=moment(2, 5))
    assert standing(shared)[4] == day(2, 5)
    assert (cast.part("lead", "1.4").closed_on, cast.part("haidian", "1.4").closed_on) == (
        day(2, 3), day(2, 5),
    )  # fmt: skip


def test_what_a_closed_lead_no_longer_reports_is_not_missing(cast, shared):
    both_submit(cast, (Status.DONE, 100), (Status.ON_TRACK, 50))
    move(cast, "approve", "lead", "1.4", 1, at=moment(2, 3))
    move(cast, "submit", "responsible", "1.4", 3, at=moment(3, 20))
    assert standing(shared)[3] == 3


def test_moves_of_one_unit_leave_the_reports_of_others_alone(cast):
    move(cast, "submit", "lead", "1.2", 1, at=moment(1, 20))
    move(cast, "submit", "haidian", "1.2", 1, at=moment(1, 21))
    before = standing(cast.part("lead", "1.2")), standing(cast.part("dongcheng", "1.2"))
    move(cast, "return", "haidian", "1.2", 1, at=moment(1, 22))
    assert (standing(cast.part("lead", "1.2")), standing(cast.part("dongcheng", "1.2"))) == before
    assert find(cast, "lead", "1.2", 1).state == "submitted"
