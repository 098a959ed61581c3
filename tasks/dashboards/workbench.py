"""What a unit has to do now."""

import datetime
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, Count, ExpressionWrapper, F, OuterRef, Q, QuerySet, Subquery

from tasks import owed
from tasks.choices import CERTAIN, OWNING, ReportState, Role
from tasks.models import Instruction, Participation, ReportEvent, ReportingPeriod
from tasks.participation import seen_before

SHOWN = 4


@dataclass(frozen=True)
class Round:
    """The reports that a unit owes in one period, by where they stand; `handed` ones are drafts too."""

    period: ReportingPeriod
    days_left: int
    approved: int
    submitted: int
    returned: int
    draft: int
    handed: int
    unwritten: int

    @classmethod
    def of(
        cls, states: Mapping[str, int], period: ReportingPeriod | None, today: datetime.date
    ) -> "Round | None":
        """The round of a period, from how many reports are in each state."""
        if period is None:
            return None
        counts = {state: states.get(state, 0) for state in ("", *ReportState)}
        return cls(
            period=period,
            days_left=owed.days_left(period, today),
            approved=counts[ReportState.APPROVED],
            submitted=counts[ReportState.SUBMITTED],
            returned=counts[ReportState.RETURNED],
            draft=counts[ReportState.DRAFT] + counts[ReportState.HANDED],
            handed=counts[ReportState.HANDED],
            unwritten=counts[""],
        )

    @property
    def owed(self) -> int:
        """All of them."""
        return self.approved + self.submitted + self.open

    @property
    def open(self) -> int:
        """Those that the unit still has to submit."""
        return self.returned + self.draft + self.unwritten

    @property
    def segments(self) -> list[tuple[str, int, int]]:
        """Class, start and length of each part of the bar, in reports."""
        start, parts = 0, []
        for css, count in (
            ("s1", self.approved),
            ("s2", self.submitted),
            ("s3", self.returned),
            ("s4", self.draft),
            ("s5", self.unwritten),
        ):
            if count:
                parts.append((css, start, count))
            start += count
        return parts


@dataclass(frozen=True)
class Todo:
    """What waits for the unit: the first few of each kind, and how many there are."""

    round: Round | None
    first_open: Participation | None
    returned: list[Participation]
    returned_count: int
    overdue: list[Participation]
    overdue_count: int
    new: list[Participation]
    new_count: int
    possible_count: int
    instructions: list[Instruction]
    instruction_count: int

    @property
    def more(self) -> int:
        """How many are not shown."""
        shown = len(self.instructions) + len(self.returned) + len(self.overdue) + len(self.new)
        return self._all - shown

    @property
    def nothing(self) -> bool:
        """True when all is done for now."""
        return not self._all

    @property
    def _all(self) -> int:
        return self.instruction_count + self.returned_count + self.overdue_count + self.new_count


def todo(
    parts: QuerySet[Participation],
    *,
    period: ReportingPeriod | None,
    today: datetime.date,
    instructions: QuerySet[Instruction],
) -> Todo:
    """What the unit of these parts (with light and report) has to do in the period that runs.

    `instructions` are those that it has yet to answer. Three queries: a lean one over all of the unit's
    parts, one for those that are shown, and the instructions.
    """
    to_answer = list(instructions.select_related("measure", "by"))
    still_open = Q(closed__isnull=True)
    flagged = parts.order_by("measure__seq").annotate(
        late=_flag(still_open & Q(missing__gt=0, role__in=OWNING)),
        unseen=_flag(still_open & Q(acknowledged_at__isnull=True) & ~Q(role=Role.POSSIBLE)),
    )
    lean = flagged.values_list("pk", "role", "owes", "report_state", "late", "unseen", named=True)
    rows: list[Any] = list(lean)
    shut = period is not None and period.closed_at is not None
    returned = [] if shut else [row.pk for row in rows if row.report_state == ReportState.RETURNED]
    overdue = [row.pk for row in rows if row.late]
    new = [row.pk for row in rows if row.unseen]
    due_now = [row.pk for row in rows if row.owes and row.report_state in ("", ReportState.DRAFT)]
    shown = _shown(parts, {*returned[:SHOWN], *overdue[:SHOWN], *new[:SHOWN], *due_now[:1]}, period)
    return Todo(
        round=Round.of(Counter(row.report_state for row in rows if row.owes), period, today),
        first_open=shown[due_now[0]] if due_now else None,
        returned=[shown[key] for key in returned[:SHOWN]],
        returned_count=len(returned),
        overdue=[shown[key] for key in overdue[:SHOWN]],
        overdue_count=len(overdue),
        new=[shown[key] for key in new[:SHOWN]],
        new_count=len(new),
        possible_count=sum(row.role == Role.POSSIBLE for row in rows),
        instructions=to_answer[:SHOWN],
        instruction_count=len(to_answer),
    )


def _flag(condition: Q) -> ExpressionWrapper:
    return ExpressionWrapper(condition, output_field=BooleanField())


def _shown(
    parts: QuerySet[Participation], keys: set[int], period: ReportingPeriod | None
) -> Mapping[int, Participation]:
    last_comment = ReportEvent.objects.filter(
        report__measure=OuterRef("measure"),
        report__unit=OuterRef("unit"),
        report__period=period,
        move="return",
    ).order_by("-number")
    commented = parts.annotate(comment=Subquery(last_comment.values("comment")[:1]), changed=seen_before())
    return commented.select_related("measure__task").in_bulk(keys)


def counts(parts: QuerySet[Participation], by: str) -> dict[str, int]:
    """Value of the column `by` → how many of these parts have it."""
    return dict(parts.order_by().values_list(F(by)).annotate(count=Count("pk")))


def by_light_and_role(
    parts: QuerySet[Participation], *, light: str, role: str
) -> tuple[Counter[str], Counter[str]]:
    """How many of these parts have each light and each role, each among what the other's choice leaves."""
    lights, roles = Counter[str](), Counter[str]()
    for of_light, of_role, count in parts.order_by().values_list("light", "role").annotate(count=Count("pk")):
        if role in ("", of_role) or (role == CERTAIN and of_role != Role.POSSIBLE):
            lights[of_light] += count
        if light in ("", of_light):
            roles[of_role] += count
    return lights, roles
