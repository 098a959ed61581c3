"""The place of a measure's page where one unit's report of one period is written, read or reviewed."""

import datetime
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

from departments.models import Unit, User
from tasks import access, periods, report_text, review
from tasks.access import Answer
from tasks.choices import ReportState, Role
from tasks.models import Measure, Participation, ProgressReport, ReportEvent, ReportingPeriod
from tasks.steps import Step, read

NOT_ASKED = Answer(False)
REVIEWED_BY: dict[str, str] = {ReportState.SUBMITTED: "approve", ReportState.APPROVED: "reopen"}


class NotVisible(Exception):
    """The unit or the period that was asked for isn't there, or not for this person."""


@dataclass(frozen=True)
class Tab:
    """One period to switch to: where its report stands ('' for not written) and whether it waits."""

    period: ReportingPeriod
    state: str
    waits: bool
    current: bool


@dataclass(frozen=True)
class Choice:
    """Whose report of which period the page shows."""

    unit: Unit
    period: ReportingPeriod
    own: bool
    tabs: list[Tab]
    part: Participation | None = None

    @property
    def leads(self) -> bool:
        """Does the unit lead the measure?"""
        return self.part is not None and self.part.role == Role.LEAD


@dataclass(frozen=True)
class Desk:
    """The chosen report, as far as the person may know it.

    `state` is '' before the first save. `sent` holds what was last submitted, `before` what the unit last
    said in an earlier period, `last` the latest move that isn't a save. `draft`, the working copy, is there
    for the unit's own people alone. `sends` is the move by which the person sends it on.
    """

    choice: Choice
    measure: Measure
    pk: int | None
    state: str
    version: int
    late: bool
    sent: ReportEvent | None
    before: ReportEvent | None
    last: ReportEvent | None
    draft: ProgressReport | None
    write: Answer
    take_back: Answer
    review: Answer
    call_back: Answer = NOT_ASKED
    hand_back: Answer = NOT_ASKED
    sends: str = "submit"

    @property
    def differences(self) -> list[report_text.Difference]:
        """What was submitted against the unit's earlier report, word by word."""
        return [field for field in self.side_by_side if field.differs]

    @cached_property
    def side_by_side(self) -> list[report_text.Difference]:
        """All of what was submitted beside the unit's earlier report."""
        if not self.sent or not self.before:
            return []
        earlier, now = (report_text.typed(content, self.measure) for content in (self.before, self.sent))
        return report_text.beside(earlier, now, self.measure)

    @property
    def sent_steps(self) -> list[Step]:
        """The unit's steps, as they were submitted."""
        return read(self.sent.steps) if self.sent else []

    @property
    def before_steps(self) -> list[Step]:
        """Its steps in the earlier report."""
        return read(self.before.steps) if self.before else []

    @property
    def sent_figures(self) -> list[str]:
        """Percent and values of what was submitted."""
        return report_text.figures(self.sent, self.measure) if self.sent else []

    @property
    def before_figures(self) -> list[str]:
        """Percent and values of the earlier report."""
        return report_text.figures(self.before, self.measure) if self.before else []


def choose(
    *,
    user: User,
    measure: Measure,
    parts: Collection[Participation],
    unit: str = "",
    number: str = "",
    today: datetime.date,
) -> Choice | None:
    """The unit (by code) and period (by number) asked for, else those where there is something to do.

    None where there is nobody's report to show. Raises NotVisible for what isn't there for this person.
    """
    taking = {part.unit.code: part for part in parts if part.role != Role.POSSIBLE}
    own = [code for code, part in taking.items() if part.unit in user.own_units]
    if unit:
        if unit not in taking:
            if any(part.unit.code == unit and part.unit in user.own_units for part in parts):
                return None
            raise NotVisible
        if unit not in own and not own and not access.reads_all(user):
            raise NotVisible
        part = taking[unit]
    elif own:
        part = min((taking[code] for code in own), key=lambda part: Role(part.role).rank)
    elif waiting := _oldest_waiting(user, measure):
        if waiting not in taking:
            return None
        part = taking[waiting]
    else:
        return None
    return _choice(user, measure, part, number, today)


def _oldest_waiting(user: User, measure: Measure) -> str | None:
    """The unit whose report has waited longest for review, for those who read all."""
    if not access.reads_all(user):
        return None
    waiting = access.submitted_reports(user).filter(measure=measure, state=ReportState.SUBMITTED)
    ordered = waiting.order_by("period__number", "unit__order")
    return ordered.values_list("unit__code", flat=True).first()


