"""What the reports establish, as it was known on any day.

One definition serves twice: `as_known` answers for a past day out of the append-only events, and `refresh`
copies the answer for now into the columns of `Standing`, from which every list reads.
"""

import datetime
from collections.abc import Collection
from typing import Any

from django.db.models import (
    Avg,
    Case,
    DateField,
    Exists,
    F,
    IntegerField,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Greatest, Round

from tasks.choices import COUNTING, WORST_FIRST, ReportState, Role, Status
from tasks.models import Measure, Participation, ReportEvent

FACTS = ("status", "percent", "reported_on", "covered_to", "closed_on")
_NOTHING_OWED = 32767
_BADNESS = Case(
    *(When(_status=status, then=Value(rank)) for rank, status in enumerate(reversed(WORST_FIRST), 1)),
    default=Value(0),
)


def _counting_event(known_on: datetime.date | None) -> QuerySet[ReportEvent]:
    """The event behind a unit's latest submitted or approved report, seen from a participation."""
    known = Q(on__lte=known_on) if known_on else Q()
    later = ReportEvent.objects.filter(known, report=OuterRef("report"), number__gt=OuterRef("number"))
    return ReportEvent.objects.filter(
        known,
        ~Exists(later),
        report__measure=OuterRef("measure"),
        report__unit=OuterRef("unit"),
        state__in=COUNTING,
    ).order_by("-report__period__number")


def _own_facts(known_on: datetime.date | None) -> dict[str, Any]:
    """Facts of one unit's part, from its own reports alone."""
    event = _counting_event(known_on)
    closing = event.annotate(
        closing=Case(When(status=Status.DONE, state=ReportState.APPROVED, then=F("on")), default=None)
    )
    return {
        "_status": Coalesce(Subquery(event.values("status")[:1]), Value("")),
        "_percent": Subquery(event.values("percent")[:1]),
        "_reported_on": Subquery(event.values("report__submitted_on")[:1]),
        "_covered_to": Case(
            When(owed_from__isnull=True, then=None),
            default=Greatest(
                Coalesce(Subquery(event.values("report__period__number")[:1]), Value(0)), F("owed_from") - 1
            ),
            output_field=IntegerField(),
        ),
        "_closed_on": Subquery(closing.values("closing")[:1], output_field=DateField()),
    }


def _leads(known_on: datetime.date | None) -> QuerySet[Participation]:
    """The leads' parts with their own facts, seen from a measure."""
    holding = Q(since__date__lte=known_on) & (Q(until__isnull=True) | Q(until__date__gt=known_on))
    return Participation.objects.filter(
        holding if known_on else Q(until__isnull=True), measure=OuterRef("pk"), role=Role.LEAD
    ).annotate(**_own_facts(known_on))


def _measure_facts(known_on: datetime.date | None) -> dict[str, Any]:
    """Facts of a measure, from its leads: the worst status, the mean percent, closed when all are done."""
    leads = _leads(known_on)

    def of_leads(aggregate: Any) -> Subquery:
        return Subquery(leads.order_by().values("measure").annotate(found=aggregate).values("found"))

    worst = of_leads(Max(_BADNESS))
    status = Case(
        *(When(_worst=rank, then=Value(status)) for rank, status in enumerate(reversed(WORST_FIRST), 1)),
        default=Value(""),
    )
    open_leads = leads.filter(_closed_on__isnull=True)
    return {
        "_worst": worst,
        "_status": status,
        "_percent": Cast(Round(of_leads(Avg("_percent"))), IntegerField()),
        "_reported_on": of_leads(Max("_reported_on")),
        "_covered_to": of_leads(
            Min(Case(When(_closed_on__isnull=False, then=Value(_NOTHING_OWED)), default=F("_covered_to")))
        ),
        "_closed_on": Case(When(Exists(open_leads), then=None), default=of_leads(Max("_closed_on"))),
    }


def as_known(queryset: QuerySet, day: datetime.date) -> QuerySet:
    """Measures or participations with their facts as one could know them at the end of `day`.

    The annotations are named like the columns, with a leading underscore: `_status`, `_percent` …
    Participations are those that held on that day.
    """
    if queryset.model is Measure:
        return queryset.annotate(**_measure_facts(day))
    facts = _own_facts(day)
    whole = Measure.objects.filter(pk=OuterRef("measure")).annotate(**_measure_facts(day))
    own = facts.pop("_closed_on")
    closed = Coalesce(own, Subquery(whole.values("_closed_on")[:1]), output_field=DateField())
    held = queryset.filter(Q(until__isnull=True) | Q(until__date__gt=day), since__date__lte=day)
    return held.annotate(**facts, _closed_on=closed)


def refresh(measures: Collection[int], *, unit: int | None = None) -> None:
    """Copies what is known now into the columns of these measures (by primary key) and their parts.

    `unit` says that only this unit's reports changed, which spares the other parts.
    """
    closed: dict[int, datetime.date | None] = {}
    shifted: list[int] = []
    for measure in Measure.objects.filter(pk__in=measures).annotate(**_measure_facts(None)):
        before = measure.closed_on
        _copy(measure)
        closed[measure.pk] = measure.closed_on
        if before != measure.closed_on:
            shifted.append(measure.pk)
        Measure.objects.filter(pk=measure.pk).update(**{name: getattr(measure, name) for name in FACTS})
    parts = Participation.objects.filter(measure__in=measures, until__isnull=True)
    if unit is not None:
        parts = parts.filter(Q(unit=unit) | Q(measure__in=shifted))
    rows = list(parts.annotate(**_own_facts(None)))
    for part in rows:
        _copy(part)
        part.closed_on = part.closed_on or closed[part.measure_id]
    Participation.objects.bulk_update(rows, FACTS, batch_size=500)


def _copy(row: Measure | Participation) -> None:
    for name in FACTS:
        setattr(row, name, getattr(row, f"_{name}"))
