"""What a unit has to do now."""

import datetime
from dataclasses import dataclass

from django.db.models import Count, F, OuterRef, QuerySet, Subquery

from tasks import owed
from tasks.choices import OWNING, ReportState, Role
from tasks.models import Participation, Plan, ReportEvent, ReportingPeriod

SHOWN = 4


@dataclass(frozen=True)
class Round:
    """The reports that a unit owes in one period, by where they stand."""

    period: ReportingPeriod
    days_left: int
    approved: int
    submitted: int
    returned: int
    draft: int
    unwritten: int

    @property
    def owed(self) -> int:
        """All of them."""
        return self.approved + self.submitted + self.open

    @property
    def open(self) -> int:
        """Those that the unit still has to submit."""
        return self.returned + self.draft + self.unwritten

    @property
    def segments(self) -> list[tuple[str, int, int]]:
        """Class, start and length of each part of the bar, in reports."""
        start, parts = 0, []
        for css, count in (
            ("s1", self.approved),
            ("s2", self.submitted),
            ("s3", self.returned),
            ("s4", self.draft),
            ("s5", self.unwritten),
        ):
            if count:
                parts.append((css, start, count))
            start += count
        return parts


@dataclass(frozen=True)
class Todo:
    """What waits for the unit: the first few of each kind, and how many there are."""

    round: Round | None
    first_open: Participation | None
    returned: list[Participation]
    returned_count: int
    overdue: list[Participation]
    overdue_count: int
    new: list[Participation]
    new_count: int
    possible_count: int

    @property
    def more(self) -> int:
        """How many are not shown."""
        shown = len(self.returned) + len(self.overdue) + len(self.new)
        return self.returned_count + self.overdue_count + self.new_count - shown

    @property
    def nothing(self) -> bool:
        """True when all is done for now."""
        return not (self.returned_count or self.overdue_count or self.new_count)


def todo(
    parts: QuerySet[Participation], *, plan: Plan, period: ReportingPeriod | None, today: datetime.date
) -> Todo:
    """What the unit of these parts (with light and report) has to do in the period that runs."""
    ordered = parts.select_related("measure__task").order_by("measure__seq")
    last_comment = ReportEvent.objects.filter(
        report__measure=OuterRef("measure"), report__unit=OuterRef("unit"), report__period=period, move="return"
    ).order_by("-number")
    returned = ordered.filter(report_state=ReportState.RETURNED).annotate(
        comment=Subquery(last_comment.values("comment")[:1])
    )
    overdue = ordered.filter(missing__gt=0, closed__isnull=True, role__in=OWNING)
    new = ordered.filter(acknowledged_at__isnull=True, closed__isnull=True).exclude(role=Role.POSSIBLE)
    due_now = ordered.filter(owes=True, report_state__in=("", ReportState.DRAFT))
    return Todo(
        round=_round(parts, period=period, today=today) if period else None,
        first_open=due_now.first(),
        returned=list(returned[:SHOWN]),
        returned_count=returned.count(),
        overdue=list(overdue[:SHOWN]),
        overdue_count=overdue.count(),
        new=list(new[:SHOWN]),
        new_count=new.count(),
        possible_count=parts.filter(role=Role.POSSIBLE).count(),
    )


def _round(parts: QuerySet[Participation], *, period: ReportingPeriod, today: datetime.date) -> Round:
    states = dict(
        parts.filter(owes=True).order_by().values_list("report_state").annotate(count=Count("pk"))
    )
    return Round(
        period=period,
        days_left=owed.days_left(period, today),
        unwritten=states.get("", 0),
        **{state.value: states.get(state.value, 0) for state in ReportState},
    )


def counts(parts: QuerySet[Participation], by: str) -> dict[str, int]:
    """Value of the column `by` → how many of these parts have it."""
    return dict(parts.order_by().values_list(F(by)).annotate(count=Count("pk")))
