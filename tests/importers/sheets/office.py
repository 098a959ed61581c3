"""What a person does with a unit's workbook: downloads it, fills it in, loads it back, agrees."""

import io
import re
from html import unescape
from typing import Any

import openpyxl
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from importers.models import ReportSheet
from tasks.choices import Role
from tasks.models import Measure
from tasks.participation import recompute
from tests.cast import Cast, cite, make_measure, moment

JANUARY = 1
FIRST = 6
"""The row of the first measure."""


class Office:
    """One person's computer; `book` is the workbook that lies open on it."""

    def __init__(self, cast: Cast, who: str = "lead", language: str = "en", unit: str = "") -> None:
        self.cast, self.unit = cast, cast.units[unit or who]
        self.client = Client()
        self.client.force_login(cast.people[who])
        self.client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        self.book = Workbook()

    def address(self, name: str = "sheet", *more: Any) -> str:
        return reverse(name, args=[self.cast.plan.pk, self.unit.code, *more])

    def download(self, period: int = JANUARY) -> Worksheet:
        answer = self.client.get(self.address("sheet-download"), {"period": period})
        assert answer.status_code == 200
        self.book = openpyxl.load_workbook(io.BytesIO(answer.content))
        return self.sheet

    @property
    def sheet(self) -> Worksheet:
        return self.book.worksheets[0]

    def column(self, title: str) -> int:
        return [cell.value for cell in self.sheet[4]].index(title) + 1

    def row(self, no: str) -> int:
        return next(line for line in range(FIRST, 100) if self.sheet.cell(line, 1).value == no)

    def write(self, no: str, **texts: Any) -> None:
        """Fills in cells of a measure's row, by the first word of their English headings."""
        heads = {str(cell.value).split(" ", maxsplit=1)[0].lower(): cell.column for cell in self.sheet[4]}
        heads |= {"value": heads.get("value", 0)}
        for name, text in texts.items():
            self.sheet.cell(self.row(no), heads[name]).value = text

    def saved(self) -> bytes:
        out = io.BytesIO()
        self.book.save(out)
        return out.getvalue()

    def load(self, data: bytes | None = None, period: int = JANUARY, key: str = "a key", follow: bool = True):
        file = SimpleUploadedFile("filled.xlsx", self.saved() if data is None else data)
        sent = {"file": file, "key": key}
        return self.client.post(f"{self.address()}?period={period}", sent, follow=follow)

    def agree(self, preview, *lines: int):
        basis = re.findall(r'name="basis" value="([^"]*)"', preview.content.decode())[0]
        sheet = ReportSheet.objects.latest("pk")
        return self.client.post(
            self.address("filled-sheet", sheet.pk), {"basis": basis, "take": lines}, follow=True
        )


def more_measures(cast: Cast, count: int) -> list[Measure]:
    """So many more measures that the lead leads."""
    task = cast.measures["1.1"].task
    more = [make_measure(cast.plan, task, seq) for seq in range(4, 4 + count)]
    for measure in more:
        cite(measure, Role.LEAD, cast.units["lead"])
    recompute([measure.pk for measure in more], at=moment(1, 4))
    return more


def shown(answer) -> str:
    """The page's words, without its markup."""
    html = re.sub(r"(?s)<(script|style|svg|head).*?</\1>", " ", answer.content.decode())
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())
