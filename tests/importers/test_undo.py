"""An import undone: all is as it was, since now; or it says exactly what stands in the way."""

import datetime

import pytest

from departments.models import AuditEntry, Membership, Unit, UnitAlias
from importers import undo, uploads
from importers.models import Import
from importers.proposal import Decisions, propose
from importers.reading import Reading
from importers.work import finish
from tasks import access, period_moves
from tasks.choices import News
from tasks.models import (
    Assignment,
    ExtensionRequest,
    Instruction,
    KeyTask,
    Measure,
    Notice,
    Participation,
    Plan,
    ProgressReport,
    Reminder,
    Section,
)
from tasks.participation import acknowledge, designate
from tests.cast import make_person, moment
from tests.importers.published import everything, reading
from tests.importers.reissues import CHANGES, NEW_NAME, OLD_NAME, reissue
from tests.importers.standing import headings, standing

pytestmark = pytest.mark.django_db

FIRST, AGAIN, BACK = moment(1, 17), moment(6, 1), moment(6, 3)


def imported(what: Reading, by, at, **decisions) -> Import:
    row = uploads.receive(data=b"x", name="plan.xlsx", by=by, at=at, reading=what)
    uploads.decide(row=row, decisions=Decisions(**decisions))
    uploads.apply(row=row, basis=uploads.proposal_of(row).basis, by=by, at=at)
    return row


def renamed() -> dict[str, str]:
    return {NEW_NAME: f"unit-{Unit.objects.get(name=OLD_NAME).pk}"}


@pytest.fixture
def first(administrator) -> Import:
    """The published plan, in force, with acknowledgements, designations and answers."""
    row = imported(reading(), administrator, FIRST)
    acknowledge(
        participations=Participation.objects.filter(unit__order__lte=12), by=administrator, at=moment(2, 1)
    )
    groups = Assignment.objects.filter(group__is_open=True).order_by("measure__seq")
    for assignment in groups[:3]:
        chosen = [unit.pk for unit in assignment.group.members.all()[:2]]
        designate(assignment=assignment, units=chosen, by=administrator, at=moment(2, 2))
    return row


@pytest.mark.parametrize("change", [*CHANGES, ""])
def test_everything_is_as_it_was(first, administrator, change):
    before, above = standing(), headings()
    row = imported(reissue(*filter(None, [change])), administrator, AGAIN, names=renamed())
    assert standing() != before
    assert undo.obstacles(row) == []
    undo.undo(row=row, by=administrator, at=BACK)
    after = standing()
    for name, values in before.items():
        assert after[name] == values, name
    assert after == before
    kept = headings()
    assert all(kept[kind][pk] == values for kind, rows in above.items() for pk, values in rows.items())
    assert (row.state, row.undone_at, row.undone_by) == ("undone", BACK, administrator)
    assert AuditEntry.objects.filter(what="import-undone", who=administrator).count() == 1
    assert propose(reading=reading(), decisions=Decisions()).same


def test_the_same_file_can_be_imported_again_and_undone_again(first, administrator):
    before = standing()
    what = reissue()
    undo.undo(row=imported(what, administrator, AGAIN, names=renamed()), by=administrator, at=BACK)
    measures = Measure.objects.count()
    row = imported(what, administrator, moment(7, 1), names=renamed())
    assert row.outcome["plans"][0]["counts"]["returned"] == 1
    assert Measure.objects.count() == measures
    assert propose(reading=what, decisions=Decisions()).same
    undo.undo(row=row, by=administrator, at=moment(7, 2))
    assert standing() == before


def test_imports_are_undone_one_after_the_other(first, administrator):
    one = imported(reissue("reworded"), administrator, AGAIN)
    between = standing()
    other = imported(reissue("reworded", "deadline"), administrator, moment(6, 2))
    (obstacle,) = undo.obstacles(one)
    assert (obstacle.kind, obstacle.count) == ("imports", 1)
    with pytest.raises(undo.InTheWay):
        undo.undo(row=one, by=administrator, at=BACK)
    undo.undo(row=other, by=administrator, at=BACK)
    assert standing() == between
    undo.undo(row=one, by=administrator, at=BACK + datetime.timedelta(hours=1))
    assert propose(reading=reading(), decisions=Decisions()).same


