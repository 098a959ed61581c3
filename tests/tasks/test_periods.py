"""The reporting periods of a plan."""

import datetime
import itertools
import re

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tasks import periods
from tasks.choices import Rhythm
from tasks.models import Plan

pytestmark = pytest.mark.django_db


def make_plan(starts_on: datetime.date, ends_on: datetime.date, rhythm: str = Rhythm.MONTHLY) -> Plan:
    plan = Plan.objects.create(
        title=f"{starts_on} {ends_on}",
        year=starts_on.year,
        starts_on=starts_on,
        ends_on=ends_on,
        rhythm=rhythm,
    )
    periods.lay_out(plan)
    return plan


def spans(plan: Plan) -> list[tuple[int, str, str]]:
    return [(row.number, f"{row.starts_on:%m-%d}", f"{row.ends_on:%m-%d}") for row in plan.periods.all()]


def labels(plan: Plan) -> list[str]:
    with translation.override("en"):
        return [row.label for row in plan.periods.all()]


def test_a_year_has_twelve_months(cast):
    rows = spans(cast.plan)
    assert len(rows) == 12
    assert rows[:2] == [(1, "01-01", "01-31"), (2, "02-01", "02-28")]
    assert rows[-1] == (12, "12-01", "12-31")
    assert (labels(cast.plan)[0], labels(cast.plan)[-1]) == ("January", "December")


def test_a_year_has_four_quarters():
    plan = make_plan(datetime.date(2022, 1, 1), datetime.date(2022, 12, 31), Rhythm.QUARTERLY)
    assert spans(plan) == [
        (1, "01-01", "03-31"), (2, "04-01", "06-30"), (3, "07-01", "09-30"), (4, "10-01", "12-31"),
    ]  # fmt: skip
    assert labels(plan) == ["Quarter 1", "Quarter 2", "Quarter 3", "Quarter 4"]


def test_a_plan_that_starts_and_ends_within_its_periods_has_short_ones():
    plan = make_plan(datetime.date(2022, 2, 15), datetime.date(2022, 8, 10), Rhythm.QUARTERLY)
    assert spans(plan) == [(1, "02-15", "03-31"), (2, "04-01", "06-30"), (3, "07-01", "08-10")]


def test_laying_out_again_leaves_what_is_there(cast):
    cast.plan.periods.filter(number=3).update(due_on=datetime.date(2022, 4, 5))
    before = list(cast.plan.periods.values())
    periods.lay_out(cast.plan)
    assert list(cast.plan.periods.values()) == before


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    starts_on=st.dates(datetime.date(2020, 1, 1), datetime.date(2024, 12, 31)),
    length=st.integers(1, 900),
    rhythm=st.sampled_from(Rhythm.values),
)
def test_periods_cover_each_day_once(db, starts_on, length, rhythm):
    ends_on = starts_on + datetime.timedelta(days=length)
    Plan.objects.all().delete()
    rows = list(make_plan(starts_on, ends_on, rhythm).periods.all())
    assert [row.number for row in rows] == list(range(1, len(rows) + 1))
    assert (rows[0].starts_on, rows[-1].ends_on) == (starts_on, ends_on)
    for one, following in itertools.pairwise(rows):
        assert following.starts_on - one.ends_on == datetime.timedelta(days=1)
    assert [row.due_on for row in rows] == [row.ends_on for row in rows]


@pytest.mark.parametrize(
    ("day", "number"),
    [("2021-12-31", None), ("2022-01-01", 1), ("2022-10-31", 10), ("2022-11-01", 11), ("2023-06-01", 12)],
)
def test_the_current_period(cast, day, number):
    found = periods.current(cast.plan.periods.all(), datetime.date.fromisoformat(day))
    assert (found and found.number) == number


def in_chinese(plan):
    with translation.override("zh-hans"):
        return [period.label for period in plan.periods.all()]


@pytest.mark.parametrize("rhythm", [Rhythm.MONTHLY])
def test_a_name_in_chinese_begins_with_its_number_as_the_sentences_around_it_expect(rhythm):
    plan = make_plan(datetime.date(2022, 1, 1), datetime.date(2022, 12, 31), rhythm)
    assert [name for name in in_chinese(plan) if not re.fullmatch(r"\d+ [月季度]+", name)] == []


def test_every_sentence_in_chinese_leaves_a_space_before_that_number_and_none_after_the_name():
    catalogue = translation.trans_real.translation("zh-hans")._catalog
    said = [text for _key, text in catalogue.items() if "%(period)s" in text]
    assert len(said) > 15
    assert [text for text in said if re.search(r"[\u4e00-\u9fff]%\(period\)s|%\(period\)s ", text)] == []
