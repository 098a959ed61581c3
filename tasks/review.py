"""What can happen to a report: the moves as data, and the one door through which each goes.

Every move writes the report, its event and the facts that follow, in one transaction, or nothing.
"""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from departments.models import Unit, User
from tasks import access, facts, notices, periods
from tasks.choices import INTERNAL, ReportState, Role, Status
from tasks.models import Measure, ProgressReport, ReportEvent, ReportingPeriod
from tasks.models.reports import CONTENT_FIELDS
from tasks.report_rules import Content, problems_of, unchanged

NEW = "new"
DRAFT, HANDED, SUBMITTED, RETURNED, APPROVED = ReportState
UNIT, HEAD, COORDINATOR = "unit", "head", "coordinator"
"""Who makes a move: anyone of the report's unit, its head, or a coordinator."""


@dataclass(frozen=True)
class Move:
    """What a move does to a report's state, who makes it, and whether it needs a reason.

    `writes`: it takes the content that was typed. `whole`: the content must be fit to submit.
    """

    name: str
    states: dict[str, str]
    by: str
    needs_reason: bool = False
    writes: bool = False
    whole: bool = False


MOVES = {
    move.name: move
    for move in (
        Move("save", {NEW: DRAFT, DRAFT: DRAFT, RETURNED: RETURNED, HANDED: HANDED}, UNIT, writes=True),
        Move("hand_over", {NEW: HANDED, DRAFT: HANDED, RETURNED: HANDED}, UNIT, writes=True, whole=True),
        Move("call_back", {HANDED: DRAFT}, UNIT),
        Move("hand_back", {HANDED: DRAFT}, HEAD, needs_reason=True),
        Move(
            "submit",
            {NEW: SUBMITTED, DRAFT: SUBMITTED, RETURNED: SUBMITTED, HANDED: SUBMITTED},
            UNIT,
            writes=True,
            whole=True,
        ),
        Move("take_back", {SUBMITTED: DRAFT}, UNIT),
        Move("begin", {SUBMITTED: SUBMITTED}, COORDINATOR),
        Move("lay_aside", {SUBMITTED: SUBMITTED}, COORDINATOR),
        Move("approve", {SUBMITTED: APPROVED}, COORDINATOR),
        Move("return", {SUBMITTED: RETURNED}, COORDINATOR, needs_reason=True),
        Move("reopen", {APPROVED: RETURNED}, COORDINATOR, needs_reason=True),
    )
}
"""The whole state machine; `new` is a report that nobody has saved yet."""
SILENT = (*INTERNAL, "begin", "lay_aside")
"""The moves after which nothing new is known of the measure."""


@dataclass(frozen=True)
class Sitting:
    """One opened form, and which of its saves this is.

    Whatever a form saves continues what it saved before, also where the answer to that was lost on its way.
    """

    form: str
    number: int


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


def said_before(*, unit: Unit, period: ReportingPeriod) -> QuerySet[ReportEvent]:
    """The events behind what the unit said in earlier periods of the plan, the latest first."""
    events = said_earlier(unit=unit, plan=period.plan_id, number=period.number)
    return events.select_related("report__period")


def said_earlier(*, unit: Any, plan: Any, number: Any) -> QuerySet[ReportEvent]:
    """The same by values or by an outer query's columns: what was said in periods before that number."""
    return ReportEvent.objects.filter(
        report__unit=unit,
        report__period__plan=plan,
        report__period__number__lt=number,
        report__state__in=(SUBMITTED, APPROVED),
    ).order_by("-report__period__number", "-number")


def previous(report: ProgressReport) -> ReportEvent | None:
    """The event behind what the unit last said on this measure in an earlier period."""
    return said_before(unit=report.unit, period=report.period).filter(report__measure=report.measure).first()


def leads(report: ProgressReport) -> bool:
    """Does the report's unit lead its measure?"""
    parts = report.measure.participations.filter(unit=report.unit, until__isnull=True)
    return parts.filter(role=Role.LEAD).exists()


def state_of(report: ProgressReport) -> str:
    """The report's state, `new` before its first save."""
    return report.state if report.version else NEW


def may(user: User, move: str, report: ProgressReport) -> access.Answer:
    """May this person make this move now? Considers who they are and where the report stands."""
    rule, state = MOVES[move], state_of(report)
    if rule.by == COORDINATOR:
        answer = access.may_review(user, report)
    else:
        answer = access.may_report(user, report)
    if answer and report.period.closed_at:
        return access.Answer(
            False, _("%(period)s is closed; a coordinator can reopen it.") % {"period": report.period}
        )
    if answer and state not in rule.states:
        shown = report.get_state_display() if report.version else _("not written yet")
        return access.Answer(False, _("The report is: %(state)s. This can't be done now.") % {"state": shown})
    if answer and move == "reopen" and not report.unit.is_active:
        return access.nobody_writes(report.unit)
    if not answer or rule.by == COORDINATOR:
        return answer
    return _may_within(user, move, report)


