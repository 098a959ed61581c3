"""A closing and a report at one moment: whatever the report became, the frozen figures say the same.

Two transactions meet in a set order: one stands open while the other starts, and waits for it.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import connection, transaction

from departments.models import User
from tasks import period_moves, periods
from tasks.models import FrozenStanding, PeriodEvent, ReportEvent, ReportingPeriod
from tasks.periods import Conflict
from tasks.review import Refused
from tests.cast import Cast, make_person, moment
from tests.tasks.moves import find, move

FEB_1 = moment(2, 1)


def close(cast: Cast, by: str = "coordinator", based_on: int | None = None) -> None:
    period = cast.period(1)
    version = period.version if based_on is None else based_on
    period_moves.close(period=period, by=User.objects.get(username=by), at=FEB_1, based_on=version)


def submit(cast: Cast) -> None:
    move(cast, "submit", "lead", "1.1", 1, at=FEB_1)


def approve(cast: Cast) -> None:
    move(cast, "approve", "responsible", "1.1", 1, at=FEB_1)


@contextmanager
def meanwhile(other: Callable[[], None]) -> Iterator[list[str]]:
    """Runs the other in a thread beside the open transaction of the block; how it ended comes in the list."""
    outcome: list[str] = []

    def run() -> None:
        try:
            other()
            outcome.append("done")
        except (Refused, Conflict) as refused:
            outcome.append(type(refused).__name__)
        except Exception as error:  # told by its name, so that the test says what happened in the thread
            outcome.append(repr(error))
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    with transaction.atomic():
        yield outcome
        thread.start()
        if connection.vendor == "postgresql":
            met = _until(lambda: not thread.is_alive() or _somebody_waits())
            assert met, "neither waiting nor done"
    thread.join(timeout=60)


def _somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return cursor.fetchone()[0] > 0


def _until(met: Callable[[], bool]) -> bool:
    for _try in range(2000):
        if met():
            return True
        time.sleep(0.01)
    return False


@pytest.fixture
def stage(request: pytest.FixtureRequest, transactional_db) -> Cast:
    """The cast with one report that awaits review, and a draft."""
    cast = request.getfixturevalue("cast")
    move(cast, "submit", "responsible", "1.1", 1, at=moment(1, 20))
    move(cast, "save", "lead", "1.1", 1, at=moment(1, 20))
    return cast


def frozen_states() -> dict[str, str]:
    rows = FrozenStanding.objects.filter(measure__ref="1.1", owes=True)
    return dict(rows.values_list("unit__code", "report_state"))


@pytest.mark.parametrize(
    ("act", "unit", "state"), [(submit, "lead", "submitted"), (approve, "responsible", "approved")]
)
def test_a_closing_waits_for_a_report_on_its_way_and_freezes_what_it_became(stage, act, unit, state):
    with meanwhile(lambda: close(stage)) as outcome:
        act(stage)
    assert outcome == ["done"]
    assert frozen_states()[unit] == state


@pytest.mark.parametrize(
    ("act", "unit", "state"), [(submit, "lead", "draft"), (approve, "responsible", "submitted")]
)
def test_a_report_that_comes_during_a_closing_is_refused(stage, act, unit, state):
    with meanwhile(lambda: act(stage)) as outcome:
        close(stage)
    assert outcome == ["Refused"]
    assert frozen_states()[unit] == state


def test_a_report_that_nobody_had_written_before_the_closing_is_refused_too(stage):
    def write() -> None:
        move(stage, "submit", "lead", "1.2", 1, at=FEB_1)

    with meanwhile(write) as outcome:
        close(stage)
    assert outcome == ["Refused"]
    assert not ReportEvent.objects.filter(report__measure__ref="1.2").exists()


def test_without_holding_the_period_a_report_slips_past_the_closing(stage, monkeypatch):
    """The control: the same meeting with the guard off."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer, with the guard or without it")
    monkeypatch.setattr(periods, "hold", lambda period: ReportingPeriod.objects.get(pk=period.pk))
    with meanwhile(lambda: submit(stage)) as outcome:
        close(stage)
    assert outcome == ["done"]
    assert (find(stage, "lead", "1.1", 1).state, frozen_states()["lead"]) == ("submitted", "draft")


def test_of_two_closings_at_one_moment_one_is_told(stage):
    make_person("second", is_coordinator=True)
    with meanwhile(lambda: close(stage, by="second", based_on=0)) as outcome:
        close(stage)
    assert outcome == ["Conflict"]
    assert PeriodEvent.objects.count() == 1


def test_of_one_closing_sent_twice_at_one_moment_there_is_one(stage):
    with meanwhile(lambda: close(stage, based_on=0)) as outcome:
        close(stage)
    assert outcome == ["done"]
    assert PeriodEvent.objects.count() == 1
    assert FrozenStanding.objects.filter(unit=None).count() == 3
