"""Which reports are owed in a period, and where each stands: one definition for every count and list."""

import datetime

from django.db.models import BooleanField, Case, Exists, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from tasks.choices import COUNTING
from tasks.models import Participation, ProgressReport, ReportingPeriod


def with_report(parts: QuerySet[Participation], period: ReportingPeriod | None) -> QuerySet[Participation]:
    """Participations with what became of their report in the period.

    `owes`: a report is owed in this period. A closed part owes none, unless it was closed by this period's.
    `report_state`: the report's state, '' where nobody has written anything. `report_on`: the day of its last move.
    """
    if period is None:
        return parts.annotate(owes=Value(False), report_state=Value(""), report_on=Value(None))
    report = ProgressReport.objects.filter(
        measure=OuterRef("measure"), unit=OuterRef("unit"), period=period, version__gt=0
    )
    given = Exists(report.filter(state__in=COUNTING))
    return parts.annotate(
        report_state=Coalesce(Subquery(report.values("state")[:1]), Value("")),
        report_on=Subquery(report.order_by("-events__number").values("events__on")[:1]),
        owes=Case(
            When(Q(owed_from__lte=period.number) & (Q(closed_on__isnull=True) | given), then=True),
            default=False,
            output_field=BooleanField(),
        ),
    )


def days_left(period: ReportingPeriod, day: datetime.date) -> int:
    """Days until the period's reports are due; negative when they are overdue."""
    return (period.due_on - day).days
