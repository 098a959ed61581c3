import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _

from actionplan.shared import clock
from departments.models import Unit, User
from departments.resolver import Register
from importers import messages, uploads, writer
from importers.management.commands.read_plan import ENDINGS, Progress, given_file
from importers.models import Import
from importers.names import key_of
from importers.proposal import Decisions, Proposal, propose
from importers.reading.model import Problem, Reading
from importers.work import finish
from tasks.models import Plan


class Command(BaseCommand):
    help = "Loads the plans in a file, all or nothing. Exit status 2, and nothing written, where it can't."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help=f"{ENDINGS}; - for standard input")
        parser.add_argument(
            "--plan", type=int, metavar="PK", help="the stored plan that it is a new issue of"
        )
        parser.add_argument(
            "--name", action="append", default=[], metavar="NAME=UNIT", dest="names",
            help="what an unknown name means: a known name or a unit's code; remembered. As often as needed",
        )  # fmt: skip
        parser.add_argument("--dry-run", action="store_true", help="say what it would do, and do nothing")
        parser.add_argument("--yes", action="store_true", help="don't ask")
        parser.add_argument("--by", metavar="USERNAME", help="the person who agrees to it")
        parser.add_argument(
            "--progress", action="store_true", help="tell how far it has come also where nobody watches"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not Unit.objects.exists():
            self._refuse(_("There are no units yet. Load the register first: manage.py load_units"))
        by = self._person(options["by"])
        decisions = Decisions(plan=options["plan"], names=dict(map(self._name, options["names"])))
        try:
            data, name = given_file(options["file"])
        except OSError as error:
            self._refuse(messages.line(Problem("error", "no-file", value=str(error))))
        tell = Progress(self.stderr, always=options["progress"])
        try:
            with closing(tell):
                reading = finish(uploads.reading(data, name), tell)
            proposal = propose(reading=reading, decisions=decisions)
            if not self._agreed(proposal, options):
                return
            with closing(tell), self._kept(data, name, by, reading) as row:
                uploads.decide(row=row, decisions=decisions)
                finish(uploads.applying(row=row, basis=proposal.basis, by=by, at=clock.now()), tell)
        except writer.Stale:
            self._refuse(_("The plan was changed in the meantime. Nothing was written; try again."))
        except KeyboardInterrupt:
            self._refuse(_("Nothing was written."), status=130)
        for done in row.outcome["plans"]:
            kept = sum(number for kind, number in done["counts"].items() if kind != "removed")
            self.stdout.write(
                _("Done: “%(title)s” (plan %(plan)s) binds %(units)s units with %(measures)s measures.")
                % (done | {"measures": kept})
            )

    def _agreed(self, proposal: Proposal, options: dict[str, Any]) -> bool:
        """Tells what would happen; whether it is to be done. Ends the command where it can't be."""
        self._check_plan(options["plan"], proposal)
        self._tell(proposal)
        if proposal.refused or proposal.names.open:
            self._refuse(_("Nothing was written."))
        if proposal.same:
            self.stdout.write(_("Nothing changed: everything stands in the database as the file has it."))
            return False
        if options["dry_run"]:
            self.stdout.write(_("A dry run: nothing was written."))
            return False
        if sys.stdin.isatty() and not options["yes"] and not self._asked():
            self._refuse(_("Nothing was written."))
        return True

    @contextmanager
    def _kept(self, data: bytes, name: str, by: User | None, reading: Reading) -> Iterator[Import]:
        """The import of this file, in a transaction; where that fails, the file goes too."""
        with transaction.atomic():
            row = uploads.receive(data=data, name=name, by=by, at=clock.now(), reading=reading)
            try:
                yield row
            except BaseException:
                row.file.delete(save=False)
                raise

    def _name(self, said: str) -> tuple[str, str]:
        """A name and the key of what it means, as it was given on the command line."""
        name, _equals, meant = said.rpartition("=")
        unit = Unit.objects.filter(code=meant, is_active=True).first()
        target = unit or Register().resolve(meant).target
        if not name or target is None:
            self._refuse(_("“%(said)s” names no unit or group: write NAME=UNIT.") % {"said": said})
        return name, key_of(target)

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
            for renamed in plan.difference.renamed:
                self.stdout.write("  " + messages.renamed(renamed))
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

    def _asked(self) -> bool:
        self.stdout.write(_("Load it? [y/N]") + " ", ending="")
        self.stdout.flush()
        return sys.stdin.readline().strip().lower() in ("y", "yes")

    def _refuse(self, line: str, *, status: int = 2) -> NoReturn:
        self.stderr.write(line)
        sys.exit(status)
