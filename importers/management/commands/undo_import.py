from argparse import ArgumentParser
from contextlib import closing
from typing import Any

from django.utils.translation import gettext as _

from actionplan.shared import clock
from actionplan.shared.templatetags.ui import day
from importers import undo, uploads
from importers.management.terminal import Progress, TerminalCommand
from importers.models import Import, ImportState
from importers.obstacles import Obstacle
from importers.work import finish


class Command(TerminalCommand):
    help = (
        "Undoes an import, as long as nothing was built on it, or tells what stands in the way (exit status "
        "2). Without a number it lists the imports that were applied, the last one first."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("number", type=int, nargs="?", help="the import, as in the list")
        parser.add_argument(
            "--dry-run", action="store_true", help="say whether it can be undone, and do nothing"
        )
        parser.add_argument("--yes", action="store_true", help="don't ask")
        parser.add_argument("--by", metavar="USERNAME", help="the person who undoes it")
        parser.add_argument(
            "--progress", action="store_true", help="tell how far it has come also where nobody watches"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["number"] is None:
            self._list()
            return
        row = uploads.without_content().filter(pk=options["number"]).first()
        if row is None:
            self.refuse(_("There is no import %(number)s.") % {"number": options["number"]})
        by = self.person(options["by"])
        if row.state != ImportState.APPLIED:
            self.refuse(_("Import %(number)s isn't in force: %(state)s.") % _about(row))
        try:
            if in_the_way := undo.obstacles(row):
                self._refuse(in_the_way)
            self.stdout.write(self._told(row))
            if options["dry_run"]:
                self.stdout.write(_("It can be undone. A dry run: nothing was written."))
                return
            if not self.agreed(_("Undo it?"), yes=options["yes"]):
                self.refuse(_("Nothing was written."))
            tell = Progress(self.stderr, always=options["progress"])
            with closing(tell):
                finish(undo.undoing(row=row, by=by, at=clock.now()), tell)
        except undo.InTheWay as error:
            self._refuse(error.obstacles)
        except KeyboardInterrupt:
            self.refuse(_("Nothing was written."), status=130)
        self.stdout.write(_("“%(file)s” was undone.") % {"file": row.name})

    def _list(self) -> None:
        found = uploads.without_content().filter(state=ImportState.APPLIED).order_by("-applied_at")
        for row in found:
            self.stdout.write(self._told(row))
        if not found:
            self.stdout.write(_("No import is in force."))

    def _told(self, row: Import) -> str:
        return _("%(number)s: %(file)s, %(day)s, %(person)s: %(done)s") % _about(row)

    def _refuse(self, in_the_way: list[Obstacle]) -> None:
        self.stderr.write(_("It can't be undone: something was built on it since. What stands in the way:"))
        for obstacle in in_the_way:
            places = ", ".join(place.label for place in obstacle.places)
            more = f" +{obstacle.more}" if obstacle.more > 0 else ""
            self.stderr.write(f"  {obstacle.sentence} {places}{more}")
        self.refuse(_("Nothing was written."))


def _about(row: Import) -> dict[str, object]:
    return {
        "number": row.pk,
        "file": row.name,
        "day": day(row.applied_at, "full") if row.applied_at else "",
        "person": row.applied_by or _("command line"),
        "done": row.done,
        "state": row.get_state_display(),
    }
