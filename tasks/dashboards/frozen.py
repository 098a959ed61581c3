"""The figures of a closed period, out of what its closing froze: nothing that happens later changes them."""

import datetime
from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from departments.models import Unit
from tasks.choices import COUNTING, Light, PeriodMove, ReportState
from tasks.dashboards import matrix
from tasks.dashboards.matrix import UnitRow
from tasks.dashboards.overview import Figures, completeness, figures
from tasks.dashboards.workbench import Round
from tasks.models import FrozenStanding, PeriodEvent, ReportingPeriod

_LATE = Q(late=True, report_state__in=COUNTING)


@dataclass(frozen=True)
class UnitLine:
    """One unit at the closing: its parts by light, the reports it owed, and how many of them came late."""

    row: UnitRow
    late: int

    @property
    def approved(self) -> int:
        """The owed reports that were approved."""
        return self.row.reports[ReportState.APPROVED]

    @property
    def missing(self) -> int:
        """The owed reports that had not been submitted, or were returned."""
        return self.row.owed - self.row.reported


@dataclass(frozen=True)
class Frozen:
    """How everything stood at one closing of a period."""

    closing: PeriodEvent
    figures: Figures
    units: list[UnitLine]
    round: Round

    @property
    def late(self) -> int:
        """How many of the owed reports had come late."""
        return sum(line.late for line in self.units)


def closings(period: ReportingPeriod) -> QuerySet[PeriodEvent]:
    """The closings of a period, the one that counts first; the earlier ones were reopened."""
    return period.events.filter(move=PeriodMove.CLOSE).select_related("by").order_by("-number")


def frozen(closing: PeriodEvent) -> Frozen:
    """What that closing froze, the units by the names that they had then."""
    standings = FrozenStanding.objects.filter(closing=closing)
    parts = standings.filter(unit__isnull=False)
    # Their columns are named alike; who had acknowledged isn't frozen.
    rows = matrix.rows(parts, unseen=Q(pk__isnull=True))  # type: ignore[arg-type]
    _name_as_of([row.unit for row in rows], closing.at)
    late = parts.filter(_LATE, owes=True).order_by().values_list("unit").annotate(reports=Count("pk"))
    by_unit = dict(late)
    shown = matrix.arranged(rows, kind="", sort=matrix.WORST_FIRST)
    round_ = completeness(rows, period=closing.period, day=timezone.localdate(closing.at))
    assert round_ is not None, "a closing is always of a period"
    return Frozen(
        closing=closing,
        figures=figures(standings.filter(unit__isnull=True)),  # type: ignore[arg-type]
        units=[UnitLine(row, by_unit.get(row.unit.pk, 0)) for row in shown],
        round=round_,
    )


def rounds(found: Collection[PeriodEvent]) -> dict[int, Round]:
    """Closing (by primary key) → the reports that were owed then, by where they stood; one query for all."""
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    groups = FrozenStanding.objects.filter(closing__in=found, unit__isnull=False, owes=True).order_by()
    for closing, state, reports in groups.values_list("closing", "report_state").annotate(n=Count("pk")):
        counts[closing][state] = reports
    rounds = {one.pk: Round.of(counts[one.pk], one.period, timezone.localdate(one.at)) for one in found}
    return {key: one for key, one in rounds.items() if one is not None}


def _name_as_of(units: Collection[Unit], at: datetime.datetime) -> None:
    """Gives the units the names that they had at that time, or the first that is known of them."""
    kept = Unit.history.filter(id__in=[unit.pk for unit in units])
    names: dict[int, tuple[str, str]] = {}
    for key, name, short_name, since in kept.order_by("id", "history_date", "history_id").values_list(
        "id", "name", "short_name", "history_date"
    ):
        if since <= at or key not in names:
            names[key] = (name, short_name)
    for unit in units:
        unit.name, unit.short_name = names.get(unit.pk, (unit.name, unit.short_name))


def sheet(found: Frozen) -> list[list[Any]]:
    """The frozen figures of the units as the rows of a workbook."""
    head = [
        _("Unit"),
        *(str(light.label) for light in Light),
        _("Mean progress"),
        _("Owed"),
        _("Approved"),
        _("Awaiting review"),
        _("Late"),
        _("Missing"),
    ]
    body = [
        [
            line.row.unit.name,
            *(count for _light, count in line.row.by_light),
            line.row.percent,
            line.row.owed,
            line.approved,
            line.row.reports[ReportState.SUBMITTED],
            line.late,
            line.missing,
        ]
        for line in found.units
    ]
    return [head, *body]
