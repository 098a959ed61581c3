"""Where a table's header stands, in one row or two, and its labels."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from importers.reading.cells import Cell, Grid, Place, unwrapped
from importers.reading.columns import ROLES, content_rank
from importers.reading.hints import Hints
from importers.reading.numbering import is_number
from importers.reading.words import UNKNOWN, Known, known

Rows = Sequence[Sequence[Cell]]

_LONGEST_WORD = 16
_FEWEST = 3
_LONGEST_SUB = 24
_LOOKED_AT = 40
_YEAR = re.compile(r"(?:19|20)\d{2}")
_STAGE = re.compile(r"季度|月|半年|阶段|年|期|Q\d|quarter|stage|phase|month", re.IGNORECASE)
_UNIT = re.compile(
    r"(?:局|委|委员会|政府|管委会|办|办公室|厅|部|院|中心|公司|集团|总队|支队|大队|处|科|室|街道|镇|乡|学校|医院|部门|单位|"
    r"bureau|department|office|commission|committee|council|authority|agency|company|division|unit|district)s?"
    r"(?:[(（].*[)）])?",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"[\s、,，;；/]+(?![^(（]*[)）])")


@dataclass(frozen=True)
class Label:
    """What stands over one column; `stage` under a deadline's header names one of its stages."""

    column: int
    text: str
    address: str
    known: Known
    stage: str = ""
    spread: bool = False  # by a merge from the column before it


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
    if at + 1 < len(rows) and rows[at + 1][0].place[0] == row[0].place[0] + 1:
        labels = _in_two_rows(grid, row, rows[at + 1], hints)
        if labels and _heads_a_plan(labels, rows[at + 2 : at + 2 + _LOOKED_AT]):
            return Header((row[0].place[0], row[0].place[0] + 1), tuple(labels), row[0])
    labels = _in_one_row(grid, row, hints)
    if _heads_a_plan(labels, rows[at + 1 : at + 1 + _LOOKED_AT]):
        return Header((row[0].place[0],), tuple(labels), row[0])
    return None


def heads_another(row: Sequence[Cell], hints: Hints) -> bool:
    """Whether a row that heads no plan is the header of a table of another kind, as of contacts."""
    words = [known(cell.text, hints.words) for cell in row if len(cell.text) <= _LONGEST_WORD]
    return len(row) >= _FEWEST and len(words) == len(row) and all(one.sure and one.meanings for one in words)


def _likely(row: Sequence[Cell], hints: Hints) -> bool:
    """Whether two of its cells are words of a header: enough to look closer, and quickly told."""
    short = (cell.text for cell in row if len(cell.text) <= _LONGEST_WORD and not cell.text.isdigit())
    found = [one for text in short if (one := known(text, hints.words)) != UNKNOWN]
    return len(found) > 1 or any(one.meanings == {"number"} for one in found)


def _in_one_row(grid: Grid, row: Sequence[Cell], hints: Hints) -> list[Label]:
    labels = []
    for cell in row:
        text = unwrapped(cell.text)
        for column in _width(grid, cell):
            address = grid.at(cell.place[0], column).address
            labels.append(
                Label(column, text, address, known(text, hints.words), spread=column > cell.place[1])
            )
    return labels


def _in_two_rows(grid: Grid, row: Sequence[Cell], below: Sequence[Cell], hints: Hints) -> list[Label]:
    """The labels where the second row names the parts of columns that the first groups; else none."""
    last = max(cell.place[1] for cell in below)
    ends = [*(cell.place[1] - 1 for cell in row[1:]), last]
    parts: dict[Place, list[Cell]] = {}
    for cell, end in zip(row, ends, strict=True):
        width = _width(grid, cell)
        columns = width if len(width) > 1 else range(cell.place[1], end + 1)
        under = [part for part in below if part.place[1] in columns]
        if len(columns) > 1 and under:
            parts[cell.place] = under
    if sum(map(len, parts.values())) < len(below) or any(len(part.text) > _LONGEST_SUB for part in below):
        return []
    labels, named = [], False
    for cell in row:
        if cell.place not in parts:
            labels += _in_one_row(grid, [cell], hints)
            continue
        group = unwrapped(cell.text)
        for part in parts[cell.place]:
            label = _part(group, part, hints)
            named = named or bool(label.stage) or known(unwrapped(part.text), hints.words) != UNKNOWN
            labels.append(label)
    return labels if named else []


def _part(group: str, part: Cell, hints: Hints) -> Label:
    text = unwrapped(part.text)
    over, own = known(group, hints.words), known(text, hints.words)
    stage = text if over.meanings == {"deadline"} and own == UNKNOWN and _STAGE.search(text) else ""
    if stage:
        own = over
    elif own == UNKNOWN and over.meanings <= {*ROLES} and not is_number(text):
        own = over._replace(sure=over == UNKNOWN)
    elif len(own.meanings) > 1 and over.meanings <= {*ROLES}:
        own = own._replace(meanings=(over.meanings & own.meanings) or over.meanings or own.meanings)
    return Label(part.place[1], f"{group} {text}", part.address, own, stage)


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
    short = all(len(label.text) <= _LONGEST_WORD for label in own)
    if {"number"} not in meanings or len(own) < _FEWEST or not short:
        return False
    return any(
        _names_units(below, label.column) for label in own if label.known == UNKNOWN or not label.known.sure
    )


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
