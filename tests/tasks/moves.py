"""Moves of reports in one line each, as the tests of rights, moves and facts tell their stories."""

import datetime
from decimal import Decimal

from departments.models import User
from tasks import review
from tasks.choices import Status
from tasks.models import Measure, ProgressReport, ReportEvent
from tasks.report_rules import Content
from tests.cast import Cast


def content(
    measure: Measure, status: str = Status.ON_TRACK, percent: int = 40, text: str = "Done so far."
) -> Content:
    """A whole report with this status and percent, and a value as large where the measure has a target."""
    values = {one.pk: one.high * percent / Decimal(100) for one in measure.targets.all()}
    return Content(
        status=status,
        percent=percent,
        progress=text,
        problems="It is hard.",
        next_steps="Go on.",
        expected_on=datetime.date(2022, 12, 20),
        values=values,
    )


def done(measure: Measure) -> Content:
    return content(measure, Status.DONE, 100)


def find(cast: Cast, unit: str, ref: str, month: int) -> ProgressReport:
    measure = Measure.objects.get(pk=cast.measures[ref].pk)
    return review.find(measure=measure, unit=cast.units[unit], period=cast.period(month))


def move(
    cast: Cast,
    name: str,
    unit: str,
    ref: str,
    month: int,
    *,
    at: datetime.datetime,
    by: str | User = "",
    says: Content | None = None,
    based_on: int | None = None,
    comment: str = "Because.",
    key: str | None = None,
) -> ReportEvent:
    """Makes a move by the unit's own person, or the coordinator, on the report as it stands."""
    report = find(cast, unit, ref, month)
    rule = review.MOVES[name]
    if isinstance(by, str):
        by = User.objects.get(pk=cast.people[by or (unit if rule.by == "unit" else "coordinator")].pk)
    return review.apply(
        report=report,
        move=name,
        by=by,
        at=at,
        based_on=report.version if based_on is None else based_on,
        content=(says or content(report.measure)) if rule.writes else None,
        comment=comment,
        key=key,
    )


def events() -> list[str]:
    """The names of all moves made so far, in their order."""
    return list(ReportEvent.objects.order_by("pk").values_list("move", flat=True))
