"""A grid's tables as parsed plans, with a problem for all that could not be read as it stands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from importers.reading.building import Builder
from importers.reading.cells import Cell, Grid
from importers.reading.finding import Table, tables_of, unfolded
from importers.reading.header import Header
from importers.reading.heading import read_heading
from importers.reading.hints import Hints
from importers.reading.layout import Columns, columns_of
from importers.reading.model import ParsedPlan, Problem, Reading, Severity
from importers.reading.roles import says_first_leads
from importers.reading.words import ROLES

_TOLD = 100
_MISSING = {"text": "text-column-missing", "lead": "lead-column-missing"}
_WANTED = ("deadline", "responsible", "assisting")


def read_tables(grid: Grid, hints: Hints, tell: Callable[[int], None] = lambda _rows: None) -> Reading:
    """The plans of one sheet, in its order, and all problems met in it; tells the rows done now and then.

    A table without a column for measures or leads gives no plan, but its layout, and says what is missing.
    """
    reading = Reading([], _cleaned(grid))
    done = 0
    for table in map(unfolded, tables_of(grid, hints, reading.problems)):
        reader = _Reader(table, grid, hints, reading.problems)
        plan = reader.plan(lambda rows, before=done: tell(before + rows))
        done += len(table.below)
        reading.layouts.append(reader.columns.layout)
        reading.plans += [plan] if plan else []
    return reading


def _cleaned(grid: Grid) -> list[Problem]:
    found = []
    for cell in sorted(grid.cells.values(), key=lambda cell: cell.place):
        if cell.removed:
            removed = {"removed": [f"U+{ord(char):04X}" for char in cell.removed]}
            found.append(Problem("warning", "text-cleaned", grid.sheet, cell.address, cell.text, removed))
        if cell.error:
            found.append(Problem("warning", "formula-error", grid.sheet, cell.address, cell.error))
    return found


class _Reader:
    """One table on its way to a plan and to what has to be said of it."""

    def __init__(self, table: Table, grid: Grid, hints: Hints, problems: list[Problem]) -> None:
        self.table = table
        self.grid = grid
        self.hints = hints
        self.problems = problems
        self.by_labels: dict[tuple[tuple[int, str], ...], Columns] = {}
        self.columns = self._columns_by(table.header)

    def plan(self, tell: Callable[[int], None]) -> ParsedPlan | None:
        """The plan that the table holds, if it has one."""
        for column in self.columns.layout.columns:
            if not column.sure:
                said = {"column": column.meaning}
                self.problems.append(
                    Problem("warning", "column-unsure", self.grid.sheet, column.cell, column.label, said)
                )
        header = self.table.header.cell
        if self.columns.missing:
            self._problem("error", _MISSING[self.columns.missing], header)
            return None
        deadlines = [self.columns.labels[column] for column in self.columns.at.get("deadline", ())]
        heading = read_heading(self.table.above, self.grid, deadlines)
        of_rows: list[Problem] = []
        builder = Builder(self.grid, self.hints, heading, self.columns, self.table.said_above(), of_rows)
        plan = self._built(builder, tell)
        if not any(plan.measures()):
            self._problem("error", "no-rows", header)
            self.problems += of_rows
            return None
        if heading.year is None:
            self._problem("error", "year-unknown", heading.cell or header)
        elif heading.year_from:
            titled, words = heading.cell or header, heading.year_from
            self._problem("warning", "year-taken", titled, year=heading.year, words=words)
        if self.columns.layout.units_in_text:
            self._problem("warning", "units-in-text", header)
        for name in _WANTED:
            if name not in self.columns.at and not (self.columns.layout.units_in_text and name in ROLES):
                self._problem("warning", "column-missing", header, column=name)
        self.problems += of_rows
        return plan

    def _built(self, builder: Builder, tell: Callable[[int], None]) -> ParsedPlan:
        end = self.table.end()
        for at, row in enumerate(self.table.below):
            if at == end:
                builder.end()
            if isinstance(row, Header):
                builder.break_page(self._columns_by(row), row.rows[-1])
            else:
                builder.read(row)
            if at % _TOLD == 0:
                tell(at)
        return builder.finish()

    def _columns(self, header: Header) -> Columns:
        rows = self.table.rows()
        columns = columns_of(header, rows, self.grid.sheet, self.hints)
        alone = (row[0].text for row in [*self.table.above, *rows] if len(row) == 1)
        return replace(columns, first_leads=any(map(says_first_leads, [*header.words, *alone])))

    def _columns_by(self, header: Header) -> Columns:
        """The columns by a header as it stands on this page: mostly those of the first."""
        here = tuple((label.column, label.text) for label in header.labels)
        if here not in self.by_labels:
            self.by_labels[here] = self._columns(header)
        return self.by_labels[here]

    def _problem(self, severity: Severity, code: str, cell: Cell, **params: Any) -> None:
        self.problems.append(Problem(severity, code, self.grid.sheet, cell.address, cell.text, params))
