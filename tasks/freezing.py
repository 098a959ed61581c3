"""Writing down how everything stood when a period was closed."""

import datetime
from itertools import islice
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet

from tasks import owed, status
from tasks.models import FrozenStanding, Measure, Participation, PeriodEvent, Plan, ProgressReport

_CHUNK = 2000
_LIGHT = ("light", "reason", "said", "done", "expected", "gap", "left", "missing", "closed")
_REPORT = ("role", "owes", "report_state", "late")


def freeze(closing: PeriodEvent, *, plan: Plan, day: datetime.date) -> None:
    """Freezes every measure of the plan and every part held in one now, as it stands on that day."""
    measures = Measure.objects.filter(plan=plan, withdrawn_at__isnull=True)
    parts = Participation.objects.filter(plan=plan, until__isnull=True, measure__withdrawn_at__isnull=True)
    late = ProgressReport.objects.filter(
        measure=OuterRef("measure"),
        unit=OuterRef("unit"),
        period=closing.period,
        submitted_on__gt=closing.period.due_on,
    )
    lit = status.with_light(parts, plan=plan, day=day)
    reported = owed.with_report(lit, closing.period).annotate(late=Exists(late))
    _write(closing, status.with_light(measures, plan=plan, day=day).annotate(of=F("pk")), "of", *_LIGHT)
    _write(closing, reported.annotate(of=F("measure")), "of", "unit_id", *_LIGHT, *_REPORT)


def _write(closing: PeriodEvent, rows: QuerySet[Any], *names: str) -> None:
    found = rows.order_by().values(*names).iterator(_CHUNK)
    while some := list(islice(found, _CHUNK)):
        FrozenStanding.objects.bulk_create(
            FrozenStanding(closing=closing, measure_id=row.pop("of"), **row) for row in some
        )
