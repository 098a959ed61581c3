"""The whole of a plan on a day: how it stands, what waits, and what the figures leave out."""

import datetime
from collections import Counter
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Sum

from departments.models import Unit
from tasks import status
from tasks.choices import Light, ReportState, Role
from tasks.dashboards.matrix import UnitRow, mean
from tasks.dashboards.requests import Counts, counts
from tasks.dashboards.workbench import Round
from tasks.models import (
    Assignment,
    Designation,
    Measure,
    Participation,
    Plan,
    ProgressReport,
    ReportEvent,
    ReportingPeriod,
)

DETAILED = 200
"""Up to so many measures, a plan is listed by task with a light for each measure; a larger one by section."""
SECTIONS = 60
"""So many sections stand on the page at most."""
LOOK_BACK = 100_000
"""Up to so many parts, what was known on an earlier day is worked out in seconds, while somebody waits."""
NAMED = 6
"""So many refs or units are named in a line of the queue."""


@dataclass(frozen=True)
class Figures:
    """The measures by light, and their mean percent: of those alone that have one."""

    lights: dict[str, int]
    percent: int | None
    with_percent: int

    @property
    def total(self) -> int:
        """How many measures there are."""
        return sum(self.lights.values())

    @property
    def by_light(self) -> list[tuple[str, int]]:
        """Every light with its count, the most urgent first."""
        return [(light.value, self.lights.get(light, 0)) for light in Light]


@dataclass(frozen=True)
class Line:
    """A section (a heading) or a task, with its mean percent, and its measures or their count by light."""

    number: str
    title: str
    percent: int | None
    heading: bool = False
    measures: tuple[dict[str, Any], ...] = ()
    lights: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class Queue:
    """What waits for the coordinators, each with the first few names."""

    awaiting: int
    oldest: ProgressReport | None
    undecided: int
    undecided_refs: list[str]
    unseen: list[UnitRow]
    overdue: list[UnitRow]
    returned: list[tuple[str, int]]
    requests: Counts
    gone: list[Measure]

    @property
    def overdue_reports(self) -> int:
        """How many reports of earlier periods are missing."""
        return sum(row.overdue for row in self.overdue)

    @property
    def returned_reports(self) -> int:
        """How many reports were returned and not submitted again."""
        return sum(count for _unit, count in self.returned)

    @property
    def nothing(self) -> bool:
        """True when all is done for now."""
        return not (
            self.awaiting
            or self.undecided
            or self.unseen
            or self.overdue
            or self.returned
            or self.requests.waiting
            or self.gone
        )


@dataclass(frozen=True)
class LeftOut:
    """What the totals don't hold: they are as good as this is small."""

    undecided: int
    gone: int
    unseen: int
    missing: int
    overdue: int
    without_percent: int

    @property
    def anything(self) -> bool:
        """True where a total is less than whole."""
        return any(vars(self).values())


def held_on(rows: QuerySet, day: datetime.date) -> QuerySet:
    """Of measures those that bound someone at the end of that day, withdrawn since or not."""
    parts = Participation.objects.filter(
        Q(until__isnull=True) | Q(until__date__gt=day), measure=OuterRef("pk"), since__date__lte=day
    )
    return rows.filter(Exists(parts))


def too_many_to_look_back(plan: Plan) -> bool:
    """True where an earlier day would take too long to work out."""
    return plan.participations.count() > LOOK_BACK


def figures(measures: QuerySet[Measure]) -> Figures:
    """The counts of measures that carry a light."""
    return _figures(list(measures.order_by().values("light").annotate(**_TALLY)))


def figures_and_lines(measures: QuerySet[Measure], *, plan: Plan) -> tuple[Figures, list[Line]]:
    """The counts of measures that carry a light, and their sections and tasks in the plan's order."""
    ordered = measures.order_by("task__section__order", "task__section")
    tallies = list(ordered.values(*_PLACE, "task__section__order", "light").annotate(**_TALLY))
    found = _figures(tallies)
    return found, _by_task(measures, plan) if found.total <= DETAILED else _by_section(tallies)


def _figures(tallies: list[dict[str, Any]]) -> Figures:
    lights: Counter[str] = Counter()
    for row in tallies:
        lights[row["light"]] += row["measures"]
    with_percent = sum(row["with_percent"] for row in tallies)
    percent = mean(sum(row["percents"] or 0 for row in tallies), with_percent)
    return Figures(dict(lights), percent, with_percent)


_TALLY = {"measures": Count("pk"), "with_percent": Count("done"), "percents": Sum("done")}
_PLACE = ("task__section", "task__section__number", "task__section__title")


