"""Why is it red? The rules of the lights, in the order in which they are asked.

A light is never stored, since it ages: `with_light` computes it in the database, for any day, over measures
or over participations. `explain` says the same rule in words. The rules are those of the domain's table.
"""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import (
    Case,
    CharField,
    DateField,
    Exists,
    ExpressionWrapper,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Greatest
from django.db.models.lookups import IsNull, LessThanOrEqual
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from actionplan.shared import dates
from actionplan.shared.once import worked_out
from tasks import facts
from tasks.choices import PACED, Light, Status
from tasks.models import Measure, Plan


class DaysBetween(Func):
    """Whole days from the second date to the first."""

    output_field = IntegerField()
    arity = 2

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        template = "CAST(julianday(%(expressions)s) AS INTEGER)"
        return super().as_sql(compiler, connection, template=template, arg_joiner=") - julianday(", **extra)

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return super().as_sql(compiler, connection, template="(%(expressions)s)", arg_joiner=" - ", **extra)


@dataclass(frozen=True)
class Rule:
    """One line of the table: this light, for this reason, when this holds."""

    light: Light
    reason: str
    when: Q


def rules(plan: Plan, day: datetime.date) -> tuple[Rule, ...]:
    """The plan's rules on a day; the first that matches wins.

    They speak of the annotations of `with_light`: `closed`, `said`, `left` (days to the deadline), `gap`
    (points under the expected progress) and `missing` (reports owed and not there).
    """
    return (
        Rule(Light.CLOSED, "closed-late", Q(closed__lte=day, left_at_closing__lt=0)),
        Rule(Light.CLOSED, "closed", Q(closed__lte=day)),
        Rule(Light.RED, "past-due", Q(left__lt=0)),
        Rule(Light.RED, "behind", Q(said=Status.BEHIND)),
        Rule(Light.RED, "far-under", Q(gap__gt=plan.red_gap)),
        Rule(Light.RED, "silent", Q(missing__gte=plan.red_missing)),
        Rule(Light.YELLOW, "due-soon", Q(left__lte=plan.yellow_days)),
        Rule(Light.YELLOW, "at-risk", Q(said=Status.AT_RISK)),
        Rule(Light.YELLOW, "under", Q(gap__gt=plan.yellow_gap)),
        Rule(Light.YELLOW, "report-overdue", Q(missing__gte=1)),
        Rule(Light.GREEN, "on-course", ~Q(said="")),
    )


NOTHING_YET = "nothing-yet"


def with_light(
    queryset: QuerySet, *, plan: Plan, day: datetime.date, known_on: datetime.date | None = None
) -> QuerySet:
    """The plan's measures or participations with `light`, `reason`, and what they come from.

    `day` is the day it is judged on; after the plan's last day nothing ages, but what closes is closed.
    `known_on` asks for what one could know at the end of that day, out of the events; without it the latest
    facts count. Adds `light`, `light_rank` (0 is the most urgent), `reason`, `said`, `done` (percent or
    null), `expected`, `gap`, `left`, `missing`, `closed`.
    """
    prefix = "" if queryset.model is Measure else "measure__"
    own = "_" if known_on else ""
    if known_on:
        known = facts.as_known(queryset, known_on).annotate(_due_on=_due_known(prefix, known_on))
        queryset = worked_out(known, *(f"_{name}" for name in facts.FACTS), "_due_on")
    judged = plan.seen_on(day)
    due = F("_due_on" if known_on else f"{prefix}due_on")
    queryset = queryset.annotate(
        closed=F(f"{own}closed_on"),
        said=F(f"{own}status"),
        done=F(f"{own}percent"),
        left=DaysBetween(due, Value(judged)),
        left_at_closing=DaysBetween(due, F(f"{own}closed_on")),
        expected=_expected(plan, judged, prefix, due),
        missing=_missing(plan, judged, prefix, f"{own}covered_to"),
    ).annotate(gap=ExpressionWrapper(F("expected") - F("done"), output_field=IntegerField()))
    ordered = rules(plan, day)
    urgency = {light: rank for rank, light in enumerate(Light)}
    return queryset.annotate(
        light=_first_match(ordered, lambda rule: rule.light.value, Light.GREY.value, CharField()),
        light_rank=_first_match(
            ordered, lambda rule: urgency[rule.light], urgency[Light.GREY], IntegerField()
        ),
        reason=_first_match(ordered, lambda rule: rule.reason, NOTHING_YET, CharField()),
    )


def _first_match(ordered: tuple[Rule, ...], say: Any, otherwise: Any, field: Any) -> Case:
    whens = (When(rule.when, then=Value(say(rule))) for rule in ordered)
    return Case(*whens, default=Value(otherwise), output_field=field)


def _due_known(prefix: str, known_on: datetime.date) -> Case:
    """The due day that held at the end of `known_on`."""
    midnight = datetime.datetime.combine(known_on + datetime.timedelta(days=1), datetime.time())
    known = Measure.history.filter(
        id=OuterRef(f"{prefix}pk"), history_date__lt=timezone.make_aware(midnight)
    ).order_by("-history_date", "-history_id")
    return Case(
        When(Exists(known), then=Subquery(known.values("due_on")[:1])),
        default=Coalesce(f"{prefix}first_due_on", f"{prefix}due_on"),
        output_field=DateField(),
    )


def _expected(plan: Plan, day: datetime.date, prefix: str, due: Any) -> Case:
    """`Plan.expected` as an expression; null for kinds without a pace and without a deadline."""
    passed = max((day - plan.starts_on).days + 1, 0)
    total = Greatest(DaysBetween(due, Value(plan.starts_on)) + Value(1), Value(1))
    return Case(
        When(~Q(**{f"{prefix}kind__in": PACED}) | IsNull(due, True), then=None),
        When(LessThanOrEqual(due, Value(day)), then=Value(100)),
        default=ExpressionWrapper(
            (Value(200 * passed) + total) / (Value(2) * total), output_field=IntegerField()
        ),
        output_field=IntegerField(),
    )


def _missing(plan: Plan, day: datetime.date, prefix: str, covered_to: str) -> Any:
    """How many overdue reports are missing: those of the periods after `covered_to` that ask for one."""
    overdue = [period for period in plan.periods.all() if period.due_on < day]
    if not any(period.sections.all() for period in overdue):
        last = max((period.number for period in overdue), default=0)
        return ExpressionWrapper(Value(last) - F(covered_to), output_field=IntegerField())
    path = f"{prefix}task__section"
    asked = (Q(**{f"{covered_to}__lt": period.number}) & period.asked(of=path) for period in overdue)
    return sum(
        (Case(When(one, then=Value(1)), default=Value(0)) for one in asked),
        Case(
            When(**{f"{covered_to}__isnull": True}, then=None), default=Value(0), output_field=IntegerField()
        ),
    )


def explain(row: Any, *, plan: Plan) -> str:
    """The reason of a row's light in a sentence, in the reader's language.

    `row` carries the annotations of `with_light`, as attributes or, from `.values()`, as keys.
    """
    get: Any = row.get if isinstance(row, dict) else lambda name: getattr(row, name)
    reason, left, gap, missing, closed = (
        get(name) for name in ("reason", "left", "gap", "missing", "closed")
    )
    late = -(left or 0)
    words = {
        "closed": lambda: _("Closed on %(day)s") % {"day": dates.written(closed, year=plan.year)},
        "closed-late": lambda: (
            _("Closed on %(day)s, after the deadline") % {"day": dates.written(closed, year=plan.year)}
        ),
        "past-due": lambda: ngettext("%(n)s day overdue", "%(n)s days overdue", late) % {"n": late},
        "behind": lambda: _("Reported as behind"),
        "far-under": lambda: _points_under(gap),
        "silent": lambda: ngettext("%(n)s report missing", "%(n)s reports missing", missing) % {"n": missing},
        "due-soon": lambda: ngettext("%(n)s day left", "%(n)s days left", left) % {"n": left},
        "at-risk": lambda: _("Reported as at risk"),
        "under": lambda: _points_under(gap),
        "report-overdue": lambda: _("A report is overdue"),
        "on-course": lambda: _("On course"),
        NOTHING_YET: lambda: _("Nothing reported yet"),
    }
    first = words[reason]()
    if reason in ("far-under", "under", "closed", "closed-late") or gap is None:
        return first
    if gap > plan.yellow_gap:
        return _("%(reason)s; %(more)s") % {"reason": first, "more": _points_under(gap)}
    return _("%(reason)s; %(done)s%% done, %(expected)s%% expected") % {
        "reason": first, "done": get("done"), "expected": get("expected"),
    }  # fmt: skip


def _points_under(gap: int) -> str:
    text = ngettext(
        "%(n)s point under the expected progress", "%(n)s points under the expected progress", gap
    )
    return text % {"n": gap}
