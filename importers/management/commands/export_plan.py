import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from actionplan.shared import clock
from importers.published.export import CONTENT_TYPES, Wanted, export
from importers.published.xlsx import TooLong
from tasks.models import Plan


class Command(BaseCommand):
    help = "Writes a plan as a file: in its published layout, or as JSON. Read again it is the same plan."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("plan", type=int, help="the plan's number, as in its address")
        parser.add_argument(
            "--as", dest="kind", choices=CONTENT_TYPES, default="xlsx", help="the kind of file"
        )
        parser.add_argument(
            "--progress", action="store_true", help="what has become of each measure, all reports among it"
        )
        parser.add_argument("-o", "--output", metavar="FILE", help="where to; otherwise to standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        plan = Plan.objects.prefetch_related("periods").filter(pk=options["plan"]).first()
        if plan is None:
            raise CommandError(_("There is no plan %(plan)s.") % {"plan": options["plan"]})
        wanted = Wanted(options["kind"], options["progress"])
        try:
            if options["output"]:
                path = Path(options["output"])
                try:
                    with path.open("wb") as file:
                        export(plan, wanted, file, today=clock.today())
                except TooLong:
                    path.unlink()
                    raise
            else:
                export(plan, wanted, self._output(), today=clock.today())
        except (OSError, TooLong) as error:
            raise CommandError(str(error)) from error

    def _output(self) -> Any:
        if sys.stdout.isatty():
            raise CommandError(_("Name a file with -o, or send the output to one."))
        return sys.stdout.buffer
