"""Which column of a table is which: by the words of its header, in any order."""

from __future__ import annotations

from collections.abc import Sequence

from importers.reading.cells import Cell

ROLES = ("lead", "responsible", "assisting")
MEANINGS = ("number", "section", "task", "text", "deadline", *ROLES, "extra", "ignored")

HEADER_WORDS = {
    "number": ("序号",),
    "task": ("重点任务",),
    "text": ("工作措施",),
    "deadline": ("完成时限",),
    "lead": ("牵头部门",),
    "responsible": ("主责单位",),
    "assisting": ("协办单位",),
}

_COLUMN_OF = {word: column for column, words in HEADER_WORDS.items() for word in words}


def header_columns(row: Sequence[Cell]) -> dict[str, int]:
    """The columns that a row heads, by name; empty unless it heads at least the measures and their leads."""
    columns: dict[str, int] = {}
    for cell in row:
        column = _COLUMN_OF.get("".join(cell.text.split()))
        if column:
            columns.setdefault(column, cell.place[1])
    return columns if {"text", "lead"} <= columns.keys() else {}
