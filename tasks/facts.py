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

from actionplan.shared.once import worked_out
from tasks.choices import COUNTING, WORST_FIRST, ReportState, Role, Status
from tasks.models import Measure, Participation, ReportEvent

FACTS = ("status", "percent", "reported_on", "covered_to", "closed_on")
_NOTHING_OWED = 32767


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


def _own_facts(event: QuerySet[ReportEvent]) -> dict[str, Any]:
    """Facts of one unit's part, from the event behind its latest submitted or approved report."""
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


def _parts(role: Role, known_on: datetime.date | None, *facts: str) -> QuerySet[Participation]:
    """The parts in this role, seen from a measure; for a past day with these facts as they were known."""
    parts = Participation.objects.filter(measure=OuterRef("pk"), role=role).order_by()
    if known_on is None:
        return parts.filter(until__isnull=True)
    held = parts.filter(Q(until__isnull=True) | Q(until__date__gt=known_on), since__date__lte=known_on)
    own = _own_facts(_counting_event(known_on))
    return held.annotate(**{fact: own[fact] for fact in facts})


def _leads(known_on: datetime.date | None, *facts: str) -> QuerySet[Participation]:
    return _parts(Role.LEAD, known_on, *facts)


def _measure_facts(known_on: datetime.date | None) -> dict[str, Any]:
    """Facts of a measure, from its leads: the worst status, the mean percent, closed when all are done."""
    status, percent, reported_on, covered_to, closed_on = (
        name if known_on is None else f"_{name}" for name in FACTS
    )

    def of_leads(aggregate: Any, *facts: str) -> Subquery:
        leads = _leads(known_on, *facts)
        return Subquery(leads.values("measure").annotate(found=aggregate).values("found"))

    badness = Case(
        *(When(**{status: word}, then=Value(rank)) for rank, word in enumerate(WORST_FIRST)),
        default=Value(len(WORST_FIRST)),
    )
    worst = _leads(known_on, status).annotate(_badness=badness).order_by("_badness").values(status)
    still_owing = Case(
        When(**{f"{closed_on}__isnull": False}, then=Value(_NOTHING_OWED)),
        default=F(covered_to),
        output_field=IntegerField(),
    )
    still_open = {f"{closed_on}__isnull": True}
    undone = Exists(_leads(known_on, closed_on).filter(**still_open)) | Exists(
        _parts(Role.RESPONSIBLE, known_on, closed_on).filter(plan__closing_needs_all=True, **still_open)
    )
    return {
        "_status": Coalesce(Subquery(worst[:1]), Value("")),
        "_percent": Cast(Round(of_leads(Avg(percent), percent)), IntegerField()),
        "_reported_on": of_leads(Max(reported_on), reported_on),
        "_covered_to": of_leads(Min(still_owing), covered_to, closed_on),
        "_closed_on": Case(When(undone, then=None), default=of_leads(Max(closed_on), closed_on)),
    }


def as_known(queryset: QuerySet, day: datetime.date) -> QuerySet:
    """Measures or participations with their facts as one could know them at the end of `day`.

    The annotations are named like the columns, with a leading underscore: `_status`, `_percent` …
    Participations are those that held on that day.
    """
    if queryset.model is Measure:
        return queryset.annotate(**_measure_facts(day))
    whole = Measure.objects.filter(pk=OuterRef("measure")).annotate(**_measure_facts(day))
    held = queryset.filter(Q(until__isnull=True) | Q(until__date__gt=day), since__date__lte=day)
    held = worked_out(held.annotate(_event=Subquery(_counting_event(day).values("pk")[:1])), "_event")
    facts = _own_facts(ReportEvent.objects.filter(pk=OuterRef("_event")))
    own = facts.pop("_closed_on")
    closed = Coalesce(own, Subquery(whole.values("_closed_on")[:1]), output_field=DateField())
    return held.annotate(**facts, _closed_on=closed)


def refresh(measures: Collection[int], *, unit: int | None = None) -> None:
    """Copies what is known now into the columns of these measures (by primary key) and their parts.

    `unit` says that only this unit's reports changed, which spares the other parts.
    """
    rows = Measure.objects.filter(pk__in=measures)
    parts = Participation.objects.filter(measure__in=measures, until__isnull=True)
    closings = rows.order_by().values_list("pk", "closed_on")
    before = set(closings) if unit else set()
    own = _own_facts(_counting_event(None))
    _copy(parts.filter(unit=unit) if unit else parts, own)
    _copy(rows, _measure_facts(None))
    if unit and (shifted := set(closings.all()) - before):
        _copy(parts.filter(measure__in=[key for key, _ in shifted]), own)
    closed = Measure.objects.filter(pk=OuterRef("measure")).values("closed_on")
    open_parts = parts.filter(closed_on__isnull=True, measure__closed_on__isnull=False)
    open_parts.update(closed_on=Subquery(closed))


def cover(measures: Collection[int]) -> None:
    """What `refresh` does for measures without any report: how far their leads are covered."""
    covered = {"_covered_to": _measure_facts(None)["_covered_to"]}
    Measure.objects.filter(pk__in=measures).annotate(**covered).update(covered_to=F("_covered_to"))


def _copy(rows: QuerySet, known: dict[str, Any]) -> None:
    rows.annotate(**known).update(**{name: F(f"_{name}") for name in FACTS})
