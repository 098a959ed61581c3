from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from actionplan.shared import clock
from departments import newcomers
from departments.choices import UnitKind
from importers.management.terminal import TerminalCommand


class Command(TerminalCommand):
    help = (
        "Adds a unit that the register lacks, or with --open-group a name for units that a plan doesn't say, "
        "so that import_plan knows it. Exit status 2, and nothing written, where it can't."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="the name, as plans print it")
        parser.add_argument("--kind", required=True, choices=UnitKind.values, help="what kind of unit it is")
        parser.add_argument("--short-name", metavar="NAME", help="where there is less room; else the name")
        parser.add_argument(
            "--open-group", action="store_true", help="it stands for some units of this kind, not said which"
        )
        parser.add_argument("--by", metavar="USERNAME", help="the person who adds it")

    def handle(self, *args: Any, **options: Any) -> None:
        name, kind, by = options["name"].strip(), options["kind"], self.person(options["by"])
        at = clock.now()
        try:
            if options["open_group"]:
                newcomers.create_open_group(name=name, kinds=[kind], by=by, at=at)
            else:
                short = options["short_name"] or name
                newcomers.create_unit(name=name, short_name=short, kind=kind, by=by, at=at)
        except ValidationError as error:
            for message in error.messages:
                self.stderr.write(message)
            self.refuse(_("Nothing was written."))
        self.stdout.write(_("“%(name)s” stands in the register.") % {"name": name})
