"""A plan in force, of which a new issue is imported and undone."""

import pytest

from departments.models import Unit
from importers import uploads
from importers.models import Import
from importers.proposal import Decisions
from importers.reading import Reading
from tasks.models import (
    Assignment,
    Participation,
)
from tasks.participation import acknowledge, designate
from tests.cast import moment
from tests.importers.published import reading
from tests.importers.reissues import NEW_NAME, OLD_NAME

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
