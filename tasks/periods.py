"""The reporting periods of a plan: how they are laid out, which one runs, and holding one as it stands."""

import calendar
import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection

from tasks.choices import Rhythm
from tasks.models import Plan, ReportingPeriod

EARLIEST, LATEST = -25, 60
"""A period's reports are due so many days after its last day; below zero, before it."""


@dataclass(frozen=True)
class Layout:
    """What the periods of a plan have in common when they are laid out; `sections`: their primary keys."""

    rhythm: str
    due_after: int = 0
    asks: str = ""
    sections: frozenset[int] = frozenset()


def made(plan: Plan, layout: Layout) -> list[ReportingPeriod]:
    """A plan's periods by a layout, not saved: each opens on its first day, and none is due before that."""
    months = 1 if layout.rhythm == Rhythm.MONTHLY else 3
    start, number = plan.starts_on, 1
    found = []
    while start <= plan.ends_on:
        last_month = (start.month - 1) // months * months + months
        last_day = calendar.monthrange(start.year, last_month)[1]
        end = min(datetime.date(start.year, last_month, last_day), plan.ends_on)
        due = max(end + datetime.timedelta(days=layout.due_after), start)
        found.append(
            ReportingPeriod(
                plan=plan,
                number=number,
                starts_on=start,
                ends_on=end,
                opens_on=start,
                due_on=due,
                asks=layout.asks,
            )
        )
        start, number = end + datetime.timedelta(days=1), number + 1
    return found


def lay_out(plan: Plan) -> None:
    """Makes a new plan's periods by its rhythm, each due on its own last day. Leaves what is there."""
    ReportingPeriod.objects.bulk_create(made(plan, Layout(plan.rhythm)), ignore_conflicts=True)


def current(periods: Iterable[ReportingPeriod], day: datetime.date) -> ReportingPeriod | None:
    """The period that runs on that day; after the last one, the last; before the first, none."""
    begun = [period for period in periods if period.starts_on <= day]
    return max(begun, key=lambda period: period.number, default=None)


def hold(period: ReportingPeriod) -> ReportingPeriod:
    """The period as it stands now; until the transaction ends nobody closes or changes it.

    Any number of reports hold it at once, and each before its own row: so a closing, which waits for all of
    them, finds what they wrote, and none of them waits for a row that the closing has.
    """
    # Only PostgreSQL lets several hold a row; on SQLite, whoever writes is alone.
    share = " FOR KEY SHARE" if connection.vendor == "postgresql" else ""
    query = f"SELECT * FROM {ReportingPeriod._meta.db_table} WHERE id = %s{share}"
    return ReportingPeriod._base_manager.raw(query, [period.pk])[0]


def lock(plan: Plan) -> dict[int, ReportingPeriod]:
    """All periods of the plan by number, alone for this transaction: no report of theirs is on its way."""
    rows = ReportingPeriod.objects.select_for_update().filter(plan=plan).order_by("number")
    found = {row.number: row for row in rows}
    fresh = Plan.objects.prefetch_related("periods").get(pk=plan.pk)
    for row in found.values():
        row.plan = fresh
    return found


class Conflict(Exception):
    """Somebody else was faster: `period` as it stands now, none where it is about all of them."""

    def __init__(self, period: ReportingPeriod | None = None) -> None:
        super().__init__("the periods were changed in the meantime")
        self.period = period
        self.event = period.events.select_related("by").last() if period else None
