"""The periods of a plan in a list, and a single one with what it still lacks."""

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, F, QuerySet, Value

from departments.models import Unit
from tasks import owed
from tasks.choices import PeriodMove, ReportState
from tasks.dashboards import frozen
from tasks.dashboards.matrix import UnitRow
from tasks.dashboards.overview import completeness
from tasks.dashboards.workbench import Round
from tasks.models import Participation, PeriodEvent, Plan, ReportingPeriod

PLANNED, OPEN, CLOSED = "planned", "open", "closed"


def state_of(period: ReportingPeriod, today: datetime.date) -> str:
    """Whether the period is still to come, takes reports, or is closed."""
    if period.closed_at:
        return CLOSED
    return OPEN if period.opens_on <= today else PLANNED


@dataclass(frozen=True)
class Line:
    """A period in the list; its round is frozen once it is closed, and none before it opens."""

    period: ReportingPeriod
    state: str
    round: Round | None


@dataclass(frozen=True)
class Standing:
    """Where the reports of an open period stand now, in all, and for each unit with some not approved yet."""

    round: Round
    lacking: list[UnitRow]


def lines(plan: Plan, *, parts: QuerySet[Participation], today: datetime.date) -> list[Line]:
    """All periods of the plan; `parts` are those held now. As many queries for many periods as for few."""
    every = list(plan.periods.all())
    states = {period.pk: state_of(period, today) for period in every}
    opened = [period for period in every if states[period.pk] == OPEN]
    counts = _counts(parts, opened)
    rounds = {period.pk: Round.of(counts[period.number], period, today) for period in opened}
    closings = PeriodEvent.objects.filter(period__plan=plan, move=PeriodMove.CLOSE).order_by("number")
    shut = {period.pk: period for period in every if states[period.pk] == CLOSED}
    latest = {event.period_id: event for event in closings if event.period_id in shut}
    for event in latest.values():
        event.period = shut[event.period_id]
    fixed = frozen.rounds(latest.values())
    rounds |= {key: fixed[event.pk] for key, event in latest.items()}
    return [Line(period, states[period.pk], rounds.get(period.pk)) for period in every]


def _counts(parts: QuerySet[Participation], found: Iterable[ReportingPeriod]) -> dict[int, Counter[str]]:
    """Number of the period → state → how many of its owed reports are in it; one query for all."""
    tallies = [
        owed.with_report(parts, period)
        .filter(owes=True)
        .order_by()
        .values(number=Value(period.number), state=F("report_state"))
        .annotate(reports=Count("pk"))
        for period in found
    ]
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    if tallies:
        for row in tallies[0].union(*tallies[1:], all=True):
            counts[row["number"]][row["state"]] = row["reports"]
    return counts


def standing(period: ReportingPeriod, *, parts: QuerySet[Participation], today: datetime.date) -> Standing:
    """Where the reports owed in the period stand now, and which units have some that aren't approved."""
    tallies = owed.with_report(parts, period).filter(owes=True).order_by()
    rows: dict[int, UnitRow] = {}
    groups = list(tallies.values_list("unit", "report_state").annotate(reports=Count("pk")))
    units = Unit.objects.in_bulk({unit for unit, _state, _count in groups})
    for unit, state, reports in groups:
        rows.setdefault(unit, UnitRow(units[unit])).reports[state] = reports
    ordered = sorted(rows.values(), key=lambda row: (row.unit.order, row.unit.pk))
    round_ = completeness(ordered, period=period, day=today)
    assert round_ is not None, "asked about a period"
    return Standing(round_, [row for row in ordered if row.reports[ReportState.APPROVED] < row.owed])
