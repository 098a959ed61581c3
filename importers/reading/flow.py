"""The rows of a document, as they stand one below the other: lines of text and rows of tables."""

from __future__ import annotations

from collections.abc import Callable

from importers.reading.cells import Cell, Grid, Place, filled_cell
from importers.reading.limits import Room
from importers.reading.model import Problem

_TELL = 100


class Flow:
    """A document on its way into one grid. Rows go in from the top, each with its own name."""

    def __init__(self, tell: Callable[[int, int], None]) -> None:
        self.row = 0
        self._tell = tell
        self._room = Room()
        self._cells: dict[Place, Cell] = {}
        self._names: dict[int, str] = {}
        self._problems: list[Problem] = []

    def next_line(self, name: str, text: str) -> None:
        """Add a line of text of its own; its one cell is addressed by the name."""
        self._next(name, 1)
        self.put(1, text)

    def next_row(self, name: str, cells: int) -> None:
        """Add a row with so many cells, which are addressed by the name and the column (T2R5C3)."""
        self._next(f"{name}C%d", cells)

    def put(self, column: int, text: str) -> None:
        """Fill a cell of the last row."""
        place = (self.row, column)
        if cell := filled_cell(place, self._address(*place), text):
            self._cells[place] = cell

    def cover(self, column: int, anchor: Place) -> None:
        """Say that a cell of the last row is covered by another one."""
        self._room.take_merge(1, 1, 1, 1)
        place = (self.row, column)
        self._cells[place] = Cell(place, self._address(*place), "merged", anchor=anchor)

    def problem(self, code: str, column: int, value: str) -> None:
        """Warn of something in a cell of the last row."""
        self._problems.append(Problem("warning", code, "", self._address(self.row, column), value))

    def grid(self) -> Grid:
        """All of it."""
        return Grid("", self._cells, self._address, problems=self._problems)

    def _next(self, name: str, cells: int) -> None:
        self.row += 1
        self._names[self.row] = name
        self._room.take_row(cells)
        if self.row % _TELL == 0:
            self._tell(self.row, 0)

    def _address(self, row: int, column: int) -> str:
        return self._names.get(row, "").replace("%d", str(column))