def test_a_day_in_between_can_still_be_asked_about(first, administrator):
    from tasks.facts import as_known

    row = imported(reissue("added"), administrator, AGAIN)
    undo.undo(row=row, by=administrator, at=BACK)
    gone = Measure.objects.get(withdrawn_at=BACK)

    def bound(day: datetime.date) -> int:
        return as_known(Participation.objects.filter(measure=gone), day).count()

    assert (bound(datetime.date(2022, 5, 31)), bound(BACK.date())) == (0, 0)
    assert bound(datetime.date(2022, 6, 2)) > 10


def test_a_second_time_does_nothing_and_nor_does_what_was_never_applied(first, administrator):
    row = imported(reissue("reworded"), administrator, AGAIN)
    undo.undo(row=row, by=administrator, at=BACK)
    read = uploads.receive(data=b"x", name="x", by=administrator, at=AGAIN, reading=reissue())
    before = everything()
    for one in (row, read):
        undo.undo(row=one, by=administrator, at=moment(7, 1))
    assert everything() == before


def test_closed_at_any_step_it_leaves_nothing_behind(first, administrator):
    row = imported(reissue(), administrator, AGAIN, names=renamed())
    before = everything()
    for steps in range(1, 4):
        work = undo.undoing(row=row, by=administrator, at=BACK)
        for _ in range(steps):
            next(work)
        work.close()
        assert everything() == before
    told = []
    finish(undo.undoing(row=row, by=administrator, at=BACK), told.append)
    assert [step.phase for step in told][:2] == ["comparing", "writing"]
    assert all(step.done <= step.total for step in told)


def test_units_are_told_again_and_who_did_it_is_not(first, administrator):
    bound = Measure.objects.get(text__contains="200 公顷").participations.filter(until=None)
    people = {part.unit.name: make_person(f"p{part.unit.pk}", part.unit) for part in bound}
    Membership.objects.create(user=administrator, unit=bound[0].unit)
    row = imported(reissue("deadline"), administrator, AGAIN)
    Notice.objects.all().delete()
    undo.undo(row=row, by=administrator, at=BACK)
    told = Notice.objects.filter(kind=News.DUTIES)
    assert {notice.person.username for notice in told} == {one.username for one in people.values()}
    assert all(notice.detail == {"changed": 1} for notice in told)


def test_a_new_plan_leaves_every_list_and_can_come_back(administrator, client):
    row = imported(reading(), administrator, FIRST)
    plan = Plan.objects.get()
    undo.undo(row=row, by=administrator, at=moment(1, 18))
    assert not access.plans(administrator).exists()
    assert not access.measures(administrator).exists()
    assert not Participation.objects.filter(until__isnull=True).exists()
    client.force_login(administrator)
    for address in ("/", "/plans/", "/units/", "/notices/"):
        assert plan.title not in client.get(address).content.decode()
    assert client.get(f"/plans/{plan.pk}/").status_code == 404
    again = imported(reading(), administrator, moment(2, 1))
    assert (again.plan, Measure.objects.count(), Plan.objects.count()) == (plan, 20, 1)
    assert access.plans(administrator).get() == plan
    assert propose(reading=reading(), decisions=Decisions()).same
    assert (Section.objects.count(), KeyTask.objects.count()) == (5, 14)


def test_an_undone_plan_that_was_taken_up_again_can_be_undone_too(administrator):
    undo.undo(row=imported(reading(), administrator, FIRST), by=administrator, at=moment(1, 18))
    row = imported(reading(), administrator, moment(2, 1))
    undo.undo(row=row, by=administrator, at=moment(2, 2))
    assert not access.plans(administrator).exists()


# What stands in the way


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
