from argparse import ArgumentParser
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.mail import get_connection
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from actionplan.shared import clock
from tasks import daily, due_days, mail, notice_words
from tasks.choices import Sending
from tasks.models import Message


class Command(BaseCommand):
    help = (
        "Notes the automatic reminders of the day, writes each person's mail of the day and sends the mail. "
        "It may run twice, at once, and again after it was killed: nobody gets anything twice."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--dry-run", action="store_true", help="print what would be noted and sent, and write nothing"
        )

    def handle(self, *, dry_run: bool, **options: Any) -> None:
        with translation.override(settings.LANGUAGE_CODE):
            new = self.prepare(write=not dry_run)
            if dry_run:
                for message in [*mail.waiting(), *new]:
                    self.show(message)
                self.stdout.write("This was a dry run: nothing was written, nothing was sent.")
            else:
                self.send()

    def prepare(self, *, write: bool) -> list[Message]:
        """The first half: notices and messages; returns the new messages."""
        at = clock.now()
        owed = due_days.owed(at.date())
        noted, new = 0, []
        for person in daily.people():
            done = daily.prepare(person, owed, at=at, write=write)
            for notice in done.notices:
                self.say(f"note {person.username}: {notice_words.title(notice)}")
            if done.message:
                self.say(f"mail {person.username}: {done.message.subject}")
                new.append(done.message)
            noted += len(done.notices)
        self.say(f"Reminders noted: {noted}. Messages written: {len(new)}.")
        return new

    def send(self) -> None:
        """The second half: what waits goes out, also from earlier runs."""
        counts = dict.fromkeys(Sending, 0)
        connection = get_connection()
        try:
            for key in list(mail.waiting().values_list("pk", flat=True)):
                if message := mail.claim(key, at=clock.now()):
                    self.show(message)
                    mail.deliver(message, connection, at=clock.now())
                    counts[Sending(message.state)] += 1
                    if message.error:
                        self.say(f"  {message.state}: {message.error}")
        except mail.Unreachable as error:
            raise CommandError(f"The mail server can't be reached: {error}. Run this again later.") from error
        finally:
            connection.close()
        self.say(
            f"Sent: {counts[Sending.SENT]}. Failed: {counts[Sending.FAILED]}. "
            f"Cut off on the way: {counts[Sending.SENDING]}."
        )

    def show(self, message: Message) -> None:
        """One message, whole."""
        address = message.to.email or message.address
        self.say(f"send {message.to.username} <{address}>: {message.subject}")
        for line in _indented(message.text):
            self.say(line)

    def say(self, line: str) -> None:
        """A line that is seen at once, also where the output is a file."""
        self.stdout.write(line)
        self.stdout.flush()


def _indented(text: str) -> Iterable[str]:
    return (f"    {line}".rstrip() for line in text.splitlines())
