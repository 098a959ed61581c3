"""Laying the periods of a plan out, and changing a single one; what is owed follows."""

import datetime
from dataclasses import replace

import pytest

from departments.models import AuditEntry
from tasks import period_moves, period_terms
from tasks.choices import Rhythm, Role
from tasks.models import Measure, Participation, Plan, Section
from tasks.participation import recompute, renew
from tasks.period_terms import Terms, stamp
from tasks.periods import Conflict, Layout
from tasks.review import Invalid, Refused
from tests.cast import Cast, cite, make_measure, moment
from tests.tasks.moves import move

JAN_5 = moment(1, 5)
BY_THE_FIFTH = Layout(Rhythm.MONTHLY, due_after=5, asks="Figures first.")


def day(month: int, number: int) -> datetime.date:
    return datetime.date(2022, month, number)


def lay_out(cast: Cast, layout: Layout, *, at=JAN_5, based_on: str | None = None) -> bool:
    word = stamp(cast.plan.periods.all()) if based_on is None else based_on
    return period_terms.lay_out(
        plan=Plan.objects.get(pk=cast.plan.pk),
        layout=layout,
        by=cast.people["coordinator"],
        at=at,
        based_on=word,
    )


def change(cast: Cast, month: int, *, at=JAN_5, based_on: int | None = None, **terms) -> bool:
    period = cast.period(month)
    return period_terms.change(
        period=period,
        terms=replace(Terms.of(period), **terms),
        by=cast.people["coordinator"],
        at=at,
        based_on=period.version if based_on is None else based_on,
    )


def everything(cast: Cast) -> list:
    return [
        list(cast.plan.periods.values("number", "starts_on", "opens_on", "due_on", "asks", "version")),
        list(Participation.objects.order_by("pk").values()),
        list(Measure.objects.order_by("pk").values("pk", "covered_to")),
        AuditEntry.objects.count(),
    ]


def test_all_periods_get_the_due_day_the_text_and_the_sections(cast):
    section = Section.objects.get()
    assert lay_out(cast, replace(BY_THE_FIFTH, sections=frozenset([section.pk])))

    rows = list(cast.plan.periods.all())
    assert [row.due_on for row in rows[:2]] == [day(2, 5), day(3, 5)]
    assert {row.asks for row in rows} == {"Figures first."}
    assert {tuple(row.sections.all()) for row in rows} == {(section,)}
    assert AuditEntry.objects.get().what == "periods-laid-out"


def test_a_due_day_before_the_end_never_comes_before_the_period_opens(cast):
    Plan.objects.filter(pk=cast.plan.pk).update(starts_on=day(1, 20))
    lay_out(cast, Layout(Rhythm.MONTHLY, due_after=-20))
    assert [row.due_on for row in cast.plan.periods.all()[:2]] == [day(1, 20), day(2, 8)]


def test_months_become_quarters_and_back(cast):
    lay_out(cast, Layout(Rhythm.QUARTERLY))
    assert [row.ends_on for row in cast.plan.periods.all()] == [
        day(3, 31),
        day(6, 30),
        day(9, 30),
        day(12, 31),
    ]
    assert Plan.objects.get().rhythm == Rhythm.QUARTERLY
    lay_out(cast, Layout(Rhythm.MONTHLY))
    assert [row.ends_on for row in cast.plan.periods.all()][:2] == [day(1, 31), day(2, 28)]
    assert cast.plan.periods.count() == 12


def test_what_is_owed_follows_the_periods_as_if_they_had_always_been_so(cast):
    late = make_measure(cast.plan, cast.measures["1.1"].task, 9)
    cite(late, Role.LEAD, cast.units["outsider"])
    recompute([late.pk], at=moment(5, 10))
    assert cast.part("lead", "1.1").owed_from == 1
    outsider = Participation.objects.get(measure=late)
    assert (outsider.owed_from, outsider.covered_to) == (5, 4)

    lay_out(cast, Layout(Rhythm.QUARTERLY), at=moment(5, 11))
    outsider.refresh_from_db()
    late.refresh_from_db()
    assert (outsider.owed_from, outsider.covered_to, late.covered_to) == (2, 1, 1)
    assert cast.part("lead", "1.1").owed_from == 1
    assert cast.part("assisting", "1.1").owed_from is None


