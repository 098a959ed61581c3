"""Where a table's header stands, in one row or more, and its labels."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from importers.reading.cells import Cell, Grid, unwrapped
from importers.reading.columns import ROLES, content_rank
from importers.reading.hints import Hints
from importers.reading.numbering import is_number
from importers.reading.within import roles_within
from importers.reading.words import UNKNOWN, Known, known

Rows = Sequence[Sequence[Cell]]

_LONGEST_WORD = 16
_FEWEST = 3
_LONGEST_SUB = 24
_LOOKED_AT = 40
_HIGHEST = 3
_YEAR = re.compile(r"(?:19|20)\d{2}")
_STAGE = re.compile(r"季度|月|半年|阶段|年|期|Q\d|quarter|stage|phase|month", re.IGNORECASE)
_UNIT = re.compile(
    r"(?:局|委|委员会|政府|管委会|办|办公室|厅|部|院|中心|公司|集团|总队|支队|大队|处|科|室|街道|镇|乡|学校|医院|部门|单位|"
    r"bureau|department|office|commission|committee|council|authority|agency|company|division|unit|district)s?"
    r"(?:[(（].*[)）])?",
    re.IGNORECASE,
)
_COLUMN_NUMBER = re.compile(r"[(（]?(?:\d{1,2}|[甲乙丙丁戊己庚辛壬癸]|[A-Z]|[①-⑳])[)）]?")
_BETWEEN = re.compile(r"[\s、,，;；/]+(?![^(（]*[)）])")


@dataclass(frozen=True)
class Label:
    """What stands over one column; `stage` under a deadline's header names one of its stages.

    `heads` are the cells that make it up and their words, from the top.
    """

    column: int
    text: str
    address: str
    known: Known
    stage: str = ""
    spread: bool = False  # by a merge from the column before it
    heads: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Header:
    """A table's header. `rows` are those of the sheet that it takes up."""

    rows: tuple[int, ...]
    labels: tuple[Label, ...]
    cell: Cell

    @property
    def words(self) -> tuple[str, ...]:
        """Its labels, to be known again by."""
        return tuple(label.text for label in self.labels)


def find_header(grid: Grid, rows: Rows, at: int, hints: Hints) -> Header | None:
    """The header of a table that begins with this row, none where it heads no plan's columns."""
    row = rows[at]
    if len(row) < 2 or not _likely(row, hints):
        return None
    first = row[0].place[0]
    for height in range(_HIGHEST, 0, -1):
        numbers = tuple(range(first, first + height))
        taken = rows[at : at + height]
        if numbers != tuple(one[0].place[0] for one in taken):
            continue
        labels = _in_rows(grid, taken, hints)
        below = rows[at + height : at + height + _LOOKED_AT]
        if labels and _heads_a_plan(labels, below):
            counted = (below[0][0].place[0],) if below and _counts_columns(below[0], labels) else ()
            return Header((*numbers, *counted), tuple(labels), row[0])
    return None


def _counts_columns(row: Sequence[Cell], labels: Sequence[Label]) -> bool:
    """Whether a row below the header only numbers its columns: 1 2 3, (1) (2) (3), 甲 乙 1 2."""
    marks = all(_COLUMN_NUMBER.fullmatch(cell.text) for cell in row)
    return marks and len(row) >= _FEWEST and 2 * len(row) > len(labels)


def heads_another(row: Sequence[Cell], hints: Hints) -> bool:
    """Whether a row that heads no plan is the header of a table of another kind, as of contacts."""
    words = [known(cell.text, hints.words) for cell in row if len(cell.text) <= _LONGEST_WORD]
    return len(row) >= _FEWEST and len(words) == len(row) and all(one.sure and one.meanings for one in words)


def _likely(row: Sequence[Cell], hints: Hints) -> bool:
    """Whether two of its cells are words of a header: enough to look closer, and quickly told."""
    short = (cell.text for cell in row if len(cell.text) <= _LONGEST_WORD and not cell.text.isdigit())
    found = [one for text in short if (one := known(text, hints.words)) != UNKNOWN]
    return len(found) > 1 or any(one.meanings == {"number"} for one in found)


@dataclass(frozen=True)
class _Leaf:
    """A cell of the header with the columns over which it stands, and its label with those of its groups.

    `named`: its own words are known.
    """

    cell: Cell
    columns: range
    label: Label
    named: bool


def _in_rows(grid: Grid, rows: Rows, hints: Hints) -> list[Label]:
    """The labels where each row after the first names the parts of columns that the one above groups."""
    first, *more = rows
    last = max(cell.place[1] for row in (more or rows) for cell in row)
    leaves = []
    for cell, columns in _under_each(grid, first, last):
        label = _label(cell, hints)
        leaves.append(_Leaf(cell, columns, label, named=label.known != UNKNOWN))
    for row in more:
        leaves = _parted(grid, leaves, row, hints)
    if not any(leaf.named for leaf in leaves if leaf.cell.place[0] == rows[-1][0].place[0]):
        return []
    return [label for leaf in leaves for label in _spread(grid, leaf)]


