"""Which reports are owed in a period, and where each stands: one definition for every count and list."""

import datetime

from django.db.models import BooleanField, Case, DateField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from tasks import facts
from tasks.choices import COUNTING, OWNING
from tasks.models import Participation, Plan, ProgressReport, ReportEvent, ReportingPeriod

_CHUNK = 1000


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
        return parts.annotate(
            owes=Value(False), report_state=Value(""), report_on=Value(None, output_field=DateField())
        )
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


def owe_anew(plan: Plan) -> None:
    """Brings what the plan's parts owe in line with its periods, after these were changed.

    A part owes from the first period that wasn't due yet on the day its unit came to own the measure.
    """
    dues = list(plan.periods.order_by("number").values_list("number", "due_on"))
    owners = Participation.objects.filter(plan=plan, role__in=OWNING).order_by(
        "measure", "unit", "since", "pk"
    )
    since: dict[tuple[int, int], datetime.datetime] = {}
    ended: dict[tuple[int, int], datetime.datetime | None] = {}
    changed: dict[int | None, list[int]] = {}
    measures: set[int] = set()
    for part in owners.only("measure", "unit", "since", "until", "owed_from"):
        key = (part.measure_id, part.unit_id)
        if ended.get(key) != part.since:
            since[key] = part.since
        ended[key] = part.until
        day = timezone.localdate(since[key])
        owes = next((number for number, due_on in dues if due_on >= day), None)
        if part.until is None and part.owed_from != owes:
            changed.setdefault(owes, []).append(part.pk)
            measures.add(part.measure_id)
    for owes, keys in changed.items():
        for start in range(0, len(keys), _CHUNK):
            Participation.objects.filter(pk__in=keys[start : start + _CHUNK]).update(owed_from=owes)
    refreshed = sorted(measures)
    for start in range(0, len(refreshed), _CHUNK):
        facts.refresh(refreshed[start : start + _CHUNK])
