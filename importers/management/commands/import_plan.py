import sys
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from actionplan.shared import clock
from departments.models import Unit, User
from importers import layouts, messages, uploads, writer
from importers.losses import losses
from importers.management import said, told
from importers.management.terminal import ENDINGS, Progress, TerminalCommand, given_file
from importers.models import Import
from importers.proposal import Decisions, Proposal, propose
from importers.reading.model import Problem, Reading, TableLayout
from importers.work import finish
from tasks.models import Plan


class Command(TerminalCommand):
    help = (
        "Loads the plans in a file, all or nothing. Exit status 2, and nothing written, where it can't. "
        "MEASURE is a measure's number in the file as it is told (PLAN.NUMBER in a file of several plans), "
        "ROW one of the stored plan. manage.py undo_import undoes it."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help=f"{ENDINGS}; - for standard input")
        parser.add_argument(
            "--plan", type=int, metavar="PK", help="the stored plan that it is a new issue of"
        )
        said.add_arguments(parser)
        parser.add_argument("--dry-run", action="store_true", help="say what it would do, and do nothing")
        parser.add_argument("--yes", action="store_true", help="don't ask, even where much would be removed")
        parser.add_argument("--by", metavar="USERNAME", help="the person who agrees to it")
        parser.add_argument(
            "--progress", action="store_true", help="tell how far it has come also where nobody watches"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            row = self._import(options)
        except said.Unclear as error:
            self.refuse(str(error))
        except writer.Stale:
            self.refuse(_("The plan was changed in the meantime. Nothing was written; try again."))
        except KeyboardInterrupt:
            self.refuse(_("Nothing was written."), status=130)
        if row is None:
            return
        for done in row.outcome["plans"]:
            kept = sum(number for kind, number in done["counts"].items() if kind != "removed")
            self.stdout.write(
                _("Done: “%(title)s” (plan %(plan)s) binds %(units)s units with %(measures)s measures.")
                % (done | {"measures": kept})
            )
        self.stdout.write(_("To undo it: manage.py undo_import %(number)s") % {"number": row.pk})

    def _import(self, options: dict[str, Any]) -> Import | None:
        """The import that was applied; nothing where there was nothing to do or it wasn't meant."""
        if not Unit.objects.exists():
            self.refuse(_("There are no units yet. Load the register first: manage.py load_units"))
        by = self.person(options["by"])
        try:
            data, name = given_file(options["file"])
        except OSError as error:
            self.refuse(messages.line(Problem("error", "no-file", value=str(error))))
        tell = Progress(self.stderr, always=options["progress"])
        with closing(tell):
            reading = finish(uploads.reading(data, name), tell)
            assigned = said.columns(reading, options["columns"])
            if assigned:
                known = {layout.fingerprint: layouts.columns(layout, chosen) for layout, chosen in assigned}
                hints = uploads.hints()
                hints = replace(hints, layouts={**hints.layouts, **known})
                reading = finish(uploads.reading(data, name, hints), tell)
        decisions = said.decisions(reading, options)
        proposal = propose(reading=reading, decisions=decisions)
        said.check(proposal, decisions)
        if not self._agreed(proposal, decisions, options):
            return None
        with closing(tell), self._kept(data, name, by, reading, assigned) as row:
            uploads.decide(row=row, decisions=decisions)
            finish(uploads.applying(row=row, basis=proposal.basis, by=by, at=clock.now()), tell)
        return row

    def _agreed(self, proposal: Proposal, decisions: Decisions, options: dict[str, Any]) -> bool:
        """Tells what would happen; whether it is to be done. Ends the command where it can't be."""
        self._check_plan(options["plan"], proposal)
        self._tell(proposal, decisions)
        if proposal.refused or proposal.names.open:
            self.refuse(_("Nothing was written."))
        if proposal.same:
            self.stdout.write(_("Nothing changed: everything stands in the database as the file has it."))
            return False
        if options["dry_run"]:
            self.stdout.write(_("A dry run: nothing was written."))
            return False
        if losses(proposal) and not (options["yes"] or sys.stdin.isatty()):
            self.refuse(_("Nothing was written. If that is meant, say it with --yes."))
        if not self.agreed(_("Load it?"), yes=options["yes"]):
            self.refuse(_("Nothing was written."))
        return True

    @contextmanager
    def _kept(
        self,
        data: bytes,
        name: str,
        by: User | None,
        reading: Reading,
        assigned: Iterable[tuple[TableLayout, Mapping[int, str]]],
    ) -> Iterator[Import]:
        """The import of this file, in a transaction; where that fails, the file goes too."""
        with transaction.atomic():
            for layout, chosen in assigned:
                layouts.remember(layout=layout, chosen=chosen, by=by, at=clock.now())
            row = uploads.receive(data=data, name=name, by=by, at=clock.now(), reading=reading)
            try:
                yield row
            except BaseException:
                row.file.delete(save=False)
                raise

    def _check_plan(self, chosen: int | None, proposal: Proposal) -> None:
        if chosen is None or proposal.refused:
            return
        if not Plan.objects.filter(pk=chosen).exists():
            self.refuse(_("There is no plan %(plan)s.") % {"plan": chosen})
        if [plan.stored and plan.stored.plan.pk for plan in proposal.plans] != [chosen]:
            message = _(
                "The file isn't a new issue of plan %(plan)s: it must hold one plan, of the same year."
            )
            self.refuse(message % {"plan": chosen})

    def _tell(self, proposal: Proposal, decisions: Decisions) -> None:
        if not proposal.refused:
            for plan in proposal.plans:
                for line in told.plan(plan):
                    self.stdout.write(line)
            for line in (*told.counterparts(proposal), *told.changes(proposal, decisions)):
                self.stdout.write(line)
            for line in losses(proposal):
                self.stderr.write(line)
        for problem in proposal.problems:
            stream = self.stderr if problem.severity == "error" else self.stdout
            stream.write(messages.line(problem))
        for question in proposal.names.open:
            for line in told.name(question):
                self.stderr.write(line)
