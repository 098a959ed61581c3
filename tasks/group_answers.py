"""'Ours' or 'not ours': what units say of the open groups that could mean them, and what is decided then."""

import datetime
from collections.abc import Collection

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from departments.models import Unit, User
from tasks import access, notices
from tasks.choices import News, Role
from tasks.models import Assignment, GroupAnswer, Participation
from tasks.participation import Decided, designate
from tasks.review import Invalid, Refused

LONGEST = 500


def may_answer(user: User, assignment: Assignment, unit: Unit) -> access.Answer:
    """May this person answer for this unit what the group means?"""
    if unit not in user.own_units:
        return access.Answer(False, _("Only people of %(unit)s answer for it.") % {"unit": unit})
    group = assignment.group
    if group is None or not group.is_open or not group.members.filter(pk=unit.pk, is_active=True).exists():
        return access.Answer(False, _("This measure can't mean %(unit)s.") % {"unit": unit})
    if assignment.measure.withdrawn_at:
        return access.Answer(False, _("This measure was withdrawn from the plan."))
    return access.ALLOWED


def said_ours() -> Subquery:
    """Of a part that an open group could bring: what its unit has answered, null where it hasn't."""
    said = GroupAnswer.objects.filter(assignment=OuterRef("assignment"), unit=OuterRef("unit"))
    return Subquery(said.values("is_ours")[:1])


@transaction.atomic
def answer(
    *, assignment: Assignment, unit: Unit, is_ours: bool, reason: str, by: User, at: datetime.datetime
) -> GroupAnswer:
    """Says for a unit whether an open group means it, in place of what it said before; that stays in history.

    Saying the same twice changes nothing. Raises Refused, Invalid where 'not ours' has no reason, and
    Decided once a coordinator has decided.
    """
    rows = Assignment.objects.select_for_update(of=("self",), no_key=True).select_related(
        "group", "measure__plan"
    )
    row = rows.get(pk=assignment.pk)
    if not (allowed := may_answer(by, row, unit)):
        raise Refused(allowed.reason)
    if row.resolved_at:
        raise Decided(row)
    reason = reason.strip()
    if not is_ours and not reason:
        raise Invalid({"reason": _("Write why the measure isn't yours, so that it can be decided.")})
    found = GroupAnswer.objects.filter(assignment=row, unit=unit).first()
    if found and (found.is_ours, found.reason) == (is_ours, reason):
        return found
    found = found or GroupAnswer(assignment=row, unit=unit)
    found.is_ours, found.reason, found.by, found.at = is_ours, reason, by, at
    found._history_user, found._history_date = by, at  # type: ignore[attr-defined]
    found.save()
    notices.tell(
        notices.coordinators(),
        News.GROUP_ANSWERED,
        plan=row.measure.plan,
        at=at,
        by=by,
        detail={"is_ours": is_ours, "comment": reason},
        measure=row.measure,
        unit=unit,
    )
    return found


@transaction.atomic
def decide(
    *,
    assignment: Assignment,
    units: Collection[int] | None,
    by: User,
    at: datetime.datetime,
    based_on: str | None = None,
) -> bool:
    """`participation.designate`, and tells the units that became bound or ceased to be, or had answered."""
    before = _bound(assignment)
    if not designate(assignment=assignment, units=units, by=by, at=at, based_on=based_on):
        return False
    after = _bound(assignment)
    answered = set(assignment.answers.values_list("unit", flat=True)) if units is not None else set()
    changed = {unit for unit in before.keys() | after.keys() if before.get(unit) != after.get(unit)}
    for unit in Unit.objects.filter(pk__in=changed | answered):
        notices.tell(
            notices.members(unit),
            News.DESIGNATED,
            plan=assignment.measure.plan,
            at=at,
            by=by,
            detail={"role": after.get(unit.pk, "")},
            measure=assignment.measure,
            unit=unit,
        )
    return True


def _bound(assignment: Assignment) -> dict[int, str]:
    """Unit → its role in the measure, of those that are bound by it."""
    held = Participation.objects.filter(measure=assignment.measure_id, until__isnull=True)
    return dict(held.exclude(role=Role.POSSIBLE).values_list("unit", "role"))
