"""From a file's bytes to parsed plans and problems, without a database.

bytes → grids of cells (one module for each kind of file) → plans and problems (table, heading, units,
deadlines, wording) → Reading.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

from importers.reading import text, xlsx
from importers.reading.cells import Grid
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
    "ParsedMeasure",
    "ParsedPlan",
    "ParsedSection",
    "ParsedTarget",
    "ParsedTask",
    "Problem",
    "Reading",
    "read",
]

_GRIDS: dict[str, Callable[[bytes], list[Grid]]] = {"xlsx": xlsx.grids, "text": text.grids}


def read(data: bytes, filename: str = "", known: Collection[str] = ()) -> Reading:
    """Read a file's plans; `known` are names of units that may stand beside others in an enumeration.

    Never raises for what the file holds: where it can't be imported there are no plans, and the problems say
    why.
    """
    try:
        kind = kind_of(data)
        claims_more = kind == "text" and filename.lower().endswith(".xlsx")
        without = "not-a-workbook" if claims_more else "no-table"
        reading = _read_grids(_GRIDS[kind](data), frozenset(known), without)
    except Refused as refusal:
        reading = Reading([], [Problem("error", refusal.code, value=filename, params=refusal.params)])
    except MemoryError:
        reading = Reading([], [Problem("error", "too-big", value=filename)])
    return Reading([], reading.problems) if reading.refused else reading


def _read_grids(grids: list[Grid], known: Collection[str], without: str) -> Reading:
    """`without` is the code of what is wrong where no grid holds a plan."""
    reading = Reading([], [])
    without_table: list[Grid] = []
    for grid in grids:
        if grid.hidden:
            reading.problems.append(Problem("warning", "sheet-hidden", grid.sheet))
            continue
        plans, problems = read_tables(grid, known)
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
