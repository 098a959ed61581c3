import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import ngettext

from importers import messages
from importers.reading.model import ParsedPlan, Problem, Reading
from importers.uploads import read_file


class Command(BaseCommand):
    help = "Prints the plans in a file as JSON, or for people with --text. Exit status 2 where it is refused."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="an .xlsx workbook or a text with tabs; - for standard input")
        parser.add_argument("--text", action="store_true", help="for people, not for programs")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            data, name = given_file(options["file"])
        except OSError as error:
            reading = Reading([], [Problem("error", "no-file", value=str(error))])
        else:
            reading = read_file(data, name)
        self.stdout.write(_as_text(reading) if options["text"] else _as_json(reading))
        if reading.refused:
            sys.exit(2)


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
    tasks, measures = sum(1 for _ in plan.tasks()), sum(1 for _ in plan.measures())
    return ", ".join(
        (
            ngettext("%(n)s section", "%(n)s sections", len(plan.sections)) % {"n": len(plan.sections)},
            ngettext("%(n)s key task", "%(n)s key tasks", tasks) % {"n": tasks},
            ngettext("%(n)s measure", "%(n)s measures", measures) % {"n": measures},
        )
    )
