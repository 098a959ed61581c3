"""What the plan's table says of a measure beside its words and units: stages, and where it stood."""

import datetime
import re
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from tasks.models import Measure

_ROW = re.compile(r"[A-Z]{1,3}([0-9]+)")
_COLUMNS = {
    "number": _("No."),
    "section": _("Section"),
    "task": _("Key task"),
    "text": _("Measure"),
    "deadline": _("Deadline"),
    "lead": _("Lead units"),
    "responsible": _("Responsible units"),
    "assisting": _("Assisting units"),
}


@dataclass(frozen=True)
class Stage:
    """One stage of a deadline: its words, and its day where they name one."""

    text: str
    day: datetime.date | None
    passed: bool


@dataclass(frozen=True)
class Origin:
    """Where a measure was read: the file's name and, where it is kept, its import; the sheet; its cells.

    `row` is the one that all cells stand in, in a sheet.
    """

    file: str
    kept: int | None
    sheet: str
    row: str
    cells: list[tuple[Any, str]]


def stages(measure: Measure, day: datetime.date) -> list[Stage]:
    """The stages of the measure's deadline, as they are on a day."""
    found = []
    for stage in measure.milestones:
        due = datetime.date.fromisoformat(stage["date"]) if stage["date"] else None
        found.append(Stage(stage["text"], due, due is not None and due < day))
    return found


def origin(measure: Measure) -> Origin | None:
    """Where the measure came from; none where no file says."""
    source = measure.source
    if not source.get("file"):
        return None
    cells = source.get("cells", {})
    rows = {match[1] if (match := _ROW.fullmatch(cell)) else "" for cell in cells.values()}
    return Origin(
        file=source["file"],
        kept=source.get("import"),
        sheet=source.get("sheet", ""),
        row=rows.pop() if len(rows) == 1 else "",
        cells=[(label, cells[name]) for name, label in _COLUMNS.items() if name in cells],
    )