def test_a_part_that_was_renewed_owes_from_where_its_unit_began(cast):
    Participation.objects.update(acknowledged_at=moment(1, 6), acknowledged_by=cast.people["lead"])
    renew([cast.measures["1.1"].pk], at=moment(6, 10))
    lay_out(cast, Layout(Rhythm.QUARTERLY), at=moment(6, 11))
    assert cast.part("lead", "1.1").owed_from == 1


def test_a_later_due_day_of_one_period_can_bring_its_reports_to_be_owed(cast):
    late = make_measure(cast.plan, cast.measures["1.1"].task, 9)
    cite(late, Role.LEAD, cast.units["outsider"])
    recompute([late.pk], at=moment(5, 3))
    change(cast, 4, due_on=day(5, 5))
    assert Participation.objects.get(measure=late).owed_from == 4


def test_laying_out_the_same_again_changes_nothing(cast):
    lay_out(cast, BY_THE_FIFTH)
    before = everything(cast)
    assert not lay_out(cast, BY_THE_FIFTH, based_on="0")
    assert everything(cast) == before


def test_who_lays_out_second_is_told(cast):
    word = stamp(cast.plan.periods.all())
    lay_out(cast, BY_THE_FIFTH)
    before = everything(cast)
    with pytest.raises(Conflict):
        lay_out(cast, Layout(Rhythm.QUARTERLY), based_on=word)
    assert everything(cast) == before


def reported(cast):
    move(cast, "save", "lead", "1.1", 1, at=moment(1, 20))


def opened(cast):
    period_moves.open_early(
        period=cast.period(2), by=cast.people["coordinator"], at=JAN_5, based_on=cast.period(2).version
    )


@pytest.mark.parametrize("used", [reported, opened])
def test_a_plan_in_use_is_not_laid_out_anew_and_the_remedy_is_said(cast, used):
    used(cast)
    before = everything(cast)
    with pytest.raises(Refused, match=r"change single periods instead|单个"):
        lay_out(cast, BY_THE_FIFTH)
    assert everything(cast) == before


@pytest.mark.parametrize("days", [-26, 61])
def test_a_due_day_far_away_is_refused(cast, days):
    with pytest.raises(Invalid) as raised:
        lay_out(cast, Layout(Rhythm.MONTHLY, due_after=days))
    assert list(raised.value.errors) == ["due_after"]


def test_a_single_period_is_changed_with_what_stood_before_in_the_audit(cast):
    assert change(cast, 3, opens_on=day(2, 20), due_on=day(4, 2), asks="Photos too.")
    row = cast.period(3)
    assert (row.opens_on, row.due_on, row.asks, row.version) == (day(2, 20), day(4, 2), "Photos too.", 1)
    entry = AuditEntry.objects.get()
    assert (entry.what, entry.detail["before"]["due_on"], entry.detail["after"]["due_on"]) == (
        "period-changed", "2022-03-31", "2022-04-02",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("terms", "field"),
    [
        ({"due_on": day(2, 20)}, "due_on"),
        ({"opens_on": day(4, 20)}, "due_on"),
        ({"due_on": day(5, 1)}, "due_on"),
        ({"opens_on": day(2, 1), "due_on": day(2, 20)}, "due_on"),
    ],
)
def test_days_that_make_no_sense_are_refused(cast, terms, field):
    before = everything(cast)
    with pytest.raises(Invalid) as raised:
        change(cast, 3, **terms)
    assert list(raised.value.errors) == [field]
    assert everything(cast) == before


def test_a_period_with_reports_is_not_shut_again_by_a_later_opening(cast):
    reported(cast)
    with pytest.raises(Invalid) as raised:
        change(cast, 1, at=moment(1, 20), opens_on=day(1, 25))
    assert list(raised.value.errors) == ["opens_on"]


def test_a_closed_period_is_not_changed(cast):
    period_moves.close(period=cast.period(1), by=cast.people["coordinator"], at=moment(2, 1), based_on=0)
    with pytest.raises(Refused):
        change(cast, 1, asks="Too late.")


def test_of_two_changes_the_second_is_told_and_the_same_twice_is_one(cast):
    change(cast, 3, asks="Photos too.")
    before = everything(cast)
    with pytest.raises(Conflict) as raised:
        change(cast, 3, asks="No photos.", based_on=0)
    assert raised.value.period.asks == "Photos too."
    assert not change(cast, 3, asks="Photos too.", based_on=0)
    assert everything(cast) == before
