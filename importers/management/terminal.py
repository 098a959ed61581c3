"""What the commands for plans share: their language, their refusals, the file, how far work has come."""

import os
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from departments.models import User
from importers.work import Phase, Step

ENDINGS = ".xlsx, .xls, .ods, .csv or other text, .docx, .pdf with a ruled table, .json"
QUIET = 1.0
_PHASES: dict[Phase, Any] = {
    "opening": gettext_lazy("Opening the file"),
    "reading": gettext_lazy("Reading the table"),
    "comparing": gettext_lazy("Comparing it with what is stored"),
    "writing": gettext_lazy("Writing it"),
}


def language(environment: Mapping[str, str]) -> str:
    """The language of whoever sits at the terminal, where the system has it; else its own."""
    named = next(filter(None, map(environment.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    try:
        return translation.get_supported_language_variant(translation.to_language(named.partition(".")[0]))
    except LookupError:
        return settings.LANGUAGE_CODE


class TerminalCommand(BaseCommand):
    """A command for people: in their language, with what it refuses on standard error and exit status 2."""

    def run_from_argv(self, argv: list[str]) -> None:
        with translation.override(language(os.environ)):
            super().run_from_argv(argv)

    def refuse(self, line: str, *, status: int = 2) -> NoReturn:
        """Says why nothing was done, and ends."""
        self.stderr.write(line)
        sys.exit(status)

    def agreed(self, question: str, *, yes: bool) -> bool:
        """Whether it may be done: asked on a terminal, unless that was said before."""
        if yes or not sys.stdin.isatty():
            return True
        self.stdout.write(f"{question} [y/N] ", ending="")
        self.stdout.flush()
        return sys.stdin.readline().strip().lower() in ("y", "yes")

    def person(self, username: str | None) -> User | None:
        """The administrator who agrees, if any is named."""
        person = User.objects.filter(username=username, is_active=True).first() if username else None
        if username and (person is None or not person.is_administrator):
            raise CommandError(_("No administrator has the user name %(name)s.") % {"name": username})
        return person


class Progress:
    """Tells on a stream how far long work has come: on a terminal in one line, elsewhere only if asked to."""

    def __init__(self, stream: Any, *, always: bool = False) -> None:
        self._stream = stream
        self._in_place = bool(stream.isatty())
        self._told = self._in_place or always
        self._began = time.monotonic()
        self._last = ""

    def __call__(self, step: Step) -> None:
        """Tell a step, once the work has taken a while."""
        if not self._told or (self._in_place and time.monotonic() - self._began < QUIET):
            return
        said = self._words(step)
        if said != self._last:
            self._stream.write(
                f"\r\033[K{said}" if self._in_place else said, ending="" if self._in_place else "\n"
            )
            self._last = said

    def close(self) -> None:
        """Leave the line to whatever is said next."""
        if self._in_place and self._last:
            self._stream.write("\r\033[K", ending="")

    def _words(self, step: Step) -> str:
        words = str(_PHASES[step.phase])
        if step.total:
            return _("%(phase)s: %(done)s of %(total)s") % {
                "phase": words, "done": step.done, "total": step.total,
            }  # fmt: skip
        return f"{words}: {step.done}" if step.done else words


def given_file(path: str) -> tuple[bytes, str]:
    """The bytes and the name of the file on the command line; - is standard input. Raises OSError."""
    if path == "-":
        return sys.stdin.buffer.read(), "-"
    return Path(path).read_bytes(), Path(path).name
