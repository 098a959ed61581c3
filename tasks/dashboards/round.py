"""A unit's way through its reports, one after the other: those of a period, or those waiting to be signed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from departments.models import Unit
from tasks import owed
from tasks.choices import COUNTING, ReportState, Role
from tasks.models import Measure, Participation, Plan, ProgressReport, ReportingPeriod

UNFINISHED = ("", ReportState.DRAFT, ReportState.RETURNED)
"""The states of reports that a round still leads to."""
UNTOUCHED = ("", ReportState.RETURNED)
"""Those it leads to first."""


@dataclass(frozen=True)
class Line:
    """One report on the way, with the light of the unit's part in its measure."""

    measure: Measure
    period: ReportingPeriod
    state: str
    light: str
    leads: bool

    @property
    def place(self) -> tuple[int, int]:
        """Where it stands: by period, then in the plan's order."""
        return self.period.number, self.measure.seq


@dataclass(frozen=True)
class Round:
    """The whole way. `signing`: through what the head has to sign; else through what is owed in a period."""

    lines: Sequence[Line]
    signing: bool = False

    def open(self, line: Line) -> bool:
        """Does the way still lead to it?"""
        return line.state == ReportState.HANDED if self.signing else line.state in UNFINISHED

    @property
    def left(self) -> list[Line]:
        """What it still leads to."""
        return [line for line in self.lines if self.open(line)]

    @property
    def done(self) -> list[Line]:
        """What is behind one."""
        return [line for line in self.lines if not self.open(line)]

    @property
    def sent(self) -> int:
        """How many are submitted."""
        return sum(line.state in COUNTING for line in self.lines)

    @property
    def first(self) -> Line | None:
        """Where it begins: drafts wait until the end, where all of them are seen together."""
        begins = (ReportState.HANDED,) if self.signing else UNTOUCHED
        return next((line for line in self.lines if line.state in begins), None)

    def find(self, measure: str, period: str = "") -> Line | None:
        """The line of a measure, by its key, and of a period, by its number."""
        for line in self.lines:
            if str(line.measure.pk) == measure and period in ("", str(line.period.number)):
                return line
        return None

    def after(self, place: tuple[int, int]) -> Line | None:
        """Where the way goes on from there."""
        return next((line for line in self.left if line.place > place), None)

    def position(self, place: tuple[int, int]) -> int:
        """The how manieth it is; 0 where it isn't on the way."""
        return next((number for number, line in enumerate(self.lines, 1) if line.place == place), 0)


def of_period(parts: QuerySet[Participation], period: ReportingPeriod) -> Round:
    """The reports that these parts (with light) owe in the period, in the plan's order. One query."""
    rows: Any = owed.with_report(parts, period).filter(owes=True)
    return Round(
        [
            Line(part.measure, period, part.report_state, part.light, part.role == Role.LEAD)
            for part in rows.select_related("measure__task").order_by("measure__seq")
        ]
    )


def to_sign(parts: QuerySet[Participation], *, plan: Plan, unit: Unit) -> Round:
    """The unit's reports that wait for its head, of whichever period. Two queries, one where none waits."""
    handed = ProgressReport.objects.filter(
        unit=unit, measure__plan=plan, state=ReportState.HANDED, period__closed_at__isnull=True
    )
    waiting = list(handed.select_related("period").order_by("period__number", "measure__seq"))
    if not waiting:
        return Round([], signing=True)
    rows: Any = parts.filter(measure__in=[report.measure_id for report in waiting])
    part_of = {part.measure_id: part for part in rows.select_related("measure__task")}
    return Round(
        [
            Line(part.measure, report.period, report.state, part.light, part.role == Role.LEAD)
            for report in waiting
            if (part := part_of.get(report.measure_id))
        ],
        signing=True,
    )
