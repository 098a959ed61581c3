"""Automatic reminders: which due days are near or past, and who is told of them on which day.

A due day is told 30, 7 and 1 days before, then 1, 7, 30, 60 … days after, as far as what it asks for is still
owed. Near and past are two kinds for reports and two for deadlines; nobody is told of one kind twice within
`REST` days, so a step that falls too close waits. On a day without a run nothing is lost: the latest step
that was reached counts, earlier ones don't come later.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.utils import timezone

from departments.models import Unit, User
from tasks import reminded
from tasks.choices import OWNING, News, Status
from tasks.models import Notice, Participation, Plan, ReportingPeriod

STEPS = (-30, -7, -1, 1, 7)
EVERY = 30
REST = 5
KINDS = [(news, past) for news in (News.REPORTS_DUE, News.DEADLINE) for past in (True, False)]
"""What is told of, and whether its due day is past."""


def latest_step(due_on: datetime.date, today: datetime.date) -> datetime.date | None:
    """The day of the latest step that was reached by today; none before the first."""
    passed = (today - due_on).days
    if passed >= EVERY:
        step = passed - passed % EVERY
    elif passed < STEPS[0]:
        return None
    else:
        step = max(one for one in STEPS if one <= passed)
    return due_on + datetime.timedelta(days=step)


@dataclass(frozen=True)
class Due:
    """What a unit owes by one day: `count` reports of a period, or, without a period, measures to be done."""

    plan: Plan
    unit: Unit
    period: ReportingPeriod | None
    due_on: datetime.date
    count: int

    @property
    def key(self) -> str:
        """What stays the same from day to day."""
        period = self.period.number if self.period else ""
        return f"{self.plan.pk}:{self.unit.pk}:{period}:{self.due_on}"

    def kind(self, today: datetime.date) -> tuple[News, bool]:
        """One of `KINDS`."""
        return News.REPORTS_DUE if self.period else News.DEADLINE, self.due_on < today

    def told(self) -> dict[str, Any]:
        """What a notice keeps of it, so that it can be worded later."""
        kept = {"key": self.key, "unit": self.unit.short_name, "due": str(self.due_on), "count": self.count}
        if self.period:
            kept |= {"starts": str(self.period.starts_on), "ends": str(self.period.ends_on)}
        return kept


def owed(today: datetime.date) -> Mapping[int, list[Due]]:
    """Unit → what it owes by days whose first step was reached, the earliest day first.

    Of reports only those that can be submitted: their period has begun and isn't closed. A measure that the
    unit says is done waits for its review, and asks nothing of the unit.
    """
    dues = [*_reports(today), *_deadlines(today)]
    found: Mapping[int, list[Due]] = defaultdict(list)
    for due in sorted(dues, key=lambda one: (one.due_on, one.plan.pk, one.unit.order)):
        found[due.unit.pk].append(due)
    return found


def _reports(today: datetime.date) -> Iterable[Due]:
    soon = today - datetime.timedelta(days=STEPS[0])
    open_ones = ReportingPeriod.objects.filter(
        closed_at__isnull=True, opens_on__lte=today, due_on__lte=soon
    ).select_related("plan")
    units = Unit.objects.in_bulk()
    for period in open_ones:
        counts = reminded.owing(period).order_by().values_list("unit").annotate(count=Count("pk"))
        for unit, count in counts:
            yield Due(period.plan, units[unit], period, period.due_on, count)


def _deadlines(today: datetime.date) -> Iterable[Due]:
    soon = today - datetime.timedelta(days=STEPS[0])
    still_open = Participation.objects.filter(
        until__isnull=True,
        role__in=OWNING,
        closed_on__isnull=True,
        measure__withdrawn_at__isnull=True,
        measure__due_on__lte=soon,
    ).exclude(status=Status.DONE)
    units, plans = Unit.objects.in_bulk(), Plan.objects.in_bulk()
    rows = still_open.order_by().values_list("plan", "unit", "measure__due_on")
    for plan, unit, due_on, count in rows.annotate(count=Count("pk")):
        yield Due(plans[plan], units[unit], None, due_on, count)


def to_tell(person: User, dues: Iterable[Due], *, at: datetime.datetime) -> list[Notice]:
    """The notices that this person is due now, unsaved: at most one of a kind, with all of that kind in it.

    Call it with the person's row locked, so that of two runs the second sees what the first has told.
    """
    today = timezone.localdate(at)
    by_kind: Mapping[tuple[News, bool], list[Due]] = defaultdict(list)
    for due in dues:
        by_kind[due.kind(today)].append(due)
    if not by_kind:
        return []
    since = today - datetime.timedelta(days=EVERY)
    told = Notice.objects.filter(
        person=person, kind__in=(News.REPORTS_DUE, News.DEADLINE), at__date__gte=since
    ).order_by("-pk")
    before: Mapping[tuple[str, bool], list[Notice]] = defaultdict(list)
    for notice in told:
        before[notice.kind, notice.detail["past"]].append(notice)
    return [
        _notice(person, kind, mine, at)
        for kind in KINDS
        if (mine := by_kind.get(kind)) and _is_due(mine, before[kind], today)
    ]


def _is_due(dues: list[Due], before: list[Notice], today: datetime.date) -> bool:
    """Has a step been reached that the person wasn't told of, and is the last notice far enough back?"""
    days = [(timezone.localdate(notice.at), _keys(notice)) for notice in before]
    if any((today - day).days < REST for day, _told in days):
        return False
    for due in dues:
        step = latest_step(due.due_on, today)
        if step and not any(day >= step and due.key in told for day, told in days):
            return True
    return False


def _keys(notice: Notice) -> set[str]:
    return {one["key"] for one in notice.detail["due"]}


def _notice(person: User, kind: tuple[News, bool], dues: list[Due], at: datetime.datetime) -> Notice:
    news, past = kind
    first = dues[0]
    word = "past" if past else "near"
    return Notice(
        person=person,
        kind=news,
        at=at,
        plan=first.plan,
        unit=first.unit,
        period=first.period,
        detail={"past": past, "due": [due.told() for due in dues]},
        key=f"{news}-{word}:{timezone.localdate(at)}:{person.pk}",
    )


def still_owed(notice: Notice, dues: Iterable[Due]) -> bool:
    """Is something that this automatic reminder told of still owed?"""
    return bool(_keys(notice) & {due.key for due in dues})
