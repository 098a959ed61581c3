"""What reminders still ask for: what is owed, which are unanswered, and who has read them."""

from collections import defaultdict
from typing import Any

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, NullIf

from departments.models import Unit
from tasks import owed
from tasks.choices import COUNTING, Level
from tasks.models import Notice, Participation, ProgressReport, Reminder, ReportEvent, ReportingPeriod

Asked = Reminder.measures.through
"""One measure that a reminder asks for."""


def owing(period: ReportingPeriod) -> QuerySet[Participation]:
    """The parts whose report of the period is still to be submitted; a newer report makes up for a gap."""
    held = Participation.objects.filter(
        plan=period.plan_id,
        until__isnull=True,
        covered_to__lt=period.number,
        measure__withdrawn_at__isnull=True,
    )
    return owed.with_report(held, period).filter(owes=True).exclude(report_state__in=COUNTING)


def still_asked() -> QuerySet:
    """What reminders still ask for: `Asked` rows whose report is owed as it was then.

    It says of any reminders what `owing` says of one period. A report that was reviewed since has answered,
    also where it was returned; one that its unit took back hasn't.
    """
    place = {"measure": OuterRef("measure"), "unit": OuterRef("reminder__unit")}
    part = Participation.objects.filter(
        until__isnull=True,
        closed_on__isnull=True,
        measure__withdrawn_at__isnull=True,
        owed_from__lte=OuterRef("reminder__period__number"),
        covered_to__lt=OuterRef("reminder__period__number"),
        **place,
    )
    report = {**place, "period": OuterRef("reminder__period")}
    given = ProgressReport.objects.filter(version__gt=0, state__in=COUNTING, **report)
    reviewed = ReportEvent.objects.filter(
        move__in=("approve", "return"),
        at__gt=OuterRef("reminder__at"),
        **{f"report__{name}": value for name, value in report.items()},
    )
    sections = ReportingPeriod.sections.through.objects.filter(reportingperiod=OuterRef("reminder__period"))
    chosen = sections.filter(
        Q(section=OuterRef("measure__task__section")) | Q(section=OuterRef("measure__task__section__parent"))
    )
    return Asked.objects.filter(
        Exists(part),
        ~Exists(given),
        ~Exists(reviewed),
        ~Exists(sections) | Exists(chosen),
        reminder__period__closed_at__isnull=True,
    )


def unanswered(unit: Unit, plan: int) -> dict[Reminder, list[Any]]:
    """The unit's unanswered reminders, the most urgent first, each with what it still asks for. One query."""
    rows = (
        still_asked()
        .filter(reminder__unit=unit, reminder__period__plan=plan)
        .select_related("measure", "reminder__period", "reminder__by")
        .order_by("-reminder__pk", "measure__seq")
    )
    found: dict[Reminder, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.reminder].append(row)
    order = list(Level)
    newest: dict[int, Reminder] = {}
    for reminder in found:
        newest.setdefault(reminder.period_id, reminder)
    shown = sorted(newest.values(), key=lambda one: (-order.index(Level(one.level)), one.period.number))
    return {reminder: found[reminder] for reminder in shown}


def with_answer(reminders: QuerySet[Reminder]) -> QuerySet[Reminder]:
    """Reminders with `is_open` (not answered yet), `read_at` and `read_by`: when first and by whom."""
    read = Notice.objects.filter(reminder=OuterRef("pk"), read_at__isnull=False).order_by("read_at", "pk")
    name = Coalesce(NullIf("person__name", Value("")), "person__username", output_field=CharField())
    return reminders.annotate(
        is_open=Exists(still_asked().filter(reminder=OuterRef("pk"))),
        read_at=Subquery(read.values("read_at")[:1]),
        read_by=Subquery(read.annotate(reader=name).values("reader")[:1]),
    )