def _by_task(measures: QuerySet[Measure], plan: Plan) -> list[Line]:
    needed = (
        "light",
        "reason",
        "left",
        "gap",
        "missing",
        "closed",
        "done",
        "expected",
        "pk",
        "ref",
        "withdrawn_at",
    )
    place = (*_PLACE, "task", "task__number", "task__title")
    rows = list(
        measures.order_by("task__section__order", "task__section", "task__order", "task", "seq").values(
            *needed, *place
        )
    )
    found = []
    for _section, of_section in groupby(rows, key=lambda row: row["task__section"]):
        members = list(of_section)
        heading = Line(
            members[0]["task__section__number"], members[0]["task__section__title"], _mean_done(members), True
        )
        if heading.number or heading.title:
            found.append(heading)
        for _task, of_task in groupby(members, key=lambda row: row["task"]):
            mine = [row | {"why": status.explain(row, plan=plan)} for row in of_task]
            found.append(
                Line(
                    mine[0]["task__number"],
                    mine[0]["task__title"],
                    _mean_done(mine),
                    measures=tuple(mine),
                )
            )
    return found


def _mean_done(rows: list[dict[str, Any]]) -> int | None:
    known = [row["done"] for row in rows if row["done"] is not None]
    return mean(sum(known), len(known))


def _by_section(tallies: list[dict[str, Any]]) -> list[Line]:
    found = []
    for _section, of_section in groupby(tallies, key=lambda row: row["task__section"]):
        members = list(of_section)
        counts = {row["light"]: row["measures"] for row in members}
        found.append(
            Line(
                members[0]["task__section__number"],
                members[0]["task__section__title"],
                mean(
                    sum(row["percents"] or 0 for row in members), sum(row["with_percent"] for row in members)
                ),
                lights=tuple((light.value, counts[light]) for light in Light if light in counts),
            )
        )
    return found[:SECTIONS]


def completeness(units: list[UnitRow], *, period: ReportingPeriod | None, day: datetime.date) -> Round | None:
    """The reports that all units owe in the period, by where they stand."""
    states = {state: sum(unit.reports[state] for unit in units) for state in ("", *ReportState.values)}
    return Round.of(states, period, day)


def undecided(measures: QuerySet[Measure]) -> QuerySet[Measure]:
    """The measures that cite an open group about which nobody has decided yet."""
    return measures.filter(
        Exists(
            Assignment.objects.filter(measure=OuterRef("pk"), group__is_open=True, resolved_at__isnull=True)
        )
    )


def undecided_on(plan: Plan, day: datetime.date) -> int:
    """On how many measures an open group still left a unit in doubt at the end of that day."""
    doubts = Participation.objects.filter(
        Q(until__isnull=True) | Q(until__date__gt=day), measure=OuterRef("pk"), since__date__lte=day
    ).filter(role=Role.POSSIBLE)
    return Measure.objects.filter(Exists(doubts), plan=plan).count()


def naming_the_gone(measures: QuerySet[Measure], day: datetime.date) -> QuerySet[Measure]:
    """Of these measures those that mean a unit no longer active, without a part that day."""
    gone = list(Unit.objects.filter(is_active=False))
    if not gone:
        return measures.none()
    held = Participation.objects.filter(
        Q(until__isnull=True) | Q(until__date__gt=day), unit=OuterRef("unit"), since__date__lte=day
    )
    cited = Assignment.objects.filter(~Exists(held.filter(measure=OuterRef("measure"))), unit__in=gone)
    designated = Designation.objects.filter(
        ~Exists(held.filter(measure=OuterRef("assignment__measure"))), unit__in=gone
    )
    by_name = cited.order_by().values("measure")
    by_group = designated.order_by().values("assignment__measure")
    return measures.filter(pk__in=by_name.union(by_group))


def queue(
    units: list[UnitRow],
    *,
    plan: Plan,
    measures: QuerySet[Measure],
    reports: QuerySet[ProgressReport],
    day: datetime.date,
) -> Queue:
    """What waits now: `measures` and `reports` are the plan's, as far as the person may read them."""
    reports = reports.filter(measure__withdrawn_at__isnull=True)
    waiting = reports.filter(state=ReportState.SUBMITTED)
    sent = ReportEvent.objects.filter(report=OuterRef("pk"), move="submit").order_by("-number").values("on")
    oldest = (
        waiting.annotate(sent_on=Subquery(sent[:1]))
        .select_related("measure", "unit")
        .order_by("sent_on", "pk")
    )
    open_questions = undecided(measures)
    returned = (
        reports.filter(state=ReportState.RETURNED)
        .order_by("unit__order")
        .values_list("unit__name", "unit__order")
        .annotate(reports=Count("pk"))
    )
    return Queue(
        awaiting=waiting.count(),
        oldest=oldest.first(),
        undecided=open_questions.count(),
        undecided_refs=list(open_questions.order_by("seq").values_list("ref", flat=True)[:NAMED]),
        unseen=[row for row in units if row.unseen],
        overdue=[row for row in units if row.overdue],
        returned=[(name, count) for name, _order, count in returned],
        requests=counts(plan, measures=measures),
        gone=list(naming_the_gone(measures, day).order_by("seq")),
    )
