"""Whoever's duties an import changes is told, in its transaction; nobody else is, and nobody twice."""

import pytest

from departments.models import Membership, Unit
from importers import writer
from importers.proposal import Decisions, propose
from tasks.choices import News
from tasks.models import Measure, Notice
from tests.cast import make_person, moment
from tests.importers.big import big_reading
from tests.importers.published import find, load, reading, renumber

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(administrator):
    """A person in every unit, and the administrator in the first."""
    Membership.objects.create(user=administrator, unit=Unit.objects.all()[0])
    return {unit.name: make_person(unit.code, unit) for unit in Unit.objects.all()}


def told() -> dict[str, dict[str, int]]:
    """Unit → what its person was told last, then forgotten."""
    found = {
        notice.unit.name: notice.detail
        for notice in Notice.objects.filter(kind=News.DUTIES).select_related("unit")
    }
    Notice.objects.all().delete()
    return found


def test_a_new_plan_tells_every_unit_that_it_binds_but_not_who_loaded_it(administrator, people):
    load(reading(), by=administrator)
    notices = Notice.objects.filter(kind=News.DUTIES)
    assert notices.values("unit").distinct().count() == notices.count() == 27
    assert not notices.filter(person=administrator).exists()
    assert told()["市园林绿化局"] == {"added": 14}


def test_the_same_file_again_tells_nobody(administrator, people):
    load(reading(), by=administrator)
    told()
    with pytest.raises(writer.NotReady):
        load(reading(), by=administrator, at=moment(6, 1))
    assert told() == {}


def test_a_change_tells_the_units_of_its_measure_and_no_other(administrator, people):
    load(reading(), by=administrator)
    told()
    what = reading()
    one = find(what, "15 万亩")
    one.deadline_text = "11月底前"
    bound = Measure.objects.get(ref="11").participations.values_list("unit__name", flat=True)
    load(what, by=administrator, at=moment(6, 1))
    assert told() == {name: {"changed": 1} for name in bound}


def test_units_that_come_and_go_are_told_so(administrator, people):
    load(reading(), by=administrator)
    told()
    what = reading()
    find(what, "指导 1—2 个区").lead = ["市水务局"]
    load(what, by=administrator, at=moment(6, 1))
    assert told() == {"市生态环境局": {"removed": 1}, "市水务局": {"added": 1}}


def test_another_name_another_place_and_another_note_tell_nobody(administrator, people):
    load(reading(), by=administrator)
    told()
    what = reading()
    unit = Unit.objects.get(name="市园林绿化局")
    for one in what.plans[0].measures():
        one.lead = ["市园林草局" if name == unit.name else name for name in one.lead]
    find(what, "200 公顷").notes = {"lead": "按职责分工负责"}
    what.plans[0].sections.reverse()
    load(renumber(what), by=administrator, at=moment(6, 1), names={"市园林草局": f"unit-{unit.pk}"})
    assert told() == {}


def test_it_takes_the_same_number_of_queries_for_few_and_many(administrator, people):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for size in (20, 200):
        names = {"bureaus": ["市水务局"], "districts": ["海淀区政府"]}
        with CaptureQueriesContext(
            connection,
        ) as queries:
            load(big_reading(size, **names), by=administrator)
        counts.append(sum("tasks_notice" in query["sql"] for query in queries))
    assert counts == [1, 1]
    assert propose(reading=big_reading(20, **names), decisions=Decisions()).same
