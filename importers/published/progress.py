"""What has become of each measure, to stand at the right of the published table, as its reader may see it."""

from __future__ import annotations

import datetime
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from actionplan.shared import dates
from departments.models import User
from importers.published.table import Beside
from tasks import access, status
from tasks.choices import COUNTING, Light, Role, Status
from tasks.models import Measure, Participation, Plan, ReportEvent

COLUMNS = {
    "light": (gettext_lazy("Current light"), 8),
    "percent": (gettext_lazy("Percent done now"), 10),
    "expected": (gettext_lazy("Percent expected now"), 10),
    "status": (gettext_lazy("Current status"), 10),
    "last_report": (gettext_lazy("Last report sent"), 16),
    "progress": (gettext_lazy("Progress in the last report"), 40),
}
"""What stands in each column: its header, and its width in letters.

A reader of plans knows these headers as no part of the plan (`importers.reading`)."""


@dataclass(frozen=True)
class Progress:
    """Of each measure, by its `seq`, what stands in `COLUMNS`; percentages are numbers or none."""

    day: datetime.date
    of: dict[int, dict[str, Any]]

    def beside(self) -> Beside:
        """As columns at the right of the table."""
        return Beside(
            widths={str(label): width for label, width in COLUMNS.values()},
            of={
                seq: {
                    str(label): "" if found[name] is None else str(found[name])
                    for name, (label, _width) in COLUMNS.items()
                }
                for seq, found in self.of.items()
            },
            note=_("(as of %(day)s)") % {"day": dates.written(self.day)},
        )


def progress(*, plan: Plan, user: User | None, today: datetime.date) -> Progress:
    """How the plan's measures stand; of reports only those that this person may read, without one all."""
    day = plan.seen_on(today)
    reports = _reports(plan, user)
    measures = access.measures(user) if user else Measure.objects.filter(withdrawn_at__isnull=True)
    lit = status.with_light(measures.filter(plan=plan), plan=plan, day=day)
    found = {}
    for row in lit.values("pk", "seq", "light", "done", "expected", "status"):
        told = reports.get(row["pk"], [])
        names = len(told) > 1
        found[row["seq"]] = {
            "light": str(Light(row["light"]).label),
            "percent": row["done"],
            "expected": row["expected"],
            "status": str(Status(row["status"]).label) if row["status"] else "",
            "last_report": "\n".join(one.title for one in told),
            "progress": "\n".join(one.named if names else one.text for one in told if one.text),
        }
    return Progress(day, found)


@dataclass(frozen=True)
class _Told:
    """The last report of one lead."""

    unit: str
    period: str
    text: str

    @property
    def title(self) -> str:
        return _("%(unit)s, %(period)s") % {"unit": self.unit, "period": self.period}

    @property
    def named(self) -> str:
        return _("%(label)s: %(names)s") % {"label": self.unit, "names": self.text}


def _reports(plan: Plan, user: User | None) -> dict[int, list[_Told]]:
    """The last report of each lead that counts, by its measure's key.

    Where some lead by their own name and others as a group, the first alone: a group is many.
    """
    events = access.events(user) if user else ReportEvent.objects.all()
    latest = (
        events.filter(
            report__measure=OuterRef("measure"),
            report__unit=OuterRef("unit"),
            report__state__in=COUNTING,
            state__in=COUNTING,
        )
        .order_by("-report__period__number", "-number")
        .values(said=JSONObject(period="report__period__number", text="progress"))
    )
    leads = Participation.objects.filter(
        plan=plan, until__isnull=True, role=Role.LEAD, measure__withdrawn_at__isnull=True
    ).annotate(said=Subquery(latest[:1]))
    periods = {period.number: str(period) for period in plan.periods.all()}
    named: dict[int, list[_Told]] = defaultdict(list)
    grouped: dict[int, list[_Told]] = defaultdict(list)
    rows = leads.filter(said__isnull=False).order_by("measure", "unit__order")
    fields = ("measure", "unit__short_name", "assignment__group", "said")
    for measure, unit, group, said in rows.values_list(*fields):
        (grouped if group else named)[measure].append(_Told(unit, periods[said["period"]], said["text"]))
    return grouped | named
