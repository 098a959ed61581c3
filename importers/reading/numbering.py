"""The numbers that headings and tasks are printed with: 一、 (一) 第一部分 Ⅰ. 1. 1.1 ①."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

_CHINESE = r"[一二三四五六七八九十百零〇]+"
_ROMAN = r"(?:[ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅪⅫ]+|[IVX]+)"

# From the outermost to the innermost, as offices nest them.
_STYLES = tuple(
    (style, re.compile(rf"(?P<number>{number}){stop}(?P<title>.*)", re.DOTALL))
    for style, number, stop in (
        ("part", rf"第(?:{_CHINESE}|\d+)(?:部分|板块|章|篇|编|类|节|方面)", r"\s*[、.．:：,，]?\s*"),
        (
            "part",
            r"(?:Part|Section|Chapter|Pillar|Goal|Theme)\s+(?:\d+|[IVX]+|[A-Z])(?![a-z])",
            r"\s*[:：.–—-]?\s*",
        ),
        ("chapter", _CHINESE, r"\s*(?:[、.．:：,，]|\s)\s*"),
        ("chapter", rf"(?:{_ROMAN}|[A-Z])", r"\s*[、.．)）]\s*"),
        ("chapter", r"[ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅪⅫ]+", r"\s*"),
        ("bracket", rf"[(（]{_CHINESE}[)）]", r"\s*[、.．]?\s*"),
        ("item", r"\d{1,3}", r"\s*(?:[、．)）]|\.(?!\d))\s*"),
        ("dotted", r"\d{1,3}(?:[.．]\d{1,3})+", r"\s*[、.．]?\s*"),
        ("small", r"[(（]\d{1,3}[)）]", r"\s*[、.．]?\s*"),
    )
)
_ORDER = {style: place for place, style in enumerate(dict.fromkeys(style for style, _ in _STYLES))}
_ORDER["column"] = len(_ORDER)
CHAPTERS = ("part", "chapter", "bracket")
"""The styles that only headings have; the others number tasks too."""

_CHAPTER_NUMBER = re.compile(
    rf"{_CHINESE}|[(（]{_CHINESE}[)）]|{_ROMAN}|第{_CHINESE}(?:部分|板块|章|篇|编|类|节|方面)"
)
_PLAIN = re.compile(r"[(\[]?0*(\d{1,6})(?:\.0+)?[)\]]?[.、,:]?")
_DOTTED = re.compile(r"\d{1,3}(?:\.\d{1,3})+")
_SMALL = re.compile(r"\s*(?:[(（]\s*\d{1,2}\s*[)）]|[①-⑳⑴-⒇])\s*")
_CODE = re.compile(r"[A-Za-z]{0,3}[-—–.]?\d{1,4}(?:[-—–.]\d{1,4})*")


class Numbered(NamedTuple):
    """A heading: its number as printed, its title, and the style of the number."""

    number: str | None
    title: str | None
    style: str


def heading(text: str) -> Numbered | None:
    """The heading that a text is by the number it begins with, none without one."""
    for style, pattern in _STYLES:
        if match := pattern.fullmatch(text):
            return Numbered(match["number"], match["title"] or None, style)
    return None


def written(number: str | None, title: str | None) -> str:
    """A heading in one line, in which `heading` finds its number and title again."""
    if not number or not title:
        return (number or "") + (title or "")
    found = heading(f"{number} {title}")
    if found and found.style == "part":
        return f"{number} {title}"
    return number + ("" if number[-1] in ")）" else "、") + title


def chapter(number: str, title: str) -> Numbered | None:
    """The heading whose number and title stand in cells of their own, by a number that only headings have."""
    bare = number.rstrip("、.．")
    if not _CHAPTER_NUMBER.fullmatch(bare):
        return None
    style = "bracket" if bare[0] in "(（" else "part" if bare[0] == "第" else "chapter"
    return Numbered(bare, title, style)


def inside(style: str, outer: str) -> bool:
    """Whether a heading of one style stands in one of the other."""
    return _ORDER.get(style, -1) > _ORDER.get(outer, len(_ORDER))


def task_number(text: str) -> str:
    """A task's number without what only decorates it: 1. and 1.0, (1), 01 and ① are 1."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if match := _PLAIN.fullmatch(plain):
        return match[1]
    bare = plain.rstrip(".、")
    return bare if _DOTTED.fullmatch(bare) else text.strip()


def is_small(text: str) -> bool:
    """Whether a number is printed as those inside a task are: (1) or ①."""
    return bool(_SMALL.fullmatch(text))


def is_number(text: str) -> bool:
    """Whether the text is a number of a task and nothing else."""
    number = task_number(text)
    return bool(_CODE.fullmatch(number) or _CHAPTER_NUMBER.fullmatch(number))


def apart(text: str) -> tuple[str | None, str]:
    """The number that a title begins with, and the title; no number where it begins with none."""
    found = heading(text)
    if found is None or not found.title or found.style == "part":
        return None, text
    assert found.number is not None
    return task_number(found.number), found.title
