"""An import undone: all is as it was, since now; or it says exactly what stands in the way."""

import datetime

import pytest

from departments.models import AuditEntry, Membership
from importers import undo, uploads
from importers.proposal import Decisions, propose
from importers.work import finish
from tasks import access
from tasks.choices import News
from tasks.models import (
    KeyTask,
    Measure,
    Notice,
    Participation,
    Plan,
    Section,
)
from tests.cast import make_person, moment
from tests.importers.applied import AGAIN, BACK, FIRST, imported, renamed
from tests.importers.published import everything, reading
from tests.importers.reissues import CHANGES, reissue
from tests.importers.standing import headings, standing

pytestmark = pytest.mark.django_db


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
