"""Long work, told step by step: a generator that yields its steps and returns what it came to.

Closing it interrupts the work where it stands; a transaction that it holds is then rolled back.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Literal, TypeAlias, TypeVar

Phase = Literal["opening", "reading", "comparing", "writing"]
T = TypeVar("T")


@dataclass(frozen=True)
class Step:
    """How far a phase has come: `done` of `total` rows; a total of 0 where nobody knows yet."""

    phase: Phase
    done: int = 0
    total: int = 0


Work: TypeAlias = Generator[Step, None, T]


def finish(work: Work[T], tell: Callable[[Step], None] = lambda _step: None) -> T:
    """Runs the work to its end, telling each step on the way; what it came to."""
    while True:
        try:
            step = next(work)
        except StopIteration as end:
            result: T = end.value
            return result
        tell(step)
