"""Collects the messages to translate and compiles the catalogues, or tells what isn't translated."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from actionplan.management import catalogues, untranslated


class Command(BaseCommand):
    help = "Update and compile the message catalogues."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        way = parser.add_mutually_exclusive_group()
        way.add_argument("--compile", action="store_true", help="only compile, and only what is out of date")
        way.add_argument("--check", action="store_true", help="fail where text isn't translated")

    def handle(self, *args: Any, **options: Any) -> None:
        base = Path(settings.BASE_DIR)
        if options["check"]:
            found = [
                *catalogues.problems(base),
                *untranslated.in_templates(base),
                *untranslated.in_python(base),
            ]
            if found:
                raise CommandError("\n".join([*found, f"{len(found)} texts to translate or mend."]))
            self.stdout.write("All text is translated.")
            return
        changed = [] if options["compile"] else catalogues.update(base)
        for path in [*changed, *catalogues.compile_stale(base)]:
            self.stdout.write(f"wrote {path.relative_to(base).as_posix()}")
