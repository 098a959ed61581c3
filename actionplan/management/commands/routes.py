import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from actionplan.urls import table


class Command(BaseCommand):
    help = "Prints every address with its name, methods and the roles that may use it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="as JSON instead of a table")

    def handle(self, *args: Any, **options: Any) -> None:
        rows = table()
        if options["json"]:
            self.stdout.write(json.dumps(rows, indent=2, ensure_ascii=False))
            return
        lines = [("ADDRESS", "NAME", "METHODS", "ROLES", "LIMIT")]
        lines += [
            (row["path"], row["name"], " ".join(row["methods"]), " ".join(row["roles"]), row["limit"])
            for row in rows
        ]
        widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
        for line in lines:
            text = "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True))
            self.stdout.write(text.rstrip())
