"""The numbers that Word counts by itself: they show before a paragraph and stand in no text."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from lxml import etree

_PLACEHOLDER = re.compile(r"%(\d)")
_DIGITS = "零一二三四五六七八九"
_CHINESE = frozenset(
    ("chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCountingThousand")
)
_LEVELS = 9


@dataclass(frozen=True)
class _Level:
    """How a level of a list is numbered; `words` has %1 for its own number or that of a level above."""

    kind: str
    words: str
    start: int


def write_numbers(body: Any, numbering: Any) -> None:
    """Put its number as text before each paragraph that has one, as a person sees it."""
    levels = _levels(numbering)
    counts: dict[str, dict[int, int]] = defaultdict(dict)
    for paragraph in body.iter("{*}p"):
        which, level = _list_of(paragraph)
        if (which, level) not in levels:
            continue
        counted = counts[which]
        counted[level] = counted.get(level, levels[which, level].start - 1) + 1
        for deeper in range(level + 1, _LEVELS):
            counted.pop(deeper, None)
        if label := _label(which, level, levels, counted):
            space = paragraph.tag.rpartition("}")[0] + "}"
            run = etree.Element(f"{space}r")
            etree.SubElement(run, f"{space}t").text = label
            properties = paragraph.find("{*}pPr")
            paragraph.insert(0 if properties is None else paragraph.index(properties) + 1, run)


def _levels(numbering: Any) -> dict[tuple[str, int], _Level]:
    """The levels of all lists, by the list's identity and the level."""
    abstract = {_value(one, "abstractNumId"): one for one in numbering.iterfind("{*}abstractNum")}
    found = {}
    for one in numbering.iterfind("{*}num"):
        refers = one.find("{*}abstractNumId")
        described = abstract.get(_value(refers, "val")) if refers is not None else None
        for level in described.iterfind("{*}lvl") if described is not None else ():
            parts = {part.tag.rpartition("}")[2]: _value(part, "val") for part in level}
            key = (_value(one, "numId"), _number(_value(level, "ilvl")))
            found[key] = _Level(
                parts.get("numFmt", ""), parts.get("lvlText", ""), _number(parts.get("start", "1"))
            )
    return found


def _list_of(paragraph: Any) -> tuple[str, int]:
    which = paragraph.find("{*}pPr/{*}numPr/{*}numId")
    level = paragraph.find("{*}pPr/{*}numPr/{*}ilvl")
    return (
        _value(which, "val") if which is not None else "",
        _number(_value(level, "val")) if level is not None else 0,
    )


def _label(which: str, level: int, levels: dict[tuple[str, int], _Level], counted: dict[int, int]) -> str:
    if levels[which, level].kind in ("bullet", "none"):
        return ""

    def number(found: re.Match[str]) -> str:
        of = int(found[1]) - 1
        kind = levels[which, of].kind if (which, of) in levels else ""
        return _written(counted.get(of, 1), kind)

    return _PLACEHOLDER.sub(number, levels[which, level].words)


def _written(number: int, kind: str) -> str:
    if kind not in _CHINESE or not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    if not tens:
        return _DIGITS[ones]
    return ("" if tens == 1 else _DIGITS[tens]) + "十" + (_DIGITS[ones] if ones else "")


def _value(element: Any, name: str) -> str:
    return next((value for key, value in element.items() if key.rpartition("}")[2] == name), "")


def _number(said: str) -> int:
    return int(said) if said.isdecimal() and len(said) < 6 else 0
