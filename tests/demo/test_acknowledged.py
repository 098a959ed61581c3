"""Who has acknowledged its part, and who hasn't yet."""

import datetime
from collections import Counter

from actionplan.demo.acknowledged import ACKNOWLEDGED
from actionplan.demo.annex import DESIGNATIONS, TASKS, UNITS, designated
from actionplan.demo.days import is_office_day
from actionplan.demo.people import members

GIVEN = {(one.ref, one.unit): one for one in ACKNOWLEDGED}


def parts():
    for ref, task in TASKS.items():
        for unit in (*task.lead, *task.responsible, *task.assisting, *designated(ref)):
            yield ref, unit


def test_all_parts_but_four_are_acknowledged_once():
    assert set(parts()) - set(GIVEN) == {
        ("2", "市科委、中关村管委会"), ("5.2", "丰台区政府"), ("10.3", "市园林绿化局"), ("14", "延庆区政府"),
    }  # fmt: skip
    assert set(GIVEN) <= set(parts())
    assert len(GIVEN) == len(ACKNOWLEDGED)


def test_a_reporter_of_the_unit_acknowledges_on_an_office_day():
    wrong = [one for one in ACKNOWLEDGED if one.by not in {person.username for person in members(one.unit)}]
    assert wrong == []
    assert [one for one in ACKNOWLEDGED if not is_office_day(one.at.date())] == []


def test_most_acknowledge_between_18_and_25_january():
    days = Counter(one.at.date() for one in ACKNOWLEDGED)
    early = sum(days[datetime.date(2022, 1, day)] for day in range(18, 26))
    assert min(days) == datetime.date(2022, 1, 18)
    assert 0.9 < early / len(ACKNOWLEDGED) < 1
    assert (GIVEN["11", "市园林绿化局"].at.date(), GIVEN["11", "市园林绿化局"].by) == (
        datetime.date(2022, 1, 18),
        "yllhj.zhang",
    )


def test_designated_districts_acknowledge_after_the_designation():
    (one,) = DESIGNATIONS
    assert set(one.units) <= set(UNITS)
    assert all(GIVEN[one.ref, unit].at > one.at for unit in one.units)
