"""What stands in a workbook that came back: whose it is, and each row's cells with their addresses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from django.conf import settings
from django.utils import translation
from openpyxl.utils import coordinate_to_tuple, get_column_letter

from departments.models import Unit
from importers.reading.filled import Sheet
from importers.reading.limits import Refused
from importers.sheets import columns, workbook
from importers.sheets.marks import TITLE, Mark, Marks, cleaned
from tasks.models import Plan, ReportingPeriod

Line = dict[int, str]
"""Column → text."""


@dataclass
class Entry:
    """One row as it came back: column → text, for those that are filled; `mark` is how it was written."""

    line: int
    no: str
    text: str
    cells: dict[str, str]
    unread: list[str]
    mark: Mark | None = None


@dataclass
class Filled:
    """A workbook as it came back; `letters`: column → letter, `stray`: cells of no row."""

    letters: dict[str, str]
    entries: list[Entry] = field(default_factory=list)
    stray: list[str] = field(default_factory=list)
    marked: bool = True

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Filled:
        """What `to_dict` wrote."""
        entries = [
            Entry(**{**entry, "mark": Mark(**entry["mark"]) if entry["mark"] else None})
            for entry in data["entries"]
        ]
        return cls(**{**data, "entries": entries})

    def cell(self, entry: Entry, name: str) -> str:
        """The address of a row's cell, such as E7."""
        return f"{self.letters[name]}{entry.line}" if name in self.letters else str(entry.line)


def understand(sheets: Sequence[Sheet], *, plan: Plan, unit: Unit, period: ReportingPeriod) -> Filled:
    """The rows of the workbook. Refuses, as a whole, one of another plan, unit or period, or of nobody."""
    marks = next((_marks(sheet) for sheet in sheets if sheet.title == TITLE), None)
    if marks:
        _check(marks, plan=plan, unit=unit, period=period)
    for sheet in sheets:
        if not sheet.hidden and sheet.title != TITLE:
            lines = _lines(sheet)
            head = _head(lines)
            if head:
                if not marks:
                    above = {text for line in range(1, head[0]) for text in lines.get(line, {}).values()}
                    _check_heading(above, plan=plan, unit=unit, period=period)
                return _filled(lines, *head, set(sheet.unread), marks)
    raise Refused("no-rows")


def _lines(sheet: Sheet) -> dict[int, Line]:
    lines: dict[int, Line] = defaultdict(dict)
    for address, text in sheet.cells.items():
        line, column = coordinate_to_tuple(address)
        lines[line][column] = text
    return dict(lines)


def _marks(sheet: Sheet) -> Marks | None:
    lines = _lines(sheet)
    width = max((column for line in lines.values() for column in line), default=0)
    return Marks.read(
        [
            [lines.get(line, {}).get(column, "") for column in range(1, width + 1)]
            for line in range(1, max(lines, default=0) + 1)
        ]
    )


def _check(marks: Marks, *, plan: Plan, unit: Unit, period: ReportingPeriod) -> None:
    if marks.plan != plan.pk:
        other = Plan.objects.filter(pk=marks.plan).first()
        raise Refused("other-plan", theirs=str(other or "?"), ours=str(plan))
    if marks.unit != unit.code:
        owner = Unit.objects.filter(code=marks.unit).first()
        raise Refused("other-unit", theirs=str(owner or marks.unit), ours=str(unit))
    if marks.period != period.number:
        named = next((str(one) for one in plan.periods.all() if one.number == marks.period), "?")
        raise Refused("other-period", theirs=named, ours=str(period))


def _check_heading(above: set[str], *, plan: Plan, unit: Unit, period: ReportingPeriod) -> None:
    """Without its hidden sheet a workbook is told by what stands above its table, in any language."""
    headings = set()
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            headings.add(cleaned(workbook.heading(unit, period)))
    if cleaned(plan.title) not in above or not headings & above:
        raise Refused("unknown-owner")


def _head(lines: Mapping[int, Line]) -> tuple[int, dict[str, int]] | None:
    """The line of the headings, and which column stands where."""
    words = columns.names_by_word()
    for line in sorted(lines):
        found: dict[str, int] = {}
        for column, text in sorted(lines[line].items()):
            if (name := words.get(columns.plain(text))) is not None:
                found.setdefault(name, column)
        if {"no", "text"} <= found.keys():
            return line, found
    return None


def _filled(
    lines: Mapping[int, Line], head: int, places: dict[str, int], unread: set[str], marks: Marks | None
) -> Filled:
    locked = {column.name for column in columns.LOCKED}
    filled_in = {name: column for name, column in places.items() if name not in locked}
    found = Filled({name: get_column_letter(at) for name, at in places.items()}, marked=marks is not None)
    known: dict[tuple[str, str], list[Mark]] = defaultdict(list)
    for mark in marks.rows if marks else ():
        known[cleaned(mark.no), cleaned(mark.text)].append(mark)
    for line in sorted(line for line in lines if line > head):
        said = lines[line]
        no, text = said.get(places["no"], ""), said.get(places["text"], "")
        cells = {name: said[column] for name, column in filled_in.items() if column in said}
        if no or text:
            entry = Entry(line, no, text, cells, [])
            entry.unread = [name for name in filled_in if found.cell(entry, name) in unread]
            entry.mark = _mark_of(entry, known)
            found.entries.append(entry)
        elif cells and line != head + 1:  # the line below the headings holds the rules
            found.stray += [f"{found.letters[name]}{line}" for name in cells]
    return found


def _mark_of(entry: Entry, known: dict[tuple[str, str], list[Mark]]) -> Mark | None:
    """By number and text; by the text alone where that is enough, since programs rewrite numbers."""
    if marks := known.get((entry.no, entry.text)):
        return marks.pop(0) if len(marks) > 1 else marks[0]
    same = [mark for (_no, text), marks in known.items() for mark in marks if text == entry.text]
    return same[0] if len(same) == 1 else None
