"""What the columns of a table hold: asked where the reader isn't sure, remembered for every table like it."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from departments import audit
from departments.models import User
from importers.messages import COLUMNS, place
from importers.models import KnownLayout
from importers.reading.columns import LEADING, MEANINGS
from importers.reading.model import TableColumn, TableLayout
from importers.reading.words import fold

LABELS = {meaning: COLUMNS[meaning] for meaning in MEANINGS}
"""What a column can hold, in words."""
_ONCE = ("number", "section", "task", "text", "deadline")


@dataclass(frozen=True)
class Column:
    """One column as the page shows it: what it is known or read to hold, and what was chosen for it now."""

    index: int
    read: TableColumn
    known: str
    chosen: str

    @property
    def place(self) -> str:
        """Where its header stands."""
        return place("", self.read.cell)

    @property
    def asked(self) -> bool:
        """Whether the reader only guesses, and a person should look."""
        return not self.read.sure


@dataclass(frozen=True)
class Table:
    """One table of the file. `known` is what somebody said of its headers before, if anybody did."""

    index: int
    layout: TableLayout
    columns: tuple[Column, ...]
    known: KnownLayout | None
    wrong: str = ""

    @property
    def asked(self) -> int:
        """How many columns a person should look at."""
        return sum(column.asked for column in self.columns)

    @property
    def basis(self) -> str:
        """What its columns are known to hold; what was chosen before another of these is out of date."""
        return " ".join([self.layout.fingerprint, *(column.known for column in self.columns)])

    @property
    def waiting(self) -> bool:
        """Whether what is known now isn't yet what the table was read by."""
        return any(column.chosen != column.read.meaning for column in self.columns)


def tables(layouts: Iterable[TableLayout]) -> list[Table]:
    """The tables of a file whose columns can be assigned."""
    layouts = [layout for layout in layouts if layout.fingerprint and layout.columns]
    rows = KnownLayout.objects.select_related("by").in_bulk(
        {layout.fingerprint for layout in layouts}, field_name="fingerprint"
    )
    return [table(index, one, rows.get(one.fingerprint)) for index, one in enumerate(layouts)]


def table(
    index: int,
    layout: TableLayout,
    known: KnownLayout | None,
    chosen: Mapping[int, str] | None = None,
    wrong: str = "",
) -> Table:
    """One table with what was chosen for its columns now, else what is known, else what was read."""
    before = known.columns if known else {}
    holds = [before.get(one.label, one.meaning) for one in layout.columns]
    columns = tuple(
        Column(number, one, holds[number], (chosen or {}).get(number) or holds[number])
        for number, one in enumerate(layout.columns)
    )
    return Table(index, layout, columns, known, wrong)


def wrong_with(layout: TableLayout, chosen: Mapping[int, str]) -> str:
    """Why a table can't be read by what was chosen for its columns; empty where it can."""
    meanings = list(chosen.values())
    if any(meaning not in MEANINGS for meaning in meanings):
        return _("Choose for each column one of the things that are offered.")
    if "text" not in meanings:
        return _("Choose which column holds the measures; without it there is nothing to import.")
    if not layout.units_in_text and not LEADING & set(meanings):
        return _("Choose which column holds the lead; without it nobody would be bound.")
    for meaning in _ONCE:
        if meanings.count(meaning) > 1:
            return _("Only one column can hold “%(column)s”. Keep the others as other columns.") % {
                "column": LABELS[meaning]
            }
    held: dict[str, str] = {}
    for number, one in enumerate(layout.columns):
        if held.setdefault(fold(one.label), chosen[number]) != chosen[number]:
            return _(
                "Two columns are headed “%(header)s”. Head them differently in the file, "
                "or let both hold the same."
            ) % {"header": one.label}
    return ""


def columns(layout: TableLayout, chosen: Mapping[int, str]) -> dict[str, str]:
    """What each column means, by its header."""
    return {one.label: chosen[number] for number, one in enumerate(layout.columns)}


@transaction.atomic
def remember(
    *,
    layout: TableLayout,
    chosen: Mapping[int, str],
    by: User | None,
    at: datetime.datetime,
    request: HttpRequest | None = None,
) -> None:
    """Keeps what each column means, for this and every later table with the same headers."""
    held = columns(layout, chosen)
    row, new = KnownLayout.objects.select_for_update().get_or_create(
        fingerprint=layout.fingerprint, defaults={"columns": held, "by": by, "at": at}
    )
    before = {} if new else row.columns
    if not new:
        row.columns, row.by, row.at = held, by, at
        row.save()
    audit.record(
        what="layout-assigned", at=at, who=by, about=str(row), request=request, before=before, after=held
    )


@transaction.atomic
def forget(*, row: KnownLayout, by: User, at: datetime.datetime, request: HttpRequest) -> None:
    """Such tables are read by their headers' words again."""
    deleted, _models = KnownLayout.objects.filter(pk=row.pk).delete()
    if deleted:
        audit.record(
            what="layout-forgotten", at=at, who=by, about=str(row), request=request, before=row.columns
        )
