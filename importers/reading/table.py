"""A grid's tables as parsed plans, with a problem for all that could not be read as it stands."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from importers.reading import wording
from importers.reading.cells import Cell, Grid, unwrapped
from importers.reading.columns import HEADER_WORDS, ROLES, header_columns
from importers.reading.deadlines import read_deadline
from importers.reading.heading import is_annex_label, read_heading
from importers.reading.hints import Hints
from importers.reading.model import (
    ParsedMeasure,
    ParsedPlan,
    ParsedSection,
    ParsedTask,
    Problem,
    Reading,
    Severity,
    Stated,
    TableColumn,
    TableLayout,
)
from importers.reading.units import cite, states_nobody

_SECTION = re.compile(r"(?P<number>[一二三四五六七八九十百]+)\s*[、.．]\s*(?P<title>.+)")
_SUBSECTION = re.compile(r"(?P<number>[(（][一二三四五六七八九十百]+[)）])[、.．]?\s*(?P<title>.+)")

_NUMBER = re.compile(r"\d{1,6}")
_TOLD = 100


def read_tables(grid: Grid, hints: Hints, tell: Callable[[int], None] = lambda _rows: None) -> Reading:
    """The plans of one sheet, in its order, and all problems met in it; tells the rows done now and then."""
    problems = [
        Problem("warning", "text-cleaned", grid.sheet, cell.address, cell.text, _removed(cell))
        for cell in sorted(grid.cells.values(), key=lambda cell: cell.place)
        if cell.removed
    ]
    tables: list[_Table] = []
    above: list[list[Cell]] = []
    table: _Table | None = None
    for number, row in enumerate(grid.rows(), 1):
        if number % _TOLD == 0:
            tell(number)
        columns = header_columns(row)
        if table and len(row) == 1 and is_annex_label(row[0]) and row[0].text != table.plan.annex:
            table, above = None, [row]  # the next annex of the same document
        elif table and columns:
            table.columns = columns  # again, after a page break
        elif table:
            table.read(row)
        elif columns:
            table = _Table(grid, hints, problems, above, row)
            tables.append(table)
        else:
            above.append(row)
    for table in tables:
        table.finish()
    plans = [table.plan for table in tables]
    return Reading(plans, problems, [plan.layout for plan in plans if plan.layout])


def _removed(cell: Cell) -> dict[str, list[str]]:
    return {"removed": [f"U+{ord(char):04X}" for char in cell.removed]}


def _columns(grid: Grid, header: list[Cell], columns: dict[str, int]) -> tuple[TableColumn, ...]:
    meaning_of = {column: name for name, column in columns.items()}
    return tuple(
        TableColumn(cell.text, cell.address, meaning_of.get(cell.place[1], "ignored")) for cell in header
    )


class _Table:
    """One table on its way to a plan: rows go in from the top, and each finds what it belongs to."""

    def __init__(
        self,
        grid: Grid,
        hints: Hints,
        problems: list[Problem],
        above: list[list[Cell]],
        header: list[Cell],
    ) -> None:
        heading = read_heading(above)
        self.grid = grid
        self.hints = hints
        self.problems = problems
        self.header = header
        self.columns = header_columns(header)
        layout = TableLayout("", _columns(grid, header, self.columns), grid.sheet)
        self.plan = ParsedPlan(heading.title, heading.year, heading.annex, sheet=grid.sheet, layout=layout)
        self.above = {cell.text for row in above for cell in row}
        self.section: ParsedSection | None = None
        self.task: ParsedTask | None = None
        self.numbers: set[int] = set()
        self.last_number = 0
        self.seq = 0
        if heading.year is None:
            self._problem("error", "year-unknown", heading.cell or header[0])
        for name in HEADER_WORDS:
            if name not in self.columns:
                self._problem("warning", "column-missing", header[0], column=name)
        self._not_read(header, set(self.columns.values()))

    def read(self, row: list[Cell]) -> None:
        """Take the next row: a section's heading, a task, a measure, or what can't be read."""
        if len(row) == 1 and row[0].text in self.above:
            return  # label or title again, after a page break
        section = self._section(row)
        if section:
            self._open_section(section)
            return
        opening = self._filled(row, "number", "task")
        measure = self._filled(row, "text")
        units = self._filled(row, *ROLES)
        taken: set[int] = set()
        if opening and (measure or self._filled(row, "task")):
            self._open_task(opening[0])
            taken |= {cell.place[1] for cell in opening}
        if measure:
            self._add_measure(measure[0])
        elif units:
            self._problem("error", "measure-without-text", units[0])
        if measure or units:
            taken |= {cell.place[1] for cell in self.header}
        self._not_read(row, taken)

    def finish(self) -> None:
        """After the last row: drop what turned out to be a note, and say if the table is bare."""
        for section in list(self.plan.sections):
            if section.number is None and not section.tasks:
                self.plan.sections.remove(section)
                self.problems.append(
                    Problem("warning", "not-read", self.grid.sheet, section.cell, section.title or "")
                )
        if not any(self.plan.measures()):
            self._problem("error", "no-rows", self.header[0])

    def _section(self, row: list[Cell]) -> ParsedSection | None:
        """The section that a row heads: alone there, it spans the table or begins with its number."""
        cell = row[0]
        columns = self.columns.values()
        across = [self.grid.anchor(self.grid.at(cell.place[0], column)).place for column in columns]
        spans = all(place == cell.place for place in across)
        if len(row) > 1 or not (spans or cell.place[1] == min(columns)):
            return None
        text = unwrapped(cell.text)
        if match := _SECTION.fullmatch(text):
            return ParsedSection(match["number"], match["title"], cell=cell.address)
        if match := _SUBSECTION.fullmatch(text):
            current = self.section
            parent = (current.parent or current.number) if current else None
            return ParsedSection(match["number"], match["title"], parent, cell=cell.address)
        return ParsedSection(None, text, cell=cell.address) if spans else None

    def _open_section(self, section: ParsedSection) -> None:
        current = self.section
        if current and (current.number, current.title) == (section.number, section.title):
            return  # again, after a page break
        self.plan.sections.append(section)
        self.section, self.task = section, None

    def _open_task(self, cell: Cell) -> None:
        number = self._text(cell.place[0], "number")
        title = self._text(cell.place[0], "task")
        if self.task and (self.task.number, self.task.title) == (number, title):
            self._problem("warning", "task-repeated", cell, number=number, title=title)
            return
        if number and _NUMBER.fullmatch(number):
            self._check_number(int(number), cell)
        self._add_task(ParsedTask(number, title, cell=cell.address))

    def _check_number(self, number: int, cell: Cell) -> None:
        if number in self.numbers:
            self._problem("warning", "number-repeated", cell)
        elif number > self.last_number + 1:
            self._problem("warning", "number-gap", cell, expected=str(self.last_number + 1))
        self.numbers.add(number)
        self.last_number = number

    def _add_task(self, task: ParsedTask) -> None:
        if self.section is None:
            self.section = ParsedSection(None, None)
            self.plan.sections.append(self.section)
        self.section.tasks.append(task)
        self.task = task

    def _add_measure(self, cell: Cell) -> None:
        row = cell.place[0]
        if self.task is None:
            if {"number", "task"} & self.columns.keys():
                self._problem("error", "measure-before-task", cell)
            self._add_task(ParsedTask(None, None))
        assert self.task is not None
        text = unwrapped(cell.text)
        deadline_text = self._text(row, "deadline") or ""
        deadline = read_deadline(deadline_text, self.plan.year)
        if deadline.problem and "deadline" in self.columns:
            severity: Severity = "error" if deadline.problem == "deadline-impossible" else "warning"
            self._problem(severity, deadline.problem, self._cell(row, "deadline"), words=deadline_text)
        named: dict[str, list[str]] = {}
        stated: dict[str, Stated] = {}
        printed: dict[str, str] = {}
        notes: dict[str, str] = {}
        for role in ROLES:
            said, stated[role] = self._said(row, role)
            cited = cite(said, self.hints.names)
            named[role] = list(cited.names)
            printed |= {role: said} if said else {}
            notes |= {role: cited.note} if cited.note else {}
        if not named["lead"]:
            self._problem("error", "measure-without-lead", self._cell(row, "lead"))
        self.seq += 1
        self.task.measures.append(
            ParsedMeasure(
                seq=self.seq,
                text=text,
                deadline_text=deadline_text,
                deadline_date=deadline.day,
                deadline_kind=deadline.kind,
                lead=named["lead"],
                responsible=named["responsible"],
                assisting=named["assisting"],
                kind=wording.kind(text),
                targets=wording.targets(text),
                cells={name: self._cell(row, name).address for name in self.columns},
                stated=stated,
                milestones=list(deadline.milestones),
                printed=printed,
                notes=notes,
            )
        )

    def _said(self, row: int, role: str) -> tuple[str, Stated]:
        """What holds in a role's cell, and what kind of cell it is."""
        if role not in self.columns:
            return "", "missing"
        cell = self._cell(row, role)
        anchor = self.grid.anchor(cell)
        if cell.state == "empty":
            return "", "empty"
        if cell.state == "merged":
            if anchor.place[1] == cell.place[1]:
                return anchor.text, "merged"
            # Merged with another role beside it: who of them has which role would be a guess.
            self._problem("warning", "merged-across", cell, covered_by=anchor.address)
            return "", "merged"
        if states_nobody(cell.text):
            self._problem("warning", "stated-none", cell)
            return cell.text, "none"
        return cell.text, "named"

    def _cell(self, row: int, name: str) -> Cell:
        return self.grid.at(row, self.columns[name])

    def _text(self, row: int, name: str) -> str | None:
        """What holds in a column at a row, a merge from above counting; none if nothing or no such column."""
        if name not in self.columns:
            return None
        return unwrapped(self.grid.anchor(self._cell(row, name)).text) or None

    def _filled(self, row: list[Cell], *names: str) -> list[Cell]:
        columns = {self.columns[name] for name in names if name in self.columns}
        return [cell for cell in row if cell.place[1] in columns]

    def _not_read(self, row: list[Cell], taken: set[int]) -> None:
        for cell in row:
            if cell.place[1] not in taken:
                self._problem("warning", "not-read", cell)

    def _problem(self, severity: Severity, code: str, cell: Cell, **params: Any) -> None:
        self.problems.append(Problem(severity, code, self.grid.sheet, cell.address, cell.text, params))
