"""A measure's page: how it stands, who is bound by it, and which part of it is one's own."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery

from departments.models import GroupMember, Unit, User
from tasks import access, report_rules, status
from tasks.choices import CITED, COUNTING, PACED, Role
from tasks.dashboards import printed
from tasks.models import Assignment, Measure, Plan, ReportEvent, Target
from tasks.participation import seen_before
from tasks.steps import Step, next_open, read

SHOWN = 7


@dataclass(frozen=True)
class Bound:
    """One unit in a role's list, with its part; `other_role` where it has another one by a stronger word."""

    unit: Unit
    part: Any = None
    other_role: str = ""


@dataclass(frozen=True)
class Cited:
    """One entry of the plan: a unit, or a group with the units it stands for, the most urgent first."""

    printed: str
    is_group: bool
    unresolved: bool
    units: list[Bound]

    @property
    def shown(self) -> list[Bound]:
        """Those that always show."""
        return self.units[:SHOWN]

    @property
    def more(self) -> list[Bound]:
        """Those that show on demand."""
        return self.units[SHOWN:]


@dataclass(frozen=True)
class InRole:
    """Who the plan cites in one role; `stated`: what it prints for nobody; `note`: words beside units."""

    role: Role
    cited: list[Cited]
    stated: str
    note: str


@dataclass(frozen=True)
class Reached:
    """How much of a target a lead has reached; nothing where that isn't known to this person."""

    unit: Unit
    value: str
    percent: int | None


@dataclass(frozen=True)
class TargetLine:
    """A target and how far its leads have come."""

    target: Target
    reached: list[Reached]


@dataclass(frozen=True)
class MeasurePage:
    """All of the page but its report and its history. `own` are the parts of the person's units."""

    measure: Any
    plan: Plan
    parts: list[Any]
    own: list[Any]
    roles: list[InRole]
    targets: list[TargetLine]
    stages: list[printed.Stage]
    origin: printed.Origin | None
    reads_all: bool
    reads_reports: bool
    has_files: bool

    @property
    def paced(self) -> bool:
        """True where the measure has a percent."""
        return self.measure.kind in PACED

    @property
    def ways(self) -> list[tuple[Unit, list[Step], Step | None]]:
        """Each lead that told its steps, with them and the next that is open."""
        told = [(part.unit, read(part.said_steps)) for part in self.parts if part.role == Role.LEAD]
        return [(unit, steps, next_open(steps)) for unit, steps in told if steps]

    @property
    def possible(self) -> list[Any]:
        """Own parts that an unresolved open group could bring or strengthen."""
        return [part for part in self.own if part.possible_role]

    @property
    def own_lights(self) -> list[Any]:
        """Own parts whose light may differ from the measure's."""
        leads = len([part for part in self.parts if part.role == Role.LEAD])
        return [
            part
            for part in self.own
            if part.role != Role.POSSIBLE and not (part.role == Role.LEAD and leads == 1)
        ]

    @property
    def new(self) -> list[Any]:
        """Own parts that wait to be acknowledged."""
        return [part for part in self.own if not part.acknowledged_at and part.role != Role.POSSIBLE]

    def in_role(self, role: Role) -> InRole:
        """Who is cited in the role."""
        return next(block for block in self.roles if block.role == role)


def find(*, user: User, plan: Plan, today: datetime.date) -> QuerySet[Measure]:
    """The plan's measures that this person may read, with light and everything the page asks of them."""
    active = GroupMember.objects.filter(unit__is_active=True).select_related("unit")
    assignments = (
        Assignment.objects.select_related("unit", "group")
        .order_by("order")
        .prefetch_related(Prefetch("group__memberships", active), "designations__unit")
    )
    return (
        status.with_light(access.measures(user).filter(plan=plan), plan=plan, day=today)
        .select_related("task__section__parent")
        .prefetch_related("targets", Prefetch("assignments", assignments))
    )


def latest_said(events: QuerySet[ReportEvent]) -> QuerySet[ReportEvent]:
    """Of these events, for an outer query of parts: what each part's unit says, the latest first."""
    said = events.filter(
        report__measure=OuterRef("measure"),
        report__unit=OuterRef("unit"),
        report__state__in=COUNTING,
        state__in=COUNTING,
    )
    return said.order_by("-report__period__number", "-number")


def measure_page(*, user: User, measure: Measure, today: datetime.date) -> MeasurePage:
    """The page of a measure that `find` gave, for this person."""
    latest = latest_said(access.events(user))
    held = measure.participations.filter(until__isnull=True)
    parts = list(
        status.with_light(held, plan=measure.plan, day=today)
        .annotate(
            said_values=Subquery(latest.values("values")[:1]),
            said_steps=Subquery(latest.values("steps")[:1]),
            changed=seen_before(),
        )
        .select_related("unit", "assignment__group")
        .order_by("unit__order")
    )
    own = [part for part in parts if part.unit in user.own_units]
    by_unit = {part.unit_id: part for part in parts}
    assignments = list(measure.assignments.all())
    return MeasurePage(
        measure=measure,
        plan=measure.plan,
        parts=parts,
        own=own,
        roles=[_in_role(role, measure, assignments, by_unit) for role in CITED],
        targets=[_target(measure, target, parts) for target in measure.targets.all()],
        stages=printed.stages(measure, measure.plan.seen_on(today)),
        origin=printed.origin(measure),
        reads_all=access.reads_all(user),
        reads_reports=access.reads_all(user) or any(part.role != Role.POSSIBLE for part in own),
        has_files=access.has_files(user),
    )


def _in_role(
    role: Role, measure: Measure, assignments: Iterable[Assignment], by_unit: dict[int, Any]
) -> InRole:
    cited = [_cited(one, by_unit) for one in assignments if one.role == role]
    stated = "——" if measure.stated.get(role) == "none" else ""
    return InRole(role, cited, stated, measure.notes.get(role, ""))


def _cited(assignment: Assignment, by_unit: dict[int, Any]) -> Cited:
    group = assignment.group
    if group is None:
        units = [assignment.unit]
    elif group.is_open and assignment.resolved_at:
        units = [row.unit for row in assignment.designations.all()]
    else:
        units = [row.unit for row in group.memberships.all()]
    unresolved = group is not None and group.is_open and assignment.resolved_at is None
    bound = [_bound(unit, by_unit.get(unit.pk), assignment.role, unresolved) for unit in units if unit]
    if group is not None and not unresolved:
        bound.sort(key=lambda one: one.part.light_rank if one.part else 9)
    return Cited(assignment.printed, group is not None, unresolved, bound)


def _bound(unit: Unit, part: Any, role: str, unresolved: bool) -> Bound:
    if unresolved or part is None:
        return Bound(unit)
    return Bound(unit, part, "" if part.role == role else part.role)


def _target(measure: Measure, target: Target, parts: Iterable[Any]) -> TargetLine:
    reached = []
    for part in parts:
        value = (part.said_values or {}).get(str(target.pk))
        if part.role == Role.LEAD and value:
            percent = report_rules.share(Decimal(value), target) if measure.kind in PACED else None
            reached.append(Reached(part.unit, value, percent))
    return TargetLine(target, reached)
