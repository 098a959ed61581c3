"""The names of units in a file → what they mean, and which of them a person has to decide.

An unknown name never becomes a unit by itself, and gives nobody anything until somebody has decided.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from django.utils.translation import gettext as _

from departments.models import Unit, UnitGroup
from departments.resolver import Match, Register, Target
from importers.messages import place
from importers.pairing import ROLES
from importers.reading.model import ParsedMeasure, ParsedPlan, ParsedSection, ParsedTask
from importers.reading.strange import Looks, in_full, looks_like

_MOST = 4


@dataclass(frozen=True)
class Reason:
    """Why a unit or group is suggested; `beside` is the name that it was shortened after, if any."""

    code: Literal["before", "shortened", "official", "alike"]
    beside: str = ""

    def __str__(self) -> str:
        return {
            "before": _("stood here in the plan before"),
            "shortened": _("shortened beside “%(name)s”") % {"name": self.beside},
            "official": _("another form of its name"),
            "alike": _("written alike"),
        }[self.code]


@dataclass(frozen=True)
class Question:
    """An unknown name: where it stands, what it may mean, and what was decided, if anything.

    `suggestions` stand best first, with `reasons` beside them. `looks` like something else than a unit's
    name: a person's, or several names in one.
    """

    name: str
    places: tuple[str, ...]
    suggestions: tuple[Target, ...]
    decided: Target | None = None
    reasons: tuple[Reason, ...] = ()
    looks: Looks = ""

    @property
    def suggested(self) -> list[tuple[Target, Reason]]:
        """What it may mean, best first, each with the reason."""
        return list(zip(self.suggestions, self.reasons, strict=True))

    @property
    def advice(self) -> str:
        """What to look at first, where the name doesn't look like a unit's."""
        if self.looks == "person":
            return _(
                "This looks like a person. Only units take part in a plan: write the unit into the cell."
            )
        if self.looks == "several":
            return _("This looks like several units. Write each into a line of its own in the cell.")
        return ""


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
    beside: Mapping[str, Target] | None = None,
) -> Names:
    """What the names in the plans mean by the register, else by the decisions (name → key in `known`).

    `beside`: name → the unit or group that stands in the stored plan in its place. It is suggested first.
    """
    places: dict[str, list[str]] = {}
    cells: dict[str, dict[tuple[str, ...], None]] = {}
    for plan in plans:
        for measure in plan.measures():
            for role in ROLES:
                cited = getattr(measure, role)
                for name in cited:
                    places.setdefault(name, []).append(place(plan.sheet, measure.cells.get(role, "")))
                    cells.setdefault(name, {})[tuple(cited)] = None
    meanings: dict[str, Target] = {}
    questions = []
    for name, found in places.items():
        match = register.resolve(name)
        target = match.target
        if target is None:
            target = known.get(decisions.get(name, ""))
            likely = _likely(name, cells[name], match, register, (beside or {}).get(name))
            questions.append(
                Question(
                    name,
                    tuple(dict.fromkeys(found)),
                    tuple(likely)[:_MOST],
                    target,
                    tuple(likely.values())[:_MOST],
                    _looks(name, likely),
                )
            )
        if target is not None:
            meanings[name] = target
    return Names(meanings, tuple(questions), once)


def _likely(
    name: str, cells: Iterable[tuple[str, ...]], match: Match, register: Register, before: Target | None
) -> dict[Target, Reason]:
    """What an unknown name may mean, best first, each once with its best reason."""
    found: dict[Target, Reason] = {before: Reason("before")} if before and not looks_like(name) else {}
    others = False
    for full in dict.fromkeys(full for cited in cells for full in in_full(name, cited)):
        meant = register.resolve(full.name)
        if meant.target:
            found.setdefault(meant.target, Reason("shortened", full.beside))
        elif not meant.official & match.official:
            others = True  # 水务局 beside 海淀区农业农村局 is rather the district's own
    sure = len(match.official) == 1 and not others
    for target in match.suggestions:
        found.setdefault(target, Reason("official" if sure and target in match.official else "alike"))
    return found


def _looks(name: str, likely: Mapping[Target, Reason]) -> Looks:
    """What a name looks like, unless it is known to be a unit's in another form."""
    return "" if any(reason.code != "alike" for reason in likely.values()) else looks_like(name)


def stood_before(
    pairs: Iterable[tuple[ParsedMeasure, ParsedMeasure]], names: Names, register: Register
) -> dict[str, Target]:
    """Unknown name → the unit or group in whose place it stands, by measures as they were and as they are.

    That is the one gone from a role in which the unknown name is all that is new: so a unit that has a new
    name is recognised. Where measures tell different ones, none is; nor is one that the file names elsewhere:
    there another unit has taken its place.
    """
    unknown = {question.name for question in names.questions}
    if not unknown:
        return {}
    remain = {target for name, target in names.meanings.items() if name not in unknown}
    meant = cache(lambda name: register.resolve(name).target)
    found: dict[str, set[Target]] = {}
    for before, after in pairs:
        for role in ROLES:
            old = {meant(name) for name in getattr(before, role)}
            # Also a decided name is told what it was suggested for.
            new = {name if name in unknown else names.meanings[name] for name in getattr(after, role)}
            gone, come = old - new, new - old
            if len(gone) == len(come) == 1:
                (target,), (name,) = gone, come
                if isinstance(name, str) and name in unknown and target and target not in remain:
                    found.setdefault(name, set()).add(target)
    return {name: one for name, (one, *others) in found.items() if not others}


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
