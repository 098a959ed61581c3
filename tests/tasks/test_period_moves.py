"""Opening a period early, closing it with everything frozen as it was then, and reopening it."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from departments.models import AuditEntry, Membership, Unit, User
from tasks import period_moves, status
from tasks.choices import Light, News, PeriodMove, Role, Status
from tasks.dashboards import frozen
from tasks.models import FrozenStanding, Measure, Notice, Participation, PeriodEvent
from tasks.participation import designate, recompute
from tasks.periods import Conflict
from tasks.review import Invalid, Refused
from tests.cast import Cast, cite, make_measure, make_person, moment
from tests.tasks.moves import content, done, move

FEB_1 = moment(2, 1)
"""January's reports are due the day before."""


def act(cast: Cast, name: str, month: int = 1, *, by: str = "coordinator", at=FEB_1, based_on=None, **how):
    """Makes a move of a period as it stands."""
    period = cast.period(month)
    version = period.version if based_on is None else based_on
    does = getattr(period_moves, name)
    return does(period=period, by=cast.people[by], at=at, based_on=version, **how)


def january(cast: Cast) -> None:
    """January's seven reports: approved, awaiting review, late, returned, a draft and two not written."""
    one, two = cast.measures["1.1"], cast.measures["1.2"]
    move(cast, "submit", "lead", "1.1", 1, at=moment(1, 20), says=content(one, percent=30))
    move(cast, "approve", "lead", "1.1", 1, at=moment(1, 22))
    move(cast, "submit", "responsible", "1.1", 1, at=moment(2, 1, 9))
    move(cast, "submit", "haidian", "1.2", 1, at=moment(1, 20), says=content(two, Status.AT_RISK, 5))
    move(cast, "return", "haidian", "1.2", 1, at=moment(1, 25))
    move(cast, "save", "dongcheng", "1.2", 1, at=moment(1, 25), says=content(two, percent=90))


def figures(cast: Cast, closing: PeriodEvent | None = None) -> tuple:
    """Everything that a closing's page shows."""
    found = frozen.frozen(closing or frozen.closings(cast.period(1))[0])
    return found.figures, found.round, frozen.sheet(found)


def test_a_closing_counts_lights_units_and_the_round(cast):
    january(cast)
    act(cast, "close")
    found = frozen.frozen(frozen.closings(cast.period(1))[0])

    assert found.figures.lights == {Light.GREEN: 1, Light.YELLOW: 2}
    assert (found.figures.percent, found.figures.with_percent) == (30, 1)
    counts = found.round
    assert (counts.owed, counts.approved, counts.submitted) == (6, 1, 1)
    assert (counts.returned, counts.draft, counts.unwritten, counts.open) == (1, 1, 2, 4)
    assert found.late == 1
    lines = {line.row.unit.code: line for line in found.units}
    assert (lines["lead"].row.owed, lines["lead"].approved, lines["lead"].missing) == (3, 1, 2)
    assert (lines["responsible"].late, lines["responsible"].missing) == (1, 0)
    assert lines["lead"].row.lights == {Light.GREEN: 1, Light.YELLOW: 2}
    assert lines["haidian"].row.roles == {Role.RESPONSIBLE: 1, Role.POSSIBLE: 1}


def test_what_is_frozen_is_what_the_lights_said_at_that_moment(cast):
    january(cast)
    names = ("light", "reason", "said", "done", "expected", "gap", "left", "missing", "closed")
    now = [
        status.with_light(rows, plan=cast.plan, day=FEB_1.date()).order_by("pk").values_list(*names)
        for rows in (Measure.objects.all(), Participation.objects.filter(until=None))
    ]
    live = [list(rows) for rows in now]
    act(cast, "close")

    stored = FrozenStanding.objects.filter(closing__period=cast.period(1))
    assert list(stored.filter(unit=None).order_by("measure").values_list(*names)) == live[0]
    keys = Participation.objects.filter(until=None).order_by("pk").values_list("measure", "unit")
    kept = {(row.measure_id, row.unit_id): row for row in stored.exclude(unit=None)}
    assert [tuple(getattr(kept[key], name) for name in names) for key in keys] == live[1]


def approve_another(cast):
    move(cast, "approve", "responsible", "1.1", 1, at=moment(2, 2))


def later_report(cast):
    move(cast, "submit", "lead", "1.1", 2, at=moment(2, 10), says=done(cast.measures["1.1"]))
    move(cast, "approve", "lead", "1.1", 2, at=moment(2, 11))


def designated(cast):
    designate(
        assignment=cast.measures["1.3"].assignments.get(group__is_open=True),
        units=[cast.units["haidian"].pk], by=cast.people["coordinator"], at=moment(2, 10),
    )  # fmt: skip


def renamed(cast):
    Unit.history.update(history_date=moment(1, 1))
    unit = cast.units["lead"]
    unit.name = unit.short_name = "市林业局"
    unit._history_date = moment(2, 10)
    unit.save()


def reissued(cast):
    measure = cast.measures["1.2"]
    Measure.objects.filter(pk=measure.pk).update(withdrawn_at=moment(2, 10))
    new = make_measure(cast.plan, cast.measures["1.1"].task, 9)
    cite(new, Role.LEAD, cast.units["outsider"])
    Measure.objects.filter(pk=cast.measures["1.1"].pk).update(due_on=datetime.date(2022, 1, 31), ref="9.9")
    recompute([measure.pk, new.pk, cast.measures["1.1"].pk], at=moment(2, 10))


def rules_changed(cast):
    type(cast.plan).objects.update(yellow_gap=0, red_gap=0, red_missing=1)


