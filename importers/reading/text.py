"""A table as text, as a grid: pasted with tabs or wide blanks, or delimited with quotes (csv)."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator

from importers.reading.cells import Cell, Grid, Place, filled_cell
from importers.reading.decoding import decoded
from importers.reading.limits import Refused, Room
from importers.reading.model import Problem

_DELIMITERS = "\t,;|"
_SAMPLE = 200
_WIDE = re.compile(r"[ \u3000]{2,}")
_TELL = 1_000

Row = tuple[int, list[str]]
"""The line that a row begins in, and its cells."""


def grids(data: bytes, tell: Callable[[int, int], None] = lambda _done, _total: None) -> list[Grid]:
    """The rows and columns of a text. Refuses what is no text; a broken place is cleaned and named."""
    text, broken = decoded(data)
    text = re.sub(r"\r\n?", "\n", text)
    cells: dict[Place, Cell] = {}
    room = Room()
    for line, row in _rows(text):
        room.take_row(len(row))
        if line % _TELL == 0:
            tell(line, 0)
        for column, raw in enumerate(row, 1):
            if cell := filled_cell((line, column), _address(line, column), raw):
                cells[cell.place] = cell
    problems = [Problem("warning", "text-broken", "", _address(line, 1), value) for line, value in broken]
    return [Grid("", cells, _address, problems=problems)]


def _rows(text: str) -> Iterator[Row]:
    delimiter = _delimiter(text)
    if delimiter is None:
        return ((number, _WIDE.split(line.strip())) for number, line in enumerate(text.split("\n"), 1))
    if '"' not in text:
        return ((number, line.split(delimiter)) for number, line in enumerate(text.split("\n"), 1))
    return _quoted(text, delimiter)


def _quoted(text: str, delimiter: str) -> Iterator[Row]:
    """Rows with cells in quotes, which may hold line breaks; a quote inside a cell is only a character."""
    csv.field_size_limit(len(text) + 1)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    line = 1
    try:
        for row in reader:
            yield line, row
            line = reader.line_num + 1
    except csv.Error as error:
        raise Refused("damaged") from error


def _delimiter(text: str) -> str | None:
    """What separates the cells: the character that the most lines hold equally often; none without any.

    A comma stands in many a sentence: it counts only where most rows agree on how many there are.
    """
    lines = [line for line in text[:400_000].split("\n") if line.strip()][:_SAMPLE]
    if "\t" in text:
        return "\t"
    if '"' in text:
        for delimiter in _DELIMITERS[1:]:
            rows = [row for _, row in _some(_quoted(text, delimiter))]
            if _agree([len(row) for row in rows if any(row)]):
                return delimiter
        return None
    return next((one for one in _DELIMITERS[1:] if _agree([line.count(one) + 1 for line in lines])), None)


def _some(rows: Iterator[Row]) -> Iterator[Row]:
    return (row for row, _ in zip(rows, range(_SAMPLE), strict=False))


def _agree(widths: list[int]) -> bool:
    """Whether most rows have the same number of cells, and several."""
    if not widths:
        return False
    width = max(set(widths), key=lambda one: (widths.count(one), one))
    return width >= 3 and widths.count(width) * 2 > len(widths)


def _address(row: int, column: int) -> str:
    return f"L{row}C{column}"
