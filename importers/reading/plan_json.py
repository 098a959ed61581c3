"""The JSON of plans, as `read_plan` prints it and plans are exported: it gives plans without a table."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar, get_args

from importers.reading import wording
from importers.reading.cells import filled_cell, unwrapped
from importers.reading.deadlines import read_deadline
from importers.reading.decoding import decoded
from importers.reading.limits import MAX_CELLS, MAX_ROWS, Refused
from importers.reading.model import (
    DeadlineKind,
    Kind,
    Milestone,
    ParsedMeasure,
    ParsedPlan,
    ParsedSection,
    ParsedTarget,
    ParsedTask,
    Problem,
    Reading,
    Stated,
)

ROLES = ("lead", "responsible", "assisting")
_MOST_PROBLEMS = 50
T = TypeVar("T")


class _WrongError(Exception):
    """A value isn't what its key asks."""

    def __init__(self, path: str, expected: str) -> None:
        super().__init__(path)
        self.path = path
        self.expected = expected


def read_json(data: bytes, tell: Callable[[int, int], None] = lambda _done, _total: None) -> Reading:
    """The plans of a JSON text. Refuses what is no JSON; each wrong value is a problem at its path."""
    text, _ = decoded(data)
    try:
        found = json.loads(text)
    except json.JSONDecodeError as error:
        raise Refused("json-broken", line=error.lineno, column=error.colno) from error
    except (RecursionError, ValueError) as error:
        raise Refused("json-broken", line=1, column=1) from error
    return _Reader(tell).read(found)


