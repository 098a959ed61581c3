"""How everything stands that an import could touch: plain values, to be compared before and after."""

import datetime
from typing import Any

from departments.models import UnitAlias
from importers.stored import read_plan
from tasks import status
from tasks.models import (
    Assignment,
    Designation,
    GroupAnswer,
    KeyTask,
    Measure,
    Participation,
    Plan,
    Section,
    Target,
)

DAY = datetime.date(2022, 10, 26)
FACTS = ("status", "percent", "reported_on", "covered_to", "closed_on")
PART = ("measure", "unit", "role", "possible_role", "assignment", "owed_from", "acknowledged_at")


def _rows(model: Any, **which: Any) -> dict[int, tuple]:
    names = sorted(column.attname for column in model.history.model.tracked_fields)
    rows = model.objects.filter(**which).values_list("pk", *names)
    return {pk: values for pk, *values in rows}


def standing() -> dict[str, Any]:
    """The plans as they read, who is bound and has acknowledged, facts, lights, targets and names."""
    found: dict[str, Any] = {}
    for plan in Plan.objects.filter(withdrawn_at__isnull=True):
        stored = read_plan(plan)
        found[f"plan {plan.pk}"] = stored.parsed
        lit = status.with_light(
            Measure.objects.filter(plan=plan, withdrawn_at__isnull=True), plan=plan, day=DAY
        )
        found[f"lights {plan.pk}"] = dict(lit.values_list("pk", "light"))
    live = {"measure__withdrawn_at__isnull": True}
    held = Participation.objects.filter(until__isnull=True)
    found["parts"] = set(held.values_list(*PART, "acknowledged_by", *FACTS))
    found["measures"] = _rows(Measure, withdrawn_at__isnull=True)
    facts = Measure.objects.filter(withdrawn_at__isnull=True).values_list("pk", *FACTS)
    found["facts"] = set(facts)
    found["assignments"] = _rows(Assignment, **live)
    found["targets"] = _rows(Target, **live)
    found["designations"] = _rows(Designation, assignment__measure__withdrawn_at__isnull=True)
    found["answers"] = _rows(GroupAnswer, assignment__measure__withdrawn_at__isnull=True)
    found["aliases"] = _rows(UnitAlias)
    return found


def headings() -> dict[str, dict[int, tuple]]:
    """The rows of all headings."""
    return {"sections": _rows(Section), "tasks": _rows(KeyTask)}