def _choice(
    user: User, measure: Measure, part: Participation, number: str, today: datetime.date
) -> Choice | None:
    own = part.unit in user.own_units
    reports = access.own_reports(user) if own else access.submitted_reports(user)
    reports = reports.filter(measure=measure, unit=part.unit, version__gt=0)
    states = dict(reports.values_list("period__number", "state"))
    begun = {period.number: period for period in measure.plan.periods.all() if period.opens_on <= today}
    current = periods.current(begun.values(), today)
    if current is None:
        return None
    asking = {at for at, period in begun.items() if period.asks_of(measure.task.section)}
    takes = {at for at in asking if not begun[at].closed_at}
    late = {at for at in takes if begun[at].due_on < today}
    waiting = _waiting(part, states, late) & takes if own else _to_review(states)
    if number:
        asked = [at for at in begun if str(at) == number]
        if not asked:
            raise NotVisible
        chosen = asked[0]
    elif waiting:
        chosen = min(waiting)
    elif part.closed_on or not own:
        chosen = max(states, default=current.number)
    else:
        chosen = current.number
    owed = part.owed_from if own else None
    asked_for = {at for at in asking if at == current.number or (owed is not None and at >= owed)}
    tabs = [
        Tab(period, states.get(at, ""), at in waiting, at == chosen)
        for at, period in begun.items()
        if at in states or at == chosen or (not part.closed_on and at in asked_for)
    ]
    return Choice(part.unit, begun[chosen], own, tabs, part)


def _waiting(part: Participation, states: dict[int, str], late: set[int]) -> set[int]:
    """The periods that wait for the unit: returned ones, and those overdue since its last report."""
    if part.closed_on:
        return set()
    missing = {at for at in late if part.covered_to is not None and at > part.covered_to}
    return missing | {at for at, state in states.items() if state == ReportState.RETURNED}


def _to_review(states: dict[int, str]) -> set[int]:
    return {at for at, state in states.items() if state == ReportState.SUBMITTED}


def sends(user: User, unit: Unit) -> str:
    """The move by which this person sends a report of the unit on."""
    return "hand_over" if unit.signs_off and not user.heads(unit) else "submit"


def open_desk(*, user: User, measure: Measure, choice: Choice) -> Desk:
    """The chosen report with all that the person may see of it and do with it."""
    report = review.find(measure=measure, unit=choice.unit, period=choice.period)
    report.measure = measure
    visible = choice.own or access.submitted_reports(user).filter(pk=report.pk).exists()
    if not visible:
        return Desk(
            choice, measure, None, "", 0, False, None, None, None, None, NOT_ASKED, NOT_ASKED, NOT_ASKED
        )
    events = access.events(user).filter(report=report.pk).select_related("by").order_by("-number")
    state = report.state if report.version else ""
    handed = choice.own and state == ReportState.HANDED
    shares_before = choice.own or access.reads_all(user)
    reviewed = REVIEWED_BY.get(report.state)
    return Desk(
        choice=choice,
        measure=measure,
        pk=report.pk,
        state=state,
        version=report.version,
        late=report.submitted_on is not None and report.submitted_on > choice.period.due_on,
        sent=events.filter(move="submit").first(),
        before=review.previous(report) if shares_before else None,
        last=events.exclude(move="save").first(),
        draft=report if choice.own else None,
        write=review.may(user, "save", report) if choice.own else NOT_ASKED,
        take_back=review.may(user, "take_back", report) if choice.own else NOT_ASKED,
        review=review.may(user, reviewed, report)
        if reviewed and user.is_coordinator and not choice.own
        else NOT_ASKED,
        call_back=review.may(user, "call_back", report) if handed else NOT_ASKED,
        hand_back=review.may(user, "hand_back", report) if handed else NOT_ASKED,
        sends=sends(user, choice.unit) if choice.own else "submit",
    )


@dataclass(frozen=True)
class Overtaken:
    """What someone else did to a report in the meantime, as far as the person may know it."""

    event: ReportEvent | None
    fields: list[str]


def overtaken(*, user: User, report: ProgressReport, based_on: int) -> Overtaken:
    """The latest move of a report, and the labels of the fields that changed since the version `based_on`."""
    events = access.events(user).filter(report=report.pk).select_related("by").order_by("-number")
    latest = events.first()
    if latest is None or report.unit not in user.own_units:
        return Overtaken(latest, [])
    known = events.filter(number__lte=based_on).first() or ReportEvent()
    old, new = (report_text.typed(content, report.measure) for content in (known, report))
    if report.autosaved_by and report.autosaved_at:
        latest = ReportEvent(move="save", by=report.autosaved_by, at=report.autosaved_at)
    return Overtaken(latest, [change.label for change in report_text.compare(old, new, report.measure)])
