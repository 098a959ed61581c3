"""The header of the published table: its columns, and the cells that stand above them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal, NamedTuple

from importers.reading.cells import Cell as ReadCell

PROGRESS = "progress"
_WORDY = 30


@dataclass(frozen=True)
class Column:
    """One column: its header, what it holds (of `columns.MEANINGS`, or `PROGRESS`), its width in letters.

    `heads`: where headers are grouped, the cells above the column and their words, from the top.
    """

    label: str
    meaning: str
    width: int
    heads: tuple[tuple[str, str], ...] = ()

    @property
    def wordy(self) -> bool:
        """Whether sentences stand in it, which begin at the left; the rest is centred."""
        return self.meaning in ("text", "extra") or self.width >= _WORDY


class Cell(NamedTuple):
    """What stands in a cell. One that is merged down has its text in the `first`; the others are empty."""

    text: str = ""
    merged: Literal["", "first", "between", "last"] = ""


class Head(NamedTuple):
    """A cell of the header, and over how many columns it stands."""

    cell: Cell
    columns: int


def header(columns: Sequence[Column]) -> list[list[Head]]:
    """The rows of the header; what is alone in its column is merged down through all of them."""
    stacks = [column.heads or ((f"#{place}", column.label),) for place, column in enumerate(columns)]
    last = max(map(len, stacks)) - 1
    rows: list[list[Head]] = []
    for level in range(last + 1):
        row = []
        for stack, group in groupby(stacks, key=lambda stack: stack[: level + 1]):
            under = list(group)
            goes_on, ends = len(stack) <= level, len(under[0]) <= level + 1
            text = stack[-1][1]
            cell = merged(text, up=goes_on, down=ends and level < last)
            row.append(Head(cell, len(under)))
        rows.append(row)
    return rows


def as_read(columns: Sequence[Column]) -> Iterator[ReadCell]:
    """The cells of the header as a reader finds them in the file."""
    above: dict[int, tuple[int, int]] = {}
    for row, heads in enumerate(header(columns), 1):
        column = 1
        for head in heads:
            if not head.cell.merged or head.cell.merged == "first":
                above[column] = (row, column)
                yield read_cell(row, column, head.cell.text)
            anchor = above[column]
            for place in ((row, column + right) for right in range(head.columns)):
                if place != anchor:
                    yield ReadCell(place, address(*place), "merged", anchor=anchor)
            column += head.columns


def read_cell(row: int, column: int, text: str) -> ReadCell:
    """A filled cell as a reader finds it."""
    return ReadCell((row, column), address(row, column), "value", text)


def address(row: int, column: int) -> str:
    """The name of a cell, by its row and column."""
    return f"{row}.{column}"


def merged(text: str, *, up: bool, down: bool) -> Cell:
    """A cell that is one with the cell above it, the one below it, both or none."""
    if up:
        return Cell(merged="between" if down else "last")
    return Cell(text, "first" if down else "")
