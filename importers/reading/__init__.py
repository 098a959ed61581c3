"""From a file's bytes to parsed plans and problems, without a database.

bytes → grids of cells (one module for each kind of file) → plans and problems (table, heading, units,
deadlines, wording) → Reading.
"""

from __future__ import annotations

from collections.abc import Callable

from importers.reading import text, xlsx
from importers.reading.cells import Grid
from importers.reading.hints import Hints
from importers.reading.limits import Refused, kind_of
from importers.reading.model import (
    ParsedMeasure,
    ParsedPlan,
    ParsedSection,
    ParsedTarget,
    ParsedTask,
    Problem,
    Reading,
)
from importers.reading.table import read_tables

__all__ = [
    "Hints",
    "ParsedMeasure",
    "ParsedPlan",
    "ParsedSection",
    "ParsedTarget",
    "ParsedTask",
    "Problem",
    "Reading",
    "read",
]

_NOTHING = Hints()

_GRIDS: dict[str, Callable[[bytes], list[Grid]]] = {"xlsx": xlsx.grids, "text": text.grids}


def read(
    data: bytes,
    filename: str = "",
    hints: Hints = _NOTHING,
    tell: Callable[[int, int], None] = lambda _done, _total: None,
) -> Reading:
    """Read a file's plans by what is known beforehand, telling how many rows of how many are done.

    Never raises for what the file holds: where it can't be imported there are no plans, and the problems say
    why.
    """
    try:
        kind = kind_of(data)
        claims_more = kind == "text" and filename.lower().endswith(".xlsx")
        without = "not-a-workbook" if claims_more else "no-table"
        reading = _read_grids(_GRIDS[kind](data), hints, tell, without)
    except Refused as refusal:
        reading = Reading([], [Problem("error", refusal.code, value=filename, params=refusal.params)])
    except MemoryError:
        reading = Reading([], [Problem("error", "too-big", value=filename)])
    return Reading([], reading.problems) if reading.refused else reading


def _read_grids(grids: list[Grid], hints: Hints, tell: Callable[[int, int], None], without: str) -> Reading:
    """`without` is the code of what is wrong where no grid holds a plan."""
    reading = Reading([], [])
    without_table: list[Grid] = []
    total = sum(len(grid.rows()) for grid in grids if not grid.hidden)
    done = 0
    for grid in grids:
        if grid.hidden:
            reading.problems.append(Problem("warning", "sheet-hidden", grid.sheet))
            continue
        plans, problems = read_tables(grid, hints, lambda rows, before=done: tell(before + rows, total))
        done += len(grid.rows())
        reading.plans += plans
        reading.problems += problems
        if not plans and grid.cells:
            without_table.append(grid)
    if not reading.plans:
        sheet = without_table[0].sheet if without_table else ""
        reading.problems.append(Problem("error", without, sheet))
    else:
        reading.problems += [Problem("warning", "no-table", grid.sheet) for grid in without_table]
    return reading
