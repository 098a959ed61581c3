"""Telling people: who hears of what. The words are made when they are read, in `tasks.notice_words`."""

import datetime
from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from departments.choices import Position
from departments.models import Membership, Unit, User
from tasks.choices import News
from tasks.models import Measure, Notice, Participation, Plan, ReportEvent


def members(unit: Unit) -> QuerySet[User]:
    """The people of a unit who can sign in."""
    return User.objects.filter(is_active=True, memberships__unit=unit)


def heads(unit: Unit) -> QuerySet[User]:
    """The heads of a unit."""
    return User.objects.filter(is_active=True, memberships__unit=unit, memberships__position=Position.HEAD)


def of_measure(measure: Measure, roles: Collection[str]) -> QuerySet[User]:
    """The people of the units that have one of these roles in the measure, each once."""
    parts = Participation.objects.filter(
        measure=measure, unit=OuterRef("unit"), role__in=roles, until__isnull=True
    )
    return User.objects.filter(
        Exists(Membership.objects.filter(Exists(parts), user=OuterRef("pk"))), is_active=True
    )


def coordinators() -> QuerySet[User]:
    """Everyone who coordinates."""
    return User.objects.filter(is_active=True, is_coordinator=True)


def tell(
    people: Iterable[User],
    kind: News,
    *,
    plan: Plan,
    at: datetime.datetime,
    by: User | None = None,
    key: str = "",
    detail: dict[str, Any] | None = None,
    **about: Any,
) -> None:
    """Tells each of these people, but not the one who did it. `about`: measure, unit, period, reminder.

    With a `key` each person is told once, however often it is called.
    """
    rows = [
        Notice(
            person=person,
            kind=kind,
            plan=plan,
            at=at,
            by=by,
            detail=detail or {},
            key=f"{key}:{person.pk}" if key else None,
            **about,
        )
        for person in people
        if person != by
    ]
    Notice.objects.bulk_create(rows, ignore_conflicts=bool(key))


_OF_MOVE = {
    "return": (News.RETURNED, members),
    "approve": (News.APPROVED, members),
    "reopen": (News.REOPENED, members),
    "hand_over": (News.HANDED_OVER, heads),
    "hand_back": (News.HANDED_BACK, members),
}
"""Move of a report → what it is as news, and whom of its unit it concerns."""


def of_report(event: ReportEvent) -> None:
    """Tells the report's unit of a move that somebody else made, and its head of what waits to be signed."""
    if event.move not in _OF_MOVE:
        return
    kind, who = _OF_MOVE[event.move]
    report = event.report
    tell(
        who(report.unit),
        kind,
        plan=report.measure.plan,
        at=event.at,
        by=event.by,
        detail={"comment": event.comment} if event.comment else {},
        measure=report.measure,
        unit=report.unit,
        period=report.period,
    )
