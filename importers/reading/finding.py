"""The tables of a sheet: where each begins, what stands above it, and where the next one begins."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from importers.reading.cells import Cell, Grid, unwrapped
from importers.reading.header import Header, find_header, heads_another
from importers.reading.heading import is_annex_label, is_beside, is_title, opens_a_plan, uncontinued
from importers.reading.hints import Hints
from importers.reading.layout import columns_of
from importers.reading.model import Problem
from importers.reading.numbering import CHAPTERS, heading
from importers.reading.rows import is_note

Row = list[Cell]
_FEWEST = 3
"""Columns that a half must have at least."""


@dataclass
class Table:
    """The rows of one table: those above it, its header, and below it rows and, after each page, headers."""

    above: list[Row]
    header: Header
    below: list[Row | Header] = field(default_factory=list)

    def rows(self) -> list[Row]:
        """The rows below the header without the headers among them."""
        return [row for row in self.below if not isinstance(row, Header)]

    def end(self) -> int:
        """Where below the table its notes and signatures begin, by a word that only they have."""
        end = len(self.below)
        while end and not isinstance(row := self.below[end - 1], Header) and len(row) == 1:
            end -= 1
        if end and isinstance(self.below[end - 1], Header):
            end += 1  # right below a header goes on what the page break has cut
        rest = (row for row in self.below[end:] if not isinstance(row, Header))
        return end if any(is_note(row[0].text) for row in rest) else len(self.below)

    def said_above(self) -> frozenset[str]:
        """The texts above the header, which a page may say again."""
        return frozenset(cell.text for row in self.above if _may_stand_above(row) for cell in row)


def tables_of(grid: Grid, hints: Hints, problems: list[Problem]) -> Iterator[Table]:
    """The tables of a sheet from the top, each with all rows up to the next."""
    rows = grid.rows()
    table: Table | None = None
    waiting: list[Row] = []  # the end of this table, or what stands above the next
    after: Cell | None = None  # an annex's label that no table has followed yet
    foreign = False  # below the header of a table that is no plan's
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
            waiting, after, foreign = [], None, False
        elif heads_another(row, hints):
            if table:
                table.below += waiting
                yield table
                table, waiting = None, []
                problems.append(Problem("warning", "not-read", grid.sheet, row[0].address, _said(row)))
            foreign = True
        elif table and len(row) == 1 and is_annex_label(row[0]) and row[0].text not in table.said_above():
            table.below += waiting
            yield table
            table, waiting, after = None, [row], row[0]  # the next annex of the same document
        elif table and not _may_stand_above(row):
            table.below += [*waiting, row]
            waiting = []
        elif not foreign or _may_stand_above(row):
            waiting.append(row)
    if table:
        table.below += waiting
        yield table
    elif after:
        problems.append(Problem("warning", "not-read", grid.sheet, after.address, after.text))


def unfolded(table: Table) -> Table:
    """The table itself, or one drawn in two halves side by side with its right half below the left."""
    labels = sorted(table.header.labels, key=lambda label: label.column)
    half = len(labels) // 2
    words = [label.text for label in labels]
    if half < _FEWEST or words[:half] != words[half:]:
        return table
    left, right = (replace(table.header, labels=tuple(part)) for part in (labels[:half], labels[half:]))
    edge = right.labels[0].column
    below: list[Row | Header] = []
    waiting: list[Row | Header] = []  # of the right half, until a line across both
    for row in [*table.below, left]:
        if isinstance(row, Header) or len(row) == 1:
            below += [right, *waiting, left] if waiting else []
            below += [] if isinstance(row, Header) else [row]
            waiting = []
            continue
        here = [cell for cell in row if cell.place[1] < edge]
        below += [here] if here else []
        waiting += [row[len(here) :]] if len(here) < len(row) else []
    return Table(table.above, left, below)


def _table(above: list[Row], header: Header) -> Table:
    """A table with its header; the headings of sections right above it stand in the table."""
    at = len(above)
    while at and _heads_a_section(above[at - 1]):
        at -= 1
    if not any(is_title(cell) for row in above[:at] for cell in row):
        at = len(above)
    return Table(above[:at], header, list(above[at:]))


def _heads_a_section(row: Row) -> bool:
    found = heading(unwrapped(row[0].text)) if len(row) == 1 else None
    return bool(found and found.style in CHAPTERS)


def _said(row: Row) -> str:
    return " ".join(unwrapped(cell.text) for cell in row)


def _may_stand_above(row: Row) -> bool:
    return sum(not is_beside(cell) for cell in row) < 2


def _cut(waiting: list[Row], table: Table | None) -> int:
    """Where among these rows the heading of the next table begins; their number where none does."""
    if table is None:
        return 0
    said = table.said_above()
    opening = (
        at
        for at, row in enumerate(waiting)
        if any(uncontinued(cell.text) not in said and opens_a_plan(cell) for cell in row)
    )
    return next(opening, len(waiting))


def _goes_on(header: Header, table: Table, grid: Grid, hints: Hints) -> bool:
    """Whether a header that no title stands above belongs to the table, as after a page break."""
    return header.words == table.header.words or not columns_of(header, [], grid.sheet, hints).missing