def _may_within(user: User, move: str, report: ProgressReport) -> access.Answer:
    """The unit's own order: who hands over, who signs off, and until when a report can be taken back."""
    if move == "take_back" and report.reviewer:
        return access.Answer(
            False,
            _("%(name)s has begun its review; ask for it to be returned.") % {"name": report.reviewer},
        )
    if move == "hand_over" and not report.unit.signs_off:
        return access.Answer(False, _("In this unit everyone submits; there is nobody to hand over to."))
    lies_with_head = state_of(report) == HANDED and move != "call_back"
    if (lies_with_head or (move == "submit" and report.unit.signs_off)) and not user.heads(report.unit):
        return access.Answer(False, _("In this unit the head submits: hand the report over."))
    return access.ALLOWED


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
    sitting: Sitting | None = None,
) -> ReportEvent:
    """Makes one move of a report and returns its event.

    `based_on` is the version the person had before them (0: none yet); `key` makes a repeated request
    harmless. Raises Conflict, Refused or Invalid, and then nothing is written.
    """
    rule = MOVES[move]
    row = hold(report)
    if key and (done := ReportEvent.objects.filter(key=key).first()):
        if not _repeats(done, row, rule, by, content):
            raise Conflict(row)
        return done
    continues = _continues(row, sitting, by)
    if row.version != based_on and not continues:
        raise Conflict(row)
    if not (answer := may(by, move, row)):
        raise Refused(answer.reason)
    if rule.needs_reason and not comment.strip():
        raise Invalid({"comment": _("Write the reason, so that the unit knows what to do.")})
    if row.autosaved_by and row.autosaved_at and not (continues and rule.writes):
        _record(row, "save", by=row.autosaved_by, at=row.autosaved_at)
    if rule.writes:
        _write(row, content or Content(), at, whole=rule.whole)
    row.state = rule.states[state_of(row)]
    row.version += 1
    row.autosaved_by, row.autosaved_at = None, None
    row.sitting, row.sitting_number = (sitting.form, sitting.number) if sitting else ("", 0)
    row.reviewer = by if move == "begin" else None
    if move == "submit" and row.submitted_on is None:
        row.submitted_on = timezone.localdate(at)
    row.save()
    event = _record(row, move, by=by, at=at, comment=comment.strip(), key=key)
    notices.of_report(event)
    if move not in SILENT and (move != "approve" or row.status == Status.DONE):
        facts.refresh([row.measure_id], unit=row.unit_id)
    return event


@transaction.atomic
def autosave(
    *,
    report: ProgressReport,
    by: User,
    at: datetime.datetime,
    based_on: int,
    content: Content,
    sitting: Sitting,
) -> int:
    """Saves a draft for a form that does so by itself, and returns the version it has then.

    The first of a sitting is a step with its event; those that follow change the working copy alone, until
    the next step of a person makes an event of them. Raises Conflict and Refused as `apply` does.
    """
    row = hold(report)
    if not _continues(row, sitting, by):
        return apply(
            report=report, move="save", by=by, at=at, based_on=based_on, content=content, sitting=sitting
        ).number
    if not (answer := may(by, "save", row)):
        raise Refused(answer.reason)
    _write(row, content, at, whole=False)
    row.version += 1
    row.autosaved_by, row.autosaved_at, row.sitting_number = by, at, sitting.number
    row.save()
    return row.version


def hold(report: ProgressReport) -> ProgressReport:
    """The report's row, held until the transaction ends, with its period as it stands now."""
    period = periods.hold(report.period)
    place: dict[str, Any] = {"measure": report.measure, "unit": report.unit, "period": period}
    row, _new = ProgressReport.objects.get_or_create(**place)
    locked = ProgressReport.objects.select_for_update(of=("self",), no_key=True)
    row = locked.select_related("reviewer", "autosaved_by").get(pk=row.pk)
    row.measure, row.unit, row.period = report.measure, report.unit, period
    return row


def _continues(row: ProgressReport, sitting: Sitting | None, by: User) -> bool:
    """Did this very form write the report last, and is this a later save of it?"""
    if sitting is None or row.sitting != sitting.form or row.sitting_number >= sitting.number:
        return False
    wrote = row.events.filter(number=row.version).values_list("by", flat=True)
    return by.pk == (row.autosaved_by_id or wrote.first())


def _record(
    row: ProgressReport,
    move: str,
    *,
    by: User,
    at: datetime.datetime,
    comment: str = "",
    key: str | None = None,
) -> ReportEvent:
    said = {name: getattr(row, name) for name in CONTENT_FIELDS}
    return ReportEvent.objects.create(
        report=row,
        number=row.version,
        move=move,
        state=row.state,
        by=by,
        at=at,
        on=timezone.localdate(at),
        comment=comment,
        key=key,
        **said,
    )


def _repeats(done: ReportEvent, row: ProgressReport, rule: Move, by: User, content: Content | None) -> bool:
    """Is this the very request that made the event, and not other text under a used key?"""
    if (done.report_id, done.move, done.by_id) != (row.pk, rule.name, by.pk):
        return False
    said = (content or Content()).stored(row.measure, leads=leads(row)) if rule.writes else {}
    return all(getattr(done, name) == value for name, value in said.items())


def _write(row: ProgressReport, content: Content, at: datetime.datetime, *, whole: bool) -> None:
    if row.period.opens_on > timezone.localdate(at):
        raise Refused(_("%(period)s hasn't begun yet.") % {"period": row.period})
    before, leading = previous(row), leads(row)
    today = timezone.localdate(at)
    if whole and (errors := problems_of(content, measure=row.measure, leads=leading, today=today)):
        raise Invalid(errors)
    fields: dict[str, Any] = content.stored(row.measure, leads=leading)
    for name, value in fields.items():
        setattr(row, name, value)
    row.evidence = list(row.files.filter(removed_at__isnull=True).values_list("pk", flat=True))
    row.no_change = not row.evidence and unchanged(fields, before)
