"""Cells with their addresses: the one form into which every kind of file is brought."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Literal

from importers.reading.model import Problem

Place = tuple[int, int]
"""Row and column, counted from 1."""

ERRORS = frozenset(("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"))


@dataclass(frozen=True)
class Cell:
    """One cell as a person sees it: what it says, or that it is empty or covered by a merge."""

    place: Place
    address: str
    state: Literal["value", "empty", "merged"] = "empty"
    text: str = ""
    anchor: Place | None = None  # of a merged cell: the cell that covers it
    removed: str = ""  # control characters that stood in the text
    error: str = ""  # what a formula came to that has no value: #REF!

    @property
    def filled(self) -> bool:
        """Whether the cell itself says something."""
        return self.state == "value"


@dataclass(frozen=True)
class Grid:
    """The cells of one sheet or text. It keeps only those that hold something or are covered."""

    sheet: str
    cells: dict[Place, Cell]
    address: Callable[[int, int], str]
    hidden: bool = False
    problems: list[Problem] = field(default_factory=list)  # met while it was opened

    def at(self, row: int, column: int) -> Cell:
        """The cell at a place, an empty one where the file holds nothing there."""
        place = (row, column)
        return self.cells.get(place) or Cell(place, self.address(row, column))

    def anchor(self, cell: Cell) -> Cell:
        """The cell whose content holds for this one: itself, or the one that covers it."""
        return self.at(*cell.anchor) if cell.anchor else cell

    def rows(self) -> list[list[Cell]]:
        """The rows in which something stands, each with its filled cells, in order."""
        filled = sorted((cell for cell in self.cells.values() if cell.filled), key=lambda cell: cell.place)
        return [list(row) for _, row in groupby(filled, key=lambda cell: cell.place[0])]


def filled_cell(place: Place, address: str, raw: str) -> Cell | None:
    """The cell for this text, without its outer blanks and control characters; none if it held nothing.

    An error is kept apart: it is no text, and the cell counts as empty.
    """
    lines = raw.replace("\r\n", "\n").replace("\r", "\n") if "\r" in raw else raw
    removed = ""
    if not lines.isprintable():  # most texts are; a line break is not
        removed = "".join(filter(_is_control, lines))
        lines = "".join(char for char in lines if not _is_control(char)) if removed else lines
    text = lines.strip()
    if text in ERRORS:
        return Cell(place, address, error=text)
    if not text and not removed:
        return None
    return Cell(place, address, "value" if text else "empty", text, removed=removed)


def out_of_sight(
    sheet: str, cells: Mapping[Place, Cell], rows: Collection[int], columns: Sequence[tuple[int, int]]
) -> list[Problem]:
    """A word where hidden rows, or columns from a first to a last, hold something: it is read as well."""
    if not rows and not columns:
        return []
    filled = [cell for cell in cells.values() if cell.filled]
    used = {cell.place[1] for cell in filled}
    hidden = {column for column in used if any(first <= column <= last for first, last in columns)}
    found = [cell for cell in filled if cell.place[0] in rows or cell.place[1] in hidden]
    if not found:
        return []
    first = min(found, key=lambda cell: cell.place)
    return [Problem("warning", "hidden-cells", sheet, first.address, first.text, {"count": len(found)})]


def unwrapped(text: str) -> str:
    """The text without the line breaks that only wrap it; between Latin words a blank takes their place."""
    if "\n" not in text:
        return text
    lines = re.sub(r"(?<=[!-~])\n(?=[!-~])", " ", text)
    return lines.replace("\n", "")


def as_read(text: str) -> str:
    """A text as a cell would give it: without outer blanks, line breaks and what doesn't show."""
    cell = filled_cell((1, 1), "", text)
    return unwrapped(cell.text) if cell else ""


def _is_control(char: str) -> bool:
    return char not in "\n\t" and unicodedata.category(char) in ("Cc", "Cf", "Cs")
