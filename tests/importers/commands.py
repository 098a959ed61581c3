"""Commands as tests run them, and the published workbook with other words in it."""

import io

import openpyxl
from django.conf import settings
from django.core.management import call_command

FIXTURES = settings.BASE_DIR / "fixtures"
ANNEX = str(FIXTURES / "annex5-2022.xlsx")


class NoTerminal(io.TextIOWrapper):
    def isatty(self) -> bool:
        return False


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def run(*args: str, **options) -> tuple[int, str, str]:
    """Exit status, standard output, standard error."""
    out, err = io.StringIO(), io.StringIO()
    status = 0
    try:
        call_command(*args, stdout=out, stderr=err, **options)
    except SystemExit as ended:
        status = int(ended.code or 0)
    return status, out.getvalue(), err.getvalue()


def spoiled(tmp_path, **cells: str | None) -> str:
    """The published workbook with other words in some cells."""
    book = openpyxl.load_workbook(ANNEX)
    for address, value in cells.items():
        book.worksheets[0][address] = value
    path = tmp_path / "spoiled.xlsx"
    book.save(path)
    return str(path)
