"""The published table as it is printed: its columns, and its rows with what is merged over them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import NamedTuple

from importers.published.header import PROGRESS, Cell, Column, address, as_read, header, merged, read_cell
from importers.reading.cells import Grid
from importers.reading.columns import HEADER_WORDS, ROLES
from importers.reading.heading import years
from importers.reading.hints import Hints
from importers.reading.model import ParsedMeasure, ParsedPlan, ParsedTask, TableLayout
from importers.reading.numbering import written
from importers.reading.table import read_tables
from importers.reading.units import cite, states_nobody

STATED_NONE = "——"
STANDARD = {meaning: words[0] for meaning, words in HEADER_WORDS.items()}
"""What a column is called where the plan's own word isn't known."""

_ORDER = ("number", "task", "text", "deadline", *ROLES)
WIDTHS = {
    "number": 6, "section": 14, "task": 16, "text": 56, "deadline": 13, "lead": 19, "responsible": 19,
    "assisting": 22, "extra": 16,
}  # fmt: skip
"""How wide columns are, in letters."""
_NEVER = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_TRIED = 20
"""So many rows below a header show whether it is read as it was meant."""


class Row(NamedTuple):
    """A heading across the table, or the cells of one measure or of a task without any."""

    heading: str = ""
    cells: Sequence[Cell] = ()


@dataclass(frozen=True)
class Beside:
    """Columns at the right that are not the plan's own: their headers with their widths.

    `of` has a measure's texts by its `seq` and the header; `note` stands under the title.
    """

    widths: Mapping[str, int]
    of: Mapping[int, Mapping[str, str]]
    note: str


@dataclass(frozen=True)
class Table:
    """The whole table, with the lines above it. `rows` begins anew each time it is called.

    `notes` stand under the title: the year where that doesn't name it, and the day of the progress.
    """

    annex: str
    title: str
    notes: Sequence[str]
    columns: Sequence[Column]
    rows: Callable[[], Iterator[Row]]


def lay_out(
    plan: ParsedPlan,
    *,
    layout: TableLayout | None = None,
    hints: Hints | None = None,
    beside: Beside | None = None,
) -> Table:
    """The plan as it was printed, under the headers that `layout` knows.

    Read again by the same hints it is the same plan, and what stands beside it is left out.
    """
    hints = hints or Hints()
    columns = _columns(plan, layout)
    if _misread(plan, columns, hints):
        columns = [replace(one, heads=()) for one in columns]
    if misread := _misread(plan, columns, hints):
        columns = [_standard(one) if one.label in misread else one for one in columns]
        if _misread(plan, columns, hints):
            columns = [_standard(one) for one in columns]
    year = f"({plan.year})" if plan.year and years(plan.title) != {plan.year} else ""
    more = beside.widths.items() if beside else ()
    every = [*columns, *(Column(label, PROGRESS, width) for label, width in more)]
    return Table(
        plan.annex or "",
        plan.title,
        tuple(filter(None, (year, beside.note if beside else ""))),
        every,
        _Rows(plan, every, hints.names, beside),
    )


def plain(text: str) -> str:
    """The text with the line breaks and without the characters that no file of XML has a place for."""
    return _NEVER.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def units(measure: ParsedMeasure, role: str, known: frozenset[str]) -> str:
    """A role's cell: as printed, where that still names the same units in that order; else line by line."""
    names = list(dict.fromkeys(getattr(measure, role)))
    note = measure.notes.get(role, "")
    printed = measure.printed.get(role, "")
    stated_none = not names and measure.stated.get(role) == "none"
    if stated_none:
        return printed if states_nobody(printed) else STATED_NONE
    tried = [printed, "\n".join([*names, note]).strip(), "\n".join(names)]
    for text in tried:
        cited = cite(text, known)
        if list(dict.fromkeys(cited.names)) == names and not states_nobody(text) and cited.note == note:
            return text
    return tried[-1]


def _columns(plan: ParsedPlan, layout: TableLayout | None) -> list[Column]:
    """Those of the layout in its order, without what nobody has to read, and those that it lacks."""
    found: dict[str, Column] = {}
    extras: dict[str, Column] = {}
    held = {label: None for measure in plan.measures() for label in measure.extra}
    order: list[Column] = []
    stages = sum(one.meaning == "deadline" for one in layout.columns) if layout else 0
    for one in layout.columns if layout else ():
        column = Column(one.label, one.meaning, WIDTHS.get(one.meaning, 0), one.heads)
        if one.meaning == "deadline" and stages > 1:  # which come together, in one text
            column = _standard(column)
        if one.meaning in (*_ORDER, "section") and one.meaning not in found:
            found[one.meaning] = column
            order.append(column)
        elif one.meaning == "extra" or one.label in held:
            extras[one.label] = Column(one.label, "extra", WIDTHS["extra"], one.heads)
            order.append(extras[one.label])
    place = 0
    for meaning in _ORDER:
        if meaning in found:
            place = max(place, order.index(found[meaning]) + 1)
        elif _needed(plan, meaning):
            order.insert(place, Column(STANDARD[meaning], meaning, WIDTHS[meaning]))
            place += 1
    return order + [Column(label, "extra", WIDTHS["extra"]) for label in held if label not in extras]


