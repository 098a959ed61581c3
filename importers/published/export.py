"""A stored plan as a file: in its published layout, or as the JSON that plans are exchanged in."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO

from actionplan.shared.workbook import XLSX
from departments.models import User
from importers import uploads
from importers.published import docx, xlsx
from importers.published.progress import Progress, progress
from importers.published.source import layout_of
from importers.published.table import Table, lay_out
from importers.reading.model import ParsedPlan
from importers.stored import read_plan
from tasks.models import Plan

CONTENT_TYPES = {
    "xlsx": XLSX,
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "json": "application/json",
}
"""The kinds of files, by the ending of their names."""
_WRITERS: dict[str, Callable[[Table, IO[bytes]], None]] = {"xlsx": xlsx.write, "docx": docx.write}
_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]+')


@dataclass(frozen=True)
class Wanted:
    """Which file of a plan; `progress` stands beside each measure as `user` may see it, without one whole."""

    kind: str
    progress: bool = False
    user: User | None = None


def name_of(plan: Plan, wanted: Wanted, today: datetime.date) -> str:
    """The file's name: the plan's title, and the day where it tells of one."""
    title = " ".join(_UNSAFE.sub(" ", plan.title).split()).strip(". ")[:100] or str(plan.year)
    day = f" {plan.seen_on(today)}" if wanted.progress else ""
    return f"{title}{day}.{wanted.kind}"


def export(plan: Plan, wanted: Wanted, out: IO[bytes], *, today: datetime.date) -> int:
    """Writes the file and returns how many measures it has. Read again it is the very plan.

    Raises `xlsx.TooLong` where a workbook has no room for a text.
    """
    parsed = read_plan(plan).parsed
    told = progress(plan=plan, user=wanted.user, today=today) if wanted.progress else None
    if wanted.kind == "json":
        _write_json(parsed, told, out)
    else:
        beside = told.beside() if told else None
        table = lay_out(parsed, layout=layout_of(plan), hints=uploads.hints(), beside=beside)
        _WRITERS[wanted.kind](table, out)
    return sum(1 for _ in parsed.measures())


def _write_json(parsed: ParsedPlan, told: Progress | None, out: IO[bytes]) -> None:
    found = parsed.to_dict()
    tasks = [task for section in found["sections"] for task in section["tasks"]]
    for seq, measure in enumerate((measure for task in tasks for measure in task["measures"]), 1):
        if told:
            measure["progress"] = told.of.get(measure["seq"], {})
        measure["seq"] = seq  # without the gaps that withdrawn measures leave
    if told:
        found["progress_on"] = told.day.isoformat()
    # Without blanks: of 20,000 measures they would be as much as the rest, and more than is read again.
    whole = {"plans": [found], "problems": []}
    out.write(json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode())
