"""What follows from the assignments: which unit takes part in which measure, and in which role.

Call `recompute` in the transaction that changes assignments, group members, designations or periods.
"""

import datetime
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, OuterRef, Prefetch, QuerySet, prefetch_related_objects
from django.utils import timezone

from departments.models import Unit, UnitGroup, User
from tasks import facts
from tasks.choices import OWNING, Role, Status
from tasks.models import Assignment, Designation, Measure, Participation, ReportingPeriod

_CHUNK = 1000


@dataclass(frozen=True)
class Part:
    """What one unit has to do with one measure. `direct`: named by itself, and not through a group."""

    role: Role
    assignment: int
    direct: bool = False
    possible_role: str = ""


def derive(assignments: Iterable[Assignment]) -> dict[int, Part]:
    """Unit → its part, from the assignments of one measure.

    The strongest role wins; of equal ones, being named by itself. A group reaches its members, a resolved
    open group the designated units. An unresolved open group reaches nobody: it gives `possible` to the
    units it could mean, or the role it could bring where the unit has a weaker one already.
    """
    certain: dict[int, Part] = {}
    possible: dict[int, Part] = {}
    for assignment in assignments:
        role = Role(assignment.role)
        is_open = assignment.group is not None and assignment.group.is_open
        if assignment.unit_id:
            reached, into = [assignment.unit_id], certain
        elif is_open and assignment.resolved_at:
            reached, into = [row.unit_id for row in assignment.designations.all()], certain
        else:
            reached = [row.unit_id for row in assignment.group.memberships.all()]  # type: ignore[union-attr]
            into = possible if is_open else certain
        for unit in reached:
            part = Part(role, assignment.pk, direct=assignment.unit_id is not None)
            if unit not in into or _stronger(part, into[unit]):
                into[unit] = part
    parts = dict(certain)
    for unit, part in possible.items():
        if unit not in certain:
            parts[unit] = Part(Role.POSSIBLE, part.assignment, possible_role=part.role)
        elif part.role.rank < certain[unit].role.rank:
            known = certain[unit]
            parts[unit] = Part(known.role, known.assignment, known.direct, possible_role=part.role)
    return parts


def _stronger(one: Part, other: Part) -> bool:
    return (one.role.rank, not one.direct) < (other.role.rank, not other.direct)


@transaction.atomic
def recompute(measures: Collection[int], *, at: datetime.datetime, reported: bool = True) -> None:
    """Brings the participations of these measures (by primary key) in line with their assignments.

    A part that ends or changes its role is ended at `at`, a new one begins then. A unit that is no longer
    active takes part in nothing; only what it has itself brought to a close stays its own. `reported=False`
    says that none of the measures has reports, which spares reading their events.
    """
    keys = list(measures)
    for start in range(0, len(keys), _CHUNK):
        chunk = keys[start : start + _CHUNK]
        _recompute_chunk(chunk, at)
        if reported:
            facts.refresh(chunk)
        else:
            facts.cover(chunk)


def _recompute_chunk(keys: list[int], at: datetime.datetime) -> None:
    held = {(row.measure_id, row.unit_id): row for row in _holding(keys)}
    gone = set(Unit.objects.filter(is_active=False).values_list("pk", flat=True))
    first_owed: dict[int, int | None] = {}
    ended, new, kept = [], [], []
    wanted: set[tuple[int, int]] = set()
    for measure in _with_assignments(keys):
        if measure.plan_id not in first_owed:
            first_owed[measure.plan_id] = _first_period(measure.plan_id, at)
        parts = {} if measure.withdrawn_at else derive(measure.assignments.all())
        for unit, part in parts.items():
            row = held.get((measure.pk, unit))
            if unit in gone and not (row and row.closed_on and row.status == Status.DONE):
                continue
            wanted.add((measure.pk, unit))
            if row and row.role == part.role:
                row.assignment_id, row.possible_role = part.assignment, part.possible_role
                kept.append(row)
                continue
            if row:
                ended.append(row)
            owes = first_owed[measure.plan_id] if part.role in OWNING else None
            if row and row.owed_from and owes:
                owes = row.owed_from
            new.append(
                Participation(
                    plan_id=measure.plan_id,
                    measure=measure,
                    unit_id=unit,
                    role=part.role,
                    possible_role=part.possible_role,
                    assignment_id=part.assignment,
                    owed_from=owes,
                    covered_to=None if owes is None else owes - 1,
                    since=at,
                )
            )
    ended += [row for key, row in held.items() if key not in wanted]
    for row in ended:
        row.until = at
    Participation.objects.bulk_update(ended, ["until"], batch_size=_CHUNK)
    Participation.objects.bulk_update(kept, ["assignment", "possible_role"], batch_size=_CHUNK)
    Participation.objects.bulk_create(new, batch_size=_CHUNK)


def _holding(keys: Collection[int]) -> QuerySet[Participation]:
    return Participation.objects.filter(measure__in=keys, until__isnull=True)


def _with_assignments(keys: Collection[int]) -> list[Measure]:
    """The measures with what they cite: each group is read once, however often it is cited."""
    groups = {group.pk: group for group in UnitGroup.objects.prefetch_related("memberships")}
    cited = Prefetch("assignments", Assignment.objects.order_by("order"))
    measures = list(Measure.objects.filter(pk__in=keys).prefetch_related(cited))
    rows = [row for measure in measures for row in measure.assignments.all()]
    for row in rows:
        if row.group_id:
            row.group = groups[row.group_id]
    prefetch_related_objects([row for row in rows if row.resolved_at], "designations")
    return measures


