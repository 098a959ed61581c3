"""Reports as they stand, sent on together: what keeps each from it, and sending those that are fit."""

import datetime
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Subquery, prefetch_related_objects

from departments.models import Unit, User
from tasks import cross_checks, report_text, review
from tasks.cross_checks import Look
from tasks.dashboards.measure import latest_said
from tasks.dashboards.round import Line
from tasks.forms import ReportForm
from tasks.models import Evidence, Measure, Participation, ProgressReport, ReportEvent, Target

CAME_BACK = ("return", "reopen", "hand_back")
"""The moves after which a report wants to be changed before it goes again."""


@dataclass(frozen=True)
class Ready:
    """A report on its way, what its content still lacks, and what is worth a look in it."""

    line: Line
    report: ProgressReport
    form: ReportForm
    unrevised: bool
    looks: list[Look]

    @property
    def troubles(self) -> list[tuple[str, str, str]]:
        """Anchor, label and message of all that is wrong."""
        return self.form.summary

    @property
    def fit(self) -> bool:
        """Could it be sent on? One that came back isn't until somebody has changed it."""
        return not (self.troubles or self.unrevised)


@dataclass
class Outcome:
    """What became of sending several: those that went, and why each of the others didn't."""

    sent: list[Line] = field(default_factory=list)
    kept: list[tuple[Line, str]] = field(default_factory=list)


def readiness(lines: Iterable[Line], *, unit: Unit, today: datetime.date) -> list[Ready]:
    """The unit's reports on these lines that somebody has written. Six queries, however many."""
    lines = list(lines)
    prefetch_related_objects(
        [line.measure for line in lines], Prefetch("targets", Target.objects.order_by("pk"))
    )
    last = ReportEvent.objects.filter(report=OuterRef("pk")).order_by("-number")
    files = Evidence.objects.filter(report=OuterRef("pk"), removed_at__isnull=True)
    reports: dict[tuple[int, int], Any] = {
        (report.measure_id, report.period_id): report
        for report in ProgressReport.objects.annotate(
            last_move=Subquery(last.values("move")[:1]), proved=Exists(files)
        ).filter(
            unit=unit,
            measure__in=[line.measure.pk for line in lines],
            period__in={line.period.pk for line in lines},
            version__gt=0,
        )
    }
    before = _last_said(reports.values(), unit=unit)
    parts = _parts([line.measure for line in lines])
    found = []
    for line in lines:
        report = reports.get((line.measure.pk, line.period.pk))
        if report is None:
            continue
        report.measure, report.unit, report.period = line.measure, unit, line.period
        typed = report_text.typed(report, line.measure)
        form = ReportForm(typed, measure=line.measure, leads=line.leads)
        form.is_valid()
        form.tell_all(today=today)
        unrevised = report.last_move in CAME_BACK and not report.autosaved_by_id
        looks = cross_checks.looks(
            report,
            measure=line.measure,
            leads=line.leads,
            before=before.get(report.pk),
            sums=cross_checks.sums_of(
                report, measure=line.measure, unit=unit.pk, parts=parts[line.measure.pk]
            ),
            proved=report.proved,
            today=today,
        )
        found.append(Ready(line, report, form, unrevised, looks))
    return found


def _parts(measures: list[Measure]) -> Mapping[int, list[Any]]:
    """Measure → the parts held in it, with the values that their units last said."""
    found: Mapping[int, list[Any]] = defaultdict(list)
    held = Participation.objects.filter(measure__in=measures, until__isnull=True)
    latest = latest_said(ReportEvent.objects.all())
    for part in held.annotate(said_values=Subquery(latest.values("values")[:1])):
        found[part.measure_id].append(part)
    return found


def send(
    chosen: Iterable[tuple[Ready, int]], *, move: str, by: User, at: datetime.datetime, key: uuid.UUID | None
) -> Outcome:
    """Makes the move of each of these reports, from the version that was seen; one that fails stops none."""
    outcome = Outcome()
    for ready, version in chosen:
        try:
            review.apply(
                report=ready.report,
                move=move,
                by=by,
                at=at,
                based_on=version,
                content=ready.form.content(),
                key=str(uuid.uuid5(key, str(ready.report.pk))) if key else None,
            )
        except (review.Refused, review.Conflict, review.Invalid) as problem:
            outcome.kept.append((ready.line, str(problem)))
        else:
            outcome.sent.append(ready.line)
    return outcome


def _last_said(reports: Iterable[ProgressReport], *, unit: Unit) -> dict[int, ReportEvent]:
    """Report → the event behind what its unit said on the measure in an earlier period."""
    said = ReportEvent.objects.filter(
        report__unit=unit,
        report__measure=OuterRef("measure"),
        report__period__number__lt=OuterRef("period__number"),
        report__state__in=(review.SUBMITTED, review.APPROVED),
    ).order_by("-report__period__number", "-number")
    rows = ProgressReport.objects.filter(pk__in=[report.pk for report in reports])
    last = dict(rows.annotate(last=Subquery(said.values("pk")[:1])).values_list("pk", "last"))
    events = ReportEvent.objects.select_related("report__period").in_bulk(
        [event for event in last.values() if event]
    )
    return {report: events[event] for report, event in last.items() if event}
