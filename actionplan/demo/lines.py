"""What the sample year is made of: a report's content and the steps it goes through."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

Status = Literal["not_started", "on_track", "at_risk", "behind", "done"]
Move = Literal["save", "submit", "return", "approve", "take_back"]
Key = tuple[str, str, int]
"""The measure's reference, the unit and the month: what names one report."""


@dataclass(frozen=True)
class Step:
    """One move of a report, in local time."""

    at: datetime.datetime
    move: Move
    by: str
    comment: str = ""


@dataclass(frozen=True)
class Line:
    """One unit's report on one measure in one month."""

    ref: str
    unit: str
    month: int
    status: Status
    percent: int | None
    progress: str
    problems: str = ""
    next_steps: str = ""
    expected_on: datetime.date | None = None
    value: Decimal | None = None
    no_change: bool = False
    steps: tuple[Step, ...] = field(default=())

    @property
    def key(self) -> Key:
        """Which report this is."""
        return self.ref, self.unit, self.month

    @property
    def state(self) -> str:
        """Where the last step leaves the report: draft, submitted, returned or approved."""
        after = {"save": "draft", "take_back": "draft", "submit": "submitted", "return": "returned"}
        return after.get(self.steps[-1].move, "approved")

    @property
    def approved_on(self) -> datetime.date | None:
        """The day of its approval, if it has one."""
        return self.steps[-1].at.date() if self.state == "approved" else None