@pytest.mark.parametrize("change", [later_report, designated, renamed, reissued, rules_changed])
def test_nothing_that_happens_later_changes_the_figures_of_a_closed_period(cast, change):
    january(cast)
    act(cast, "close")
    before = figures(cast)
    change(cast)
    assert figures(cast) == before


def test_a_closed_period_takes_nothing_until_it_is_reopened(cast):
    january(cast)
    act(cast, "close")
    for name, unit in (("submit", "lead"), ("approve", "responsible"), ("save", "dongcheng")):
        ref = "1.2" if unit == "dongcheng" else "1.1"
        with pytest.raises(Refused, match=r"closed; a coordinator can reopen it|封存"):
            move(cast, name, unit, ref, 1, at=moment(2, 2))
    act(cast, "reopen", reason="Two forgot.", at=moment(2, 3))
    approve_another(cast)


def test_after_reopening_and_closing_again_the_latest_closing_counts_and_the_earlier_stays(cast):
    january(cast)
    act(cast, "close")
    first = figures(cast)
    act(cast, "reopen", reason="Two forgot.", at=moment(2, 3))
    move(cast, "submit", "lead", "1.2", 1, at=moment(2, 3))
    act(cast, "close", at=moment(2, 4))

    latest, earlier = frozen.closings(cast.period(1))
    assert [event.at for event in (latest, earlier)] == [moment(2, 4), FEB_1]
    assert figures(cast, earlier) == first
    assert (figures(cast, latest)[1].submitted, figures(cast, latest)[1].unwritten) == (2, 1)
    assert [event.move for event in cast.period(1).events.all()] == ["close", "reopen", "close"]


def test_reopening_asks_for_a_reason(cast):
    act(cast, "close")
    with pytest.raises(Invalid) as raised:
        act(cast, "reopen", reason=" \n")
    assert list(raised.value.errors) == ["reason"]
    assert cast.period(1).closed_at == FEB_1


@pytest.mark.parametrize(
    ("name", "month", "how"),
    [("close", 3, {}), ("open_early", 1, {}), ("reopen", 1, {"reason": "Why not."})],
)
def test_what_makes_no_sense_is_refused(cast, name, month, how):
    with pytest.raises(Refused):
        act(cast, name, month, **how)
    assert not PeriodEvent.objects.exists()


def test_a_period_opened_early_takes_reports_from_that_day_on(cast):
    with pytest.raises(Refused):
        move(cast, "submit", "lead", "1.1", 4, at=moment(3, 20))
    act(cast, "open_early", 4, at=moment(3, 19))
    assert cast.period(4).opens_on == moment(3, 19).date()
    assert move(cast, "submit", "lead", "1.1", 4, at=moment(3, 20)).state == "submitted"


def test_everyone_of_the_plans_units_is_told_once(cast):
    make_person("both", cast.units["lead"], cast.units["responsible"])
    make_person("left", cast.units["lead"], is_active=False)
    Membership.objects.create(user=cast.people["coordinator"], unit=cast.units["lead"])
    act(cast, "close")
    act(cast, "reopen", reason="Two forgot.")

    told = Notice.objects.filter(kind=News.PERIOD, detail__move="close").values_list(
        "person__username", flat=True
    )
    assert sorted(told) == ["assisting", "both", "colleague", "dongcheng", "haidian", "lead", "responsible"]
    notice = Notice.objects.get(person=cast.people["lead"], detail__move="reopen")
    assert notice.detail == {"move": PeriodMove.REOPEN, "comment": "Two forgot."}
    assert (notice.period, notice.plan, notice.by) == (cast.period(1), cast.plan, cast.people["coordinator"])


def test_each_is_in_the_audit(cast):
    act(cast, "open_early", 3)
    act(cast, "close")
    act(cast, "reopen", reason="Two forgot.")
    entries = AuditEntry.objects.order_by("pk").values_list("what", "who__username", "detail__comment")
    assert list(entries) == [
        ("period-open", "coordinator", ""), ("period-close", "coordinator", ""),
        ("period-reopen", "coordinator", "Two forgot."),
    ]  # fmt: skip


MOVES = [("open_early", 3, {}), ("close", 1, {}), ("reopen", 1, {"reason": "Two forgot."})]


def counts() -> list[int]:
    rows = (PeriodEvent, FrozenStanding, Notice, AuditEntry)
    return [model.objects.count() for model in rows]


@pytest.mark.parametrize(("name", "month", "how"), MOVES)
def test_a_double_click_has_one_effect_and_a_colleague_is_told(cast, name, month, how):
    make_person("second", is_coordinator=True)
    cast.people["second"] = User.objects.get(username="second")
    if name == "reopen":
        act(cast, "close")
    version = cast.period(month).version
    first = act(cast, name, month, based_on=version, **how)
    after = counts()

    assert act(cast, name, month, based_on=version, **how) == first
    with pytest.raises(Conflict) as raised:
        act(cast, name, month, based_on=version, by="second", **how)
    assert (raised.value.period.version, raised.value.event) == (version + 1, first)
    assert counts() == after


def test_many_measures_take_as_many_queries_as_few(cast):
    def close(month: int) -> int:
        with CaptureQueriesContext(connection) as queries:
            act(cast, "close", month, at=moment(4, 1))
        return len(queries)

    few = close(1)
    measures = [make_measure(cast.plan, cast.measures["1.1"].task, seq) for seq in range(10, 210)]
    for measure in measures:
        cite(measure, Role.LEAD, cast.units["lead"])
    recompute([measure.pk for measure in measures], at=moment(1, 4))
    assert close(2) == few
    assert FrozenStanding.objects.filter(closing__period=cast.period(2)).count() == 412
