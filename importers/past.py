"""What one moment did to rows that keep a history, and how they were before it."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from django.db import models
from django.db.models import Q

Row = TypeVar("Row", bound=models.Model)


@dataclass(frozen=True)
class Past(Generic[Row]):
    """One row that the moment touched: what it was `before` and what it is `after`, if anything.

    Both hold the values of the columns that the history keeps.
    """

    pk: int
    before: dict[str, Any] | None
    after: dict[str, Any] | None

    @property
    def differing(self) -> dict[str, Any]:
        """The columns that the moment changed, with the values they had."""
        before, after = self.before or {}, self.after or {}
        return {name: value for name, value in before.items() if after.get(name) != value}


@dataclass(frozen=True)
class Touched(Generic[Row]):
    """All rows of a model that a moment created, changed or deleted."""

    model: type[Row]
    created: list[Past[Row]] = field(default_factory=list)
    changed: list[Past[Row]] = field(default_factory=list)
    deleted: list[Past[Row]] = field(default_factory=list)

    def __iter__(self) -> Iterator[Past[Row]]:
        yield from self.created
        yield from self.changed
        yield from self.deleted

    def lost(self) -> list[Row]:
        """The deleted rows as they were, not saved, under their own keys."""
        return [self.model(**past.before) for past in self.deleted if past.before]


def touched(model: type[Row], at: datetime.datetime, which: Q | None = None) -> Touched[Row]:
    """What happened at this moment to the model's rows, of those that `which` says of their history."""
    history = model.history.model  # type: ignore[attr-defined]
    columns = [column.attname for column in history.tracked_fields]
    key = model._meta.pk.attname
    records = history.objects.filter(which or Q(), history_date=at).order_by("history_id")
    every = history.objects.filter(**{f"{key}__in": records.order_by().values(key)}).order_by("history_id")
    first: dict[int, Any] = {}
    last: dict[int, Any] = {}
    for record in records:
        first.setdefault(getattr(record, key), record)
        last[getattr(record, key)] = record
    earlier: dict[int, Any] = {}
    if any(record.history_type == "~" for record in first.values()):
        for record in every:
            if record.history_id < first[getattr(record, key)].history_id:
                earlier[getattr(record, key)] = record
    found: Touched[Row] = Touched(model)
    for pk, record in first.items():
        was = record if record.history_type == "-" else earlier.get(pk)
        gone = last[pk].history_type == "-"
        past: Past[Row] = Past(
            pk,
            {name: getattr(was, name) for name in columns} if was else None,
            None if gone else {name: getattr(last[pk], name) for name in columns},
        )
        if past.before is None and past.after is None:
            continue
        kind = found.created if past.before is None else found.deleted if gone else found.changed
        kind.append(past)
    return found
