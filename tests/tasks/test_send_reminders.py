"""The command: what it prints, and that nobody gets anything twice, however often it is killed."""

import collections
import email
import io
import os
import random
import signal
import subprocess
import sys
import time
from email.policy import default
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.conf import settings
from django.core import mail as outbox
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from departments.models import User
from tasks import notices
from tasks.choices import News, Sending
from tasks.models import Message, Notice
from tests.cast import Cast, make_person, moment

DAY = "2022-01-25"
PEOPLE = 12


def printed(**options) -> list[str]:
    out = io.StringIO()
    call_command("send_reminders", stdout=out, **options)
    return out.getvalue().splitlines()


@pytest.fixture
def everybody(cast, settings) -> Cast:
    """Everyone who has a unit has an address, and something came to everyone already."""
    settings.TODAY = DAY
    settings.LANGUAGE_CODE = "en"
    return reachable(cast)


def reachable(cast: Cast) -> Cast:
    for number in range(PEOPLE):
        make_person(f"more{number}", cast.units["lead"])
    for person in User.objects.filter(memberships__isnull=False):
        User.objects.filter(pk=person.pk).update(email=f"{person.username}@example.org")
        notices.tell(
            [person], News.INSTRUCTED, plan=cast.plan, at=moment(1, 20), measure=cast.measures["1.1"]
        )
    return cast


def test_it_notes_writes_and_sends(everybody):
    lines = printed()
    assert "note lead: January: 3 reports due on 31 Jan" in lines
    assert "mail lead: Action plan tracking, 25 Jan: 2 notices" in lines
    assert "send lead <lead@example.org>: Action plan tracking, 25 Jan: 2 notices" in lines
    assert lines[-1] == f"Sent: {len(outbox.outbox)}. Failed: 0. Cut off on the way: 0."
    assert sorted(one.to[0] for one in outbox.outbox) == sorted(
        User.objects.exclude(email="").values_list("email", flat=True)
    )


def test_a_second_run_does_nothing(everybody):
    printed()
    before = (Notice.objects.count(), Message.objects.count(), len(outbox.outbox))
    assert printed() == [
        "Reminders noted: 0. Messages written: 0.",
        "Sent: 0. Failed: 0. Cut off on the way: 0.",
    ]
    assert (Notice.objects.count(), Message.objects.count(), len(outbox.outbox)) == before


def test_a_dry_run_prints_what_a_run_does_and_writes_nothing(everybody):
    Message.objects.create(
        to=everybody.people["assisting"], day="2022-01-24", address="assisting@example.org",
        subject="Of yesterday", text="Came back.", made_at=moment(1, 24), state=Sending.FAILED,
    )  # fmt: skip
    with CaptureQueriesContext(connection) as queries:
        would = printed(dry_run=True)
    writing = [one["sql"] for one in queries if not one["sql"].startswith(("SELECT", "SAVEPOINT", "RELEASE"))]
    assert writing == []
    assert (Message.objects.count(), len(outbox.outbox)) == (1, 0)
    assert would[-1] == "This was a dry run: nothing was written, nothing was sent."
    assert would[:-1] == printed()[:-1]


def test_in_a_dry_run_failed_messages_are_shown_and_uncertain_ones_are_not(everybody):
    for day, state in ((22, Sending.SENT), (23, Sending.SENDING), (24, Sending.FAILED)):
        Message.objects.create(
            to=everybody.people["lead"], day=f"2022-01-{day}", address="lead@example.org",
            subject=f"Of the {day}", text="Text.", made_at=moment(1, day), state=state,
        )  # fmt: skip
    lines = "\n".join(printed(dry_run=True))
    assert [day for day in (22, 23, 24) if f"Of the {day}" in lines] == [24]


def test_an_unreachable_server_is_an_error_and_nothing_is_lost(everybody, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    with pytest.raises(CommandError, match="can't be reached"):
        printed()
    states = collections.Counter(Message.objects.values_list("state", flat=True))
    assert (states[Sending.FAILED], states[Sending.SENT], states[Sending.SENDING]) == (1, 0, 0)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    printed()
    assert len(outbox.outbox) == Message.objects.count()


# Killed


def environment(folder: Path) -> dict[str, str]:
    """A process of its own on the database of the test, whose mail goes into a folder."""
    known = connection.settings_dict
    if connection.vendor == "sqlite":
        url = f"sqlite:///{known['NAME']}"
    else:
        url = urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{known['NAME']}"))
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ACTIONPLAN_")}
    return kept | {
        "DJANGO_SETTINGS_MODULE": "actionplan.settings",
        "DATABASE_URL": url,
        "ACTIONPLAN_DEMO": "1",
        "ACTIONPLAN_TODAY": DAY,
        "ACTIONPLAN_VAR": str(folder),
    }


def start(folder: Path) -> subprocess.Popen:
    command = [sys.executable, "manage.py", "send_reminders"]
    return subprocess.Popen(
        command, cwd=settings.BASE_DIR, env=environment(folder), stdout=subprocess.PIPE, text=True
    )


def delivered(folder: Path) -> list[str]:
    """The addresses to which mail went, once for each time that it did."""
    files = sorted((folder / "mail").glob("*"))
    texts = "".join(file.read_text() for file in files).split("-" * 79)
    parsed = (email.message_from_string(text.strip(), policy=default) for text in texts if text.strip())
    return [str(one["To"]) for one in parsed if one["To"]]


@pytest.mark.django_db(transaction=True)
def test_killed_anywhere_and_run_again_nobody_gets_anything_twice(request, tmp_path):
    reachable(request.getfixturevalue("cast"))
    chance, ends = random.Random(2022), []
    # A run prints some 40 lines of notes and messages, then some nine for each mail: deaths in both halves.
    for lines in (3, 20, 60, 110, 150):
        process = start(tmp_path)
        for _line in range(lines):
            if not process.stdout.readline():
                break
        time.sleep(chance.random() / 200)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        ends.append(process.returncode)
    last = start(tmp_path)
    last.communicate()
    assert (ends[:3], last.returncode) == ([-signal.SIGKILL] * 3, 0)

    wanted = set(User.objects.exclude(email="").values_list("email", flat=True))
    got = collections.Counter(delivered(tmp_path))
    assert {address: count for address, count in got.items() if count > 1} == {}
    states = dict(Message.objects.values_list("address", "state"))
    assert set(states) == wanted
    assert set(states.values()) <= {Sending.SENT, Sending.SENDING}
    assert {address for address, state in states.items() if state == Sending.SENT} <= set(got)
    assert list(states.values()).count(Sending.SENDING) <= 5
    noted = collections.Counter(
        Notice.objects.exclude(kind=News.INSTRUCTED).values_list("person__username", "kind")
    )
    assert set(noted.values()) == {1}
    assert Notice.objects.filter(read_at=None, message=None, person__email__gt="").count() == 0


@pytest.mark.django_db(transaction=True)
def test_two_processes_at_once_send_nothing_twice(request, tmp_path):
    reachable(request.getfixturevalue("cast"))
    both = [start(tmp_path), start(tmp_path)]
    for process in both:
        process.communicate()
    assert [process.returncode for process in both] == [0, 0]
    got = collections.Counter(delivered(tmp_path))
    assert dict(got) == dict.fromkeys(User.objects.exclude(email="").values_list("email", flat=True), 1)
    assert set(Message.objects.values_list("state", flat=True)) == {Sending.SENT}
