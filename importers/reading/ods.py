"""An OpenDocument spreadsheet as grids, one for each table, with its merges."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from importers.reading import numbers
from importers.reading.cells import Cell, Grid, Place, filled_cell, out_of_sight
from importers.reading.container import Container
from importers.reading.limits import MAX_CELLS, MAX_ROWS, Refused, Room
from importers.reading.xlsx import LAST_COLUMN, LAST_ROW, address

_MANIFEST = "META-INF/manifest.xml"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_DAY = re.compile(r"(\d{4}-\d\d-\d\d)(?:T.*)?")
_MONTH = re.compile(r"\d{4}年\d{1,2}月")
_WRAPPED = re.compile(r"[ \t\r\n]+")


def grids(data: bytes, tell: Callable[[int, int], None] = lambda _done, _total: None) -> list[Grid]:
    """The tables of a spreadsheet, in their order; tells the rows taken now and then.

    Refuses what is locked, unsafe or can't be read.
    """
    with Container(data) as container:
        container.check()
        if _MANIFEST in container.names and b"encryption-data" in container.read(_MANIFEST):
            raise Refused("encrypted")
        root = container.tree("content.xml")
    if root.find(f".//{_OFFICE}event-listeners") is not None:
        raise Refused("macros")
    hidden = {
        style.get(f"{_STYLE}name")
        for style in root.iter(f"{_STYLE}style")
        if any(one.get(f"{_TABLE}display") == "false" for one in style)
    }
    tables = root.findall(f"{_OFFICE}body/{_OFFICE}spreadsheet/{_TABLE}table")
    if not tables:
        raise Refused("damaged")
    room = Room()
    return [_grid(table, table.get(f"{_TABLE}style-name") in hidden, room, tell) for table in tables]


def _grid(table: Any, hidden: bool, room: Room, tell: Callable[[int, int], None]) -> Grid:
    cells: dict[Place, Cell] = {}
    spans: list[tuple[int, int, int, int]] = []
    hidden_rows: set[int] = set()
    number = 1
    for element in _rows(table):
        row, times = list(_cells(element)), _times(element, "rows")
        if row:
            room.take_row(len(row))
            for again in range(times):
                if _is_hidden(element):
                    hidden_rows.add(number + again)
                if again:
                    room.take_row(len(row))
                _check(number + again, row[-1][0])
                for column, cell, text in row:
                    place = (number + again, column)
                    if made := filled_cell(place, address(*place), text):
                        cells[place] = made
                    if span := _span(place, cell):
                        spans.append(span)
            tell(number, 0)
        number += times
    last_row = max((row for row, _ in cells), default=0)
    last_column = max((column for _, column in cells), default=0)
    for top, left, bottom, right in spans:
        for place in room.take_merge(top, left, min(bottom, last_row), min(right, last_column)):
            cells[place] = Cell(place, address(*place), "merged", anchor=(top, left))
    title = table.get(f"{_TABLE}name", "")
    problems = out_of_sight(title, cells, hidden_rows, list(_hidden_columns(table)))
    return Grid(title, cells, address, hidden=hidden, problems=problems)


def _is_hidden(element: Any) -> bool:
    return element.get(f"{_TABLE}visibility") in ("collapse", "filter")


def _hidden_columns(table: Any) -> Iterator[tuple[int, int]]:
    column = 1
    for element in table.iter(f"{_TABLE}table-column"):
        following = column + _times(element, "columns")
        if _is_hidden(element):
            yield column, following - 1
        column = following


def _rows(table: Any) -> Iterator[Any]:
    """The rows of a table, those in its groups and headers too, but not those of a table inside it."""
    for element in table:
        if element.tag == f"{_TABLE}table-row":
            yield element
        elif element.tag in (f"{_TABLE}table-{part}" for part in ("row-group", "header-rows", "rows")):
            yield from _rows(element)


def _cells(row: Any) -> Iterator[tuple[int, Any, str]]:
    """The cells that hold something or cover others: column, element, text."""
    column = 1
    for cell in row:
        if cell.tag not in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
            continue
        times = _times(cell, "columns")
        text = _printed(cell) if cell.tag == f"{_TABLE}table-cell" else ""
        spans = any(name.endswith("-spanned") and value != "1" for name, value in cell.items())
        if text or spans:
            if times > LAST_COLUMN:
                raise Refused("too-many-cells", rows=MAX_ROWS, cells=MAX_CELLS)
            for again in range(times):
                yield column + again, cell, text
        column += times


def _times(element: Any, what: str) -> int:
    said = element.get(f"{_TABLE}number-{what}-repeated", "1")
    return int(said) if said.isdecimal() and len(said) < 10 and int(said) else 1


def _check(row: int, column: int) -> None:
    if row > LAST_ROW or column > LAST_COLUMN:
        raise Refused("too-many-cells", rows=MAX_ROWS, cells=MAX_CELLS)


def _span(place: Place, cell: Any) -> tuple[int, int, int, int] | None:
    down, across = (_spanned(cell, what) for what in ("rows", "columns"))
    row, column = place
    return (row, column, row + down - 1, column + across - 1) if down > 1 or across > 1 else None


def _spanned(cell: Any, what: str) -> int:
    said = cell.get(f"{_TABLE}number-{what}-spanned", "1")
    return int(said) if said.isdecimal() and len(said) < 10 else 1


def _printed(cell: Any) -> str:
    """What a cell shows; a date in ISO form, a number as its value."""
    kind = cell.get(f"{_OFFICE}value-type")
    shown = "\n".join(_line(paragraph) for paragraph in cell if paragraph.tag == f"{_TEXT}p")
    if kind == "date" and not _MONTH.fullmatch(shown):
        day = _DAY.fullmatch(cell.get(f"{_OFFICE}date-value", ""))
        return day[1] if day else shown
    if kind in ("float", "percentage") and shown:
        return numbers.printed(cell.get(f"{_OFFICE}value", shown), "percent" if kind == "percentage" else "")
    return shown


def _line(element: Any) -> str:
    """A paragraph's text with its blanks and line breaks; notes and what was deleted are left out."""
    parts = [_WRAPPED.sub(" ", element.text or "")]
    for one in element:
        if one.tag == f"{_TEXT}s":
            said = one.get(f"{_TEXT}c", "1")
            parts.append(" " * min(int(said) if said.isdecimal() and len(said) < 6 else 1, 1000))
        elif one.tag == f"{_TEXT}tab":
            parts.append("\t")
        elif one.tag == f"{_TEXT}line-break":
            parts.append("\n")
        elif one.tag in (f"{_TEXT}span", f"{_TEXT}a", f"{_TEXT}ruby", f"{_TEXT}ruby-base"):
            parts.append(_line(one))
        parts.append(_WRAPPED.sub(" ", one.tail or ""))
    return "".join(parts)
