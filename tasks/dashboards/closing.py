"""Measures that a lead reports as done, with what is still missing; and those that are closed."""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from departments.models import User
from tasks import access, report_rules
from tasks.choices import COUNTING, OWNING, ReportState, Role, Status
from tasks.models import Measure, Participation, Plan, ProgressReport, ReportEvent

SHOWN = 30


@dataclass(frozen=True)
class Lack:
    """Something that is missing, in words; `required`: the measure doesn't close without it."""

    words: str
    required: bool


@dataclass(frozen=True)
class Closing:
    """A measure that a lead reports as done. `approve` are the reports whose approval it waits for."""

    measure: Measure
    lacks: list[Lack]
    approve: list[ReportEvent]

    @property
    def required(self) -> list[Lack]:
        """What keeps it from being closed."""
        return [lack for lack in self.lacks if lack.required]

    @property
    def remarks(self) -> list[Lack]:
        """What is worth a look before it is closed."""
        return [lack for lack in self.lacks if not lack.required]


@dataclass(frozen=True)
class Closed:
    """A closed measure with the report that closed it; `may` says whether this person can reopen that.

    `key` goes with the form that does so.
    """

    measure: Measure
    report: ProgressReport | None
    may: access.Answer
    key: uuid.UUID = field(default_factory=uuid.uuid4)


def reported_done(measures: QuerySet[Measure]) -> QuerySet[Measure]:
    """Of these measures the open ones that a lead reports as done."""
    done = Participation.objects.filter(
        measure=OuterRef("pk"), until__isnull=True, role=Role.LEAD, status=Status.DONE
    )
    return measures.filter(Exists(done), closed_on__isnull=True)


def closings(measures: QuerySet[Measure], *, plan: Plan) -> list[Closing]:
    """The first of `reported_done`, each with what is missing; a fixed number of queries."""
    found = list(_with_owners(reported_done(measures).prefetch_related("targets").order_by("seq"))[:SHOWN])
    said = _said(found)
    return [_closing(measure, said[measure.pk], plan) for measure in found]


def closed(measures: QuerySet[Measure], *, user: User, plan: Plan) -> list[Closed]:
    """The measures closed last, newest first, each with the report that did it."""
    found = list(
        _with_owners(measures.filter(closed_on__isnull=False).order_by("-closed_on", "-seq"))[:SHOWN]
    )
    said = _said(found)
    closing = {measure.pk: _closed_by(measure, said[measure.pk], plan) for measure in found}
    keys = [event.report_id for event in closing.values() if event]
    barred = set(
        ProgressReport.objects.filter(access.written_by(user), pk__in=keys).values_list("pk", flat=True)
    )
    rows = []
    for measure in found:
        event = closing[measure.pk]
        report = event.report if event else None
        rows.append(Closed(measure, report, _may_reopen(report, barred)))
    return rows


def _with_owners(measures: QuerySet[Measure]) -> QuerySet[Measure]:
    owners = Participation.objects.filter(until__isnull=True, role__in=OWNING)
    parts = owners.select_related("unit").order_by("unit__order")
    return measures.select_related("task").prefetch_related(
        Prefetch("participations", parts, to_attr="owners")
    )


def _said(measures: Iterable[Measure]) -> dict[int, dict[int, ReportEvent]]:
    """Measure → unit → the event behind its latest submitted or approved report."""
    later = ReportEvent.objects.filter(report=OuterRef("report"), number__gt=OuterRef("number"))
    newer = ProgressReport.objects.filter(
        measure=OuterRef("report__measure"),
        unit=OuterRef("report__unit"),
        period__number__gt=OuterRef("report__period__number"),
        state__in=COUNTING,
    )
    events = ReportEvent.objects.filter(
        ~Exists(later), ~Exists(newer), report__measure__in=[one.pk for one in measures], state__in=COUNTING
    ).select_related("report__unit", "report__period")
    found: dict[int, dict[int, ReportEvent]] = defaultdict(dict)
    for event in events:
        found[event.report.measure_id][event.report.unit_id] = event
    return found


def _closing(measure: Any, said: dict[int, ReportEvent], plan: Plan) -> Closing:
    lacks, approve = [], []
    undone: dict[str, list[str]] = {role: [] for role in OWNING}
    for part in measure.owners:
        event = said.get(part.unit_id)
        if event is None or event.status != Status.DONE:
            undone[part.role].append(part.unit.name)
        elif event.state == ReportState.SUBMITTED:
            approve.append(event)
        if event and part.role == Role.LEAD and event.status == Status.DONE:
            lacks += [Lack(words, False) for words in _thin(measure, event)]
    between = pgettext("list", ", ")
    waits = [event.report.unit.name for event in approve]
    required = [
        (_("Leads not done yet: %(units)s"), undone[Role.LEAD], True),
        (_("Done, and not approved yet: %(units)s"), waits, True),
        (
            _("Responsible units not done yet: %(units)s"),
            undone[Role.RESPONSIBLE],
            plan.closing_needs_all,
        ),
    ]
    named = [Lack(words % {"units": between.join(names)}, must) for words, names, must in required if names]
    return Closing(measure, named + lacks, approve)


def _thin(measure: Measure, event: ReportEvent) -> list[str]:
    """What a lead's 'done' leaves open."""
    unit = {"unit": event.report.unit.name}
    found = []
    for target in report_rules.asked(measure):
        value = event.values.get(str(target.pk))
        if value is None:
            found.append(_("%(unit)s: no value for %(target)s") % (unit | {"target": target.quote}))
        elif Decimal(value) < target.low:
            words = _("%(unit)s: %(value)s of %(target)s reached")
            found.append(words % (unit | {"value": value, "target": target.quote}))
    if undone := [step["title"] for step in event.steps if not step.get("done")]:
        names = pgettext("list", ", ").join(undone)
        found.append(_("%(unit)s: steps not done: %(steps)s") % (unit | {"steps": names}))
    if not event.evidence:
        found.append(_("%(unit)s: no evidence") % unit)
    return found


def _closed_by(measure: Any, said: dict[int, ReportEvent], plan: Plan) -> ReportEvent | None:
    """The approval that came last of those that the closing needed."""
    roles = OWNING if plan.closing_needs_all else (Role.LEAD,)
    approvals = [said[part.unit_id] for part in measure.owners if part.role in roles and part.unit_id in said]
    approved = [one for one in approvals if one.state == ReportState.APPROVED and one.status == Status.DONE]
    return max(approved, key=lambda event: (event.on, event.pk), default=None)


def _may_reopen(report: ProgressReport | None, barred: set[int]) -> access.Answer:
    """`review.may` for many reports at once; `barred` are those that others have to review."""
    if report is None:
        return access.Answer(False, _("No report of its leads closes it any more."))
    if report.pk in barred:
        return access.Answer(False, _("Nobody reviews their own report; another coordinator has to."))
    if not report.unit.is_active:
        return access.nobody_writes(report.unit)
    if report.period.closed_at:
        return access.Answer(
            False, _("%(period)s is closed; a coordinator can reopen it.") % {"period": report.period}
        )
    return access.ALLOWED
