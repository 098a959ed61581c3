import sys
from argparse import ArgumentParser
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _

from actionplan.shared import clock
from departments.models import Unit, User
from importers import messages, uploads, writer
from importers.management.commands.read_plan import ENDINGS, given_file
from importers.proposal import Decisions, Proposal, propose
from importers.reading.model import Problem
from tasks.models import Plan


class Command(BaseCommand):
    help = "Loads the plans in a file, all or nothing. Exit status 2, and nothing written, where it can't."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help=f"{ENDINGS}; - for standard input")
        parser.add_argument(
            "--plan", type=int, metavar="PK", help="the stored plan that it is a new issue of"
        )
        parser.add_argument("--dry-run", action="store_true", help="say what it would do, and do nothing")
        parser.add_argument("--yes", action="store_true", help="don't ask")
        parser.add_argument("--by", metavar="USERNAME", help="the person who agrees to it")

    def handle(self, *args: Any, **options: Any) -> None:
        if not Unit.objects.exists():
            self._refuse(_("There are no units yet. Load the register first: manage.py load_units"))
        by = self._person(options["by"])
        decisions = Decisions(plan=options["plan"])
        try:
            data, name = given_file(options["file"])
        except OSError as error:
            self._refuse(messages.line(Problem("error", "no-file", value=str(error))))
        reading = uploads.read_file(data, name)
        proposal = propose(reading=reading, decisions=decisions)
        self._check_plan(options["plan"], proposal)
        self._tell(proposal)
        if proposal.refused or proposal.names.open:
            self._refuse(_("Nothing was written."))
        if proposal.same:
            self.stdout.write(_("Nothing changed: everything stands in the database as the file has it."))
            return
        if options["dry_run"]:
            self.stdout.write(_("A dry run: nothing was written."))
            return
        if sys.stdin.isatty() and not options["yes"] and not self._agreed():
            self._refuse(_("Nothing was written."))
        try:
            with transaction.atomic():
                row = uploads.receive(data=data, name=name, by=by, at=clock.now(), reading=reading)
                uploads.decide(row=row, decisions=decisions)
                uploads.apply(row=row, basis=proposal.basis, by=by, at=clock.now())
        except writer.Stale:
            self._refuse(_("The plan was changed in the meantime. Nothing was written; try again."))
        for done in row.outcome["plans"]:
            kept = sum(number for kind, number in done["counts"].items() if kind != "removed")
            self.stdout.write(
                _("Done: “%(title)s” (plan %(plan)s) binds %(units)s units with %(measures)s measures.")
                % (done | {"measures": kept})
            )

    def _person(self, username: str | None) -> User | None:
        person = User.objects.filter(username=username, is_active=True).first() if username else None
        if username and (person is None or not person.is_administrator):
            raise CommandError(_("No administrator has the user name %(name)s.") % {"name": username})
        return person

    def _check_plan(self, chosen: int | None, proposal: Proposal) -> None:
        if chosen is None or proposal.refused:
            return
        if not Plan.objects.filter(pk=chosen).exists():
            self._refuse(_("There is no plan %(plan)s.") % {"plan": chosen})
        if [plan.stored and plan.stored.plan.pk for plan in proposal.plans] != [chosen]:
            message = _(
                "The file isn't a new issue of plan %(plan)s: it must hold one plan, of the same year."
            )
            self._refuse(message % {"plan": chosen})

    def _tell(self, proposal: Proposal) -> None:
        for plan in proposal.plans:
            read = plan.difference.read
            known = _("known") if plan.stored else _("new")
            self.stdout.write(f"{read.title} ({known})")
            counts = _(
                "%(added)s added, %(changed)s changed, %(moved)s moved, %(removed)s removed, "
                "%(unchanged)s unchanged"
            )
            self.stdout.write("  " + counts % plan.difference.counts())
        for problem in proposal.problems:
            stream = self.stderr if problem.severity == "error" else self.stdout
            stream.write(messages.line(problem))
        for question in proposal.names.open:
            unknown = messages.sentence(Problem("error", "name-unknown", value=question.name))
            for place in question.places:
                self.stderr.write(f"{place}: {unknown}")
            if question.advice:
                self.stderr.write(f"  {question.advice}")
            if question.suggested:
                likely = ", ".join(f"{target} ({reason})" for target, reason in question.suggested)
                self.stderr.write("  " + _("It may mean: %(names)s") % {"names": likely})

    def _agreed(self) -> bool:
        self.stdout.write(_("Load it? [y/N]") + " ", ending="")
        self.stdout.flush()
        return sys.stdin.readline().strip().lower() in ("y", "yes")

    def _refuse(self, line: str) -> NoReturn:
        self.stderr.write(line)
        sys.exit(2)
