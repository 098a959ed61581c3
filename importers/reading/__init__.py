"""From a file's bytes to parsed plans and problems, without a database.

bytes → grids of cells (one module for each kind of file) → plans and problems (table, heading, units,
deadlines, wording) → Reading.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

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
from importers.reading.sheets import read_grids

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
        reading = read_grids(_GRIDS[kind](data), hints, tell, without)
    except Refused as refusal:
        reading = Reading([], [Problem("error", refusal.code, value=filename, params=refusal.params)])
    except MemoryError:
        reading = Reading([], [Problem("error", "too-big", value=filename)])
    return replace(reading, plans=[]) if reading.refused else reading
