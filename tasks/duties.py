"""Telling units what a change of the plan means for them."""

import datetime
from collections import Counter
from collections.abc import Collection

from departments.models import Membership, User
from tasks.choices import News
from tasks.models import Notice, Participation, Plan

_CHUNK = 1000


def tell(plan: Plan, *, at: datetime.datetime, by: User | None, anew: Collection[int] = ()) -> None:
    """Tells the people of each unit whose parts in the plan began or ended at `at`, but not who did it.

    `anew` are measures (by primary key) that say something else since then: their units have changed duties.
    """
    Notice.objects.bulk_create(
        [
            Notice(
                person_id=member.user_id,
                kind=News.DUTIES,
                plan=plan,
                unit_id=member.unit_id,
                at=at,
                by=by,
                detail=dict(counts),
            )
            for counts, members in _whom(changed(plan, at=at, anew=anew))
            for member in members
            if by is None or member.user_id != by.pk
        ],
        batch_size=_CHUNK,
    )


def changed(plan: Plan, *, at: datetime.datetime, anew: Collection[int] = ()) -> dict[int, Counter[str]]:
    """Unit → how many measures were added to it, changed for it and removed from it."""
    parts = Participation.objects.filter(plan=plan).order_by().values_list("unit", "measure")
    begun = set(parts.filter(since=at, until__isnull=True))
    ended = set(parts.filter(until=at))
    keys = list(anew)
    for start in range(0, len(keys), _CHUNK):
        held = set(parts.filter(until__isnull=True, measure__in=keys[start : start + _CHUNK])) - begun
        begun |= held
        ended |= held
    found: dict[int, Counter[str]] = {}
    for kind, pairs in (("added", begun - ended), ("changed", begun & ended), ("removed", ended - begun)):
        for unit, _measure in pairs:
            found.setdefault(unit, Counter())[kind] += 1
    return found


def _whom(units: dict[int, Counter[str]]) -> list[tuple[Counter[str], list[Membership]]]:
    members: dict[int, list[Membership]] = {}
    for member in Membership.objects.filter(unit__in=units, user__is_active=True).order_by("pk"):
        members.setdefault(member.unit_id, []).append(member)
    return [(counts, members.get(unit, [])) for unit, counts in sorted(units.items())]
