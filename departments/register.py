"""The register of units as data: loading it adds what is missing and changes nothing that is there."""

import json
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from departments.models import GroupMember, Unit, UnitAlias, UnitGroup


@dataclass(frozen=True)
class Loaded:
    """How many were added."""

    units: int
    groups: int
    aliases: int


@transaction.atomic
def load(path: Path) -> Loaded:
    """Adds the units, groups and aliases of a register file (see `fixtures/units.json`) that aren't known.

    Units are told apart by their code, groups and aliases by their name. The order in the file is the order
    in which governments list them. Raises ValueError where the file isn't such a register.
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        units, groups = data["units"], data["groups"]
    except (json.JSONDecodeError, KeyError, TypeError) as error:
        raise ValueError(f"{path.name} is not a register of units: {error}") from error
    added = [_unit(order, row) for order, row in enumerate(units, 1)]
    grouped = [_group(order, row) for order, row in enumerate(groups, 1)]
    aliases = 0
    for row in units:
        unit = Unit.objects.get(code=row["code"])
        aliases += sum(_alias(name, unit=unit) for name in row.get("aliases", ()))
    for row in groups:
        group = UnitGroup.objects.get(name=row["name"])
        aliases += sum(_alias(name, group=group) for name in row.get("aliases", ()))
    return Loaded(sum(added), sum(grouped), aliases)


def _unit(order: int, row: dict[str, str]) -> bool:
    fields = {key: row[key] for key in ("name", "short_name", "full_name", "kind")}
    return Unit.objects.get_or_create(code=row["code"], defaults={"order": order, **fields})[1]


def _group(order: int, row: dict[str, object]) -> bool:
    group, new = UnitGroup.objects.get_or_create(
        name=row["name"], defaults={"order": order, "is_open": row["open"]}
    )
    if new:
        for unit in Unit.objects.filter(code__in=row["members"]):
            GroupMember.objects.create(group=group, unit=unit)
    return new


def _alias(name: str, *, unit: Unit | None = None, group: UnitGroup | None = None) -> bool:
    return UnitAlias.objects.get_or_create(name=name, defaults={"unit": unit, "group": group})[1]
