"""Units that a measure's own text names: (市水务局牵头,市财政局配合), or 责任单位:… on a line of its own.

So a table is drawn that has no columns of units. A cell may hold several measures, each with its units.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from importers.reading.roles import LABEL, Part, named_roles

_SAID = re.compile(
    rf"(?<=\n)[^\S\n]*(?={LABEL})(?P<line>[^\n]+)"
    r"|[(（【\[〔](?P<bracket>(?:[^()（）【】\[\]〔〕]|[(（][^()（）]*[)）])*)[)）】\]〕]",
    re.IGNORECASE,
)
_STOPS = " \t\n。.；;，,"
# The next measure in a cell begins on a line of its own, or with its number.
_NEXT = re.compile(r"[。.；;]?\s*(?:\n|\d{1,2}[.、．](?!\d)|[(（]\d{1,2}[)）]|[①-⑳])")


class _Said(NamedTuple):
    start: int
    end: int
    parts: tuple[Part, ...]


def roles_within(text: str) -> list[Part]:
    """The units of each role that a measure's text names, as printed there."""
    return [part for said in _said(text) for part in said.parts]


def measures_within(text: str) -> list[str]:
    """The measures that a cell holds: one for each that ends in its units, else the text as a whole."""
    found: list[str] = []
    begin = 0
    said = list(_said(text))
    for one, following in pairwise(said):
        between = text[one.end : following.start]
        if between.strip(_STOPS) and _NEXT.match(between):
            stop = one.end + len(between) - len(between.lstrip("。.；;"))
            found.append(text[begin:stop].strip())
            begin = stop
    return [*found, text[begin:].strip()]


def _said(text: str) -> Iterator[_Said]:
    for match in _SAID.finditer(text):
        if parts := named_roles(match["line"] or match["bracket"] or ""):
            yield _Said(match.start(), match.end(), parts)
