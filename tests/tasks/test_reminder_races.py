"""Two reminders of one unit, and two runs, at one moment, each with the control: the guard taken off."""

import threading
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from django.core import mail as outbox
from django.core.management import call_command
from django.db import connection

from departments.models import Unit, User
from tasks import mail, notices, reminders
from tasks.choices import News
from tasks.models import Message, Reminder
from tests.cast import Cast, make_person, moment
from tests.tasks.test_period_races import meanwhile
from tests.tasks.test_reminders import send

FEB_1 = moment(2, 1)


@pytest.fixture
def stage(request: pytest.FixtureRequest, transactional_db) -> Cast:
    """The cast with a second coordinator."""
    cast = request.getfixturevalue("cast")
    cast.people["second"] = make_person("second", is_coordinator=True)
    return cast


def two_reminders(cast: Cast) -> list[tuple[int, int]]:
    """Two coordinators remind one unit, for two periods: how many went out and how many not, of each."""
    found: list[tuple[int, int]] = []

    def remind(by: str, month: int) -> None:
        outcome = send(cast, "lead", month=month, at=FEB_1, by=by)
        found.append((len(outcome.sent), len(outcome.refused)))

    with meanwhile(lambda: remind("second", 2)) as ended:
        remind("coordinator", 1)
    assert ended == ["done"]
    return found


def test_of_two_reminders_at_one_moment_the_second_is_told(stage):
    assert two_reminders(stage) == [(1, 0), (0, 1)]
    assert Reminder.objects.count() == 1


def test_without_holding_the_unit_it_gets_the_same_level_twice(stage, monkeypatch):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer, with the guard or without it")

    def unheld(units: Mapping[int, int]) -> list[Unit]:
        return list(Unit.objects.filter(pk__in=units))

    monkeypatch.setattr(reminders, "_hold", unheld)
    assert two_reminders(stage) == [(1, 0), (1, 0)]
    assert list(Reminder.objects.values_list("level", flat=True)) == ["blue", "blue"]


def two_runs(cast: Cast, monkeypatch: Any, claim: Callable[..., Message | None]) -> int:
    """How many mails go out where two runs come to one message at one moment."""
    User.objects.filter(username="nobody").update(email="nobody@example.org")
    notices.tell([cast.people["nobody"]], News.INSTRUCTED, plan=cast.plan, at=FEB_1)
    meeting = threading.Barrier(2)

    def meet(key: int, **options: Any) -> Message | None:
        meeting.wait(timeout=60)
        return claim(key, **options)

    monkeypatch.setattr(mail, "claim", meet)
    call_command("send_reminders", dry_run=True)  # loads what both need

    def run() -> None:
        try:
            call_command("send_reminders")
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    return len(outbox.outbox)


def test_of_two_runs_one_sends(stage, monkeypatch):
    assert two_runs(stage, monkeypatch, mail.claim) == 1
    assert [(one.state, one.error) for one in Message.objects.all()] == [("sent", "")]


def test_without_a_claim_both_send(stage, monkeypatch):
    assert two_runs(stage, monkeypatch, lambda key, at: mail.waiting().get(pk=key)) == 2
