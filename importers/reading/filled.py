"""A workbook's bare cells: what stands where, before anyone asks what it means."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from importers.reading import xlsx
from importers.reading.cells import Grid
from importers.reading.kinds import kind_of
from importers.reading.limits import Refused

MAX_CELLS = 100_000
MAX_TEXT = 4_000_000


@dataclass(frozen=True)
class Sheet:
    """The texts of one sheet by their addresses; `unread` are formulas without a value, and errors."""

    title: str
    hidden: bool
    cells: dict[str, str]
    unread: list[str]


def sheets(data: bytes) -> list[Sheet]:
    """The sheets of a workbook. Refuses other kinds of files, and more than people fill in by hand."""
    try:
        if kind_of(data) != "xlsx":
            raise Refused("not-a-workbook")
        grids = xlsx.grids(data)
    except Refused as refusal:
        if refusal.code in ("not-taken", "damaged"):
            raise Refused("not-a-workbook") from refusal
        raise
    cells = [{cell.address: cell.text for cell in grid.cells.values() if cell.filled} for grid in grids]
    if (
        sum(map(len, cells)) > MAX_CELLS
        or sum(len(text) for one in cells for text in one.values()) > MAX_TEXT
    ):
        raise Refused("expands-too-much", cells=MAX_CELLS)
    return [
        Sheet(grid.sheet, grid.hidden, texts, sorted(_unread(grid)))
        for grid, texts in zip(grids, cells, strict=True)
    ]


def as_json(data: bytes) -> dict[str, Any]:
    """The sheets, or why the file is refused."""
    try:
        return {"sheets": [asdict(sheet) for sheet in sheets(data)]}
    except Refused as refusal:
        return {"refused": refusal.code, "params": refusal.params}
    except MemoryError:
        return {"refused": "too-big", "params": {}}


def _unread(grid: Grid) -> set[str]:
    without_value = {problem.cell for problem in grid.problems}
    return without_value | {cell.address for cell in grid.cells.values() if cell.error}
