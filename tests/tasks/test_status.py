"""The lights as a table of cases: what is known, on which day, and what the light and its words are then."""

import datetime
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from django.utils import translation

from tasks import status
from tasks.choices import Light, MeasureKind, Status
from tasks.models import Measure, Participation, Plan
from tests.tasks.standing import DAY, EXPECTED, Standing, day, lit

BOTH = pytest.mark.parametrize("what", [Measure, Participation])
SHARES = "82% done, 82% expected"


ON_COURSE = Standing()


@dataclass(frozen=True)
class Case:
    name: str
    light: Light
    reason: str
    standing: Standing = ON_COURSE
    on: datetime.date = DAY
    plan: dict[str, Any] = field(default_factory=dict)


NOTHING = Standing(status="", percent=None)
AFTER_THE_PLAN = day(6, 1, 2023)
CASES = [
    Case("on course", Light.GREEN, f"On course; {SHARES}"),
    Case(
        "ahead of the expected progress", Light.GREEN, "On course; 95% done, 82% expected",
        Standing(percent=95),
    ),
    # Closed
    Case("closed before the due day", Light.CLOSED, "Closed on 1 Sep", Standing(closed_on=day(9, 1))),
    Case(
        "closed on the due day", Light.CLOSED, "Closed on 1 Sep",
        Standing(due_on=day(9, 1), closed_on=day(9, 1)),
    ),
    Case(
        "closed a day late", Light.CLOSED, "Closed on 2 Sep, after the deadline",
        Standing(due_on=day(9, 1), closed_on=day(9, 2)),
    ),
    Case("closed without a due day", Light.CLOSED, "Closed on 26 Oct", Standing(due_on=None, closed_on=DAY)),
    Case("closed that very day", Light.CLOSED, "Closed on 26 Oct", Standing(closed_on=DAY)),
    Case("closed only the day after", Light.GREEN, f"On course; {SHARES}", Standing(closed_on=day(10, 27))),
    Case(
        "closed wins over everything", Light.CLOSED, "Closed on 1 Mar, after the deadline",
        Standing(due_on=day(2, 1), status=Status.BEHIND, percent=0, covered_to=0, closed_on=day(3, 1)),
    ),
    # Red
    Case(
        "one day overdue", Light.RED, "1 day overdue; 99% done, 100% expected",
        Standing(due_on=day(10, 25), percent=99),
    ),
    Case(
        "many days overdue and far under", Light.RED,
        "25 days overdue; 60 points under the expected progress", Standing(due_on=day(10, 1), percent=40),
    ),
    Case(
        "overdue with nothing reported", Light.RED, "1 day overdue",
        replace(NOTHING, due_on=day(10, 25)),
    ),
    Case("said to be behind", Light.RED, f"Reported as behind; {SHARES}", Standing(status=Status.BEHIND)),
    Case(
        "31 points under", Light.RED, "31 points under the expected progress",
        Standing(percent=EXPECTED - 31),
    ),
    Case(
        "30 points under", Light.YELLOW, "30 points under the expected progress",
        Standing(percent=EXPECTED - 30),
    ),
    Case("two reports missing", Light.RED, f"2 reports missing; {SHARES}", Standing(covered_to=7)),
    Case("nine reports missing", Light.RED, "9 reports missing", replace(NOTHING, covered_to=0)),
    # Yellow
    Case(
        "due today", Light.YELLOW, "0 days left; 99% done, 100% expected", Standing(due_on=DAY, percent=99)
    ),
    Case(
        "due tomorrow", Light.YELLOW, "1 day left; 100% done, 100% expected",
        Standing(due_on=day(10, 27), percent=100),
    ),
    Case(
        "30 days to go", Light.YELLOW, "30 days left; 95% done, 91% expected",
        Standing(due_on=day(11, 25), percent=95),
    ),
    Case(
        "31 days to go", Light.GREEN, "On course; 95% done, 91% expected",
        Standing(due_on=day(11, 26), percent=95),
    ),
    Case(
        "due soon with nothing reported", Light.YELLOW, "30 days left", replace(NOTHING, due_on=day(11, 25))
    ),
    Case(
        "said to be at risk", Light.YELLOW, f"Reported as at risk; {SHARES}", Standing(status=Status.AT_RISK)
    ),
    Case(
        "at risk and eleven points under", Light.YELLOW,
        "Reported as at risk; 11 points under the expected progress",
        Standing(status=Status.AT_RISK, percent=EXPECTED - 11),
    ),
    Case(
        "11 points under", Light.YELLOW, "11 points under the expected progress",
        Standing(percent=EXPECTED - 11),
    ),
    Case(
        "10 points under", Light.GREEN, "On course; 72% done, 82% expected", Standing(percent=EXPECTED - 10)
    ),
    Case("a report overdue", Light.YELLOW, f"A report is overdue; {SHARES}", Standing(covered_to=8)),
    Case(
        "a period's due day itself", Light.GREEN, "On course; 82% done, 83% expected",
        Standing(covered_to=9), on=day(10, 31),
    ),
    Case(
        "the day after a period's due day", Light.YELLOW, "A report is overdue; 82% done, 84% expected",
        Standing(covered_to=9), on=day(11, 1),
    ),
    # Green and grey
    Case("not started", Light.GREEN, "On course", Standing(status=Status.NOT_STARTED, percent=None)),
    Case(
        "done but not approved", Light.GREEN, "On course; 100% done, 82% expected",
        Standing(status=Status.DONE, percent=100),
    ),
    Case("nothing reported, nothing due", Light.GREY, "Nothing reported yet", NOTHING),
    Case(
        "first day, nothing reported", Light.GREY, "Nothing reported yet", replace(NOTHING, covered_to=0),
        on=day(1, 1),
    ),
    Case("owes no report", Light.GREY, "Nothing reported yet", replace(NOTHING, covered_to=None)),
    Case("ahead of the periods", Light.GREEN, f"On course; {SHARES}", Standing(covered_to=12)),
    # Kinds, and what is missing
    Case(
        "continuing: no gap", Light.GREEN, "On course", Standing(kind=MeasureKind.CONTINUING, percent=0)
    ),
    Case("outcome: no gap", Light.GREEN, "On course", Standing(kind=MeasureKind.OUTCOME, percent=0)),
    Case(
        "continuing: judged by how fresh its reports are", Light.RED, "2 reports missing",
        Standing(kind=MeasureKind.CONTINUING, percent=None, covered_to=7),
    ),
    Case(
        "quantity: judged by its gap", Light.RED, "82 points under the expected progress",
        Standing(kind=MeasureKind.QUANTITY, percent=0),
    ),
    Case("no percent, no gap", Light.GREEN, "On course", Standing(percent=None)),
    Case("no due day: neither overdue nor a gap", Light.GREEN, "On course", Standing(due_on=None, percent=0)),
    Case(
        "no due day and silent", Light.RED, "2 reports missing", replace(NOTHING, due_on=None, covered_to=7)
    ),
    # The plan's own numbers
    Case(
        "red from 5 points", Light.RED, "6 points under the expected progress",
        Standing(percent=EXPECTED - 6), plan={"red_gap": 5, "yellow_gap": 0},
    ),
    Case(
        "yellow from 0 points", Light.YELLOW, "1 point under the expected progress",
        Standing(percent=EXPECTED - 1), plan={"yellow_gap": 0},
    ),
    Case("yellow 70 days before", Light.YELLOW, f"66 days left; {SHARES}", plan={"yellow_days": 70}),
    Case(
        "red at one missing report", Light.RED, f"1 report missing; {SHARES}", Standing(covered_to=8),
        plan={"red_missing": 1},
    ),
    Case(
        "yellow up to three missing reports", Light.YELLOW, f"A report is overdue; {SHARES}",
        Standing(covered_to=6), plan={"red_missing": 4},
    ),
    # A plan that is over is seen as of its last day
    Case(
        "over: the last day's words", Light.YELLOW, "0 days left; 95% done, 100% expected",
        Standing(percent=95, covered_to=12), on=AFTER_THE_PLAN,
    ),
    Case(
        "over: the last period isn't overdue", Light.YELLOW, "0 days left; 95% done, 100% expected",
        Standing(percent=95, covered_to=11), on=AFTER_THE_PLAN,
    ),
    Case(
        "over: overdue before is overdue still, and no more", Light.RED,
        "31 days overdue; 99% done, 100% expected",
        Standing(due_on=day(11, 30), percent=99, covered_to=12), on=AFTER_THE_PLAN,
    ),
    Case(
        "over: closing it is seen all the same", Light.CLOSED, "Closed on 9 Jan 2023, after the deadline",
        Standing(status=Status.DONE, percent=100, covered_to=12, closed_on=day(1, 9, 2023)),
        on=AFTER_THE_PLAN,
    ),
    Case(
        "over: a closing yet to come isn't", Light.YELLOW, "0 days left; 100% done, 100% expected",
        Standing(status=Status.DONE, percent=100, covered_to=12, closed_on=day(1, 9, 2023)),
        on=day(1, 8, 2023),
    ),
]  # fmt: skip


