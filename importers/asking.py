"""What the page asks about the names that nobody knows: a page of questions, and what was typed into them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from importers import names as naming
from importers.names import Names, Question

PLACES = 8
"""So many places of a name are shown; the others are counted."""


@dataclass(frozen=True)
class NewUnit:
    """What was typed of a unit that isn't in the register, and what is wrong with it, field by field."""

    name: str
    short_name: str = ""
    kind: str = ""
    kinds: tuple[str, ...] = ()
    wrong: Mapping[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Asked:
    """One unknown name as the page shows it; units and groups go by their keys."""

    index: int
    name: str
    places: tuple[str, ...]
    more: int
    suggested: list[tuple[str, Any, str]]
    decided: str
    target: Any
    once: bool
    new: NewUnit
    advice: str = ""

    @property
    def field(self) -> str:
        """The start of the names of its fields."""
        return name_field(self.index)

    @property
    def other(self) -> bool:
        """Whether it was decided as something that nothing suggested."""
        return bool(self.decided) and self.decided not in {key for key, _target, _why in self.suggested}


def name_field(index: int) -> str:
    """The field that holds the answer to the question at this place."""
    return f"name-{index}"


def asked(names: Names, index: int, typed: NewUnit | None = None) -> Asked:
    """The question at this place among all of the file."""
    question = names.questions[index]
    return Asked(
        index=index,
        name=question.name,
        places=question.places[:PLACES],
        more=max(len(question.places) - PLACES, 0),
        suggested=suggested(question),
        decided=naming.key_of(question.decided) if question.decided else "",
        target=question.decided,
        once=question.name in names.once,
        new=typed or NewUnit(question.name, question.name),
    )


def accepted(question: Question, key: str) -> bool:
    """Whether this is what stands first for a name that is still open, as the page said."""
    return question.decided is None and [one for one, _target, _why in suggested(question)[:1]] == [key]


def suggested(question: Question) -> list[tuple[str, Any, str]]:
    """What the name may mean, best first: key, unit or group, and why."""
    return [(naming.key_of(target), target, "") for target in question.suggestions]


def obvious(names: Names) -> list[tuple[str, str, Any]]:
    """The open names of which one suggestion stands out: name, key, unit or group."""
    found = []
    for question in names.open:
        if best := suggested(question)[:1]:
            key, target, _why = best[0]
            found.append((question.name, key, target))
    return found
