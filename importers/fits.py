"""What of a parsed plan the tables of the database can hold."""

from collections.abc import Iterator
from decimal import Decimal

from django.db.models import Field

from departments.models import UnitAlias
from importers.pairing import ROLES
from importers.reading.model import ParsedMeasure, ParsedPlan, ParsedTarget, Problem
from tasks.models import KeyTask, Measure, Plan, Section, Target

_MOST = Decimal(10) ** 11


def _limit(model: type, name: str) -> int:
    field: Field = model._meta.get_field(name)  # type: ignore[attr-defined]
    return field.max_length or 0


def misfits(plan: ParsedPlan) -> Iterator[Problem]:
    """A problem for each text of the plan that is longer than what is kept of its kind."""
    for model, name, text, cell in _texts(plan):
        limit = _limit(model, name)
        if text and len(text) > limit:
            params = {"limit": limit, "length": len(text)}
            yield Problem("error", "too-long", plan.sheet, cell, text[:40], params)


def _texts(plan: ParsedPlan) -> Iterator[tuple[type, str, str | None, str]]:
    yield Plan, "title", plan.title, ""
    yield Plan, "annex", plan.annex, ""
    for section in plan.sections:
        yield Section, "number", section.number, section.cell
        yield Section, "title", section.title, section.cell
        for task in section.tasks:
            yield KeyTask, "number", task.number, task.cell
            yield KeyTask, "title", task.title, task.cell
            for measure in task.measures:
                yield Measure, "deadline_text", measure.deadline_text, measure.cells.get("deadline", "")
                for role in ROLES:
                    for name in getattr(measure, role):
                        yield UnitAlias, "name", name, measure.cells.get(role, "")


def targets(measure: ParsedMeasure) -> list[ParsedTarget]:
    """The proposed targets that can be kept: a range above zero, each quote once."""
    usable = {
        target.quote: target
        for target in reversed(measure.targets)
        if 0 < target.low <= target.high < _MOST
        and len(target.quote) <= _limit(Target, "quote")
        and len(target.unit) <= _limit(Target, "unit_of_measure")
    }
    return list(reversed(usable.values()))
