"""The directory of units, and what a plan gives each of them to do."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Count, Prefetch, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext as _

from departments.choices import UnitKind
from departments.models import Membership, Unit, UnitGroup
from tasks.choices import Role
from tasks.models import Participation, Plan

MEASURES_SHOWN = 60


@dataclass(frozen=True)
class Listed:
    """A unit and how many measures it has, role by role."""

    unit: Unit
    counts: list[int]


@dataclass(frozen=True)
class Kind:
    """The units of one kind, in government order."""

    label: str
    units: list[Listed]


@dataclass(frozen=True)
class Part:
    """A unit's measures in one role: the first of them, and how many there are."""

    role: Role
    count: int
    shown: list[Participation]

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.count - len(self.shown)


def directory(units: QuerySet[Unit], *, plan: Plan | None) -> list[Kind]:
    """The units grouped by kind, with their measures in the plan counted. Two queries."""
    counted = {
        (unit, role): count
        for unit, role, count in _holding(plan).values_list("unit", "role").annotate(Count("pk"))
    }
    headings = {
        UnitKind.MUNICIPAL: _("Municipal bureaus"),
        UnitKind.DISTRICT: _("Districts"),
        UnitKind.AREA: _("Area authorities"),
    }
    listed = sorted(units, key=lambda unit: (UnitKind.values.index(unit.kind), unit.order, unit.pk))
    return [
        Kind(
            headings[UnitKind(kind)],
            [Listed(unit, [counted.get((unit.pk, role), 0) for role in Role]) for unit in of_kind],
        )
        for kind, of_kind in groupby(listed, key=lambda unit: unit.kind)
    ]


def groups(found: QuerySet[UnitGroup]) -> QuerySet[UnitGroup]:
    """These groups with the active units that they stand for as `stands_for`."""
    return found.prefetch_related(
        Prefetch("members", Unit.objects.filter(is_active=True), to_attr="stands_for")
    )


def people(unit: Unit) -> QuerySet[Membership]:
    """The people of the unit who can sign in, with their positions, heads first."""
    return (
        unit.memberships.filter(user__is_active=True)
        .select_related("user")
        .order_by("position", "user__name", "user__username")
    )


def parts(unit: Unit, *, plan: Plan | None) -> list[Part]:
    """What the unit takes part in, by role. Two queries, however many measures."""
    own = _holding(plan).filter(unit=unit)
    counted = dict(own.values_list("role").annotate(Count("pk")))
    place = Window(RowNumber(), partition_by="role", order_by="measure__seq")
    first: Iterable[Participation] = (
        own.annotate(place=place)
        .filter(place__lte=MEASURES_SHOWN)
        .select_related("measure")
        .order_by("place")
    )
    shown: dict[str, list[Participation]] = {}
    for part in first:
        shown.setdefault(part.role, []).append(part)
    return [Part(role, counted[role], shown[role]) for role in Role if role in shown]


def _holding(plan: Plan | None) -> QuerySet[Participation]:
    return Participation.objects.filter(plan=plan, until__isnull=True, measure__withdrawn_at__isnull=True)
