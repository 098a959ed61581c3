"""What an uploaded file must keep to before anything in it is understood."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from importers.reading.cells import Place

MEGABYTE = 1024 * 1024
MAX_BYTES = 20 * MEGABYTE
MAX_MEMBERS = 2_000
MAX_UNPACKED = 100 * MEGABYTE
MAX_ROWS = 100_000
MAX_CELLS = 1_000_000
MAX_MERGED_CELLS = 500_000
MAX_PAGES = 500


class Refused(Exception):
    """The file is not read any further; the code says why."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


class Room:
    """How many cells, rows and merged cells of one file may still come."""

    def __init__(self) -> None:
        self._cells = 0
        self._rows = 0
        self._merged = 0

    def take_row(self, cells: int) -> None:
        """Count a row with so many cells. Refuses more than a plan can need."""
        self._rows += 1
        self._cells += cells
        if self._rows > MAX_ROWS or self._cells > MAX_CELLS:
            raise Refused("too-many-cells", rows=MAX_ROWS, cells=MAX_CELLS)

    def take_merge(self, top: int, left: int, bottom: int, right: int) -> Iterable[Place]:
        """The places that a merge covers, without its first. Refuses more than a plan can need."""
        self._merged += max(bottom - top + 1, 0) * max(right - left + 1, 0)
        if self._merged > MAX_MERGED_CELLS:
            raise Refused("expands-too-much", merged=MAX_MERGED_CELLS)
        return (
            (row, column)
            for row in range(top, bottom + 1)
            for column in range(left, right + 1)
            if (row, column) != (top, left)
        )
