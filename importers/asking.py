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
    typed: bool
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
        suggested=[(naming.key_of(target), target, str(why)) for target, why in question.suggested],
        decided=naming.key_of(question.decided) if question.decided else "",
        target=question.decided,
        once=question.name in names.once,
        new=typed or NewUnit(question.name, question.name),
        typed=typed is not None,
        advice=question.advice,
    )


def obvious(question: Question) -> tuple[str, Any] | None:
    """What stands out as the meaning of a name that is still open: key, and unit or group.

    That it is written alike is not enough: a wrong guess about a unit is a wrong permission.
    """
    if question.decided is not None or not question.suggested:
        return None
    target, reason = question.suggested[0]
    return (naming.key_of(target), target) if reason.code != "alike" else None
