"""From a file's bytes to parsed plans and problems, without a database.

bytes → grids of cells (one module for each kind of file) → plans and problems (table, heading, units,
deadlines, wording) → Reading. A plan as JSON is one already.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from importers.reading.cells import Grid
from importers.reading.hints import Hints
from importers.reading.kinds import Kind, kind_of, named_kind
from importers.reading.limits import Refused
from importers.reading.model import (
    ParsedMeasure,
    ParsedPlan,
    ParsedSection,
    ParsedTarget,
    ParsedTask,
    Problem,
    Reading,
)
from importers.reading.plan_json import read_json
from importers.reading.sheets import read_grids
from importers.work import Phase, Step

__all__ = [
    "Hints",
    "ParsedMeasure",
    "ParsedPlan",
    "ParsedSection",
    "ParsedTarget",
    "ParsedTask",
    "Problem",
    "Reading",
    "read",
]

_NOTHING = Hints()


def read(
    data: bytes,
    filename: str = "",
    hints: Hints = _NOTHING,
    tell: Callable[[Step], None] = lambda _step: None,
) -> Reading:
    """Read a file's plans by what is known beforehand, telling how far it has come.

    Never raises for what the file holds: where it can't be imported the problems say why, and the plans are
    what could be made out.
    """
    try:
        kind = kind_of(data)
        if kind == "json":
            reading = read_json(data, _telling("reading", tell))
        else:
            reading = read_grids(_opened(kind, data, tell), hints, _telling("reading", tell))
        reading.problems += _other_name(kind, filename)
    except Refused as refusal:
        reading = Reading([], [Problem("error", refusal.code, value=filename, params=refusal.params)])
    except MemoryError:
        reading = Reading([], [Problem("error", "too-big", value=filename)])
    return reading


def _telling(phase: Phase, tell: Callable[[Step], None]) -> Callable[[int, int], None]:
    return lambda done, total: tell(Step(phase, done, total))


def _opened(kind: Kind, data: bytes, tell: Callable[[Step], None]) -> list[Grid]:
    """The grids of a file. The libraries of a kind are loaded when a file of that kind comes."""
    grids: list[Grid] = import_module(f"importers.reading.{kind}").grids(data, _telling("opening", tell))
    return grids


def _other_name(kind: Kind, filename: str) -> list[Problem]:
    """A word where the name says another kind than the content is: it may be the wrong file."""
    named = named_kind(filename)
    if not named or named == kind:
        return []
    return [Problem("warning", "other-kind", value=filename, params={"kind": kind})]