def _first_period(plan: int, at: datetime.datetime) -> int | None:
    """The first period of the plan whose reports aren't due before the day of `at`; null if all are."""
    due = ReportingPeriod.objects.filter(plan=plan, due_on__gte=timezone.localdate(at)).order_by("number")
    return due.values_list("number", flat=True).first()


class Decided(Exception):
    """Someone else has decided in the meantime: `assignment` as it stands now."""

    def __init__(self, assignment: Assignment) -> None:
        super().__init__(f"{assignment} was decided in the meantime")
        self.assignment = assignment


def decision(assignment: Assignment) -> str:
    """What stands decided about an open group, as a word to compare: '' while nothing is."""
    if assignment.resolved_at is None:
        return ""
    units = sorted(row.unit_id for row in assignment.designations.all())
    return ",".join(map(str, units)) or "none"


@transaction.atomic
def designate(
    *,
    assignment: Assignment,
    units: Collection[int] | None,
    by: User,
    at: datetime.datetime,
    based_on: str | None = None,
) -> bool:
    """Says which units an open group means on a measure: some, none of them, or `None`: the question is open.

    `based_on` is the `decision` that the person had before them. False says that it stood like that already,
    so that repeating a request is harmless. Raises Decided where another one stands, ValueError for an
    assignment that cites no open group, or a unit that the group can't mean.
    """
    if based_on is not None:
        assignment = (
            Assignment.objects.select_for_update(of=("self",), no_key=True)
            .select_related("group")
            .get(pk=assignment.pk)
        )
        stands = decision(assignment)
        if stands == ("" if units is None else ",".join(map(str, sorted(units))) or "none"):
            return False
        if stands != based_on:
            raise Decided(assignment)
    group = assignment.group
    if group is None or not group.is_open:
        raise ValueError(f"{assignment} cites no open group")
    possible = set(group.members.values_list("pk", flat=True))
    if not set(units or ()) <= possible:
        raise ValueError(f"{group} can't mean all of these units")
    for gone in assignment.designations.exclude(unit__in=units or ()):
        gone.delete()
    for unit in units or ():
        Designation.objects.get_or_create(assignment=assignment, unit_id=unit, defaults={"by": by})
    assignment.resolved_at = None if units is None else at
    assignment._history_user = by  # type: ignore[attr-defined]
    assignment._history_date = at  # type: ignore[attr-defined]
    assignment.save(update_fields=["resolved_at"])
    recompute([assignment.measure_id], at=at)
    return True


@transaction.atomic
def renew(measures: Collection[int], *, at: datetime.datetime) -> None:
    """What these measures (by primary key) ask of their units has changed: it is to be acknowledged anew.

    A part that was acknowledged ends at `at`, with who had seen it and when; the same part begins again.
    """
    seen = Participation.objects.filter(
        measure__in=measures, until__isnull=True, acknowledged_at__isnull=False
    )
    rows = list(seen)
    Participation.objects.filter(pk__in=[row.pk for row in rows]).update(until=at)
    for row in rows:
        row.pk, row.since, row.acknowledged_at, row.acknowledged_by = None, at, None, None
    Participation.objects.bulk_create(rows, batch_size=_CHUNK)


@transaction.atomic
def begin_again(measures: Collection[int], *, ended_at: datetime.datetime, at: datetime.datetime) -> None:
    """Brings these measures' parts in line; those that ended at `ended_at` and hold again are as they were.

    They begin at `at`, with what was acknowledged and owed when they ended.
    """
    recompute(measures, at=at)
    keys = list(measures)
    for start in range(0, len(keys), _CHUNK):
        chunk = keys[start : start + _CHUNK]
        held = {(row.measure_id, row.unit_id): row for row in _holding(chunk)}
        ended: list[int] = []
        begun: list[Participation] = []
        same: list[Participation] = []
        for was in Participation.objects.filter(measure__in=chunk, until=ended_at):
            row = held.get((was.measure_id, was.unit_id))
            if row is None or row.role != was.role:
                continue
            if row.since != at:
                ended.append(row.pk)
                row.pk, row.since = None, at
            row.owed_from = was.owed_from
            row.acknowledged_at, row.acknowledged_by_id = was.acknowledged_at, was.acknowledged_by_id
            (same if row.pk else begun).append(row)
        Participation.objects.filter(pk__in=ended).update(until=at)
        Participation.objects.bulk_create(begun)
        Participation.objects.bulk_update(same, ("owed_from", "acknowledged_at", "acknowledged_by"))
        facts.refresh(chunk)


def seen_before() -> Exists:
    """Of a part: whether its unit had acknowledged an earlier form of it, so it changed and is not new."""
    earlier = Participation.objects.filter(
        measure=OuterRef("measure"), unit=OuterRef("unit"), acknowledged_at__isnull=False
    )
    return Exists(earlier.filter(until__lte=OuterRef("since")))


def acknowledge(*, participations: QuerySet[Participation], by: User, at: datetime.datetime) -> int:
    """Marks the parts not acknowledged yet as seen by their unit; returns how many."""
    return participations.filter(acknowledged_at__isnull=True).update(acknowledged_at=at, acknowledged_by=by)