class _Reader:
    """One reading on its way: wrong values are collected, and the rest is read on."""

    def __init__(self, tell: Callable[[int, int], None]) -> None:
        self.tell = tell
        self.problems: list[Problem] = []
        self.measures = 0

    def read(self, found: Any) -> Reading:
        plans = self.collected(found, "plans", "", self._plan)
        if not plans and not self.problems:
            self._wrong("plans", "plans")
        return Reading(plans, self.problems)

    def collected(self, data: Any, key: str, path: str, take: Callable[[Any, str], T]) -> list[T]:
        """The entries of a list that could be read."""
        where = f"{path}.{key}".lstrip(".")
        try:
            entries = _list(_key(data, key, path), where)
        except _WrongError as wrong:
            self._wrong(wrong.path, wrong.expected)
            return []
        read = []
        for number, entry in enumerate(entries):
            try:
                read.append(take(entry, f"{where}[{number}]"))
            except _WrongError as wrong:
                self._wrong(wrong.path, wrong.expected)
        return read

    def _wrong(self, path: str, expected: str) -> None:
        if len(self.problems) < _MOST_PROBLEMS:
            self.problems.append(
                Problem("error", "json-value", cell=path, params={"path": path, "expected": expected})
            )

    def _plan(self, data: Any, path: str) -> ParsedPlan:
        year = _key(data, "year", path)
        if year is not None and (type(year) is not int or not 1900 <= year <= 2200):
            raise _WrongError(f"{path}.year", "year")
        plan = ParsedPlan(
            self._text(data, "title", path) or "", year, self._text(data, "annex", path, null=True),
            sheet=self._text(data, "sheet", path, null=True, missing=True) or "",
        )  # fmt: skip
        if year is None:
            self.problems.append(Problem("error", "year-unknown", cell=f"{path}.title", value=plan.title))
        self.year, self.seq = year, 0
        plan.sections = self.collected(data, "sections", path, self._section)
        if not any(plan.measures()):
            self.problems.append(Problem("error", "no-rows", cell=path))
        return plan

    def _section(self, data: Any, path: str) -> ParsedSection:
        number, title, parent = (
            self._text(data, key, path, null=True, missing=key == "parent")
            for key in ("number", "title", "parent")
        )
        tasks = self.collected(data, "tasks", path, self._task)
        return ParsedSection(number, title, parent, tasks, self._place(data, path))

    def _task(self, data: Any, path: str) -> ParsedTask:
        number, title = (self._text(data, key, path, null=True) for key in ("number", "title"))
        return ParsedTask(
            number, title, self.collected(data, "measures", path, self._measure), self._place(data, path)
        )

    def _place(self, data: Any, path: str) -> str:
        return self._text(data, "cell", path, null=True, missing=True) or path

    def _measure(self, data: Any, path: str) -> ParsedMeasure:
        self.measures += 1
        if self.measures > MAX_ROWS:
            raise Refused("too-many-cells", rows=MAX_ROWS, cells=MAX_CELLS)
        if self.measures % 1000 == 0:
            self.tell(self.measures, 0)
        seq = _key(data, "seq", path)
        if type(seq) is not int or seq != self.seq + 1:
            raise _WrongError(f"{path}.seq", "seq")
        self.seq = seq
        text = self._text(data, "text", path)
        words = self._text(data, "deadline_text", path, null=True) or ""
        named = {role: self._names(data, role, path) for role in ROLES}
        if not text:
            raise _WrongError(f"{path}.text", "text")
        if not named["lead"]:
            self.problems.append(Problem("error", "measure-without-lead", cell=f"{path}.lead"))
        day = _date(_key(data, "deadline_date", path), f"{path}.deadline_date")
        return ParsedMeasure(
            seq=seq,
            text=text,
            deadline_text=words,
            deadline_date=day,
            deadline_kind=self._deadline_kind(data, path, words, day),
            kind=_one_of(data, "kind", path, get_args(Kind), wording.kind(text)),
            targets=self._targets(data, path, text),
            cells=self._mapping(data, "cells", path) or {"text": path},
            stated={
                role: _one_of(
                    data.get("stated") or {}, role, f"{path}.stated", get_args(Stated),
                    "named" if names else "empty",
                )
                for role, names in named.items()
            },
            milestones=[
                self._milestone(one, f"{path}.milestones[{number}]")
                for number, one in enumerate(_list(data.get("milestones") or [], f"{path}.milestones"))
            ],
            printed=self._mapping(data, "printed", path),
            notes=self._mapping(data, "notes", path),
            extra={name: unwrapped(said) for name, said in self._mapping(data, "extra", path).items()},
            **named,
        )  # fmt: skip

    def _deadline_kind(self, data: Any, path: str, words: str, day: date | None) -> DeadlineKind:
        read = read_deadline(words, self.year)
        likely: DeadlineKind = read.kind if read.day == day else "fixed" if day else "unread"
        found: DeadlineKind = _one_of(data, "deadline_kind", path, get_args(DeadlineKind), likely)
        return found

    def _targets(self, data: Any, path: str, text: str) -> list[ParsedTarget]:
        if "targets" not in data:
            return wording.targets(text)
        return [
            self._target(one, f"{path}.targets[{number}]", text)
            for number, one in enumerate(_list(data["targets"], f"{path}.targets"))
        ]

    def _target(self, data: Any, path: str, text: str) -> ParsedTarget:
        quote, unit = (self._text(data, key, path) or "" for key in ("quote", "unit"))
        low, high = (_decimal(_key(data, key, path), f"{path}.{key}") for key in ("low", "high"))
        start = data.get("start", text.find(quote))
        if type(start) is not int or text[max(start, 0) :][: len(quote)] != quote:
            raise _WrongError(f"{path}.quote", "quote")
        return ParsedTarget(quote, low, high, unit, start)

    def _milestone(self, data: Any, path: str) -> Milestone:
        text = self._text(data, "text", path) or ""
        return Milestone(text, _date(_key(data, "date", path), f"{path}.date"))

    def _names(self, data: Any, key: str, path: str) -> list[str]:
        where = f"{path}.{key}"
        names = [self._cleaned(name, where) for name in _list(_key(data, key, path), where)]
        if not all(names):
            raise _WrongError(where, "names")
        return names

    def _mapping(self, data: Any, key: str, path: str) -> dict[str, str]:
        found = data.get(key) or {}
        if not isinstance(found, dict):
            raise _WrongError(f"{path}.{key}", "object")
        return {name: self._cleaned(text, f"{path}.{key}.{name}") for name, text in found.items()}

    def _text(
        self, data: Any, key: str, path: str, *, null: bool = False, missing: bool = False
    ) -> str | None:
        found = _key(data, key, path, missing=missing)
        return None if found is None and null else unwrapped(self._cleaned(found, f"{path}.{key}")) or None

    def _cleaned(self, text: Any, path: str) -> str:
        """The text without its outer blanks, and without characters that don't show."""
        if not isinstance(text, str):
            raise _WrongError(path, "text")
        cell = filled_cell((1, 1), path, text)
        if cell and cell.removed:
            params = {"removed": [f"U+{ord(char):04X}" for char in cell.removed]}
            self.problems.append(Problem("warning", "text-cleaned", "", path, cell.text, params))
        return cell.text if cell else ""


def _key(data: Any, key: str, path: str, *, missing: bool = False) -> Any:
    if not isinstance(data, dict):
        raise _WrongError(path or key, "object")
    if key not in data and not missing:
        raise _WrongError(f"{path}.{key}".lstrip("."), "missing")
    return data.get(key)


def _list(found: Any, path: str) -> list[Any]:
    if not isinstance(found, list):
        raise _WrongError(path, "list")
    return found


def _date(found: Any, path: str) -> date | None:
    try:
        return None if found is None else date.fromisoformat(found)
    except (TypeError, ValueError):
        raise _WrongError(path, "date") from None


def _decimal(found: Any, path: str) -> Decimal:
    try:
        number = Decimal(str(found)) if not isinstance(found, bool) else Decimal("NaN")
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise _WrongError(path, "number")
    return number


def _one_of(data: Mapping[str, Any], key: str, path: str, known: tuple[str, ...], default: str) -> Any:
    found = data.get(key, default) if isinstance(data, dict) else None
    if found not in known:
        raise _WrongError(f"{path}.{key}", "choice")
    return found
