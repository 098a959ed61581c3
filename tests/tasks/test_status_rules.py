"""The rules of the lights a second time, in plain Python, against the database for facts of every sort."""

import datetime

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tasks.choices import PACED, Light, MeasureKind, Status
from tasks.models import Measure, Participation, Plan
from tests.tasks.standing import Standing, lit

days = st.dates(datetime.date(2021, 11, 1), datetime.date(2023, 3, 31))
standings = st.builds(
    Standing,
    kind=st.sampled_from(MeasureKind.values),
    due_on=st.none() | days,
    status=st.sampled_from(["", *Status.values]),
    percent=st.none() | st.integers(0, 100),
    covered_to=st.none() | st.integers(0, 12),
    closed_on=st.one_of(st.none(), st.none(), days),
)
thresholds = st.fixed_dictionaries(
    {
        "yellow_gap": st.integers(0, 20),
        "red_gap": st.integers(20, 60),
        "yellow_days": st.integers(0, 90),
        "red_missing": st.integers(1, 4),
    }
)
relaxed = settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def months_overdue(on: datetime.date) -> int:
    """How many monthly reports of 2022 should be there, each due on the month's last day."""
    first_of_next = [datetime.date(2022 + month // 12, month % 12 + 1, 1) for month in range(1, 13)]
    return sum(first <= on for first in first_of_next)


def light_in_python(it: Standing, plan: Plan, on: datetime.date) -> Light:
    """The domain's table, line by line."""
    if it.closed_on and it.closed_on <= on:
        return Light.CLOSED
    on = min(on, datetime.date(2022, 12, 31))
    left = (it.due_on - on).days if it.due_on else None
    gap = None
    if it.kind in PACED and it.due_on and it.percent is not None:
        gap = expected_in_python(on, it.due_on) - it.percent
    missing = months_overdue(on) - it.covered_to if it.covered_to is not None else 0
    red = (
        (left is not None and left < 0)
        or it.status == Status.BEHIND
        or (gap is not None and gap > plan.red_gap)
        or missing >= plan.red_missing
    )
    yellow = (
        (left is not None and left <= plan.yellow_days)
        or it.status == Status.AT_RISK
        or (gap is not None and gap > plan.yellow_gap)
        or missing >= 1
    )
    if red:
        return Light.RED
    if yellow:
        return Light.YELLOW
    return Light.GREEN if it.status else Light.GREY


def expected_in_python(on: datetime.date, due_on: datetime.date) -> int:
    """The share of the days that have passed, both ends counted, halves rounded up."""
    first = datetime.date(2022, 1, 1)
    if on >= due_on:
        return 100
    if on < first:
        return 0
    passed, total = (on - first).days + 1, (due_on - first).days + 1
    return int(passed * 100 / total + 0.5)


@relaxed
@given(standing=standings, on=days, numbers=thresholds)
def test_the_database_says_what_the_rules_say(cast, standing, on, numbers):
    for name, value in numbers.items():
        setattr(cast.plan, name, value)
    standing.store(cast)
    wanted = light_in_python(standing, cast.plan, on)
    assert [lit(cast, what, on).light for what in (Measure, Participation)] == [wanted, wanted]


@relaxed
@given(on=days, due_on=days)
def test_expected_is_one_number_in_python_and_in_the_database(cast, on, due_on):
    Standing(due_on=due_on).store(cast)
    seen = cast.plan.seen_on(on)
    wanted = expected_in_python(seen, due_on)
    assert cast.plan.expected(seen, due_on) == wanted
    assert [lit(cast, what, on).expected for what in (Measure, Participation)] == [wanted, wanted]
