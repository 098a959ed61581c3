"""What a report must say before it can be submitted."""

import datetime
from dataclasses import replace
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from tasks.choices import MeasureKind, Status
from tasks.models import Measure, Target
from tasks.report_rules import Content, problems_of, share, value_field

GOOD = Content(status=Status.ON_TRACK, percent=40, progress="Half of the ground is prepared.")
DONE = replace(GOOD, status=Status.DONE, percent=100)
RISKY = replace(
    GOOD, status=Status.AT_RISK, next_steps="Plant faster.", expected_on=datetime.date(2022, 12, 20)
)


def problems(measure: Measure, content: Content, *, leads: bool = True) -> dict[str, str]:
    with translation.override("en"):
        return problems_of(content, measure=measure, leads=leads)


@pytest.mark.parametrize(
    "content",
    [
        GOOD,
        DONE,
        RISKY,
        replace(RISKY, status=Status.BEHIND),
        replace(GOOD, status=Status.NOT_STARTED, percent=0),
    ],
)
def test_a_whole_report_passes(cast, content):
    assert problems(cast.measures["1.1"], content) == {}


@pytest.mark.parametrize(
    ("content", "errors"),
    [
        (replace(GOOD, status=""), {"status": "Choose how it stands."}),
        (replace(GOOD, status="splendid"), {"status": "Choose how it stands."}),
        (replace(GOOD, progress=" \n"), {"progress": "Say what has been done."}),
        (replace(RISKY, next_steps=" "), {"next_steps": "With “At risk”, say what comes next."}),
        (replace(RISKY, expected_on=None), {"expected_on": "With “At risk”, say when it will be done."}),
        (
            replace(RISKY, status=Status.BEHIND, next_steps="", expected_on=None),
            {
                "next_steps": "With “Behind”, say what comes next.",
                "expected_on": "With “Behind”, say when it will be done.",
            },
        ),
        (replace(GOOD, percent=None), {"percent": "Enter a whole number from 0 to 100."}),
        (replace(GOOD, percent=-1), {"percent": "Enter a whole number from 0 to 100."}),
        (replace(GOOD, percent=101), {"percent": "Enter a whole number from 0 to 100."}),
        (
            replace(GOOD, percent=100),
            {"percent": "100% means done: choose “Done”, or enter what is really reached."},
        ),
        (
            replace(DONE, percent=99),
            {"percent": "Done means 100%: enter the rest, or choose another status."},
        ),
    ],
)
def test_what_is_missing_is_named_at_its_field(cast, content, errors):
    assert problems(cast.measures["1.1"], content) == errors


def test_a_text_that_is_too_long_is_told_with_what_it_has(cast):
    long = replace(GOOD, progress="长" * 5001, problems="长" * 5000)
    assert problems(cast.measures["1.1"], long) == {"progress": "Shorten it to 5000 characters; it has 5001."}


def test_all_problems_are_told_at_once(cast):
    errors = problems(cast.measures["1.1"], Content(status=Status.AT_RISK, percent=100))
    assert set(errors) == {"progress", "next_steps", "expected_on", "percent"}


@pytest.mark.parametrize("kind", [MeasureKind.CONTINUING, MeasureKind.OUTCOME])
def test_no_percent_is_asked_or_kept_where_the_measure_has_none(cast, kind):
    measure = cast.measures["1.3"]
    measure.kind = kind
    assert problems(measure, replace(GOOD, percent=None)) == {}
    assert GOOD.stored(measure, leads=True)["percent"] is None
    assert problems(measure, replace(DONE, percent=None)) == {}


def with_value(content: Content, target: Target, value: str) -> Content:
    return replace(content, percent=None, values={target.pk: Decimal(value)})


def test_a_percent_comes_from_the_targets_value(cast):
    measure = cast.measures["1.2"]
    content = with_value(GOOD, cast.target, "6.5")
    assert problems(measure, content) == {}
    assert content.stored(measure, leads=True)["percent"] == 43
    assert content.stored(measure, leads=True)["values"] == {str(cast.target.pk): "6.5"}


def test_a_typed_percent_does_not_stand_in_for_a_value(cast):
    errors = problems(cast.measures["1.2"], GOOD)
    assert errors == {value_field(cast.target): "Enter the value reached so far; 0 if none."}


def test_the_percent_of_several_targets_is_their_mean_and_each_is_asked(cast):
    measure = cast.measures["1.2"]
    other = Target.objects.create(measure=measure, quote="1—2 个区", low=1, high=2, unit_of_measure="个区")
    half = with_value(GOOD, cast.target, "15")
    assert problems(measure, half) == {value_field(other): "Enter the value reached so far; 0 if none."}
    both = replace(half, values=half.values | {other.pk: Decimal(1)})
    assert problems(measure, both) == {}
    assert both.percent_on(measure, leads=True) == 75


def test_a_quantity_without_targets_has_a_typed_percent(cast):
    measure = cast.measures["1.2"]
    measure.targets.all().delete()
    assert problems(measure, GOOD) == {}
    assert GOOD.percent_on(measure, leads=True) == 40


def test_reaching_the_target_is_done(cast):
    measure = cast.measures["1.2"]
    place = value_field(cast.target)
    assert problems(measure, with_value(DONE, cast.target, "16")) == {}
    assert set(problems(measure, with_value(GOOD, cast.target, "15"))) == {place}
    assert set(problems(measure, with_value(DONE, cast.target, "14.999"))) == {place}


@pytest.mark.parametrize("value", ["-1", "-0.001"])
def test_a_value_below_zero_is_refused(cast, value):
    measure = cast.measures["1.2"]
    other = Target.objects.create(measure=measure, quote="1—2 个区", low=1, high=2, unit_of_measure="个区")
    content = with_value(GOOD, cast.target, value)
    content = replace(content, values=content.values | {other.pk: Decimal(2)})
    assert problems(measure, content) == {
        value_field(cast.target): "Enter the value reached so far; 0 if none."
    }


@given(st.decimals(0, 10**6, places=3), st.decimals(Decimal("0.001"), 10**6, places=3))
def test_a_share_is_whole_and_full_only_when_reached(value, high):
    part = share(value, Target(low=high, high=high))
    assert part is not None
    assert 0 <= part <= 100
    assert (part == 100) == (value >= high)


def test_texts_are_kept_without_outer_blanks_and_a_day_only_in_trouble(cast):
    measure = cast.measures["1.1"]
    stored = replace(RISKY, status=Status.ON_TRACK, progress="  text\n").stored(measure, leads=True)
    assert (stored["progress"], stored["expected_on"]) == ("text", None)
    assert RISKY.stored(measure, leads=True)["expected_on"] == datetime.date(2022, 12, 20)


def test_a_unit_that_does_not_lead_states_the_percent_of_its_own_part(cast):
    measure = cast.measures["1.2"]
    part = replace(GOOD, percent=60, values={cast.target.pk: Decimal("0.6")})

    assert part.percent_on(measure, leads=False) == 60
    assert part.percent_on(measure, leads=True) == 4
    assert problems(measure, part, leads=False) == {}
    assert problems(measure, replace(part, percent=None), leads=False) == {
        "percent": "Enter a whole number from 0 to 100."
    }
    assert problems(measure, replace(part, values={}), leads=False) == {}
