"""Facts put straight on a measure and its lead's part, and the light that the database sees in them."""

import datetime
from dataclasses import dataclass
from typing import Any

from tasks import status
from tasks.choices import MeasureKind, Status
from tasks.models import Measure, Participation
from tests.cast import Cast

DAY = datetime.date(2022, 10, 26)
DUE = datetime.date(2022, 12, 31)
EXPECTED = 82  # percent on DAY for what is due on DUE
ALL_REPORTED = 9  # September's were due last


@dataclass(frozen=True)
class Standing:
    """The stored facts that a light is computed from; by default a measure that is on course."""

    kind: str = MeasureKind.DELIVERABLE
    due_on: datetime.date | None = DUE
    status: str = Status.ON_TRACK
    percent: int | None = EXPECTED
    covered_to: int | None = ALL_REPORTED
    closed_on: datetime.date | None = None

    def store(self, cast: Cast) -> None:
        """Puts the facts on measure 1.1 and on its lead's part."""
        deadline_kind = "fixed" if self.due_on else "open"
        Measure.objects.filter(pk=cast.measures["1.1"].pk).update(
            kind=self.kind, due_on=self.due_on, deadline_kind=deadline_kind, **self.facts
        )
        Participation.objects.filter(pk=cast.part("lead", "1.1").pk).update(**self.facts)

    @property
    def facts(self) -> dict[str, Any]:
        names = ("status", "percent", "covered_to", "closed_on")
        return {name: getattr(self, name) for name in names}


def day(month: int, number: int, year: int = 2022) -> datetime.date:
    return datetime.date(year, month, number)


def lit(cast: Cast, what: type, on: datetime.date) -> Any:
    """Measure 1.1, or its lead's part, with its light on a day."""
    if what is Measure:
        rows = Measure.objects.filter(pk=cast.measures["1.1"].pk)
    else:
        rows = Participation.objects.filter(pk=cast.part("lead", "1.1").pk)
    return status.with_light(rows, plan=cast.plan, day=on).get()
