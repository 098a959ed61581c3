"""A workbook's bytes as grids, one for each sheet, with its merges. Formulas count by what they came to."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from importers.reading.cells import Cell, Grid, Place, filled_cell, out_of_sight
from importers.reading.container import Container
from importers.reading.limits import MAX_MERGED_CELLS, Refused, Room
from importers.reading.model import Problem
from importers.reading.numbers import Style, printed, styles

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
_TELL = 1_000
_TRUE = ("1", "true")
_ADDRESS = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,7})")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True)
class Workbook:
    """What the sheets of a workbook share."""

    strings: list[str]
    styles: list[Style]
    from_1904: bool


def grids(data: bytes, tell: Callable[[int, int], None] = lambda _done, _total: None) -> list[Grid]:
    """The sheets of a workbook, in their order; tells the rows taken now and then.

    Refuses what is unsafe or can't be read.
    """
    with Container(data) as container:
        container.check()
        main = container.main_part()
        related = container.related(main)
        root = container.tree(main)
        of_kind = dict(related.values())
        first = root.find("{*}workbookPr")
        book = Workbook(
            _strings(container, of_kind.get("sharedStrings", "xl/sharedStrings.xml")),
            styles(container, of_kind.get("styles", "xl/styles.xml")),
            first is not None and first.get("date1904", "") in _TRUE,
        )
        found = []
        room, told = Room(), _Counter(tell)
        for sheet in root.iterfind("{*}sheets/{*}sheet"):
            kind, name = related.get(_relation(sheet), ("", ""))
            if kind == "worksheet":  # and not a chart
                hidden = sheet.get("state", "visible") != "visible"
                found.append(_grid(container, name, sheet.get("name", ""), hidden, book, room, told))
        if not found:
            raise Refused("damaged")
        return found


class _Counter:
    def __init__(self, tell: Callable[[int, int], None]) -> None:
        self._tell = tell
        self._rows = 0

    def next_row(self) -> None:
        self._rows += 1
        if self._rows % _TELL == 0:
            self._tell(self._rows, 0)


def _relation(sheet: Any) -> str:
    """The identity by which a sheet names its part, in the one or the other namespace of relations."""
    return next((value for name, value in sheet.items() if name.endswith("}id")), "")


def _strings(container: Container, name: str) -> list[str]:
    return [_text(item) for item in container.elements(name, "si")] if name in container.names else []


def _grid(
    container: Container, name: str, title: str, hidden: bool, book: Workbook, room: Room, told: _Counter
) -> Grid:
    cells: dict[Place, Cell] = {}
    problems: list[Problem] = []
    merges: list[tuple[int, int, int, int]] = []
    hidden_rows: set[int] = set()
    hidden_columns: list[tuple[int, int]] = []
    row = 0
    for element in container.elements(name, "col", "row", "mergeCell"):
        if element.tag.endswith("}col"):
            if element.get("hidden") in _TRUE:
                hidden_columns.append((_count(element.get("min")), _count(element.get("max"))))
            continue
        if element.tag.endswith("}mergeCell"):
            if merge := _merge(element.get("ref", "")):
                merges.append(merge)
            continue
        told.next_row()
        row = _row_number(element.get("r"), row + 1)
        room.take_row(len(element))
        if element.get("hidden") in _TRUE:
            hidden_rows.add(row)
        for place, cell in _cells(element, row):
            text = _shown(cell, book)
            if text is None:
                problems.append(Problem("warning", "formula-unread", title, address(*place)))
            elif made := filled_cell(place, address(*place), text):
                cells[place] = made
    last_row = max((row for row, _ in cells), default=0)
    last_column = max((column for _, column in cells), default=0)
    for top, left, bottom, right in merges:
        for place in room.take_merge(top, left, min(bottom, last_row), min(right, last_column)):
            cells[place] = Cell(place, address(*place), "merged", anchor=(top, left))
    problems += out_of_sight(title, cells, hidden_rows, hidden_columns)
    return Grid(title, cells, address, hidden=hidden, problems=problems)


def _count(said: str | None) -> int:
    return int(said) if said and said.isdecimal() and len(said) < 8 else 0


def _cells(row: Any, number: int) -> Iterator[tuple[Place, Any]]:
    column = 0
    for cell in row:
        if not cell.tag.endswith("}c"):
            continue
        reference = cell.get("r")
        column = _column(reference.rstrip("0123456789")) if reference else column + 1
        if column > LAST_COLUMN:
            raise Refused("damaged")
        yield (number, column), cell


def _row_number(said: str | None, following: int) -> int:
    number = int(said) if said and said.isdecimal() and len(said) < 8 else following
    if not 1 <= number <= LAST_ROW:
        raise Refused("damaged")
    return number


def _merge(reference: str) -> tuple[int, int, int, int] | None:
    if ":" not in reference:
        return None
    first, second = map(_place, reference.split(":", 1))
    top, bottom = sorted((first[0], second[0]))
    left, right = sorted((first[1], second[1]))
    if (bottom - top + 1) * (right - left + 1) > MAX_MERGED_CELLS:
        raise Refused("expands-too-much", merged=MAX_MERGED_CELLS)
    return top, left, bottom, right


def _place(reference: str) -> Place:
    found = _ADDRESS.fullmatch(reference)
    if not found:
        raise Refused("damaged")
    return int(found[2]), _column(found[1])


@cache
def _letters(column: int) -> str:
    before, rest = divmod(column - 1, 26)
    return (_letters(before) if before else "") + chr(ord("A") + rest)


@cache
def _column(letters: str) -> int:
    """A column's number. Refuses what is no name of a column."""
    if not 1 <= len(letters) <= 3 or not letters.isascii() or not letters.isalpha():
        raise Refused("damaged")
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return column


def address(row: int, column: int) -> str:
    """A place as workbooks write it: G24."""
    return f"{_letters(column)}{row}"


def _shown(cell: Any, book: Workbook) -> str | None:
    """What a cell shows; none for a formula about which the file doesn't say what it came to."""
    kind = cell.get("t", "n")
    parts = {part.tag.rpartition("}")[2]: part for part in cell}
    if kind == "inlineStr":
        return _text(parts["is"]) if "is" in parts else ""
    value = parts["v"].text if "v" in parts else ""
    if not value:
        return None if "f" in parts and kind != "str" else ""
    if kind == "s":
        if not value.strip().isdecimal() or int(value) >= len(book.strings):
            raise Refused("damaged")
        return book.strings[int(value)]
    if kind == "str":
        return _unescaped(value)
    if kind == "b":
        return "TRUE" if value.strip() in _TRUE else "FALSE"
    if kind == "n":
        style = cell.get("s", "0")
        known = style.isdecimal() and int(style) < len(book.styles)
        return printed(value, book.styles[int(style)] if known else "", from_1904=book.from_1904)
    return value  # an error as it shows, or a date in ISO form


def _text(item: Any) -> str:
    """The text of a string, its runs together; what says how to pronounce it is left out."""
    if len(item) == 1 and item[0].tag.endswith("}t"):
        return _unescaped(item[0].text or "")
    texts = [
        element.text or "" for element in item.iter("{*}t") if not element.getparent().tag.endswith("}rPh")
    ]
    return _unescaped("".join(texts))


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text
