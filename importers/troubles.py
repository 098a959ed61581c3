"""The problems of a file as a page shows them: errors first, those of one kind together."""

from collections.abc import Iterable
from dataclasses import dataclass

from importers.messages import place, sentence
from importers.reading.model import Problem

FOLDED = 20
"""Of more than so many alike the rest are folded."""


@dataclass(frozen=True)
class Trouble:
    """What one sentence says of one or many places."""

    severity: str
    text: str
    places: tuple[str, ...]

    @property
    def first(self) -> tuple[str, ...]:
        """The places that stand in the open."""
        return self.places[:FOLDED]

    @property
    def others(self) -> int:
        """How many places there are beside the first."""
        return len(self.places) - 1

    @property
    def rest(self) -> tuple[str, ...]:
        """The places that are folded."""
        return self.places[FOLDED:]


@dataclass(frozen=True)
class Kind:
    """All that is of one code and severity; what is beyond the first few is folded."""

    troubles: tuple[Trouble, ...]

    @property
    def first(self) -> tuple[Trouble, ...]:
        """Those that stand in the open."""
        return self.troubles[:FOLDED]

    @property
    def rest(self) -> tuple[Trouble, ...]:
        """Those that are folded."""
        return self.troubles[FOLDED:]


def grouped(problems: Iterable[Problem]) -> list[Kind]:
    """Every problem at every place: by kind in the order in which each is first met, errors before the rest.

    What says the same at many places is said once, with all of them.
    """
    kinds: dict[tuple[str, str], dict[str, list[str]]] = {}
    for problem in problems:
        same = kinds.setdefault((problem.severity, problem.code), {})
        same.setdefault(sentence(problem), []).append(place(problem.sheet, problem.cell))
    return [
        Kind(tuple(Trouble(severity, text, tuple(places)) for text, places in same.items()))
        for (severity, _code), same in sorted(kinds.items(), key=lambda item: item[0][0] != "error")
    ]
