"""The names of units in a file → what they mean, and which of them a person has to decide.

An unknown name never becomes a unit by itself, and gives nobody anything until somebody has decided.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from departments.models import Unit, UnitGroup
from departments.resolver import Register, Target
from importers.messages import place
from importers.pairing import ROLES
from importers.reading.model import ParsedMeasure, ParsedPlan, ParsedSection, ParsedTask


@dataclass(frozen=True)
class Question:
    """An unknown name: where it stands, what it may mean, and what was decided, if anything."""

    name: str
    places: tuple[str, ...]
    suggestions: tuple[Target, ...]
    decided: Target | None = None


@dataclass(frozen=True)
class Names:
    """What every name of a file means; `questions` are those that the register doesn't know."""

    meanings: dict[str, Target]
    questions: tuple[Question, ...]
    once: frozenset[str] = frozenset()

    @property
    def open(self) -> list[Question]:
        """The questions without an answer."""
        return [question for question in self.questions if question.decided is None]

    @property
    def answers(self) -> dict[str, Target]:
        """The decided names."""
        return {question.name: question.decided for question in self.questions if question.decided}

    @property
    def remembered(self) -> dict[str, Target]:
        """The decided names that are kept as aliases: all but those that were decided for this file alone."""
        return {name: target for name, target in self.answers.items() if name not in self.once}


def key_of(target: Target) -> str:
    """`unit-7` or `group-2`: how a form and a stored decision name a unit or group."""
    return f"{'unit' if isinstance(target, Unit) else 'group'}-{target.pk}"


def choices() -> dict[str, Target]:
    """All units and groups that a name can be decided to mean, by key, in government order."""
    targets: list[Target] = [*Unit.objects.filter(is_active=True), *UnitGroup.objects.all()]
    return {key_of(target): target for target in targets}


def look_up(
    plans: Iterable[ParsedPlan],
    *,
    register: Register,
    decisions: Mapping[str, str],
    known: Mapping[str, Target],
    once: frozenset[str] = frozenset(),
) -> Names:
    """What the names in the plans mean by the register, else by the decisions (name → key in `known`)."""
    places: dict[str, list[str]] = {}
    for plan in plans:
        for measure in plan.measures():
            for role in ROLES:
                for name in getattr(measure, role):
                    places.setdefault(name, []).append(place(plan.sheet, measure.cells.get(role, "")))
    meanings: dict[str, Target] = {}
    questions = []
    for name, found in places.items():
        match = register.resolve(name)
        target = match.target
        if target is None:
            target = known.get(decisions.get(name, ""))
            questions.append(Question(name, tuple(dict.fromkeys(found)), match.suggestions, target))
        if target is not None:
            meanings[name] = target
    return Names(meanings, tuple(questions), once)


def without_repeats(plan: ParsedPlan, names: Names) -> ParsedPlan:
    """The plan with each unit once in a role: a second name for it in the same cell says nothing more."""

    def once(cited: list[str]) -> list[str]:
        kept: dict[str | Target, str] = {}
        for name in cited:
            kept.setdefault(names.meanings.get(name, name), name)
        return list(kept.values())

    def of_measure(measure: ParsedMeasure) -> ParsedMeasure:
        return replace(
            measure,
            lead=once(measure.lead),
            responsible=once(measure.responsible),
            assisting=once(measure.assisting),
        )

    def of_task(task: ParsedTask) -> ParsedTask:
        return replace(task, measures=[of_measure(measure) for measure in task.measures])

    def of_section(section: ParsedSection) -> ParsedSection:
        return replace(section, tasks=[of_task(task) for task in section.tasks])

    return replace(plan, sections=[of_section(section) for section in plan.sections])
