"""The reports that are written out by hand: those of the bureaus, and the few of assisting units."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import cast

from actionplan.demo import areas
from actionplan.demo.annex import has_percent
from actionplan.demo.lines import Line, Status

TEXTS = Path(__file__).parent / "texts"
_BUREAUS = tuple(f"section-{number}.txt" for number in range(1, 6))


def rows(name: str) -> Iterator[str]:
    """The lines of a text file that aren't empty and no comment."""
    for row in (TEXTS / name).read_text("utf-8").splitlines():
        if row.strip() and not row.startswith("#"):
            yield row.strip()


def bureaus() -> list[Line]:
    """What the bureaus report in each month, without the steps."""
    return [line for name in _BUREAUS for line in _read(name)]


def volunteers() -> list[Line]:
    """What assisting units report though they owe nothing, without the steps."""
    return _read("volunteers.txt")


def _read(name: str) -> list[Line]:
    lines: list[Line] = []
    ref = unit = ""
    for row in rows(name):
        if row.startswith("=="):
            _, ref, unit = row.split()
        elif row.endswith(" same"):
            lines.append(replace(lines[-1], month=int(row.split()[0]), no_change=True))
        else:
            lines.append(_line(ref, unit, row))
    return lines


def _line(ref: str, unit: str, row: str) -> Line:
    head, *cells = (cell.strip() for cell in row.split("|"))
    month, status, figure = head.split()
    progress, problems, next_steps, expected = (*cells, "", "", "")[:4]
    value = Decimal(figure[1:]) if figure.startswith("v") else None
    if value is not None:
        percent: int | None = areas.percent(ref, unit, value)
    else:
        percent = int(figure) if has_percent(ref) else None
    return Line(
        ref, unit, int(month), cast(Status, status), percent, progress, problems, next_steps,
        datetime.date.fromisoformat(expected) if expected else None, value,
    )  # fmt: skip
