"""The published table as a workbook, row by row, so that a long plan needs little memory."""

from __future__ import annotations

import re
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from math import ceil
from typing import IO, Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.properties import PageSetupProperties

from actionplan.shared.workbook import put_text
from importers.published.header import PROGRESS, Cell, Column, Head, header
from importers.published.table import Table, plain

MOST = 32_767
"""So many characters a cell of a workbook holds."""
SERIF, SANS = "SimSun", "SimHei"
_LINE = Side(style="thin", color="000000")
GRID = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
CENTRED = Alignment(horizontal="center", vertical="center", wrap_text=True)
LEFT = Alignment(horizontal="left", vertical="center", wrap_text=True)
_POINTS, _HIGHEST = 15.5, 409
"""The height of a line of text, and the most that a row can have."""
_STARTS = ("=", "+", "-", "@", "'")
_SHORT_NUMBER = re.compile(r"0|[1-9][0-9]{0,5}")
_WIDE = re.compile("[\u2e80-\ufaff\ufe30-\uff60]|[\u2014\u2018-\u201d\u2026]")


class TooLong(ValueError):
    """A text is longer than a workbook's cell, and would lose its end."""

    def __str__(self) -> str:
        return _(
            "A text of this plan is longer than the %(most)s characters that a cell of a workbook holds. "
            "Take the plan as Word or JSON."
        ) % {"most": MOST}


def write(table: Table, out: IO[bytes]) -> None:
    """Writes the workbook. Texts stay texts, whatever they start with. Raises TooLong."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_name(table.annex or table.title))
    drawn = _Drawn(sheet, table.columns)
    set_up(sheet, table.columns, len(_above(table)) + 1, len(header(table.columns)))
    drawn.head(table)
    for row in table.rows():
        if row.heading:
            drawn.across(row.heading, "heading")
        else:
            drawn.cells(row.cells)
    book.save(out)
    if drawn.too_long:
        raise TooLong


def _name(text: str) -> str:
    return "".join(char for char in text if char.isprintable() and char not in r"[]:*?/\'")[:31] or "1"


def set_up(sheet: Any, columns: Sequence[Column], head: int, lines: int = 1) -> None:
    """How it prints and what stays in sight; the headers begin in line `head`."""
    for number, column in enumerate(columns, 1):
        sheet.column_dimensions[get_column_letter(number)].width = column.width
    sheet.freeze_panes = f"A{head + lines}"
    sheet.print_title_rows = f"{head}:{head + lines - 1}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_options.horizontalCentered = True
    sheet.oddFooter.center.text = "&P / &N"
    sheet.page_margins.left = sheet.page_margins.right = 0.47
    sheet.page_margins.top = sheet.page_margins.bottom = 0.6
    sheet.page_margins.footer = 0.25


@dataclass
class _Merge:
    """A merge down a column that isn't at its end: where it began, and how much room it still needs."""

    start: int
    points: float


