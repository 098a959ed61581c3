import json
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from actionplan.demo import play


class Command(BaseCommand):
    help = (
        "Fills the database with the sample year, or prints the sample accounts. Only in the demonstration."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--accounts", action="store_true", help="print the sample accounts as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Sample data is for the demonstration alone: set ACTIONPLAN_DEMO=1 for that.")
        if options["accounts"]:
            self.stdout.write(json.dumps(play.accounts(), ensure_ascii=False, indent=2))
            return
        play.play(say=self.stderr.write)
