"""Marks that say again what a cell above or to the left of them says: 同上, 〃, 同左."""

from __future__ import annotations

import re

_ABOVE = re.compile(r"[(（]?(?:同\s*[上前](?:一?[行项])?|〃+|″|\"|ditto)[)）]?[。.]?", re.IGNORECASE)
_LEFT = re.compile(r"[(（]?同\s*左[)）]?[。.]?")
_LONGEST = 8


def points_up(text: str) -> bool:
    """Whether a cell says what stands above it."""
    return len(text) <= _LONGEST and bool(_ABOVE.fullmatch(text))


def points_left(text: str) -> bool:
    """Whether a cell says what stands to the left of it."""
    return len(text) <= _LONGEST and bool(_LEFT.fullmatch(text))