class _Drawn:
    """A sheet on its way: lines go in from the top.

    Each gets its height here: office programs fit none to a text that is merged over several, and some none
    at all.
    """

    def __init__(self, sheet: Any, columns: Sequence[Column]) -> None:
        self.sheet = sheet
        self.columns = columns
        self.line = 0
        self.open: dict[int, _Merge] = {}
        self.too_long = False
        self.styles = {
            "annex": self._style(Font(name=SANS, size=12), Alignment(vertical="center"), None),
            "title": self._style(Font(name=SERIF, size=18, bold=True), CENTRED, None),
            "note": self._style(Font(name=SERIF, size=10.5), CENTRED, None),
            "head": self._style(Font(name=SANS, size=11), CENTRED, GRID),
            "heading": self._style(Font(name=SANS, size=11), CENTRED, GRID),
            "centred": self._style(Font(name=SERIF, size=10.5), CENTRED, GRID),
            "left": self._style(Font(name=SERIF, size=10.5), LEFT, GRID),
        }

    def _style(self, font: Font, alignment: Alignment, border: Border | None) -> Any:
        cell = WriteOnlyCell(self.sheet)
        cell.font, cell.alignment = font, alignment
        if border:
            cell.border = border
        return cell

    def head(self, table: Table) -> None:
        """The lines above the table, and its headers."""
        for text, style in _above(table):
            self.across(text, style)
        begun: dict[int, tuple[int, str]] = {}
        for heads in header(self.columns):
            self._heads(heads, begun)

    def _heads(self, heads: Sequence[Head], begun: dict[int, tuple[int, str]]) -> None:
        """A line of the headers; `begun` has the line and the text of what is merged down from above."""
        cells: list[Any] = []
        merges, lines = [], 1
        for head in heads:
            left, right = len(cells), len(cells) + head.columns
            cells += [self._text(text, "head") for text in (head.cell.text, *[""] * (head.columns - 1))]
            letters = sum(column.width for column in self.columns[left:right])
            if head.cell.merged == "first":
                begun[left] = self.line + 1, head.cell.text
            elif head.cell.merged in ("", "last"):
                top, text = begun.pop(left, (self.line + 1, head.cell.text))
                lines = max(lines, _lines(text, letters) - (self.line + 1 - top))
                merges.append((top, left + 1, self.line + 1, right))
        self._append(cells, _POINTS * lines + 7)
        for merge in merges:
            self._merge(*merge)

    def across(self, text: str, style: str) -> None:
        """A line that spans the table."""
        points, share = (26, 0.55) if style == "title" else (17, 1)
        lines = _lines(text, sum(column.width for column in self.columns) * share)
        empty = [copy(self.styles[style]) for _column in self.columns[1:]]
        self._append([self._text(text, style), *empty], points * lines + 5)
        self._merge(self.line, 1, self.line, len(self.columns))

    def cells(self, cells: Sequence[Cell]) -> None:
        """A line of the table."""
        height = float(_POINTS)
        for number, cell in enumerate(cells):
            if cell.merged == "first":
                self.open[number] = _Merge(self.line + 1, self._needs(number, cell))
            elif cell.merged == "last":
                height = max(height, self.open[number].points)
            elif not cell.merged:
                height = max(height, self._needs(number, cell))
        drawn = [self._drawn(cell, column) for cell, column in zip(cells, self.columns, strict=True)]
        self._append(drawn, height)
        for number, cell in enumerate(cells):
            if cell.merged == "last":
                self._merge(self.open.pop(number).start, number + 1, self.line, number + 1)
        for merge in self.open.values():
            merge.points -= min(height, _HIGHEST)

    def _drawn(self, cell: Cell, column: Column) -> Any:
        drawn = self._text(cell.text, "left" if column.wordy else "centred")
        # A short number as one, so that no office program marks it; `01` and the like stay texts.
        if column.meaning in ("number", PROGRESS) and _SHORT_NUMBER.fullmatch(cell.text):
            drawn.value = int(cell.text)
        return drawn

    def _text(self, text: str, style: str) -> Any:
        cell = copy(self.styles[style])
        text = plain(text)
        if len(text) > MOST:
            self.too_long = True  # raised at the end: a workbook that stops halfway leaves its parts behind
        elif text:
            put_text(cell, text).quotePrefix = text.startswith(_STARTS)
        return cell

    def _append(self, cells: list[Any], height: float) -> None:
        self.line += 1
        self.sheet.row_dimensions[self.line].height = min(height, _HIGHEST)
        self.sheet.append(cells)

    def _merge(self, top: int, left: int, bottom: int, right: int) -> None:
        # Not by `merge_cells`: a sheet written row by row has none, and it looks at all merges each time.
        if (top, left) != (bottom, right):
            self.sheet.merged_cells.ranges.add(CellRange(None, left, top, right, bottom))

    def _needs(self, number: int, cell: Cell) -> float:
        """The height of a cell's text."""
        letters = self.columns[number].width - 1
        return _POINTS * sum(_lines(text, letters) for text in cell.text.split("\n")) + 5


def _above(table: Table) -> list[tuple[str, str]]:
    """What stands above the table, with its style."""
    notes = ((note, "note") for note in table.notes)
    lines = ((table.annex, "annex"), (table.title, "title"), *notes)
    return [(text, style) for text, style in lines if text]


def _lines(text: str, letters: float) -> int:
    """How many lines a text takes up in a cell of so many Latin letters' width."""
    wide = len(text) + len(_WIDE.findall(text))
    return max(1, ceil(wide / max(letters, 1)))
