"""The names of units in a cell, apart and as printed."""

from __future__ import annotations

import re
from collections.abc import Collection

# A name runs up to a blank; inside brackets nothing separates.
_NAME = re.compile(r"(?:[(（][^()（）]*[)）]|\S)+")
_MARK = re.compile(r"([、,，;；])(?![^()（）]*[)）])")
_BRACKET = re.compile(r"[(（].*[)）]$")
_NOBODY = re.compile(r"[—–―─\-－/／]+|无")
_WHOLE_NAME = re.compile(
    r"(?:(?:市|区|县|省|北京|首都|国家|各|相关|有关).*|.+区.*)"
    r"(?:局|委|委员会|政府|管委会|办|办公室|厅|部|院|中心|公司|集团|总队|支队|大队|协会|总工会|部门|单位)"
)


def states_nobody(text: str) -> bool:
    """Whether a cell says in words that there is no unit, as —— does."""
    return bool(_NOBODY.fullmatch("".join(text.split())))


def split_units(text: str, known: Collection[str] = frozenset()) -> list[str]:
    """The names in a cell, in their order, exactly as printed but for the blank before a bracket.

    Blanks and line breaks separate. An enumeration mark separates only where each side of it is a known
    unit or looks like a whole name: 市科委、中关村管委会 stays one.
    """
    if states_nobody(text):
        return []
    joined = re.sub(r"\s+(?=[(（])", "", text)
    tokens = [token.replace("\n", "") for token in _NAME.findall(joined)]
    return [name for token in tokens for name in _split_at_marks(token, known)]


def _split_at_marks(name: str, known: Collection[str]) -> list[str]:
    if name in known:
        return [name]
    first, *rest = _MARK.split(name)
    names = [first]
    for mark, part in zip(rest[::2], rest[1::2], strict=True):
        together = names[-1] + mark + part
        if together not in known and _is_whole(names[-1], known) and _is_whole(part, known):
            names.append(part)
        else:
            names[-1] = together
    return names


def _is_whole(name: str, known: Collection[str]) -> bool:
    return name in known or bool(_WHOLE_NAME.fullmatch(_BRACKET.sub("", name)))
