"""The characters of a PDF, which lie anywhere, as lines and as the text of a cell."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

Char = dict[str, Any]


@dataclass(frozen=True)
class Box:
    """A place on a page, counted from its upper left corner."""

    left: float
    top: float
    right: float
    bottom: float

    def holds(self, char: Char) -> bool:
        """Whether the middle of a character lies in it."""
        across, down = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
        return self.left <= across < self.right and self.top <= down < self.bottom


@dataclass(frozen=True)
class Line:
    """Characters side by side; `first` is how wide the first part of them is that can't be broken."""

    text: str
    top: float
    left: float
    right: float
    first: float
    overprinted: bool = False  # other characters are drawn over some of it


@dataclass(frozen=True)
class Lines:
    """The lines in a cell. `room` is what a line of it can be wide, its margins taken off."""

    box: Box
    lines: list[Line]

    def with_more(self, rest: Lines) -> Lines:
        """The lines of both, where the end of a page cut the cell."""
        return Lines(self.box, [*self.lines, *rest.lines])

    def is_full(self, rest: Lines) -> bool:
        """Whether what follows had no room in the last line."""
        return bool(self.lines and rest.lines) and _is_full(self.lines[-1], rest.lines[0], self._room())

    def _room(self) -> float:
        margin = min((line.left - self.box.left for line in self.lines), default=0.0)
        return self.box.right - self.box.left - 2 * min(max(margin, 0.0), _MARGIN)


_NAME_ENDS = re.compile(
    r"(?:局|委|委员会|政府|管委会|办|办公室|厅|部|院|中心|公司|集团|总队|支队|大队|协会|总工会|部门|单位|[)）])$"
)
_BOLD = 0.1
"""How far beside itself a character is drawn again, to its size."""
_TOLERANCE = 2.0
_MARGIN = 6.0
"""Points: as wide as office programs make the margin of a cell, or a little wider."""


def lines_of(chars: list[Char]) -> list[Line]:
    """The characters as lines from the top."""
    rows: list[list[Char]] = []
    for char in sorted(chars, key=lambda one: (one["top"] + one["bottom"]) / 2):
        middle = (char["top"] + char["bottom"]) / 2
        if rows and middle - (rows[-1][0]["top"] + rows[-1][0]["bottom"]) / 2 < char["size"] * 0.5:
            rows[-1].append(char)
        else:
            rows.append([char])
    lines = [_line(sorted(row, key=lambda one: one["x0"])) for row in rows]
    return [line for line in lines if line.text.strip()]


def _line(drawn: list[Char]) -> Line:
    chars = _drawn_once(drawn)
    shown = [char for char in chars if char["text"].strip()]
    parts: list[str] = []
    before: Char | None = None
    for char in chars:
        if before and _apart(before, char):
            parts.append(" ")
        parts.append(char["text"])
        before = char
    edge = shown or chars
    text = unicodedata.normalize("NFC", "".join(parts)).strip()
    return Line(
        text,
        min(char["top"] for char in edge),
        edge[0]["x0"],
        max(char["x1"] for char in edge),
        max(char["x1"] for char in edge[: _first_part(text)]) - edge[0]["x0"],
        any(before["x1"] - char["x0"] > char["size"] / 2 for before, char in pairwise(edge)),
    )


def _drawn_once(chars: list[Char]) -> list[Char]:
    """The characters without those drawn again beside themselves, as some programs make them bold."""
    once: list[Char] = []
    for char in chars:
        near = (one["text"] for one in once[-2:] if abs(one["x0"] - char["x0"]) < _BOLD * char["size"])
        if char["text"] not in near:
            once.append(char)
    return once


def _apart(before: Char, char: Char) -> bool:
    """Whether so much room lies between two characters that a blank stands there."""
    if before["text"].isspace() or char["text"].isspace():
        return False
    gap = char["x0"] - before["x1"]
    both_latin = before["text"].isascii() and char["text"].isascii()
    return bool(gap > char["size"] * (0.25 if both_latin else 0.9))


def text_of(cell: Lines) -> str:
    """A cell's text. A line break stays where the next line would have had room in the one before it."""
    if not cell.lines:
        return ""
    room = cell._room()
    parts = [cell.lines[0].text]
    for before, line in pairwise(cell.lines):
        wrapped = _is_full(before, line, room) and not _begins_a_name(before.text, line.text)
        both_latin = before.text[-1].isascii() and line.text[0].isascii() and before.text[-1].isalnum()
        parts += [(" " if both_latin and line.text[0].isalnum() else "") if wrapped else "\n", line.text]
    return "".join(parts)


def _begins_a_name(before: str, text: str) -> bool:
    """Whether a unit's name ends in one line and the next one begins another: then no line was wrapped."""
    return bool(_NAME_ENDS.search(before)) and len(text) > 2 and text[0] not in "(（、，,"


def _is_full(line: Line, following: Line, room: float) -> bool:
    return line.right - line.left + following.first > room - _TOLERANCE


def _first_part(text: str) -> int:
    """How many characters the first part of a line has that can't be broken."""
    count = 1
    if text[:1].isascii():
        while count < len(text) and text[count].isascii() and not text[count].isspace():
            count += 1
    while count < len(text) and text[count] in "，。、；：）》”！？,.;:)":
        count += 1
    return count
