"""What stands in the way of undoing an import: whatever was built on it since, with its place."""

import pytest

from departments.models import Unit, UnitAlias
from importers import undo
from tasks import period_moves
from tasks.models import (
    ExtensionRequest,
    Instruction,
    Measure,
    Participation,
    ProgressReport,
    Reminder,
)
from tasks.participation import acknowledge, designate
from tests.cast import make_person, moment
from tests.importers.applied import AGAIN, BACK, FIRST, imported, renamed
from tests.importers.published import everything, reading
from tests.importers.reissues import NEW_NAME, reissue

pytestmark = pytest.mark.django_db


def part(measure: Measure) -> Participation:
    return measure.participations.filter(until__isnull=True, role="lead").order_by("pk")[0]


def report(measure, by):
    from tasks import review

    found = review.find(measure=measure, unit=part(measure).unit, period=measure.plan.periods.get(number=6))
    review.apply(
        report=found, move="save", by=by, at=BACK, based_on=0, key="k",
        content=review.Content(status="on_track", progress="Begun."),
    )  # fmt: skip


def acknowledged(measure, by):
    acknowledge(participations=Participation.objects.filter(pk=part(measure).pk), by=by, at=BACK)


def designated(measure, by):
    group = measure.assignments.get(group__is_open=True)
    units = [group.group.members.all()[0].pk]
    designate(assignment=group, units=units, by=by, at=BACK)


def answered(measure, by):
    group = measure.assignments.get(group__is_open=True)
    group.answers.create(unit=group.group.members.all()[0], is_ours=True, by=by, at=BACK)


def extension(measure, by):
    ExtensionRequest.objects.create(
        measure=measure, unit=part(measure).unit, due_on="2022-12-31", wanted_on="2023-03-31", reason="-",
        progress="-", by=by, at=BACK, key="e",
    )  # fmt: skip


def instructed(measure, by):
    Instruction.objects.create(measure=measure, text="-", by=by, at=BACK, key="i")


def reminded(measure, by):
    period = measure.plan.periods.get(number=6)
    made = Reminder.objects.create(
        period=period, unit=part(measure).unit, number=1, level="blue", text="-", by=by, at=BACK, key="r"
    )
    made.measures.add(measure)


def edited(measure, by):
    measure.kind = "continuing"
    measure.save()


def alias(measure, by):
    found = UnitAlias.objects.get(name=NEW_NAME)
    found.unit = Unit.objects.get(name="市水务局")
    found.save()


def closed(measure, by):
    period = measure.plan.periods.get(number=5)
    period_moves.close(period=period, by=by, at=BACK, based_on=period.version)


BUILT = {
    "reports": report,
    "acknowledged": acknowledged,
    "designated": designated,
    "answered": answered,
    "extensions": extension,
    "instructions": instructed,
    "reminders": reminded,
    "edits": edited,
    "periods": closed,
}


@pytest.fixture
def coordinator(administrator):
    return make_person("coordinator", *Unit.objects.all(), is_coordinator=True)


@pytest.mark.parametrize("kind", BUILT)
def test_what_was_built_on_it_stands_in_the_way_with_its_place(first, administrator, coordinator, kind):
    row = imported(reissue(), administrator, AGAIN, names=renamed())
    measure = Measure.objects.get(text__startswith="建立外来入侵物种")
    BUILT[kind](measure, coordinator)
    before = everything()
    (obstacle,) = undo.obstacles(row)
    assert (obstacle.kind, obstacle.count, obstacle.more) == (kind, 1, 0)
    assert " 1 " in f" {obstacle.sentence}"
    (place,) = obstacle.places
    assert place.address.startswith("/")
    with pytest.raises(undo.InTheWay):
        undo.undo(row=row, by=administrator, at=moment(7, 1))
    assert everything() == before


@pytest.mark.parametrize(
    "kind", [kind for kind in BUILT if kind not in ("periods", "designated", "answered")]
)
def test_what_was_done_to_other_measures_does_not(first, administrator, coordinator, kind):
    row = imported(reissue(), administrator, AGAIN, names=renamed())
    measure = Measure.objects.get(text__contains="北京森林城市发展规划")
    BUILT[kind](measure, coordinator)
    assert undo.obstacles(row) == []
    before = ProgressReport.objects.count()
    undo.undo(row=row, by=administrator, at=moment(7, 1))
    assert ProgressReport.objects.count() == before


def test_a_name_that_was_decided_anew_since_stands_in_the_way(first, administrator, coordinator):
    row = imported(reissue("renamed"), administrator, AGAIN, names=renamed())
    alias(None, coordinator)
    (obstacle,) = undo.obstacles(row)
    assert (obstacle.kind, obstacle.places[0].label) == ("edits", NEW_NAME)


def test_a_title_that_another_plan_has_by_now_stands_in_the_way(first, administrator):
    what = reading()
    what.plans[0].title = "生态保护 2022 年行动计划(调整稿)"
    row = imported(what, administrator, AGAIN, plan=first.plan.pk)
    imported(reading(), administrator, moment(6, 2))
    assert [obstacle.kind for obstacle in undo.obstacles(row)] == ["title"]


def test_on_a_new_plan_any_change_of_its_periods_stands_in_the_way(administrator, coordinator):
    row = imported(reading(), administrator, FIRST)
    period = row.plan.periods.get(number=1)
    period_moves.close(period=period, by=coordinator, at=moment(2, 8), based_on=period.version)
    assert [(one.kind, one.count) for one in undo.obstacles(row)] == [("periods", 1)]


def test_it_takes_the_same_number_of_queries_for_few_and_many(administrator, django_assert_max_num_queries):
    from tests.importers.big import big_reading

    counts = []
    for size in (20, 200):
        names = {"bureaus": ["市水务局"], "districts": ["海淀区政府"], "groups": ["各区政府"]}
        row = imported(big_reading(size, **names), administrator, moment(1, 17, size % 24))
        what = big_reading(size, **names)
        for one in what.plans[0].measures():
            one.text = one.text.replace("日常", "经常性")
        row = imported(what, administrator, moment(6, 1, size % 24))
        edited(Measure.objects.filter(plan=row.plan)[1], administrator)
        with django_assert_max_num_queries(60) as queries:
            assert [one.kind for one in undo.obstacles(row)] == ["edits"]
        counts.append(len(queries))
    assert counts[0] == counts[1]
