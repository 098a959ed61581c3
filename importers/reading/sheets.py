"""The plans of a whole file: what its sheets gave, together, and those that gave nothing by their names."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from importers.reading.cells import Grid
from importers.reading.hints import Hints
from importers.reading.model import Problem, Reading
from importers.reading.table import read_tables
from importers.reading.words import OWN_SHEETS

_INCOMPLETE = ("text-column-missing", "lead-column-missing", "no-rows")


def read_grids(grids: list[Grid], hints: Hints, tell: Callable[[int, int], None]) -> Reading:
    """The plans of all sheets that are shown, in their order; `tell` takes the rows done and their total."""
    reading = Reading([], [])
    without_table: list[Grid] = []
    total = sum(len(grid.rows()) for grid in grids if not grid.hidden)
    done = 0
    tell(0, total)
    for grid in grids:
        if grid.hidden:
            reading.problems.append(Problem("warning", "sheet-hidden", grid.sheet))
            continue
        reading.problems += grid.problems
        found = read_tables(grid, hints, lambda rows, before=done: tell(before + rows, total))
        done += len(grid.rows())
        reading.plans += found.plans
        reading.problems += found.problems
        reading.layouts += found.layouts
        if not found.layouts and grid.cells and grid.sheet not in OWN_SHEETS:
            without_table.append(grid)
    if reading.plans:
        reading.problems = [_left_out(problem) for problem in reading.problems]
    if not reading.layouts:
        sheet = without_table[0].sheet if without_table else ""
        reading.problems.append(Problem("error", "no-table", sheet))
    else:
        reading.problems += [Problem("warning", "no-table", grid.sheet) for grid in without_table]
    return reading


def _left_out(problem: Problem) -> Problem:
    """Beside a plan, a table that is none (of contacts, of money, a form left empty) forbids nothing."""
    return replace(problem, severity="warning") if problem.code in _INCOMPLETE else problem
