"""What is typed on the page of an import and isn't kept with the decisions: what columns hold, new units."""

import re
from collections.abc import Iterable, Mapping

from django.http import QueryDict

from importers import layouts
from importers.asking import NewUnit, name_field
from importers.layouts import Table
from importers.reading.columns import MEANINGS

_NEW_UNIT = re.compile(r"name-(\d{1,5})-new")


def chosen(sent: QueryDict, table: Table) -> dict[int, str]:
    """What was chosen for each column of the table; what it was before where nothing was."""
    return {
        column.index: sent.get(f"column-{table.index}-{column.index}", column.chosen)
        for column in table.columns
    }


def columns(sent: QueryDict, tables: Iterable[Table]) -> dict[int, Table]:
    """The tables whose columns were chosen to hold something else than before, with that, by their places.

    What a page sends that was opened before somebody else said what they hold is left out.
    """
    found = {}
    for table in tables:
        now = chosen(sent, table)
        differs = any(column.known != now[column.index] for column in table.columns)
        current = sent.get(f"columns-{table.index}") == table.basis
        if differs and current and set(now.values()) <= set(MEANINGS):
            found[table.index] = layouts.table(table.index, table.layout, table.known, now)
    return found


def units(sent: QueryDict) -> dict[str, NewUnit]:
    """The new units of which something was typed, by the unknown names that they were typed for."""
    found = {}
    for match in filter(None, map(_NEW_UNIT.fullmatch, sent)):
        index = int(match[1])
        unit, name = new_unit(sent, index), sent.get(f"{name_field(index)}-is", "")
        if unit != NewUnit(name, name):
            found[name] = unit
    return found


def new_unit(sent: QueryDict, index: int, wrong: Mapping[str, list[str]] | None = None) -> NewUnit:
    """What was typed of the new unit at this question's place, and what is wrong with it."""
    field = name_field(index)
    return NewUnit(
        name=sent.get(f"{field}-new", ""),
        short_name=sent.get(f"{field}-short", ""),
        kind=sent.get(f"{field}-kind", ""),
        kinds=tuple(sent.getlist(f"{field}-kinds")),
        wrong=wrong or {},
    )
