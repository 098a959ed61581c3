"""Writing down how everything stood when a period was closed."""

import datetime
from typing import Any

from django.db import connection
from django.db.models import Exists, F, OuterRef, QuerySet, Value

from tasks import owed, status
from tasks.models import FrozenStanding, Measure, Participation, PeriodEvent, Plan, ProgressReport

_SAME = ("light", "reason", "said", "done", "expected", "gap", "left", "missing", "closed")
"""What `with_light` annotates, under the names of the columns."""


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
    reported = owed.with_report(status.with_light(parts, plan=plan, day=day), closing.period)
    _write(
        closing, status.with_light(measures, plan=plan, day=day),
        measure_id=F("pk"), role=Value(""), owes=Value(False), report_state=Value(""), late=Value(False),
    )  # fmt: skip
    _write(
        closing, reported,
        measure_id=F("measure"), unit_id=F("unit"), role=F("role"), owes=F("owes"),
        report_state=F("report_state"), late=Exists(late),
    )  # fmt: skip


def _write(closing: PeriodEvent, rows: QuerySet[Any], **columns: Any) -> None:
    """One statement, however many rows: the database copies what it computes, while reports wait."""
    columns |= {"closing_id": Value(closing.pk)} | {name: F(name) for name in _SAME}
    renamed = rows.order_by().annotate(**{f"to_{name}": value for name, value in columns.items()})
    select, params = renamed.values_list(*(f"to_{name}" for name in columns)).query.sql_with_params()
    with connection.cursor() as cursor:
        names = ", ".join(map(connection.ops.quote_name, columns))
        cursor.execute(f"INSERT INTO {FrozenStanding._meta.db_table} ({names}) {select}", params)
