"""Plan tables as offices draw them, each with the plan that a person reads in it.

A table is a text: cells between bars, ↵ breaks a line, ^ is merged with the cell above and < with the one at
its left. What is expected is written by hand in the form of `shown`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from importers.reading import Hints, ParsedMeasure, ParsedPlan, Reading
from tests.importers.drawing import Table
from tests.importers.drawing.table import Merge, Value

_NOTHING = Hints()
BOOKS = ("xlsx", "xls", "ods")
PAGES = ("docx", "pdf")
TEXTS = ("csv", "text")


@dataclass(frozen=True)
class Office:
    """An office's file: its tables, what is expected of them, and the kinds of files it can be drawn as.

    `problems` are those in a workbook, as 'code cell'. Of the kinds those are missing that lose what the
    table needs: the names of its sheets, or its merges.
    """

    name: str
    tables: Sequence[Table]
    expected: str
    problems: Sequence[str] = ()
    kinds: Sequence[str] = (*BOOKS, *PAGES, *TEXTS)
    hints: Hints = _NOTHING


def table(
    rows: str,
    *,
    above: Sequence[str] = (),
    below: Sequence[str] = (),
    name: str = "Sheet1",
    header_rows: int = 1,
) -> Table:
    """The table that such a text draws."""
    lines = [line.strip() for line in rows.strip().split("\n")]
    cells = [[part.strip() for part in line.split("|")] for line in lines]
    return Table(
        rows=[[_value(text) for text in row] for row in cells],
        merges=tuple(_merges(cells)),
        above=above,
        below=below,
        name=name,
        header_rows=header_rows,
    )


def shown(reading: Reading) -> str:
    """The plans of a reading, a line for each heading, task and measure, without what is empty at its end."""
    return "\n".join(line for plan in reading.plans for line in _plan(plan))


def expected(text: str) -> str:
    """What is expected, without what only lays it out."""
    return "\n".join(line.strip() for line in text.strip().split("\n") if line.strip())


def _value(text: str) -> Value:
    if text in ("", "^", "<"):
        return None
    return int(text) if text.isdecimal() and not text.startswith("0") else text.replace("↵", "\n")


def _merges(cells: list[list[str]]) -> Iterator[Merge]:
    covered: set[tuple[int, int]] = set()
    for row, texts in enumerate(cells):
        for column, text in enumerate(texts):
            if (row, column) in covered or text in ("^", "<"):
                continue
            right = column
            while right + 1 < len(texts) and texts[right + 1] == "<":
                right += 1
            bottom = row
            while (
                bottom + 1 < len(cells)
                and column < len(cells[bottom + 1])
                and cells[bottom + 1][column] == "^"
            ):
                bottom += 1
            if (bottom, right) != (row, column):
                covered |= {(r, c) for r in range(row, bottom + 1) for c in range(column, right + 1)}
                yield (row + 1, column + 1, bottom + 1, right + 1)


def _plan(plan: ParsedPlan) -> Iterator[str]:
    yield _line(f"《{plan.title}》", plan.year, plan.annex)
    for section in plan.sections:
        if section.number or section.title:
            yield f"= {_line(section.number or '-', section.title, section.parent and f'< {section.parent}')}"
        for task in section.tasks:
            if task.number or task.title:
                yield f"# {_line(task.number or '-', task.title)}"
            yield from map(_measure, task.measures)


def _measure(measure: ParsedMeasure) -> str:
    units = [_said(measure, role) for role in ("lead", "responsible", "assisting")]
    extra = "; ".join(f"{label}={text}" for label, text in measure.extra.items())
    day = measure.deadline_date
    deadline = " ".join(filter(None, (measure.deadline_text, day and f"{day:%m-%d}")))
    if day and day.year != 2022:
        deadline += f"-{day.year}"
    return f"- {_line(measure.text, deadline, *units, extra)}"


def _said(measure: ParsedMeasure, role: str) -> str:
    names = " + ".join(getattr(measure, role))
    note = measure.notes.get(role)
    return " ".join(filter(None, (names, note and f"[{note}]")))


def _line(*parts: object) -> str:
    said = [str(part) if part else "" for part in parts]
    while said and not said[-1]:
        said.pop()
    return " | ".join(said)
