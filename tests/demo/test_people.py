"""Who takes part in the sample year."""

import re
from collections import Counter, defaultdict

import pytest

from actionplan.demo.annex import UNITS
from actionplan.demo.people import COORDINATORS, PEOPLE, members

LARGE = ("市园林绿化局", "市生态环境局", "海淀区政府")


def test_there_are_27_units_and_each_has_a_reporter():
    assert len(UNITS) == len(set(UNITS)) == 27
    assert {person.unit for person in PEOPLE if person.position == "reporter"} == set(UNITS)


@pytest.mark.parametrize("unit", LARGE)
def test_a_large_unit_has_two_reporters_and_a_head(unit):
    assert (len(members(unit)), len(members(unit, "head"))) == (2, 1)


def test_two_coordinators_one_administrator_and_one_leader_belong_to_no_unit():
    offices = [person for person in PEOPLE if person.unit is None]
    roles = Counter(role for person in offices for role in person.roles)
    assert roles == {"coordinator": 2, "administrator": 1, "leadership": 1}
    assert len(offices) == 4
    assert all(person.position == "" for person in offices)
    assert not any(person.roles for person in PEOPLE if person.unit)


def test_user_names_and_names_are_nobody_elses():
    assert max(Counter(person.username for person in PEOPLE).values()) == 1
    assert max(Counter(person.name for person in PEOPLE).values()) == 1


def test_a_user_name_is_the_units_initials_and_the_surname():
    assert [
        person.username for person in PEOPLE if not re.fullmatch(r"[a-z]+\.[a-z]+", person.username)
    ] == []
    initials = defaultdict(set)
    for person in PEOPLE:
        initials[person.unit or person.roles].add(person.username.split(".")[0])
    assert {len(found) for found in initials.values()} == {1}
    assert len({next(iter(found)) for found in initials.values()}) == len(initials)


def test_the_sign_in_page_offers_eight_people():
    assert [(person.name, person.unit) for person in PEOPLE if person.featured] == [
        ("张文静", "市园林绿化局"),
        ("高建民", "市园林绿化局"),
        ("周雅楠", "市生态环境局"),
        ("梁若冰", "东城区政府"),
        ("刘思敏", "海淀区政府"),
        ("王立新", None),
        ("赵启明", None),
        ("陈宏志", None),
    ]
    assert COORDINATORS[0] == "tc.wang"
