"""Rows written with their history: by whom and when, whichever way they are written."""

import datetime
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import models
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

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
        if rows:
            bulk_create_with_history(
                rows, model, batch_size=_BATCH, default_user=self.by, default_date=self.at
            )

    def update(self, model: type[Row], rows: list[Row], fields: Collection[str]) -> None:
        """Rows that are there, in bulk."""
        if rows and fields:
            bulk_update_with_history(
                rows, model, list(fields), batch_size=_BATCH, default_user=self.by, default_date=self.at
            )

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