def _needed(plan: ParsedPlan, meaning: str) -> bool:
    """Whether the plan holds anything for such a column; every plan has measures and who leads them."""
    if meaning == "number":
        return any(task.number for task in plan.tasks())
    if meaning == "task":
        return any(task.title for task in plan.tasks())
    if meaning == "deadline":
        return any(measure.deadline_text for measure in plan.measures())
    if meaning in ("text", "lead"):
        return True
    # `missing`: the plan's table had no such column.
    return any(
        getattr(measure, meaning) or measure.stated.get(meaning, "missing") != "missing"
        for measure in plan.measures()
    )


def _standard(column: Column) -> Column:
    """The column under the standard word; the plan's own columns have none but theirs."""
    if column.meaning == "extra":
        return column
    return replace(column, label=STANDARD[column.meaning], heads=())


def _misread(plan: ParsedPlan, columns: Sequence[Column], hints: Hints) -> set[str]:
    """The headers of those columns that a reader of the first rows doesn't take for what they are."""
    filled = {cell.place: cell for cell in as_read(columns)}
    below = len(header(columns)) + 1
    rows = (row.cells for row in _Rows(plan, columns, hints.names)() if row.cells)
    for number, row in enumerate(islice(rows, _TRIED), below):
        for column, cell in enumerate(row, 1):
            if cell.text:
                filled[number, column] = read_cell(number, column, cell.text)
    read = read_tables(Grid("", filled, address), hints)
    found = [layout.columns for layout in read.layouts]
    meanings = {one.label: one.meaning for one in found[0]} if len(found) == 1 else {}
    return {one.label for one in columns if one.meaning not in ("extra", meanings.get(one.label))}


@dataclass(frozen=True)
class _Rows:
    """The rows of a plan under these columns."""

    plan: ParsedPlan
    columns: Sequence[Column]
    known: frozenset[str]
    beside: Beside | None = None

    def __call__(self) -> Iterator[Row]:
        in_column = any(column.meaning == "section" for column in self.columns)
        for section in self.plan.sections:
            text = written(section.number, section.title)
            if text and not (in_column and section.tasks):
                yield Row(text)
            left = sum(len(task.measures) or 1 for task in section.tasks)
            first = True
            for task in section.tasks:
                for index in range(len(task.measures) or 1):
                    left -= 1
                    above = merged(text, up=not first, down=left > 0)
                    yield Row(cells=[self._cell(column, above, task, index) for column in self.columns])
                    first = False

    def _cell(self, column: Column, above: Cell, task: ParsedTask, index: int) -> Cell:
        """What stands in a column for a task's measure, or for the task where it has none."""
        meaning, last = column.meaning, len(task.measures) - 1
        if meaning == "section":
            return above
        if meaning in ("number", "task"):
            text = (task.number if meaning == "number" else task.title) or ""
            return merged(text, up=index > 0, down=index < last)
        if not task.measures:
            return Cell()
        measure = task.measures[index]
        if meaning in ROLES:
            return self._units(task, index, meaning)
        if meaning == "text":
            return Cell(measure.text)
        if meaning == "deadline":
            return Cell(measure.deadline_text)
        if meaning == PROGRESS:
            told = self.beside.of.get(measure.seq, {}) if self.beside else {}
            return Cell(told.get(column.label, ""))
        return Cell(measure.extra.get(column.label, ""))

    def _units(self, task: ParsedTask, index: int, role: str) -> Cell:
        """A role's cell, merged over the measures of a task where the plan's table had it so."""
        text = units(task.measures[index], role, self.known)
        down = index + 1 < len(task.measures) and self._goes_on(task, index + 1, role)
        return merged(text, up=index > 0 and self._goes_on(task, index, role), down=down)

    def _goes_on(self, task: ParsedTask, index: int, role: str) -> bool:
        above, measure = task.measures[index - 1], task.measures[index]
        if measure.stated.get(role) != "merged":
            return False
        text = units(measure, role, self.known)
        return bool(text) and units(above, role, self.known) == text
