"""Plan tables of different offices, in the kinds of files that they come in."""

from __future__ import annotations

import pytest

from importers.reading import read
from tests.importers.drawing import DRAWN
from tests.importers.offices import bureaus, districts, expected, ledgers, others, shown

OFFICES = [*bureaus.OFFICES, *districts.OFFICES, *ledgers.OFFICES, *others.OFFICES]
DRAWINGS = [
    pytest.param(office, kind, id=f"{office.name} [{kind}]") for office in OFFICES for kind in office.kinds
]
BOOKS = [pytest.param(office, id=office.name) for office in OFFICES]


@pytest.mark.parametrize(("office", "kind"), DRAWINGS)
def test_each_kind_of_file_gives_the_plans_read_by_hand(office, kind):
    reading = read(DRAWN[kind](*office.tables), f"plan.{kind}", office.hints)
    assert shown(reading) == expected(office.expected)


@pytest.mark.parametrize("office", BOOKS)
def test_the_workbook_names_what_was_left_out_or_taken_for_granted(office):
    reading = read(DRAWN["xlsx"](*office.tables), "plan.xlsx", office.hints)
    said = [f"{problem.code} {problem.cell}".strip() for problem in reading.problems]
    assert said == list(office.problems)
