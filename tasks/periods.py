"""The reporting periods of a plan."""

import calendar
import datetime
from collections.abc import Iterable

from tasks.choices import Rhythm
from tasks.models import Plan, ReportingPeriod


def lay_out(plan: Plan) -> None:
    """Makes the plan's periods by its rhythm, each due on its own last day. Leaves what is there."""
    months = 1 if plan.rhythm == Rhythm.MONTHLY else 3
    start, number = plan.starts_on, 1
    periods = []
    while start <= plan.ends_on:
        last_month = (start.month - 1) // months * months + months
        last_day = calendar.monthrange(start.year, last_month)[1]
        end = min(datetime.date(start.year, last_month, last_day), plan.ends_on)
        periods.append(
            ReportingPeriod(
                plan=plan, number=number, starts_on=start, ends_on=end, opens_on=start, due_on=end
            )
        )
        start, number = end + datetime.timedelta(days=1), number + 1
    ReportingPeriod.objects.bulk_create(periods, ignore_conflicts=True)


def current(periods: Iterable[ReportingPeriod], day: datetime.date) -> ReportingPeriod | None:
    """The period that runs on that day; after the last one, the last; before the first, none."""
    begun = [period for period in periods if period.starts_on <= day]
    return max(begun, key=lambda period: period.number, default=None)
