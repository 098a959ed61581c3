"""Rows written with their history: by whom and when, whichever way they are written."""

import datetime
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import connection, models

from departments.models import User

_BATCH = 1000
Row = TypeVar("Row", bound=models.Model)


@dataclass(frozen=True)
class Ledger:
    """Writes rows of models that keep a history, all under one person and one moment."""

    by: User | None
    at: datetime.datetime

    def create(self, model: type[Row], rows: list[Row]) -> None:
        """New rows, in bulk; they have their keys afterwards."""
        model._default_manager.bulk_create(rows, batch_size=_BATCH)
        self._note(model, rows, "+")

    def update(self, model: type[Row], rows: list[Row], fields: Collection[str]) -> None:
        """Rows that are there, in bulk."""
        if rows and fields:
            model._default_manager.bulk_update(rows, list(fields), batch_size=_BATCH)
            self._note(model, rows, "~")

    def _note(self, model: type[Row], rows: list[Row], kind: str) -> None:
        """Writes the history of rows as they stand: the database copies them, nothing is sent twice."""
        history = model.history.model  # type: ignore[attr-defined]
        quote = connection.ops.quote_name
        columns = ", ".join(quote(field.column) for field in history.tracked_fields)
        key = quote("id")
        note = [connection.ops.adapt_datetimefield_value(self.at), kind, self.by.pk if self.by else None]
        for start in range(0, len(rows), _BATCH):
            keys = [row.pk for row in rows[start : start + _BATCH]]
            marks = ", ".join(["%s"] * len(keys))
            query = (
                f"INSERT INTO {quote(history._meta.db_table)}"
                f" ({columns}, history_date, history_type, history_user_id)"
                f" SELECT {columns}, %s, %s, %s FROM {quote(model._meta.db_table)}"
                f" WHERE {key} IN ({marks}) ORDER BY {key}"
            )
            with connection.cursor() as cursor:
                cursor.execute(query, [*note, *keys])

    def save(self, row: models.Model) -> None:
        """One row, new or not."""
        self._signed(row).save()

    def delete(self, row: models.Model) -> None:
        """One row; its history stays."""
        self._signed(row).delete()

    def _signed(self, row: models.Model) -> Any:
        row._history_user, row._history_date = self.by, self.at  # type: ignore[attr-defined]
        return row


def put(row: models.Model, values: dict[str, Any]) -> bool:
    """Sets the values on the row; whether any of them was another before."""
    differs = False
    for name, value in values.items():
        if getattr(row, name, None) != value:
            setattr(row, name, value)
            differs = True
    return differs
