"""The course of a plan: its mean percent at each month's end, as it was known then, against the expected."""

import calendar
import datetime
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils import timezone

from actionplan.shared.months import SHORT_MONTHS
from tasks.choices import ReportState, Role
from tasks.models import Participation, Plan, ProgressReport, ReportEvent, ReportingPeriod

# What facts.as_known says of one day, for many days in one pass: what was submitted holds from its day until
# the next turn of its report; of what holds, a unit's latest period counts; a measure has its leads' mean.
_KNOWN = """
SELECT {means} FROM (
  SELECT {of_measure} FROM (
    SELECT measure, {of_unit} FROM (
      SELECT part.measure_id AS measure, part.unit_id AS unit, part.since, part.until,
        (SELECT number FROM {period} WHERE id = report.period_id) AS number,
        event.percent, event.state, event."on" AS starts,
        LEAD(event."on") OVER (PARTITION BY part.id, event.report_id ORDER BY event.number) AS ends
      FROM {part} part
      JOIN {report} report ON report.measure_id = part.measure_id AND report.unit_id = part.unit_id
      JOIN {event} event ON event.report_id = report.id
      WHERE part.plan_id = %s AND part.role = %s AND event.move IN ({moves})
    ) held
    WHERE state = %s
    GROUP BY measure, unit
  ) units
  GROUP BY measure
) measures
"""
_TURNS = ("submit", "take_back", "return", "reopen")
"""The moves that let a report begin or cease to count; whatever else happens to it changes no percent."""
_OF_UNIT = """MAX(CASE
  WHEN starts <= %s AND (ends IS NULL OR ends > %s) AND since < %s AND (until IS NULL OR until >= %s)
  THEN number * 1000 + COALESCE(percent + 1, 0)
END) %% 1000 AS d{n}"""


@dataclass(frozen=True)
class Point:
    """A day with the mean percent (none where nothing was known) and the expected one."""

    day: datetime.date
    percent: int | None
    expected: int


def known_means(plan: Plan, days: list[datetime.date]) -> list[int | None]:
    """For each day the mean percent of the measures that had one, as it was known at its end; one query."""
    if not days:
        return []
    numbers = range(len(days))
    sql = _KNOWN.format(
        means=", ".join(f"ROUND(AVG(d{n}))" for n in numbers),
        of_measure=", ".join(f"ROUND(AVG(NULLIF(d{n}, 0) - 1)) AS d{n}" for n in numbers),
        of_unit=", ".join(_OF_UNIT.format(n=n) for n in numbers),
        part=Participation._meta.db_table,
        report=ProgressReport._meta.db_table,
        event=ReportEvent._meta.db_table,
        period=ReportingPeriod._meta.db_table,
        moves=", ".join("%s" for _move in _TURNS),
    )
    bounds: list[Any] = []
    for day in days:
        known = connection.ops.adapt_datefield_value(day)
        over = connection.ops.adapt_datetimefield_value(_end_of(day))
        bounds += [known, known, over, over]
    with connection.cursor() as cursor:
        cursor.execute(sql, [*bounds, plan.pk, Role.LEAD.value, *_TURNS, ReportState.SUBMITTED.value])
        found = cursor.fetchone()
    return [None if value is None else int(value) for value in found]


def _end_of(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day + datetime.timedelta(days=1), datetime.time()))


def month_ends(plan: Plan) -> list[datetime.date]:
    """The last days of the plan's months, the last one cut where the plan ends."""
    ends, first = [], plan.starts_on.replace(day=1)
    while first <= plan.ends_on:
        last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
        ends.append(min(last, plan.ends_on))
        first = last + datetime.timedelta(days=1)
    return ends


LEFT, WIDTH, BOTTOM, HEIGHT = 36, 648, 216, 196


@dataclass(frozen=True)
class Course:
    """The chart: past months, the day at hand, and all months of the plan for its axis."""

    plan: Plan
    past: list[Point]
    now: Point
    months: list[datetime.date]

    @property
    def points(self) -> list[Point]:
        """The months that are over and the day at hand."""
        return [*self.past, self.now]

    @property
    def empty(self) -> bool:
        """True while no percent has ever been known."""
        return all(point.percent is None for point in self.points)

    def x(self, day: datetime.date) -> float:
        """Where a day lies on the drawing."""
        passed = (day - self.plan.starts_on).days + 1
        total = (self.plan.ends_on - self.plan.starts_on).days + 1
        return round(LEFT + WIDTH * min(max(passed, 0), total) / total, 1)

    @staticmethod
    def y(percent: int) -> float:
        """Where a percent lies on the drawing."""
        return round(BOTTOM - HEIGHT * percent / 100, 1)

    @property
    def line(self) -> str:
        """The path through the known points."""
        known = [f"{self.x(p.day)} {self.y(p.percent)}" for p in self.points if p.percent is not None]
        return "M" + "L".join(known) if known else ""

    @property
    def area(self) -> str:
        """The path around what lies under the line."""
        known = [self.x(point.day) for point in self.points if point.percent is not None]
        return f"{self.line}V{BOTTOM}H{known[0]}z" if known else ""

    @property
    def grid(self) -> list[tuple[int, float]]:
        """The percents at the side, with their height."""
        return [(percent, self.y(percent)) for percent in (0, 25, 50, 75, 100)]

    @property
    def axis(self) -> list[tuple[str, float]]:
        """The months below, with their place."""
        return [(str(SHORT_MONTHS[day.month - 1]), self.x(day)) for day in self.months]

    @property
    def mark(self) -> dict[str, float | str] | None:
        """The point of the day at hand and where its words stand: on the side where they cross no line."""
        if self.now.percent is None:
            return None
        x, done, expected = self.x(self.now.day), self.y(self.now.percent), self.y(self.now.expected)
        below = done >= expected
        late = x > LEFT + WIDTH * 0.87
        return {
            "x": x, "done": done, "expected": expected,
            "done_x": x if late else x + 10 if below else x - 10,
            "done_y": done + (40 if late else 12) if below else done - 10,
            "done_anchor": "end" if late or not below else "start",
            "expected_x": x - 10 if below else x + 10,
            "expected_y": expected - 6 if below else expected + 16,
            "expected_anchor": "end" if below or late else "start",
        }  # fmt: skip


def course(plan: Plan, *, day: datetime.date, percent: int | None) -> Course:
    """The plan's course up to the day, whose own mean percent the caller knows already."""
    months = month_ends(plan)
    past = [end for end in months if end < day]
    means = known_means(plan, past)
    return Course(
        plan,
        [Point(end, mean, plan.expected(end)) for end, mean in zip(past, means, strict=True)],
        Point(day, percent, plan.expected(day)),
        months,
    )