@BOTH
@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_a_light_and_its_reason(cast, what, case):
    for name, value in case.plan.items():
        setattr(cast.plan, name, value)
    case.standing.store(cast)
    row = lit(cast, what, case.on)
    with translation.override("en"):
        assert (row.light, status.explain(row, plan=cast.plan)) == (case.light, case.reason)
    assert list(Light)[row.light_rank] == case.light


def test_every_reason_has_its_case(cast):
    reasons = set()
    for case in CASES:
        if not case.plan:
            case.standing.store(cast)
            reasons.add(lit(cast, Measure, case.on).reason)
    known = {rule.reason for rule in status.rules(cast.plan, DAY)} | {status.NOTHING_YET}
    assert reasons == known


def test_a_reason_can_be_told_from_values(cast):
    Standing(percent=40).store(cast)
    rows = status.with_light(Measure.objects.filter(ref="1.1"), plan=cast.plan, day=DAY)
    with translation.override("en"):
        assert status.explain(rows.values().get(), plan=cast.plan) == "42 points under the expected progress"


def test_waiting_for_a_higher_authority_changes_no_light(cast):
    Standing(due_on=day(10, 25)).store(cast)
    Measure.objects.filter(ref="1.1").update(awaits_higher=True)
    assert lit(cast, Measure, DAY).light == Light.RED


def test_lights_of_many_rows_cost_three_queries(cast, django_assert_num_queries):
    with django_assert_num_queries(3):  # the plan's periods, their sections, the rows
        rows = list(status.with_light(Participation.objects.all(), plan=cast.plan, day=DAY))
    assert len(rows) == Participation.objects.count() > 6


@pytest.mark.parametrize(
    ("on", "percent"),
    [(day(1, 1), 0), (day(1, 2), 1), (day(7, 2), 50), (DAY, 82), (day(12, 30), 100), (day(12, 31), 100)],
)
def test_expected_progress_of_the_whole_plan(on, percent):
    plan = Plan(starts_on=day(1, 1), ends_on=day(12, 31))
    assert plan.expected(on) == percent
