"""A grid's tables as parsed plans, with a problem for all that could not be read as it stands."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from importers.reading.building import Builder
from importers.reading.cells import Cell, Grid, unwrapped
from importers.reading.header import Columns, Header, columns_of, find_header
from importers.reading.heading import is_annex_label, is_beside, is_title, opens_a_plan, read_heading
from importers.reading.hints import Hints
from importers.reading.model import ParsedPlan, Problem, Reading, Severity, TableLayout
from importers.reading.numbering import CHAPTERS, heading
from importers.reading.roles import says_first_leads
from importers.reading.rows import is_note

_TOLD = 100
_MISSING = {"text": "text-column-missing", "lead": "lead-column-missing"}
_WANTED = ("deadline", "responsible", "assisting")

Row = list[Cell]


@dataclass
class _Table:
    """The rows of one table: those above it, its header, and below it rows and, after each page, headers."""

    above: list[Row]
    header: Header
    below: list[Row | Header] = field(default_factory=list)

    def rows(self) -> list[Row]:
        """The rows below the header without the headers among them."""
        return [row for row in self.below if not isinstance(row, Header)]

    def said_above(self) -> frozenset[str]:
        """The texts above the header, which a page may say again."""
        return frozenset(cell.text for row in self.above for cell in row)


def read_tables(grid: Grid, hints: Hints, tell: Callable[[int], None] = lambda _rows: None) -> Reading:
    """The plans of one sheet, in its order, and all problems met in it; tells the rows done now and then.

    A table without a column for measures or leads gives no plan, but its layout, and says what is missing.
    """
    reading = Reading([], _cleaned(grid))
    done = 0

    def tick() -> None:
        nonlocal done
        done += 1
        if done % _TOLD == 0:
            tell(done)

    for table in _tables(grid, hints, reading.problems):
        layout, plan = _read(table, grid, hints, reading.problems, tick)
        reading.layouts.append(layout)
        reading.plans += [plan] if plan else []
    return reading


def _cleaned(grid: Grid) -> list[Problem]:
    return [
        Problem("warning", "text-cleaned", grid.sheet, cell.address, cell.text, _removed(cell))
        for cell in sorted(grid.cells.values(), key=lambda cell: cell.place)
        if cell.removed
    ]


def _removed(cell: Cell) -> dict[str, list[str]]:
    return {"removed": [f"U+{ord(char):04X}" for char in cell.removed]}


def _tables(grid: Grid, hints: Hints, problems: list[Problem]) -> Iterator[_Table]:
    """The tables of a sheet from the top, each with all rows up to the next."""
    rows = grid.rows()
    table: _Table | None = None
    waiting: list[Row] = []  # the end of this table, or what stands above the next
    after: Cell | None = None  # an annex's label that no table has followed yet
    skip = 0
    for at, row in enumerate(rows):
        if skip:
            skip -= 1
        elif header := find_header(grid, rows, at, hints):
            skip = len(header.rows) - 1
            cut = _cut(waiting, table)
            if table and cut == len(waiting) and _goes_on(header, table, grid, hints):
                table.below += [*waiting, header]
            else:
                if table:
                    table.below += waiting[:cut]
                    yield table
                table = _table(waiting[cut:], header)
            waiting, after = [], None
        elif table and len(row) == 1 and is_annex_label(row[0]) and row[0].text not in table.said_above():
            table.below += waiting
            yield table
            table, waiting, after = None, [row], row[0]  # the next annex of the same document
        elif table and not _may_stand_above(row):
            table.below += [*waiting, row]
            waiting = []
        else:
            waiting.append(row)
    if table:
        table.below += waiting
        yield table
    elif after:
        problems.append(Problem("warning", "not-read", grid.sheet, after.address, after.text))


def _table(above: list[Row], header: Header) -> _Table:
    """A table with its header; the headings of sections right above it stand in the table."""
    at = len(above)
    while at and _heads_a_section(above[at - 1]):
        at -= 1
    if not any(is_title(cell) for row in above[:at] for cell in row):
        at = len(above)
    return _Table(above[:at], header, list(above[at:]))


def _heads_a_section(row: Row) -> bool:
    found = heading(unwrapped(row[0].text)) if len(row) == 1 else None
    return bool(found and found.style in CHAPTERS)


def _may_stand_above(row: Row) -> bool:
    return len(row) == 1 or all(map(is_beside, row))


def _cut(waiting: list[Row], table: _Table | None) -> int:
    """Where among these rows the heading of the next table begins; their number where none does."""
    if table is None:
        return 0
    said = table.said_above()
    opening = (
        at
        for at, row in enumerate(waiting)
        if any(cell.text not in said and opens_a_plan(cell) for cell in row)
    )
    return next(opening, len(waiting))


def _goes_on(header: Header, table: _Table, grid: Grid, hints: Hints) -> bool:
    """Whether a header that no title stands above belongs to the table, as after a page break."""
    return header.words == table.header.words or not columns_of(header, [], grid.sheet, hints).missing


def _read(
    table: _Table, grid: Grid, hints: Hints, problems: list[Problem], tick: Callable[[], None]
) -> tuple[TableLayout, ParsedPlan | None]:
    rows = table.rows()
    columns = columns_of(table.header, rows, grid.sheet, hints)
    alone = (row[0].text for row in [*table.above, *rows] if len(row) == 1)
    if any(map(says_first_leads, [*table.header.words, *alone])):
        columns = replace(columns, first_leads=True)
    problem = partial(_add, problems, grid)
    for column in columns.layout.columns:
        if not column.sure:
            place = (column.cell, column.label)
            problems.append(
                Problem("warning", "column-unsure", grid.sheet, *place, {"column": column.meaning})
            )
    if columns.missing:
        problem("error", _MISSING[columns.missing], table.header.cell)
        return columns.layout, None
    above = read_heading(table.above, grid)
    said: list[Problem] = []
    builder = Builder(grid, hints, above, columns, table.said_above(), said)
    end = _end(table)
    for at, row in enumerate(table.below):
        if at == end:
            builder.end()
        if isinstance(row, Header):
            builder.break_page(_again(row, table, columns, grid, hints), row.rows[-1])
        else:
            builder.read(row)
        tick()
    plan = builder.finish()
    if not any(plan.measures()):
        problem("error", "no-rows", table.header.cell)
        problems += said
        return columns.layout, None
    if above.year is None:
        problem("error", "year-unknown", above.cell or table.header.cell)
    elif above.year_from:
        titled = above.cell or table.header.cell
        problem("warning", "year-taken", titled, year=above.year, words=above.year_from)
    for name in _WANTED:
        if name not in columns.at:
            problem("warning", "column-missing", table.header.cell, column=name)
    problems += said
    return columns.layout, plan


def _end(table: _Table) -> int:
    """Where below a table its notes and signatures begin, by a word that only they have."""
    end = len(table.below)
    while end and not isinstance(row := table.below[end - 1], Header) and len(row) == 1:
        end -= 1
    if end and isinstance(table.below[end - 1], Header):
        end += 1  # right below a header goes on what the page break has cut
    rest = (row for row in table.below[end:] if not isinstance(row, Header))
    return end if any(is_note(row[0].text) for row in rest) else len(table.below)


def _again(header: Header, table: _Table, columns: Columns, grid: Grid, hints: Hints) -> Columns:
    """The columns by the header as it stands on another page: mostly those of the first."""
    first = [(label.column, label.text) for label in table.header.labels]
    if [(label.column, label.text) for label in header.labels] == first:
        return columns
    return columns_of(header, table.rows(), grid.sheet, hints)


def _add(
    problems: list[Problem], grid: Grid, severity: Severity, code: str, cell: Cell, **params: Any
) -> None:
    problems.append(Problem(severity, code, grid.sheet, cell.address, cell.text, params))
