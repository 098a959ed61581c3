"""A plan out of a table's rows: each finds the section, the task and the measure that it belongs to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from importers.reading import numbering
from importers.reading.cells import Cell, Grid, unwrapped
from importers.reading.dittos import points_left, points_up
from importers.reading.heading import Heading, uncontinued
from importers.reading.hints import Hints
from importers.reading.layout import Columns
from importers.reading.measures import Draft
from importers.reading.model import ParsedPlan, ParsedSection, ParsedTask, Problem, Severity
from importers.reading.rows import Row
from importers.reading.words import ROLES

_COLUMN = "column"
_COUNTED = re.compile(r"\d{1,6}")
_ENDED = re.compile(r".*[。.;；!！?？]\s*", re.DOTALL)


class Builder:
    """One table on its way to a plan: rows go in from the top."""

    def __init__(
        self,
        grid: Grid,
        hints: Hints,
        heading: Heading,
        columns: Columns,
        above: frozenset[str],
        problems: list[Problem],
    ) -> None:
        self.grid = grid
        self.hints = hints
        self.columns = columns
        self.above = above
        self.problems = problems
        self.plan = ParsedPlan(
            heading.title, heading.year, heading.annex, sheet=grid.sheet, layout=columns.layout
        )
        self.open: list[tuple[str, ParsedSection]] = []
        self.task: ParsedTask | None = None
        self.draft: Draft | None = None
        self.seq = 0
        self.numbers: set[int] = set()
        self.last_number = 0
        self.restarts = True
        self.small = False
        self.after_break = False
        self.in_notes = False
        self.ended = False
        self.last_row = 0
        self.above_row: Row | None = None  # the first of the measure above

    def break_page(self, columns: Columns, row: int) -> None:
        """The header stands here again, down to this row; its columns may have moved."""
        self.columns = columns
        self.after_break = True
        self.last_row = row

    def end(self) -> None:
        """What comes now stands below the table."""
        self.in_notes = self.ended = True

    def read(self, cells: Sequence[Cell]) -> None:
        """Take the next row."""
        if len(cells) == 1 and uncontinued(cells[0].text) in self.above:
            return  # label or title again, after a page break
        row = Row(self.grid, self.columns, [self._spelled_out(cell) for cell in cells])
        self._not_read(row.beside)
        if not row.cells:
            return
        heading = row.heading()
        if row.is_note() or self._goes_on_as_note(row, heading):
            self.in_notes = True
            self._not_read(row.cells)
            return
        self.in_notes = False
        if heading:
            self._open_section(heading, row.cells[0])
            self._not_read(row.filled("extra") if len(row.cells) > 1 else [])
        else:
            self._read_measure(row)
        self.after_break = False
        self.last_row = row.number

    def finish(self) -> ParsedPlan:
        """After the last row: drop what turned out to be a note, and no heading of those that follow."""
        self._close_draft()
        heads = False
        for section in reversed(list(self.plan.sections)):
            if section.tasks or section.number or (heads and not _ENDED.fullmatch(section.title or "")):
                heads = True
            else:
                self.plan.sections.remove(section)
                self.problems.append(
                    Problem("warning", "not-read", self.grid.sheet, section.cell, section.title or "")
                )
        return self.plan

    def _spelled_out(self, cell: Cell) -> Cell:
        """The cell, with what a ditto mark in it stands for."""
        row, column = cell.place
        up, left = points_up(cell.text), points_left(cell.text)
        if not (up or left) or self.columns.meanings.get(column) not in ("deadline", *ROLES):
            return cell
        if up:
            said = self.above_row.printed(self.above_row.cell(column)) if self.above_row else ""
        else:
            said = self.grid.anchor(self.grid.at(row, column - 1)).text
        if not said:
            self._problem("error", "ditto-of-nothing", cell)
            return cell
        self._problem("warning", "ditto-read", cell, said=unwrapped(said))
        self.grid.cells[cell.place] = replace(cell, text=said)
        return self.grid.cells[cell.place]

    def _open_section(self, heading: numbering.Numbered, cell: Cell) -> None:
        if self.open and (heading.number, heading.title) == (
            self.open[-1][1].number,
            self.open[-1][1].title,
        ):
            return  # again, after a page break
        self._close_draft()
        styles = [style for style, _ in self.open]
        if heading.style in styles:
            del self.open[styles.index(heading.style) :]
        while self.open and not numbering.inside(heading.style, self.open[-1][0]):
            self.open.pop()
        parent = self.open[-1][1].number if self.open else None
        section = ParsedSection(heading.number, heading.title, parent, cell=cell.address)
        self.plan.sections.append(section)
        self.open.append((heading.style, section))
        self.task = None
        self.restarts = True

    def _read_measure(self, row: Row) -> None:
        self._open_from_column(row)
        text = row.filled("text")
        named = row.filled(*ROLES)
        opens = row.filled("number", "task") and (text or row.filled("task") or row.covered())
        taken = [*row.filled("section", "ignored")]
        if opens:
            self._close_draft()
            taken += row.filled("number", "task")
            self._open_task(row)
        if text and self._goes_on(row):
            assert self.draft is not None
            self._problem("warning", "row-continued", text[0])
            self.draft.go_on(text[0].text)
        elif text or (opens and row.covered()):
            self._open_measure(row)
        elif self.draft and not opens and row.covered():
            self.draft.add(row)
        elif self.draft and not opens and named and row.number == self.last_row + 1:
            self._problem("warning", "row-continued", named[0])
            self.draft.add(row)
        elif len(row.cells) > 1 and named:
            self._problem("error", "measure-without-text", named[0])
        else:
            self._not_read([cell for cell in row.cells if cell not in taken])
            return
        self._not_read([] if opens else row.filled("number"))

    def _goes_on_as_note(self, row: Row, heading: numbering.Numbered | None) -> bool:
        """Whether a row is a note's next line: below the table all are, in it only what heads nothing."""
        if not self.in_notes or len(row.cells) > 1 or row.covered():
            return False
        heads = heading and (heading.style in numbering.CHAPTERS or not heading.number)
        return self.ended or not heads or bool(_ENDED.fullmatch(row.cells[0].text))

    def _goes_on(self, row: Row) -> bool:
        """Whether the row is the rest of a text that a page break has cut."""
        alone = all(self.columns.meanings[cell.place[1]] == "text" for cell in row.cells)
        return bool(self.after_break and alone and self.draft and not _ENDED.fullmatch(self.draft.text))

    def _open_from_column(self, row: Row) -> None:
        for cell in row.filled("section"):
            text = unwrapped(cell.text)
            found = numbering.heading(text) or numbering.Numbered(None, text, _COLUMN)
            column = next((section for style, section in self.open if style == _COLUMN), None)
            if column is None or (column.number, column.title) != found[:2]:
                self._open_section(found._replace(style=_COLUMN), cell)

    def _open_task(self, row: Row) -> None:
        number, title = self._number_and_title(row)
        printed = row.printed(row.one("number"))
        cell = row.filled("number", "task")[0]
        task = self.task
        if task and (task.number, task.title) == (number, title):
            self._problem("warning", "task-repeated", cell, number=number, title=title)
            return
        if task and number and not title and "task" in self.columns.at:
            inside = numbering.is_small(printed) and not self.small
            if inside or (task.number and number.startswith(f"{task.number}.")):
                return  # the number of a measure of this task
            if title := task.title:
                self._problem("warning", "title-from-above", cell, title=title)
        if number and _COUNTED.fullmatch(number):
            self._check_number(int(number), cell)
        self._add_task(ParsedTask(number, title, cell=cell.address))
        self.small = numbering.is_small(printed)

    def _number_and_title(self, row: Row) -> tuple[str | None, str | None]:
        number, title = row.text(row.one("number")), row.text(row.one("task"))
        if not number or not title:
            found, rest = numbering.apart(number or title)
            if found:
                return found, rest
        return numbering.task_number(number) or None, title or None

    def _check_number(self, number: int, cell: Cell) -> None:
        if self.restarts and number == 1:
            self.numbers.clear()
            self.last_number = 0
        self.restarts = False
        if number in self.numbers:
            self._problem("warning", "number-repeated", cell)
        elif number > self.last_number + 1:
            self._problem("warning", "number-gap", cell, expected=str(self.last_number + 1))
        self.numbers.add(number)
        self.last_number = number

    def _add_task(self, task: ParsedTask) -> None:
        if not self.open:
            section = ParsedSection(None, None)
            self.plan.sections.append(section)
            self.open.append(("", section))
        self.open[-1][1].tasks.append(task)
        self.task = task

    def _open_measure(self, row: Row) -> None:
        self._close_draft()
        if self.task is None:
            cell = row.one("text")
            if {"number", "task"} & self.columns.at.keys() and cell:
                self._problem("error", "measure-before-task", cell)
            self._add_task(ParsedTask(None, None))
        self.draft = Draft(row)
        self.above_row = row

    def _close_draft(self) -> None:
        if self.draft is None:
            return
        assert self.task is not None
        measures, problems = self.draft.measures(self.seq + 1, self.plan.year, self.hints.names)
        self.task.measures += measures
        self.seq += len(measures)
        self.problems += problems
        self.draft = None

    def _not_read(self, cells: Sequence[Cell]) -> None:
        for cell in cells:
            self._problem("warning", "not-read", cell)

    def _problem(self, severity: Severity, code: str, cell: Cell, **params: Any) -> None:
        self.problems.append(Problem(severity, code, self.grid.sheet, cell.address, cell.text, params))
