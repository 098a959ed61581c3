"""What an import did when it was applied, as the history tells it."""

from functools import cached_property
from typing import Any

from django.db.models import Q

from departments.models import UnitAlias
from importers.models import Import
from importers.pairing import words
from importers.past import Past, Touched, touched
from tasks.models import Assignment, Designation, GroupAnswer, KeyTask, Measure, Plan, Section, Target

_ASKED = frozenset({"text", "deadline_text", "deadline_kind", "due_on"})
"""What every unit of a measure acknowledges anew."""
_BINDING = _ASKED | {"first_due_on", "kind", "notes", "extra", "withdrawn_at"}
_CITING = frozenset({"role", "unit_id", "group_id", "resolved_at"})


def _asks(past: Past[Measure], columns: frozenset[str]) -> bool:
    """Whether any of these columns says something else; what is only typed otherwise doesn't."""
    before, after = past.before or {}, past.after or {}
    return any(_plain(before[name]) != _plain(after[name]) for name in columns & past.differing.keys())


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    return words(value) if isinstance(value, str) else value


class Applied:
    """An applied import: its plans, and every row that it created, changed or deleted."""

    def __init__(self, row: Import) -> None:
        assert row.applied_at is not None, "only what was applied has done something"
        self.row = row
        self.at = row.applied_at
        self.plans = {done["plan"] for done in row.outcome["plans"]}
        of_plans = Measure.objects.filter(plan__in=self.plans).values("pk")
        on_measures = Q(measure_id__in=of_plans)
        cited = Assignment.history.filter(on_measures).values("id")
        headed = Section.history.filter(plan_id__in=self.plans).values("id")
        self.titles: Touched[Plan] = touched(Plan, self.at, Q(id__in=self.plans))
        self.sections: Touched[Section] = touched(Section, self.at, Q(plan_id__in=self.plans))
        self.tasks: Touched[KeyTask] = touched(KeyTask, self.at, Q(section_id__in=headed))
        self.measures: Touched[Measure] = touched(Measure, self.at, Q(plan_id__in=self.plans))
        self.assignments: Touched[Assignment] = touched(Assignment, self.at, on_measures)
        self.targets: Touched[Target] = touched(Target, self.at, on_measures)
        self.designations: Touched[Designation] = touched(Designation, self.at, Q(assignment_id__in=cited))
        self.answers: Touched[GroupAnswer] = touched(GroupAnswer, self.at, Q(assignment_id__in=cited))
        self.aliases: Touched[UnitAlias] = touched(UnitAlias, self.at)

    @cached_property
    def made(self) -> set[int]:
        """The plans that it made, or took up again."""
        again = [past.pk for past in self.titles.changed if "withdrawn_at" in past.differing]
        return {past.pk for past in self.titles.created}.union(again)

    @cached_property
    def added(self) -> set[int]:
        """The measures that are new with it."""
        return {past.pk for past in self.measures.created}

    @cached_property
    def reworded(self) -> set[int]:
        """The measures that say something else since, or are due on another day."""
        return {past.pk for past in self.measures.changed if _asks(past, _ASKED)}

    @cached_property
    def bound(self) -> set[int]:
        """The measures that are new or ask something else of somebody since; other names ask nothing else."""
        found = self.added | self.reworded
        found |= {past.pk for past in self.measures.changed if _asks(past, _BINDING)}
        cited: list[Past[Any]] = [*self.assignments.created, *self.assignments.deleted, *self.targets]
        cited += [past for past in self.assignments.changed if _CITING & past.differing.keys()]
        return found | {(past.before or past.after or {})["measure_id"] for past in cited}
