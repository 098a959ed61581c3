"""A random plan drawn in a random layout, and what a reader must find in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from openpyxl.utils import get_column_letter

from importers.reading.cells import Cell, Grid, Place, filled_cell
from importers.reading.model import ParsedPlan
from tests.importers.drawing.table import Merge, places
from tests.importers.layouts.planned import ROLES, Layout, Measure, Section, Task

CHINESE = "一二三四五六七八九十"
ROMAN = "ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ"
CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
SHORT = {"lead": "牵头", "responsible": "责任", "assisting": "配合"}
NUMBERS = {
    "plain": "{}", "float": "{}.0", "point": "{}.", "comma": "{}、", "bracket": "({})", "zero": "{:02}",
}  # fmt: skip


@dataclass
class Sheet:
    """A sheet while a table is drawn on it; `runs` are the rows for which something is said once."""

    layout: Layout
    row: int = 0
    texts: dict[Place, str] = field(default_factory=dict)
    merges: list[Merge] = field(default_factory=list)
    runs: dict[str, tuple[int, int]] = field(default_factory=dict)

    def column(self, name: str) -> int:
        return self.layout.right + 1 + self.layout.order.index(name)

    def put(self, name: str, text: str) -> None:
        if name in self.layout.order and text:
            self.texts[self.row, self.column(name)] = text

    def line(self, text: str, *, across: bool) -> None:
        """A row with this text alone, in the first column or merged across the table."""
        self.end_runs()
        self.row += 1
        self.texts[self.row, self.layout.right + 1] = text
        if across:
            left = self.layout.right + 1
            self.merges.append((self.row, left, self.row, left + len(self.layout.order) - 1))

    def once(self, name: str, text: str, *, says: bool, begins: bool) -> None:
        """A cell that holds for the rows below it: by a merge, by blanks, or because they say it again."""
        if name not in self.layout.order:
            return
        if begins or says:
            self._end_run(name)
            self.put(name, text)
            self.runs[name] = (self.row, self.row)
        elif name in self.runs:
            self.runs[name] = (self.runs[name][0], self.row)

    def end_runs(self) -> None:
        for name in list(self.runs):
            self._end_run(name)

    def _end_run(self, name: str) -> None:
        top, bottom = self.runs.pop(name, (0, 0))
        if self.layout.merged == "merges" and bottom > top:
            self.merges.append((top, self.column(name), bottom, self.column(name)))


def draw(layout: Layout, plan: tuple[Section, ...]) -> Grid:
    """The plan on a sheet, laid out so."""
    sheet = Sheet(layout, layout.down)
    for line in layout.above:
        sheet.line(line, across=not line.startswith("附"))
    _header(sheet)
    count = 0
    for section in plan:
        if layout.sections not in ("", "column"):
            _heading(sheet, section)
        for task in section.tasks:
            for place, measure in enumerate(task.measures):
                count += 1
                broken = count in layout.breaks
                if broken:
                    sheet.end_runs()
                    _header(sheet)
                if count in layout.gaps:
                    sheet.end_runs()
                    sheet.row += 1
                sheet.row += 1
                again = layout.merged == "again" or broken
                first = task is section.tasks[0] and place == 0
                sheet.once("section", section.title, says=again, begins=first)
                sheet.once("number", _number(layout, task.number), says=again, begins=place == 0)
                sheet.once("task", _title(layout, task), says=again, begins=place == 0)
                same = place > 0 and task.measures[place - 1].deadline == measure.deadline and not broken
                held = layout.merged == "merges" and same and "deadline" in sheet.runs
                sheet.once("deadline", measure.deadline[0], says=not held, begins=not held)
                _measure(sheet, measure, cut=layout.cut and count + 1 in layout.breaks)
    for line in layout.below:
        sheet.line(line, across=False)
    sheet.end_runs()
    return _grid(sheet.texts, sheet.merges)


def grid(rows: Sequence[Sequence[str]], merges: Sequence[Merge]) -> Grid:
    """A sheet with these rows; a merge that would overlap another is left out."""
    texts = {(row, column): text for row, texts in enumerate(rows, 1) for column, text in enumerate(texts, 1)}
    taken: set[Place] = set()
    kept = []
    for merge in merges:
        if not taken & set(places(merge)):
            taken |= set(places(merge))
            kept.append(merge)
    return _grid(texts, kept)


def told(layout: Layout, plan: tuple[Section, ...]) -> list[Any]:
    """What a reader finds: sections with number, title and parent, their tasks, and their measures."""
    found: list[Any] = []
    parent = None
    for section in plan:
        number = _section_number(layout, section)
        if not section.level:
            parent = number
        counted = "number" in layout.order or ("task" in layout.order and layout.numbers_in_titles)
        tasks = [
            (
                str(task.number) if counted else None,
                task.title if "task" in layout.order else None,
                [_told(layout, one) for one in task.measures],
            )
            for task in section.tasks
        ]
        if not {"number", "task"} & set(layout.order) and tasks:
            tasks = [(None, None, [measure for _, _, measures in tasks for measure in measures])]
        title = section.title if layout.sections else None
        found.append((number, title, parent if section.level else None, tasks))
    return found


def found(plan: ParsedPlan) -> list[Any]:
    """The same of a plan that was read."""
    return [
        (
            section.number,
            section.title,
            section.parent,
            [
                (task.number, task.title, [_said(measure) for measure in task.measures])
                for task in section.tasks
            ],
        )
        for section in plan.sections
    ]


def _said(one: Any) -> tuple[Any, ...]:
    units = (one.lead, one.responsible, one.assisting)
    return one.text, one.deadline_text, one.deadline_date, *units, one.extra


def _told(layout: Layout, measure: Measure) -> tuple[Any, ...]:
    shown = ROLES if layout.within else layout.order
    units = (list(getattr(measure, role)) if role in shown else [] for role in ROLES)
    deadline = measure.deadline if "deadline" in layout.order else ("", None)
    extra = {layout.words["extra"]: measure.extra} if "extra" in layout.order and measure.extra else {}
    return measure.text, *deadline, *units, extra


def _header(sheet: Sheet) -> None:
    layout = sheet.layout
    sheet.row += 1
    roles = [name for name in layout.order if name in ROLES]
    for name in layout.order:
        if not layout.grouped:
            sheet.put(name, layout.words[name])
        elif name not in ROLES:
            sheet.put(name, layout.words[name])
            sheet.merges.append((sheet.row, sheet.column(name), sheet.row + 1, sheet.column(name)))
    if layout.grouped:
        sheet.put(roles[0], "责任分工")
        sheet.merges.append((sheet.row, sheet.column(roles[0]), sheet.row, sheet.column(roles[-1])))
        sheet.row += 1
        for name in roles:
            sheet.put(name, SHORT[name])


def _heading(sheet: Sheet, section: Section) -> None:
    layout = sheet.layout
    number = _section_number(layout, section)
    if layout.sections == "apart":
        sheet.end_runs()
        sheet.row += 1
        sheet.put("number", number or "")
        sheet.put("task" if "task" in layout.order else "text", section.title)
        return
    mark = "" if section.level else {"chapters": "、", "parts": " ", "roman": ". "}.get(layout.sections, "")
    sheet.line(f"{number or ''}{mark}{section.title}", across=layout.spanned)


def _section_number(layout: Layout, section: Section) -> str | None:
    if section.level:
        return f"({CHINESE[section.place]})"
    return {
        "chapters": CHINESE[section.place],
        "apart": CHINESE[section.place],
        "parts": f"第{CHINESE[section.place]}部分",
        "roman": ROMAN[section.place],
    }.get(layout.sections)


def _number(layout: Layout, number: int) -> str:
    return CIRCLED[number - 1] if layout.numbers == "circled" else NUMBERS[layout.numbers].format(number)


def _title(layout: Layout, task: Task) -> str:
    within = "number" not in layout.order and layout.numbers_in_titles
    return f"{task.number}.{task.title}" if within else task.title


def _measure(sheet: Sheet, measure: Measure, *, cut: bool) -> None:
    """The measure's own cells; `cut`: its last assisting unit stands after the page break that follows."""
    layout = sheet.layout
    sheet.put("text", measure.text)
    for role in ROLES:
        sheet.put(role, layout.separator.join(getattr(measure, role)))
    sheet.put("extra", measure.extra)
    if layout.within:
        sheet.put("lead", _within(layout, measure))
    if cut and "assisting" in layout.order and len(measure.assisting) > 1:
        sheet.put("assisting", layout.separator.join(measure.assisting[:-1]))
        sheet.end_runs()
        _header(sheet)
        sheet.row += 1
        sheet.put("assisting", measure.assisting[-1])


def _within(layout: Layout, measure: Measure) -> str:
    """All roles in one cell."""
    if layout.within == "labels":
        said = {"lead": "牵头单位", "responsible": "责任单位", "assisting": "配合单位"}
        return "\n".join(
            f"{word}：{'、'.join(getattr(measure, role))}"
            for role, word in said.items()
            if getattr(measure, role)
        )
    lead = "、".join(f"{name}（牵头）" for name in measure.lead)
    others = "、".join(measure.responsible)
    assisting = "、".join(f"{name}（配合）" for name in measure.assisting)
    return "、".join(filter(None, (lead, others, assisting)))


def _grid(texts: Mapping[Place, str], merges: Sequence[Merge]) -> Grid:
    cells: dict[Place, Cell] = {}
    for place, text in texts.items():
        if cell := filled_cell(place, _address(*place), text):
            cells[place] = cell
    for merge in merges:
        for place in places(merge):
            if place != merge[:2]:
                cells[place] = Cell(place, _address(*place), "merged", anchor=merge[:2])
    return Grid("附件", cells, _address)


def _address(row: int, column: int) -> str:
    return f"{get_column_letter(column)}{row}"
