"""The access that an import would give and take: imported text is permission, so it is shown before."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Prefetch, prefetch_related_objects

from departments.models import GroupMember, Unit, UnitGroup
from departments.resolver import Target
from importers.comparison import Difference
from importers.names import Names
from importers.pairing import ROLES, Placed
from importers.stored import Stored
from tasks.choices import Role
from tasks.models import Assignment
from tasks.participation import derive

_SHOWN = 12


@dataclass
class UnitAccess:
    """What one unit would gain and lose: how many measures in each role, and the first of them."""

    unit: Unit
    gained: Counter[Role] = field(default_factory=Counter)
    lost: Counter[Role] = field(default_factory=Counter)
    gained_refs: list[str] = field(default_factory=list)
    lost_refs: list[str] = field(default_factory=list)

    @property
    def gained_by_role(self) -> list[tuple[Role, int]]:
        """What it gains, the strongest role first."""
        return sorted(self.gained.items(), key=lambda item: item[0].rank)

    @property
    def lost_by_role(self) -> list[tuple[Role, int]]:
        """What it loses, the strongest role first."""
        return sorted(self.lost.items(), key=lambda item: item[0].rank)

    @property
    def more_gained(self) -> bool:
        """Whether it gains more than the measures named."""
        return self.gained.total() > len(self.gained_refs)

    @property
    def more_lost(self) -> bool:
        """Whether it loses more than the measures named."""
        return self.lost.total() > len(self.lost_refs)


@dataclass(frozen=True)
class GroupUse:
    """A group that new or changed measures name: the units it stands for, and on how many measures."""

    group: UnitGroup
    units: int
    measures: int


@dataclass(frozen=True)
class Access:
    """Units in government order, and the groups among the names."""

    units: list[UnitAccess]
    groups: list[GroupUse]


def access_given(*, difference: Difference, stored: Stored | None, names: Names) -> Access:
    """What follows for each unit from the added, changed and removed measures.

    Names that nobody has decided give nothing.
    """
    groups = _groups()
    units = {unit.pk: UnitAccess(unit) for unit in Unit.objects.filter(is_active=True)}

    def parts(assignments: Iterable[Assignment]) -> dict[int, Role]:
        # A unit that is no longer active takes part in nothing, as in `participation.recompute`.
        return {unit: part.role for unit, part in derive(assignments).items() if unit in units}

    cites_anew = [pair for pair in difference.changed if any(pair.changes(role) for role in ROLES)]
    held: dict[int, list[Assignment]] = {
        id(one): stored.assignments[stored.row(one.measure).pk] if stored else []
        for one in (
            *(pair.before for pair in (*difference.returned, *cites_anew)),
            *difference.removed,
        )
    }
    rows = [row for found in held.values() for row in found]
    for row in rows:
        if row.group_id:
            row.group = groups[row.group_id]
    prefetch_related_objects([row for row in rows if row.resolved_at], "designations")

    def note(old: dict[int, Role], new: dict[int, Role], old_ref: str, new_ref: str) -> None:
        for unit, role in new.items():
            if old.get(unit) != role:
                _count(units[unit].gained, units[unit].gained_refs, role, new_ref)
        for unit, role in old.items():
            if new.get(unit) != role:
                _count(units[unit].lost, units[unit].lost_refs, role, old_ref)

    cited: list[list[Assignment]] = []
    for one in difference.added:
        cited.append(_assignments(one, names, groups, []))
        note({}, parts(cited[-1]), "", one.ref)
    for pair in difference.returned:
        cited.append(_assignments(pair.after, names, groups, held[id(pair.before)]))
        note({}, parts(cited[-1]), "", pair.after.ref)
    for pair in cites_anew:
        was = held[id(pair.before)]
        cited.append(_assignments(pair.after, names, groups, was))
        note(parts(was), parts(cited[-1]), pair.before.ref, pair.after.ref)
    for one in difference.removed:
        note(parts(held[id(one)]), {}, one.ref, "")
    touched = [access for access in units.values() if access.gained or access.lost]
    return Access(touched, _uses(cited))


def _assignments(
    one: Placed, names: Names, groups: dict[int, UnitGroup], kept: list[Assignment]
) -> list[Assignment]:
    """The assignments that the measure would have: those it keeps, and new ones that aren't saved."""
    known: dict[tuple[str, int | None, int | None], Assignment] = {
        (row.role, row.unit_id, row.group_id): row for row in kept
    }
    found = []
    for role in ROLES:
        for name in getattr(one.measure, role):
            if target := names.meanings.get(name):
                unit, group = split(target)
                row = known.get((role, unit.pk if unit else None, group.pk if group else None))
                group = groups[group.pk] if group else None
                found.append(row or Assignment(role=role, unit=unit, group=group, printed=name))
    return found


def split(target: Target) -> tuple[Unit | None, UnitGroup | None]:
    """The target as a unit or as a group."""
    return (target, None) if isinstance(target, Unit) else (None, target)


def _groups() -> dict[int, UnitGroup]:
    active = GroupMember.objects.filter(unit__is_active=True)
    groups = UnitGroup.objects.prefetch_related(Prefetch("memberships", active))
    return {group.pk: group for group in groups}


def _count(counter: Counter[Role], refs: list[str], role: Role, ref: str) -> None:
    counter[role] += 1
    if len(refs) < _SHOWN:
        refs.append(ref)


def _uses(cited: Iterable[list[Assignment]]) -> list[GroupUse]:
    """The groups among what new and changed measures cite."""
    groups: dict[int, UnitGroup] = {}
    measures: Counter[int] = Counter()
    for assignments in cited:
        found = {one.group.pk: one.group for one in assignments if one.group}
        groups |= found
        measures.update(found.keys())
    in_order = sorted(groups.values(), key=lambda group: (group.order, group.pk))
    return [GroupUse(group, len(group.memberships.all()), measures[group.pk]) for group in in_order]
