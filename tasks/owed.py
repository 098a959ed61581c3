"""Which reports are owed in a period, and where each stands: one definition for every count and list."""

import datetime

from django.db.models import BooleanField, Case, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from tasks.choices import COUNTING
from tasks.models import Participation, ProgressReport, ReportEvent, ReportingPeriod


def with_report(
    parts: QuerySet[Participation],
    period: ReportingPeriod | None,
    *,
    known_on: datetime.date | None = None,
) -> QuerySet[Participation]:
    """Participations with what became of their report in the period.

    `owes`: a report is owed in this period. A closed part owes none, unless it was closed by this period's.
    `report_state`: the report's state, '' where nobody has written anything. `report_on`: the day of its last
    move. `known_on` asks for what one could know at the end of that day, of parts from `facts.as_known`.
    """
    if period is None:
        return parts.annotate(owes=Value(False), report_state=Value(""), report_on=Value(None))
    place = {"measure": OuterRef("measure"), "unit": OuterRef("unit"), "period": period, "version__gt": 0}
    report = ProgressReport.objects.filter(**place)
    event = ReportEvent.objects.filter(**{f"report__{name}": value for name, value in place.items()})
    if known_on:
        event = event.filter(on__lte=known_on)
        state, closed_on = Subquery(event.order_by("-number").values("state")[:1]), "_closed_on"
    else:
        state, closed_on = Subquery(report.order_by().values("state")[:1]), "closed_on"
    asked = period.asked(of="measure__task__section")
    given = Q(**{f"{closed_on}__isnull": True}) | Q(report_state__in=COUNTING)
    return parts.annotate(
        report_state=Coalesce(state, Value("")),
        report_on=Subquery(event.order_by("-number").values("on")[:1]),
    ).annotate(
        owes=Case(
            When(Q(owed_from__lte=period.number) & given & asked, then=True),
            default=False,
            output_field=BooleanField(),
        ),
    )


def days_left(period: ReportingPeriod, day: datetime.date) -> int:
    """Days until the period's reports are due; negative when they are overdue."""
    return (period.due_on - day).days
