"""The reports that a unit can write in a period, each with all that its row of the workbook shows."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.db.models import OuterRef, Q, Subquery
from django.utils.translation import gettext as _

from departments.models import Unit, User
from tasks import access, owed, report_text, review, status
from tasks.choices import ReportState, Role
from tasks.models import Measure, Participation, Plan, ProgressReport, ReportEvent, ReportingPeriod
from tasks.report_rules import has_steps


@dataclass(frozen=True)
class Row:
    """A unit's part in a measure (with light and report), its report, and what it said before.

    `write`: may this person save the report as it stands now?
    """

    part: Participation
    report: ProgressReport
    before: ReportEvent | None
    write: access.Answer

    @property
    def measure(self) -> Measure:
        """The measure, with its targets."""
        return self.part.measure

    @property
    def leads(self) -> bool:
        """Does the unit lead the measure?"""
        return self.part.role == Role.LEAD

    @property
    def owes(self) -> bool:
        """Is the report owed, or may it stay empty?"""
        return bool(self.part.owes)  # type: ignore[attr-defined]

    @property
    def written_last(self) -> tuple[str, datetime.datetime]:
        """Who wrote the report last, and when."""
        if self.report.autosaved_by and self.report.autosaved_at:
            return self.report.autosaved_by.name, self.report.autosaved_at
        return self.report.last_by, self.report.last_at  # type: ignore[attr-defined]

    @property
    def typed(self) -> dict[str, str]:
        """Field → the text that stands there now."""
        return report_text.typed(self.report, self.measure)

    @property
    def steps(self) -> str:
        """The steps that the unit laid down: the report's, or those that it goes on from."""
        known = self.report if self.report.version else self.before
        return report_text.typed(known, self.measure)["steps"] if known and has_steps(self.measure) else ""


def rows_of(*, user: User, plan: Plan, unit: Unit, period: ReportingPeriod, day: datetime.date) -> list[Row]:
    """The unit's rows, those that it owes first; the same few queries however many there are."""
    parts = access.participations(user).filter(plan=plan, unit=unit).exclude(role=Role.POSSIBLE)
    parts = owed.with_report(status.with_light(parts, plan=plan, day=day), period)
    said = review.said_before(unit=unit, period=period).filter(report__measure=OuterRef("measure"))
    shown = (
        parts.filter(period.asked(of="measure__task__section"))
        .filter(Q(closed_on__isnull=True) | ~Q(report_state=""))
        .annotate(said_by=Subquery(said.values("pk")[:1]))
        .select_related("measure__task__section")
        .prefetch_related("measure__targets")
        .order_by("-owes", "measure__seq")
    )
    found = list(shown)
    before = review.said_before(unit=unit, period=period).in_bulk([part.said_by for part in found])
    last = ReportEvent.objects.filter(report=OuterRef("pk")).order_by("-number")
    written = (
        access.own_reports(user)
        .filter(unit=unit, period=period, version__gt=0)
        .select_related("autosaved_by")
        .annotate(last_by=Subquery(last.values("by__name")[:1]), last_at=Subquery(last.values("at")[:1]))
    )
    reports = {report.measure_id: report for report in written}
    heads = user.heads(unit)
    rows = []
    for part in found:
        report = reports.get(part.measure_id) or ProgressReport()
        part.measure.plan = plan
        report.measure, report.unit, report.period = part.measure, unit, period
        rows.append(Row(part, report, before.get(part.said_by), _write(part, report, heads)))
    return rows


def _write(part: Participation, report: ProgressReport, heads: bool) -> access.Answer:
    """What `review.may` will say of saving, without asking the database for each row."""
    if part.closed_on:
        return access.Answer(False, _("This measure is closed; a coordinator can reopen its last report."))
    if report.period.closed_at:
        return access.Answer(
            False, _("%(period)s is closed; a coordinator can reopen it.") % {"period": report.period}
        )
    state = review.state_of(report)
    if state not in review.MOVES["save"].states or (state == ReportState.HANDED and not heads):
        shown = report.get_state_display()
        return access.Answer(False, _("The report is: %(state)s. This can't be done now.") % {"state": shown})
    return access.ALLOWED
