"""A measure out of the cells of its row, and of the rows that go on with it."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache
from typing import Any

from importers.reading import wording
from importers.reading.cells import Cell, unwrapped
from importers.reading.deadlines import Deadline, read_deadline
from importers.reading.model import Milestone, ParsedMeasure, Problem, Severity, Stated
from importers.reading.roles import parts
from importers.reading.rows import Row
from importers.reading.units import cite, states_nobody
from importers.reading.within import measures_within, roles_within
from importers.reading.words import ROLES

_PLACES = ("number", "section", "task", "text", "deadline", *ROLES)
# A table has few deadlines, each many times.
_read_deadline = lru_cache(maxsize=1024)(read_deadline)
_TICK = re.compile(r"[√✓✔☑■●○◎▲△★☆*是Yy]")
# What a role's cells hold; of several the strongest counts, which stands last.
_STRENGTH: tuple[Stated, ...] = ("missing", "empty", "none", "merged", "named")


class Draft:
    """A measure while its rows are read."""

    def __init__(self, row: Row) -> None:
        self.row = row
        self.text = row.printed(row.one("text"))
        self.cells = {name: cell.address for name in _PLACES if (cell := row.one(name))}
        self.deadline: list[str] = []
        self.stages: dict[str, str] = {}
        self.printed: dict[str, list[str]] = {role: [] for role in ROLES}
        self.stated: dict[str, Stated] = dict.fromkeys(ROLES, "missing")
        self.extra: dict[str, str] = {}
        self.first_leads = False
        self.problems: list[Problem] = []
        self.add(row)

    def add(self, row: Row) -> None:
        """Take what the cells of a row say of the measure beside its text.

        Of a row that goes on only the cells that say something themselves: a merge down was taken above.
        """
        for meaning in ("deadline", *ROLES, "extra"):
            for column in row.columns.at.get(meaning, ()):
                cell = row.cell(column)
                if row is self.row or cell.filled:
                    self._take(row, cell, meaning)

    def go_on(self, rest: str) -> None:
        """Take the rest of the text, which the end of a page has cut off."""
        seam = unwrapped(f"{self.text[-1:]}\n{rest[:1]}")
        self.text = f"{self.text[:-1]}{seam}{rest[1:]}"

    def measures(
        self, seq: int, year: int | None, known: Collection[str]
    ) -> tuple[list[ParsedMeasure], list[Problem]]:
        """The measures that its rows have given, numbered from `seq` on, and the problems in them.

        They are one, but where a cell holds several and each says who does it.
        """
        words = ";".join(self.deadline or (_stage(*stage) for stage in self.stages.items()))
        deadline = self._staged(year) if self.stages else _read_deadline(words, year)
        problems = []
        if deadline.problem and "deadline" in self.cells:
            severity: Severity = "error" if deadline.problem == "deadline-impossible" else "warning"
            problems.append(self._problem(severity, deadline.problem, self.row.one("deadline"), words=words))
        problems += self.problems
        texts = measures_within(self.text) if self.row.columns.layout.units_in_text else [self.text]
        found = [
            self._measure(number, text, words, deadline, known) for number, text in enumerate(texts, seq)
        ]
        at = self.row.one("lead") or self.row.one("text")
        problems += [self._problem("error", "measure-without-lead", at) for one in found if not one.lead]
        return found, problems

    def _measure(
        self, seq: int, text: str, words: str, deadline: Deadline, known: Collection[str]
    ) -> ParsedMeasure:
        within = roles_within(text) if self.row.columns.layout.units_in_text else []
        said = {
            role: [*self.printed[role], *(one.text for one in within if one.role == role)] for role in ROLES
        }
        printed = {role: "\n".join(texts) for role, texts in said.items() if texts}
        by_text = {one.role for one in within}
        cited = {role: cite(printed.get(role, ""), known) for role in ROLES}
        names = {role: list(dict.fromkeys(cited[role].names)) for role in ROLES}
        if self.first_leads:
            names["lead"], others = names["lead"][:1], names["lead"][1:]
            names["responsible"] = list(dict.fromkeys([*others, *names["responsible"]]))
        text = unwrapped(text)
        return ParsedMeasure(
            seq=seq,
            text=text,
            deadline_text=words,
            deadline_date=deadline.day,
            deadline_kind=deadline.kind,
            **names,
            kind=wording.kind(text),
            targets=wording.targets(text),
            cells={**dict.fromkeys(by_text, self.cells["text"]), **self.cells},
            stated={**self.stated, **dict.fromkeys(by_text, "named")},
            milestones=list(deadline.milestones),
            printed=printed,
            notes={role: cited[role].note for role in ROLES if cited[role].note},
            extra=self.extra,
        )

    def _take(self, row: Row, cell: Cell, meaning: str) -> None:
        column = cell.place[1]
        if meaning in ROLES:
            self._take_role(row, cell, meaning)
        elif text := row.text(cell):
            if meaning == "extra":
                label = row.columns.labels[column]
                self.extra[label] = unwrapped("\n".join(filter(None, (self.extra.get(label), text))))
            elif stage := row.columns.stages.get(column):
                self.stages[stage] = text
            elif text not in self.deadline:
                self.deadline.append(text)

    def _take_role(self, row: Row, cell: Cell, role: str) -> None:
        text = row.printed(cell)
        if cell.state == "empty":
            self._state(role, "empty")
        elif cell.state == "merged":
            self._state(role, "merged")
            anchor = row.grid.anchor(cell)
            if anchor.place[1] != cell.place[1]:
                # Merged with another role beside it: who of them has which role would be a guess.
                self.problems.append(
                    self._problem("warning", "merged-across", cell, covered_by=anchor.address)
                )
        if states_nobody(text):
            self.printed[role].append(text)
            if cell.filled:
                self._state(role, "none")
                self.problems.append(self._problem("warning", "stated-none", cell))
            return
        either = cell.place[1] in row.columns.either
        said = parts(text, role, either=either)
        if role == "lead" and either and row.columns.first_leads and len(said) == 1:
            self.first_leads = True
        for part in said:
            self.printed[part.role].append(part.text)
            self._state(part.role, "named" if cell.filled or part.role != role else "merged")
            self.cells.setdefault(part.role, cell.address)

    def _state(self, role: str, stated: Stated) -> None:
        self.stated[role] = max(self.stated[role], stated, key=_STRENGTH.index)

    def _staged(self, year: int | None) -> Deadline:
        """The deadline whose stages stand in columns of their own."""
        milestones = tuple(
            Milestone(_stage(stage, said), _read_deadline(stage, year).day)
            for stage, said in self.stages.items()
        )
        days = [milestone.date for milestone in milestones if milestone.date]
        if not days:
            return Deadline("unread", problem="deadline-unread")
        return Deadline("fixed", max(days), milestones=milestones if len(milestones) > 1 else ())

    def _problem(self, severity: Severity, code: str, cell: Cell | None, **params: Any) -> Problem:
        assert cell is not None  # a table without this column is not read
        return Problem(severity, code, self.row.grid.sheet, cell.address, cell.text, params)


def _stage(stage: str, said: str) -> str:
    return stage if _TICK.fullmatch(said) else f"{stage}:{said}"
