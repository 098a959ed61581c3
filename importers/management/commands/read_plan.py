import json
import sys
import time
from argparse import ArgumentParser
from contextlib import closing
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from importers import messages, uploads
from importers.reading.model import ParsedPlan, Problem, Reading
from importers.work import Phase, Step, finish

ENDINGS = ".xlsx, .xls, .ods, .csv or other text, .docx, .pdf with a ruled table, .json"
_QUIET = 1.0
_PHASES: dict[Phase, Any] = {
    "opening": gettext_lazy("Opening the file"),
    "reading": gettext_lazy("Reading the table"),
    "comparing": gettext_lazy("Comparing it with what is stored"),
    "writing": gettext_lazy("Writing it"),
}


class Command(BaseCommand):
    help = "Prints the plans in a file as JSON, or for people with --text. Exit status 2 where it is refused."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help=f"{ENDINGS}; - for standard input")
        parser.add_argument("--text", action="store_true", help="for people, not for programs")
        parser.add_argument(
            "--progress", action="store_true", help="tell how far it has come also where nobody watches"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            reading = self._read(options["file"], progress=options["progress"])
        except KeyboardInterrupt:
            sys.exit(130)
        self.stdout.write(_as_text(reading) if options["text"] else _as_json(reading))
        if reading.refused:
            sys.exit(2)

    def _read(self, path: str, *, progress: bool) -> Reading:
        try:
            data, name = given_file(path)
        except OSError as error:
            return Reading([], [Problem("error", "no-file", value=str(error))])
        with closing(uploads.reading(data, name)) as work:
            progress_line = Progress(self.stderr, always=progress)
            try:
                return finish(work, progress_line)
            finally:
                progress_line.close()


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
        if not self._told or (self._in_place and time.monotonic() - self._began < _QUIET):
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


def _as_json(reading: Reading) -> str:
    found = reading.to_dict()
    for shown, problem in zip(found["problems"], reading.problems, strict=True):
        shown["message"] = messages.sentence(problem)
    return json.dumps(found, ensure_ascii=False, indent=1)


def _as_text(reading: Reading) -> str:
    lines: list[str] = []
    for plan in reading.plans:
        lines += [plan.title, _counts(plan), ""]
        for section in plan.sections:
            lines.append("、".join(filter(None, (section.number, section.title))))
            for task in section.tasks:
                lines.append("  " + " ".join(filter(None, (task.number, task.title))))
                for measure in task.measures:
                    lines.append(f"    {measure.seq}. {measure.text}")
                    named = [
                        " ".join(names) for names in (measure.lead, measure.responsible, measure.assisting)
                    ]
                    lines.append(
                        f"       {measure.deadline_text} | {' | '.join(names or '-' for names in named)}"
                    )
        lines.append("")
    lines += [f"{problem.severity}: {messages.line(problem)}" for problem in reading.problems]
    return "\n".join(lines).rstrip()


def _counts(plan: ParsedPlan) -> str:
    tasks, measures = len(list(plan.tasks())), len(list(plan.measures()))
    return ", ".join(
        (
            ngettext("%(n)s section", "%(n)s sections", len(plan.sections)) % {"n": len(plan.sections)},
            ngettext("%(n)s key task", "%(n)s key tasks", tasks) % {"n": tasks},
            ngettext("%(n)s measure", "%(n)s measures", measures) % {"n": measures},
        )
    )
