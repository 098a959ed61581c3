"""Unit by light: one row for each unit that a plan binds, out of one grouped query."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from departments.choices import UnitKind
from departments.models import Unit
from tasks.choices import COUNTING, OWNING, Light, ReportState, Role
from tasks.models import Participation

KINDS = {"municipal": (UnitKind.MUNICIPAL,), "districts": (UnitKind.DISTRICT, UnitKind.AREA)}
"""The kinds that can be looked at apart."""
WORST_FIRST = "-red"


@dataclass
class UnitRow:
    """One unit: its parts by light and role, the reports it owes by state, and what it hasn't done.

    A part that is only possible has no light here: nobody has said yet that it is the unit's.
    """

    unit: Unit
    lights: Counter[str] = field(default_factory=Counter)
    roles: Counter[str] = field(default_factory=Counter)
    reports: Counter[str] = field(default_factory=Counter)
    percents: int = 0
    with_percent: int = 0
    unseen: int = 0
    overdue: int = 0

    @property
    def by_light(self) -> list[tuple[str, int]]:
        """Every light with its count, the most urgent first."""
        return [(light.value, self.lights[light]) for light in Light]

    @property
    def by_role(self) -> list[int]:
        """The counts as lead, responsible, assisting and possible."""
        return [self.roles[role] for role in Role]

    @property
    def percent(self) -> int | None:
        """The mean percent of the parts that have one."""
        return mean(self.percents, self.with_percent)

    @property
    def owed(self) -> int:
        """The reports owed in the period."""
        return self.reports.total()

    @property
    def drafts(self) -> int:
        """Those of them that their unit is still writing."""
        return self.reports[ReportState.DRAFT] + self.reports[ReportState.HANDED]

    @property
    def reported(self) -> int:
        """Those of them that are submitted or approved."""
        return sum(self.reports[state] for state in COUNTING)


def mean(total: int, count: int) -> int | None:
    """The mean in whole percent, halves upwards; none of nothing."""
    return (2 * total + count) // (2 * count) if count else None


def rows(parts: QuerySet[Participation], *, unseen: Q) -> list[UnitRow]:
    """The units of these parts (with light and report) in government order; `unseen`: not acknowledged."""
    groups = (
        parts.order_by()
        .values("unit", "light", "role", "owes", "report_state")
        .annotate(
            parts=Count("pk"),
            percents=Sum("done"),
            with_percent=Count("done"),
            unseen=Count("pk", filter=unseen & ~Q(role=Role.POSSIBLE) & Q(closed__isnull=True)),
            overdue=Sum("missing", filter=Q(missing__gt=0, closed__isnull=True, role__in=OWNING)),
        )
    )
    found: dict[int, UnitRow] = {}
    tallies = list(groups)
    units = Unit.objects.in_bulk({tally["unit"] for tally in tallies})
    for tally in tallies:
        row = found.setdefault(tally["unit"], UnitRow(units[tally["unit"]]))
        row.roles[tally["role"]] += tally["parts"]
        if tally["role"] == Role.POSSIBLE:
            continue
        row.lights[tally["light"]] += tally["parts"]
        if tally["owes"]:
            row.reports[tally["report_state"]] += tally["parts"]
        row.percents += tally["percents"] or 0
        row.with_percent += tally["with_percent"]
        row.unseen += tally["unseen"]
        row.overdue += tally["overdue"] or 0
    return sorted(found.values(), key=lambda row: (row.unit.order, row.unit.pk))


@dataclass(frozen=True)
class Column:
    """A column that sorts: its key, its words or the light that it counts, and how it is sorted now."""

    key: str
    label: str
    light: str = ""
    direction: str = ""

    @property
    def next(self) -> str:
        """What a click on the head sorts by: the other way round, counts from the most downwards first."""
        if self.direction:
            return self.key if self.direction == "descending" else f"-{self.key}"
        return self.key if self.key in ("unit", "reported") else f"-{self.key}"


_VALUES: dict[str, Callable[[UnitRow], Any]] = {
    "unit": lambda row: (row.unit.order, row.unit.pk),
    **{light.value: lambda row, light=light: row.lights[light] for light in Light},
    "percent": lambda row: row.percent,
    "reported": lambda row: row.reported / row.owed if row.owed else None,
    **{role.value: lambda row, role=role: row.roles[role] for role in Role},
}


def columns(found: Iterable[UnitRow], *, period: str, sort: str) -> list[Column]:
    """The columns of the matrix; 'possibly' only where an open group leaves a unit in doubt."""
    labels = {
        "unit": _("Unit"),
        **{light.value: str(light.label) for light in Light},
        "percent": _("Mean progress"),
        "reported": _("%(period)s reported") % {"period": period} if period else _("Reported"),
        **{role.value: str(role.label) for role in Role},
        Role.POSSIBLE.value: pgettext("column", "Possible"),
    }
    if not any(row.roles[Role.POSSIBLE] for row in found):
        del labels[Role.POSSIBLE.value]
    direction = "descending" if sort.startswith("-") else "ascending"
    chosen = sort.removeprefix("-")
    return [
        Column(key, label, key if key in Light.values else "", direction if key == chosen else "")
        for key, label in labels.items()
    ]


def arranged(found: list[UnitRow], *, kind: str, sort: str) -> list[UnitRow]:
    """The units of the kind in the order asked for; equal ones by yellow and then in government order."""
    value = _VALUES.get(sort.removeprefix("-"), _VALUES["red"])
    chosen = [row for row in found if kind not in KINDS or row.unit.kind in KINDS[kind]]
    chosen.sort(key=lambda row: -row.lights[Light.YELLOW])
    known = [row for row in chosen if value(row) is not None]
    known.sort(key=value, reverse=sort.startswith("-"))
    return known + [row for row in chosen if value(row) is None]


def sheet(found: list[UnitRow], *, period: str) -> list[list[Any]]:
    """The matrix as the rows of a workbook."""
    head = [
        _("Unit"),
        *(str(light.label) for light in Light),
        _("Mean progress"),
        _("%(period)s reported") % {"period": period} if period else _("Reported"),
        _("Owed"),
        *(str(role.label) for role in Role),
        _("Not acknowledged"),
        _("Earlier reports overdue"),
    ]
    body = [
        [
            row.unit.name,
            *(count for _light, count in row.by_light),
            row.percent,
            row.reported,
            row.owed,
            *row.by_role,
            row.unseen,
            row.overdue,
        ]
        for row in found
    ]
    return [head, *body]
