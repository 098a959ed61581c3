"""What stands above a table: the annex's label and the plan's title, with its year."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from importers.reading.cells import Cell, unwrapped

_ANNEX = re.compile(r"附[件表录]\s*[\d一二三四五六七八九十]*(?:[-—]\d+)?\s*[:：]?")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")


@dataclass(frozen=True)
class Heading:
    """A plan's title, the one year that it names, its annex label, and the cell of the title."""

    title: str
    year: int | None
    annex: str | None
    cell: Cell | None


def is_annex_label(cell: Cell) -> bool:
    """Whether the cell is an annex's label and nothing more."""
    return bool(_ANNEX.fullmatch(cell.text))


def read_heading(rows: Sequence[Sequence[Cell]]) -> Heading:
    """The heading above a table; its title is the first text below the label that names a year."""
    cells = [cell for row in rows for cell in row]
    labels = [place for place, cell in enumerate(cells) if is_annex_label(cell)]
    annex = cells[labels[-1]].text if labels else None
    below = cells[labels[-1] + 1 :] if labels else cells
    texts = below or [cell for cell in cells if not is_annex_label(cell)]
    found = next((cell for cell in texts if _YEAR.search(cell.text)), next(iter(texts), None))
    title = unwrapped(found.text) if found else ""
    return Heading(title, _year(title), annex, found)


def _year(title: str) -> int | None:
    """The year a title names; none where it names several, since which of them is meant would be a guess."""
    years = {int(year) for year in _YEAR.findall(title)}
    return years.pop() if len(years) == 1 else None
