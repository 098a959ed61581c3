"""Of two decisions on one report at one moment one has its effect, and whoever comes second is told of it."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, connection

from tasks import review
from tasks.models import ProgressReport, ReportEvent
from tests.cast import Cast, make_person, moment
from tests.tasks.moves import find, move
from tests.tasks.test_period_races import meanwhile

FEB_1 = moment(2, 1)


def approve(cast: Cast) -> None:
    move(cast, "approve", "lead", "1.1", 1, at=FEB_1, based_on=1)


def return_it(cast: Cast) -> None:
    move(cast, "return", "lead", "1.1", 1, at=FEB_1, by="second", based_on=1)


def take_back(cast: Cast) -> None:
    move(cast, "take_back", "lead", "1.1", 1, at=FEB_1, based_on=1)


PAIRS = [(approve, return_it), (return_it, approve), (approve, take_back), (take_back, approve)]
NAMES = {approve: "approve", return_it: "return", take_back: "take_back"}


@pytest.fixture
def stage(request: pytest.FixtureRequest, transactional_db) -> Cast:
    """The cast with one report that awaits review, and two coordinators."""
    cast = request.getfixturevalue("cast")
    cast.people["second"] = make_person("second", is_coordinator=True)
    move(cast, "submit", "lead", "1.1", 1, at=moment(1, 20))
    return cast


def second_of(cast: Cast, first: Callable[[Cast], None], second: Callable[[Cast], None]) -> str:
    """What the second is told, who comes while the first's transaction stands open."""
    told = ["made it too"]

    def other() -> None:
        try:
            second(cast)
        except review.Conflict as conflict:
            told[:] = [conflict.event.move if conflict.event else "?"]
        except IntegrityError:
            told[:] = ["an error"]

    with meanwhile(other):
        first(cast)
    return told[0]


@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_the_second_is_told_what_the_first_did(stage, first, second):
    assert second_of(stage, first, second) == NAMES[first]
    assert list(ReportEvent.objects.order_by("pk").values_list("move", flat=True)) == ["submit", NAMES[first]]
    assert find(stage, "lead", "1.1", 1).version == 2


@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_without_holding_the_report_the_second_is_not_told(stage, first, second, monkeypatch):
    """The control: the same meeting with the guard off, where only the database's constraint is left."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer, with the guard or without it")

    def glance(report: ProgressReport) -> ProgressReport:
        return ProgressReport.objects.select_related("measure__plan", "unit", "period").get(pk=report.pk)

    monkeypatch.setattr(review, "hold", glance)
    assert second_of(stage, first, second) == "an error"
