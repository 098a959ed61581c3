import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterable
from contextlib import closing
from typing import Any

from django.utils.translation import ngettext

from importers import messages, uploads
from importers.management import told
from importers.management.terminal import ENDINGS, Progress, TerminalCommand, given_file
from importers.names import Question
from importers.reading.model import ParsedMeasure, ParsedPlan, Problem, Reading
from importers.work import finish
from tasks.choices import MeasureKind


class Command(TerminalCommand):
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
        unknown = uploads.unknown_names(reading)
        self.stdout.write(_as_text(reading, unknown) if options["text"] else _as_json(reading, unknown))
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


def _as_json(reading: Reading, unknown: Iterable[Question]) -> str:
    found = reading.to_dict()
    found["unknown_names"] = [
        {
            "name": question.name,
            "places": question.places,
            "suggestions": [str(target) for target in question.suggestions],
        }
        for question in unknown
    ]
    for shown, problem in zip(found["problems"], reading.problems, strict=True):
        shown["message"] = messages.sentence(problem)
    return json.dumps(found, ensure_ascii=False, indent=1)


def _as_text(reading: Reading, unknown: Iterable[Question]) -> str:
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
                    lines.append(f"       {_proposed(measure)}")
        lines.append("")
    lines += [f"{problem.severity}: {messages.line(problem)}" for problem in reading.problems]
    for question in unknown:
        lines += told.name(question)
    return "\n".join(lines).rstrip()


def _proposed(measure: ParsedMeasure) -> str:
    quotes = ", ".join(target.quote for target in measure.targets)
    kind = str(MeasureKind(measure.kind).label)
    return f"{kind}: {quotes}" if quotes else kind


def _counts(plan: ParsedPlan) -> str:
    tasks, measures = len(list(plan.tasks())), len(list(plan.measures()))
    return ", ".join(
        (
            ngettext("%(n)s section", "%(n)s sections", len(plan.sections)) % {"n": len(plan.sections)},
            ngettext("%(n)s key task", "%(n)s key tasks", tasks) % {"n": tasks},
            ngettext("%(n)s measure", "%(n)s measures", measures) % {"n": measures},
        )
    )
