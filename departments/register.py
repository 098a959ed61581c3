"""The register of units as data: loading it adds what is missing and changes nothing that is there."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

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
    in which governments list them. Raises ValueError where the file isn't such a register, and adds nothing.
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        return _add(data["units"], data["groups"])
    except (ValueError, KeyError, TypeError, Unit.DoesNotExist) as error:
        raise ValueError(f"{path.name} is not a register of units: {error!r}") from error


def _add(units: list[dict[str, Any]], groups: list[dict[str, Any]]) -> Loaded:
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


def _unit(order: int, row: dict[str, Any]) -> bool:
    fields = {key: row[key] for key in ("name", "short_name", "full_name", "kind")}
    return Unit.objects.get_or_create(code=row["code"], defaults={"order": order, **fields})[1]


def _group(order: int, row: dict[str, Any]) -> bool:
    group, new = UnitGroup.objects.get_or_create(
        name=row["name"], defaults={"order": order, "is_open": row["open"]}
    )
    if new:
        for code in row["members"]:
            GroupMember.objects.create(group=group, unit=Unit.objects.get(code=code))
    return new


def _alias(name: str, *, unit: Unit | None = None, group: UnitGroup | None = None) -> bool:
    return UnitAlias.objects.get_or_create(name=name, defaults={"unit": unit, "group": group})[1]


def keep_former_name(named: Unit | UnitGroup, former: str) -> bool:
    """Keeps the name that a unit or group had as an alias, unless it means somebody else by now.

    So plans that were published before it was renamed still name it.
    """
    if any(model.objects.filter(name=former).exists() for model in (Unit, UnitGroup)):
        return False
    return _alias(former, unit=named) if isinstance(named, Unit) else _alias(former, group=named)
