"""A table as a person sees it: its cells, what is merged, and the lines above and below."""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

Merge = tuple[int, int, int, int]
"""Top, left, bottom, right, counted from 1."""


@dataclass(frozen=True)
class Formula:
    """A formula and what it came to; kinds of files without formulas hold the value alone."""

    text: str
    value: "str | float | datetime.date"


@dataclass(frozen=True)
class Percent:
    """A number under a percent format: 0.8 shows as 80%."""

    value: float


Value = None | str | int | float | datetime.date | Percent | Formula


@dataclass(frozen=True)
class Table:
    """`above` and `below` are lines of their own: rows of a sheet, paragraphs of a document."""

    rows: Sequence[Sequence[Value]]
    merges: Sequence[Merge] = ()
    above: Sequence[str] = ()
    below: Sequence[str] = ()
    name: str = "Sheet1"
    hidden: bool = False
    header_rows: int = 1
    widths: Sequence[float] = field(default=())

    @property
    def columns(self) -> int:
        """As many columns as the longest row has."""
        return max(map(len, self.rows))

    def lines(self) -> Iterator[list[Value]]:
        """All rows of a sheet or text that holds the table: the lines above, its rows, the lines below."""
        covered = self.covered()
        yield from ([line] for line in self.above)
        yield from (
            [value if (row, column) not in covered else None for column, value in enumerate(values, 1)]
            for row, values in enumerate(self.rows, 1)
        )
        yield from ([line] for line in self.below)

    def merged_lines(self) -> Iterator[Merge]:
        """The merges among `lines`: those of the table, and each line above that is no annex's label."""
        for row, line in enumerate(self.above, 1):
            if self.columns > 1 and not line.startswith("附"):
                yield (row, 1, row, self.columns)
        down = len(self.above)
        for top, left, bottom, right in self.merges:
            yield (top + down, left, bottom + down, right)

    def covered(self) -> set[tuple[int, int]]:
        """The places that a merge covers, its first cell left out."""
        return {place for merge in self.merges for place in places(merge) if place != merge[:2]}


def places(merge: Merge) -> Iterator[tuple[int, int]]:
    """All places of a merge, row by row."""
    top, left, bottom, right = merge
    return ((row, column) for row in range(top, bottom + 1) for column in range(left, right + 1))


def shown(value: Value) -> str:
    """The value as it is printed."""
    if isinstance(value, Formula):
        return shown(value.value)
    if isinstance(value, Percent):
        return f"{value.value * 100:.15g}%"
    if isinstance(value, float):
        return f"{value:.15g}"
    if isinstance(value, datetime.date):
        return value.isoformat()
    return "" if value is None else str(value)


def unmerged(table: Table) -> Table:
    """The same table without merges: what they covered is empty."""
    covered = table.covered()
    rows = [
        [None if (row, column) in covered else value for column, value in enumerate(values, 1)]
        for row, values in enumerate(table.rows, 1)
    ]
    return replace(table, rows=rows, merges=())


def repeated(table: Table) -> Table:
    """The same table without merges: what they covered down a column says the same again."""
    rows = [list(values) for values in unmerged(table).rows]
    for top, left, bottom, right in table.merges:
        if left == right:
            for row in range(top, bottom + 1):
                rows[row - 1][left - 1] = table.rows[top - 1][left - 1]
    return replace(table, rows=rows, merges=())


def paged(table: Table, *before: int) -> Table:
    """The same table with the header again before each of these rows.

    A merge that a break cuts becomes two, and the second says the same again, as after a page break.
    """
    header = [list(row) for row in table.rows[: table.header_rows]]
    rows: list[list[Value]] = []
    at: dict[int, int] = {}  # from the old rows to the new ones
    for row, values in enumerate(table.rows, 1):
        if row in before:
            rows += [list(values) for values in header]
        rows.append(list(values))
        at[row] = len(rows)
    merges: list[Merge] = []
    for top, left, bottom, right in table.merges:
        starts = [top, *(row for row in before if top < row <= bottom)]
        for start, following in zip(starts, [*starts[1:], bottom + 1], strict=True):
            rows[at[start] - 1][left - 1] = table.rows[top - 1][left - 1]
            if (start, left) != (following - 1, right):
                merges.append((at[start], left, at[following - 1], right))
    return replace(table, rows=rows, merges=merges)
