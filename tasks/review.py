"""What can happen to a report: the moves as data, and the one door through which each goes.

Every move writes the report, its event and the facts that follow, in one transaction, or nothing.
"""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from departments.models import Unit, User
from tasks import access, facts
from tasks.choices import ReportState, Role, Status
from tasks.models import Measure, ProgressReport, ReportEvent, ReportingPeriod
from tasks.models.reports import CONTENT_FIELDS
from tasks.report_rules import Content, problems_of

NEW = "new"
DRAFT, SUBMITTED, RETURNED, APPROVED = (
    ReportState.DRAFT, ReportState.SUBMITTED, ReportState.RETURNED, ReportState.APPROVED,
)  # fmt: skip


@dataclass(frozen=True)
class Move:
    """What a move does to a report's state, who makes it, and whether it needs a reason."""

    name: str
    states: dict[str, str]
    by: str
    needs_reason: bool = False
    writes: bool = False


MOVES = {
    move.name: move
    for move in (
        Move("save", {NEW: DRAFT, DRAFT: DRAFT, RETURNED: RETURNED}, by="unit", writes=True),
        Move("submit", {NEW: SUBMITTED, DRAFT: SUBMITTED, RETURNED: SUBMITTED}, by="unit", writes=True),
        Move("take_back", {SUBMITTED: DRAFT}, by="unit"),
        Move("approve", {SUBMITTED: APPROVED}, by="coordinator"),
        Move("return", {SUBMITTED: RETURNED}, by="coordinator", needs_reason=True),
        Move("reopen", {APPROVED: RETURNED}, by="coordinator", needs_reason=True),
    )
}
"""The whole state machine; `new` is a report that nobody has saved yet."""


class Refused(Exception):
    """The move isn't open to this person or from this state; the message says why."""


class Invalid(Exception):
    """The content breaks a rule: `errors` maps the field (or `comment`) to what to do."""

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__("; ".join(errors.values()))
        self.errors = errors


class Conflict(Exception):
    """Someone else was faster: `report` is the one that stands, `event` what they did."""

    def __init__(self, report: ProgressReport) -> None:
        super().__init__(_("This report was changed in the meantime."))
        self.report = report
        self.event = report.events.select_related("by").order_by("-number").first()


def find(*, measure: Measure, unit: Unit, period: ReportingPeriod) -> ProgressReport:
    """The unit's report on the measure in the period; an unsaved one where there is none yet."""
    place = {"measure": measure, "unit": unit, "period": period}
    related = ("measure__plan", "unit", "period")
    return ProgressReport.objects.select_related(*related).filter(**place).first() or ProgressReport(**place)


def previous(report: ProgressReport) -> ReportEvent | None:
    """The event behind what the unit last said on this measure in an earlier period."""
    events = ReportEvent.objects.filter(
        report__measure=report.measure,
        report__unit=report.unit,
        report__period__number__lt=report.period.number,
        report__state__in=(SUBMITTED, APPROVED),
    )
    return events.select_related("report__period").order_by("-report__period__number", "-number").first()


def leads(report: ProgressReport) -> bool:
    """Does the report's unit lead its measure?"""
    parts = report.measure.participations.filter(unit=report.unit, until__isnull=True)
    return parts.filter(role=Role.LEAD).exists()


def state_of(report: ProgressReport) -> str:
    """The report's state, `new` before its first save."""
    return report.state if report.version else NEW


def may(user: User, move: str, report: ProgressReport) -> access.Answer:
    """May this person make this move now? Considers who they are and where the report stands."""
    rule = MOVES[move]
    if rule.by == "unit":
        answer = access.may_report(user, report)
    else:
        answer = access.may_review(user, report)
    if answer and state_of(report) not in rule.states:
        state = report.get_state_display() if report.version else _("not written yet")
        return access.Answer(False, _("The report is: %(state)s. This can't be done now.") % {"state": state})
    return answer


@transaction.atomic
def apply(
    *,
    report: ProgressReport,
    move: str,
    by: User,
    at: datetime.datetime,
    based_on: int,
    content: Content | None = None,
    comment: str = "",
    key: str | None = None,
) -> ReportEvent:
    """Makes one move of a report and returns its event.

    `based_on` is the version the person had before them (0: none yet); `key` makes a repeated request
    harmless: it returns the event that the first one made. Raises Conflict, Refused or Invalid, and then
    nothing is written.
    """
    rule = MOVES[move]
    place: dict[str, Any] = {"measure": report.measure, "unit": report.unit, "period": report.period}
    row, _new = ProgressReport.objects.get_or_create(**place)
    row = ProgressReport.objects.select_for_update().get(pk=row.pk)
    row.measure, row.unit, row.period = report.measure, report.unit, report.period
    if key and (done := ReportEvent.objects.filter(key=key).first()):
        if not _repeats(done, row, rule, by, content):
            raise Conflict(row)
        return done
    if row.version != based_on:
        raise Conflict(row)
    if not (answer := may(by, move, row)):
        raise Refused(answer.reason)
    if rule.needs_reason and not comment.strip():
        raise Invalid({"comment": _("Write the reason, so that the unit knows what to do.")})
    if rule.writes:
        _write(row, content or Content(), at, strict=move == "submit")
    row.state = rule.states[state_of(row)]
    row.version += 1
    if move == "submit" and row.submitted_on is None:
        row.submitted_on = timezone.localdate(at)
    row.save()
    event = ReportEvent.objects.create(
        report=row,
        number=row.version,
        move=move,
        state=row.state,
        by=by,
        at=at,
        on=timezone.localdate(at),
        comment=comment.strip(),
        key=key,
        **{name: getattr(row, name) for name in CONTENT_FIELDS},
    )
    if _changes_facts(row, move):
        facts.refresh([row.measure_id], unit=row.unit_id)
    return event


def _repeats(done: ReportEvent, row: ProgressReport, rule: Move, by: User, content: Content | None) -> bool:
    """Is this the very request that made the event, and not other text under a used key?"""
    if (done.report_id, done.move, done.by_id) != (row.pk, rule.name, by.pk):
        return False
    said = (content or Content()).stored(row.measure, leads=leads(row)) if rule.writes else {}
    return all(getattr(done, name) == value for name, value in said.items())


def _changes_facts(row: ProgressReport, move: str) -> bool:
    """A saved draft doesn't count, and an approval says nothing new unless it closes something."""
    return move != "save" and (move != "approve" or row.status == Status.DONE)


def _write(row: ProgressReport, content: Content, at: datetime.datetime, *, strict: bool) -> None:
    if row.period.starts_on > timezone.localdate(at):
        raise Refused(_("%(period)s hasn't begun yet.") % {"period": row.period})
    before, leading = previous(row), leads(row)
    if strict and (errors := problems_of(content, measure=row.measure, leads=leading, before=before)):
        raise Invalid(errors)
    fields: dict[str, Any] = content.stored(row.measure, leads=leading)
    for name, value in fields.items():
        setattr(row, name, value)
    row.no_change = before is not None and all(
        getattr(before, name) == fields[name] for name in CONTENT_FIELDS if name != "no_change"
    )