def _parted(grid: Grid, leaves: Sequence[_Leaf], row: Sequence[Cell], hints: Hints) -> list[_Leaf]:
    """The same with the groups taken apart by the next row; none if that isn't what it does."""
    found: list[_Leaf] = []
    parts = 0
    for leaf in leaves:
        under = [cell for cell in row if len(leaf.columns) > 1 and cell.place[1] in leaf.columns]
        parts += len(under)
        if not under:
            found.append(leaf)
            continue
        for cell, columns in _under_each(grid, under, leaf.columns[-1]):
            label = _part(leaf.label, cell, hints)
            own = _own(leaf.label.known, unwrapped(cell.text), hints)
            found.append(_Leaf(cell, columns, label, named=bool(label.stage) or own != UNKNOWN))
    short = all(len(cell.text) <= _LONGEST_SUB for cell in row)
    return found if parts == len(row) > 1 and short else []


def _under_each(grid: Grid, cells: Sequence[Cell], last: int) -> list[tuple[Cell, range]]:
    """Cells of one row with the columns under each: those of its merge, else all up to the next cell."""
    ends = [*(cell.place[1] for cell in cells[1:]), last + 1]
    widths = ((cell, _width(grid, cell), end) for cell, end in zip(cells, ends, strict=True))
    return [(cell, width if len(width) > 1 else range(cell.place[1], end)) for cell, width, end in widths]


def _label(cell: Cell, hints: Hints) -> Label:
    text = unwrapped(cell.text)
    heads = ((cell.address, text),)
    return Label(cell.place[1], text, cell.address, known(text, hints.words), heads=heads)


def _spread(grid: Grid, leaf: _Leaf) -> list[Label]:
    """A label for each column of its cell."""
    row, first = leaf.cell.place
    return [
        replace(leaf.label, column=column, address=grid.at(row, column).address, spread=column > first)
        for column in _width(grid, leaf.cell)
    ]


def _part(group: Label, part: Cell, hints: Hints) -> Label:
    text = unwrapped(part.text)
    over, own = group.known, _own(group.known, text, hints)
    stage = text if over.meanings == {"deadline"} and own == UNKNOWN and _STAGE.search(text) else ""
    if stage:
        own = over
    elif own == UNKNOWN and over.meanings <= {*ROLES} and not is_number(text):
        own = over._replace(sure=over == UNKNOWN)
    elif len(own.meanings) > 1 and over.meanings <= {*ROLES}:
        own = own._replace(meanings=(over.meanings & own.meanings) or over.meanings or own.meanings)
    heads = (*group.heads, (part.address, text))
    return Label(part.place[1], f"{group.text} {text}", part.address, own, stage, heads=heads)


def _own(group: Known, text: str, hints: Hints) -> Known:
    """What the words of a part say, by themselves or with the group's: 开始 and 完成 under 计划时间."""
    own = known(text, hints.words)
    if own != UNKNOWN or group.meanings != {"deadline"}:
        return own
    timed = known(f"{text}时间", hints.words)
    return timed if timed.sure else UNKNOWN


def _heads_a_plan(labels: Sequence[Label], below: Rows) -> bool:
    """Whether the labels are those of a table of measures, also where a column's word is not known."""
    own = [label for label in labels if not label.spread]
    if any(is_number(label.text) and not _YEAR.fullmatch(label.text) for label in own):
        return False
    meanings = [label.known.meanings for label in own if label.known.sure and label.known.meanings]
    content = any(content_rank(one) > 2 for one in meanings)
    roles = sum(1 for one in meanings if one <= set(ROLES))
    deadline = {"deadline"} in meanings
    if (content and (roles or deadline)) or roles > 1 or (roles and deadline):
        return True
    if any(content_rank(label.known.meanings) > 2 and _says_roles(below, label.column) for label in own):
        return True
    short = all(len(label.text) <= _LONGEST_WORD for label in own)
    if {"number"} not in meanings or len(own) < _FEWEST or not short:
        return False
    return any(
        _names_units(below, label.column) for label in own if label.known == UNKNOWN or not label.known.sure
    )


def _says_roles(rows: Rows, column: int) -> bool:
    return any(roles_within(cell.text) for row in rows for cell in row if cell.place[1] == column)


def _names_units(rows: Rows, column: int) -> bool:
    texts = [cell.text for row in rows if len(row) > 1 for cell in row if cell.place[1] == column]
    names = [name for text in texts for name in _BETWEEN.split(text) if name]
    return bool(names) and sum(1 for name in names if _UNIT.search(name)) > 0.6 * len(names)


def _width(grid: Grid, cell: Cell) -> range:
    """The columns that a cell takes up."""
    row, column = cell.place
    end = column + 1
    while (beside := grid.cells.get((row, end))) and beside.anchor == cell.place:
        end += 1
    return range(column, end)
