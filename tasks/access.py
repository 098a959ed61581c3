"""Who may see and do what. Rights are written as querysets; the answer about one object comes from them.

Everyone signed in reads the plan. Reports: the unit reads all of its own; members of a unit read what other
units have submitted on the measures that their unit takes part in; coordinators and leadership read all that
was ever submitted. A draft is seen by its unit alone.
"""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from departments.models import GroupMember, Unit, User
from tasks.choices import COUNTING, INTERNAL, Role
from tasks.models import (
    Assignment,
    ExtensionRequest,
    Instruction,
    Measure,
    Participation,
    Plan,
    ProgressReport,
    ReportEvent,
)


@dataclass(frozen=True)
class Answer:
    """May I? Falsy with the reason, in words for the person at the screen."""

    allowed: bool
    reason: str = ""

    def __bool__(self) -> bool:
        return self.allowed


ALLOWED = Answer(True)
WRITING = ("save", "hand_over", "submit")
"""The moves of a report that write it."""


def reads_all(user: User) -> bool:
    """Coordinators and leadership read everything that was submitted, and every unit's page."""
    return user.is_coordinator or user.is_leadership


def has_files(user: User) -> bool:
    """Administrators and coordinators may have the files again that plans were read from."""
    return user.is_administrator or user.is_coordinator


def plans(user: User) -> QuerySet[Plan]:
    """The plans this person may read: all that weren't withdrawn, for everyone signed in."""
    return Plan.objects.filter(withdrawn_at__isnull=True)


def measures(user: User) -> QuerySet[Measure]:
    """The measures this person may read: all that weren't withdrawn."""
    return Measure.objects.filter(withdrawn_at__isnull=True)


def units(user: User) -> QuerySet[Unit]:
    """The units whose pages this person may open."""
    every = Unit.objects.filter(is_active=True)
    return every if reads_all(user) else every.filter(memberships__user=user)


def directory(user: User) -> QuerySet[Unit]:
    """The units that this person may look up, with their people: all active ones, for everyone signed in."""
    return Unit.objects.filter(is_active=True)


def participations(user: User) -> QuerySet[Participation]:
    """The parts, now held, of the units whose pages this person may open."""
    holding = Participation.objects.filter(until__isnull=True, measure__withdrawn_at__isnull=True)
    return holding if reads_all(user) else holding.filter(unit__in=user.own_units)


def acknowledgements(user: User) -> QuerySet[Participation]:
    """The parts that were acknowledged, also those that hold no longer, of the units of `participations`."""
    seen = Participation.objects.filter(acknowledged_at__isnull=False)
    return seen if reads_all(user) else seen.filter(unit__in=user.own_units)


def own_reports(user: User) -> QuerySet[ProgressReport]:
    """The reports this person's units write: their working copies, drafts among them."""
    return ProgressReport.objects.filter(unit__in=user.own_units)


def submitted_reports(user: User) -> QuerySet[ProgressReport]:
    """The reports of which this person may read what was submitted (by `events`, never the working copy)."""
    if reads_all(user):
        return ProgressReport.objects.exclude(submitted_on__isnull=True)
    return ProgressReport.objects.filter(
        Q(unit__in=user.own_units) | (Q(state__in=COUNTING) & _takes_part(user))
    ).exclude(submitted_on__isnull=True)


def written_by(user: User) -> Q:
    """Of reports, those of this person's units and those that they wrote: others have to review them."""
    wrote = ReportEvent.objects.filter(report=OuterRef("pk"), move__in=WRITING, by=user)
    return Q(unit__in=user.own_units) | Q(Exists(wrote))


def events(user: User) -> QuerySet[ReportEvent]:
    """What happened to reports, as far as this person may know it."""
    own = Q(report__unit__in=user.own_units)
    if reads_all(user):
        return ReportEvent.objects.filter(own | ~Q(move__in=INTERNAL))
    others = Q(move__in=("submit", "approve"), report__state__in=COUNTING) & _takes_part(
        user, measure="report__measure"
    )
    return ReportEvent.objects.filter(own | others)


def extensions(user: User) -> QuerySet[ExtensionRequest]:
    """The extension requests this person may read: those on the measures that their units take part in."""
    every = ExtensionRequest.objects.filter(measure__withdrawn_at__isnull=True)
    return every if reads_all(user) else every.filter(_takes_part(user))


def instructions(user: User) -> QuerySet[Instruction]:
    """The instructions this person may read, with all answers: those on their units' measures."""
    every = Instruction.objects.filter(measure__withdrawn_at__isnull=True)
    return every if reads_all(user) else every.filter(_takes_part(user))


def questions(user: User) -> QuerySet[Assignment]:
    """The open groups, not resolved yet, that could mean one of this person's units."""
    meant = GroupMember.objects.filter(group=OuterRef("group"), unit__in=user.own_units)
    return Assignment.objects.filter(
        Exists(meant), group__is_open=True, resolved_at__isnull=True, measure__withdrawn_at__isnull=True
    )


def _takes_part(user: User, *, measure: str = "measure") -> Exists:
    """Has one of this person's units a certain part in the row's measure, to which that path leads?"""
    held = Participation.objects.filter(
        measure=OuterRef(measure), unit__in=user.own_units, until__isnull=True
    )
    return Exists(held.exclude(role=Role.POSSIBLE))


def nobody_writes(unit: Unit) -> Answer:
    """Why a report of a unit that is no longer active stays as it is."""
    return Answer(False, _("%(unit)s is no longer active, so nobody could write it anew.") % {"unit": unit})


def may_report(user: User, report: ProgressReport) -> Answer:
    """May this person write this report of their unit?"""
    if report.unit not in user.own_units:
        return Answer(False, _("Only people of %(unit)s write its reports.") % {"unit": report.unit})
    part = Participation.objects.filter(measure=report.measure, unit=report.unit, until__isnull=True)
    if not part.exclude(role=Role.POSSIBLE).exists():
        return Answer(False, _("%(unit)s takes no part in this measure.") % {"unit": report.unit})
    if report.measure.withdrawn_at:
        return Answer(False, _("This measure was withdrawn from the plan."))
    if part.filter(closed_on__isnull=False).exists():
        return Answer(False, _("This measure is closed; a coordinator can reopen its last report."))
    return ALLOWED


def may_review(user: User, report: ProgressReport) -> Answer:
    """May this person approve, return or reopen this report?"""
    if not user.is_coordinator:
        return Answer(False, _("Only coordinators review reports."))
    if ProgressReport.objects.filter(written_by(user), pk=report.pk).exists():
        return Answer(False, _("Nobody reviews their own report; another coordinator has to."))
    return ALLOWED
