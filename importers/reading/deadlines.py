"""The words of a deadline, and the day they stand for."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from importers.reading.model import DeadlineKind, Milestone


class Deadline(NamedTuple):
    """What a deadline's words mean; `problem` is the code of what is wrong with them.

    `milestones` are its stages where it has several; `day` is the last one's.
    """

    kind: DeadlineKind
    day: date | None = None
    problem: str = ""
    milestones: tuple[Milestone, ...] = ()


_NUMERALS = {numeral: str(number) for number, numeral in enumerate("一二三四五六七八九", 1)}
_YEAR = r"(?:(?P<year>\d{4})年|今年|本年|当年)?"
_BEFORE = r"(?:之前|以前|前)?(?:完成)?"


def _end_of_month(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


_Day = Callable[[int, dict[str, str]], date]

# In this order; the first that matches all of the words wins.
_DATED: tuple[tuple[DeadlineKind, re.Pattern[str], _Day], ...] = (
    (
        "fixed",
        re.compile(rf"(?:(?P<year>\d{{4}})?年|今年|本年|当年)(?:底|末|内){_BEFORE}"),
        lambda year, _: date(year, 12, 31),
    ),
    ("fixed", re.compile(rf"{_YEAR}上半年(?:底|末)?{_BEFORE}"), lambda year, _: date(year, 6, 30)),
    ("fixed", re.compile(rf"{_YEAR}下半年(?:底|末)?{_BEFORE}"), lambda year, _: date(year, 12, 31)),
    (
        "fixed",
        re.compile(rf"{_YEAR}第?(?P<quarter>[1-4])季度(?:底|末)?{_BEFORE}"),
        lambda year, words: _end_of_month(year, 3 * int(words["quarter"])),
    ),
    (
        "fixed",
        re.compile(rf"{_YEAR}(?P<month>\d{{1,2}})月(?:份)?(?:底|末){_BEFORE}"),
        lambda year, words: _end_of_month(year, int(words["month"])),
    ),
    (
        "fixed",
        re.compile(rf"{_YEAR}(?P<month>\d{{1,2}})月(?P<day>\d{{1,2}})[日号]{_BEFORE}"),
        lambda year, words: date(year, int(words["month"]), int(words["day"])),
    ),
    (
        "fixed",
        re.compile(rf"(?P<year>\d{{4}})([-/.])(?P<month>\d{{1,2}})\2(?P<day>\d{{1,2}}){_BEFORE}"),
        lambda year, words: date(year, int(words["month"]), int(words["day"])),
    ),
    ("all_year", re.compile(rf"{_YEAR}全年(?:实施|推进|开展)?"), lambda year, _: date(year, 12, 31)),
)

_UNDATED: tuple[tuple[DeadlineKind, re.Pattern[str]], ...] = (
    ("recurring", re.compile(r"每(?:半?年|季|月|周|旬).*|(?:逐|按)(?:年|季|月|周)度?")),
    ("ongoing", re.compile(r"(?:长期|持续|常年|常态化)(?:坚持|推进|实施|开展|落实|进行)?")),
    ("open", re.compile(r"(?:按照?|根据|依据)[^\d]*(?:要求|部署|安排|规定|进度|计划)")),
)


def read_deadline(text: str, year: int | None) -> Deadline:
    """The kind of deadline that the words name, and its last day.

    The year is the deadline's own where it names one, else the given one of the plan; without either there is
    no day. Words that can't be read, and days that don't exist, give none too: it is never guessed, and never
    another one.
    """
    words = _normal(text)
    for kind, pattern, day in _DATED:
        match = pattern.fullmatch(words)
        if match:
            parts = match.groupdict()
            own = parts.get("year") or year
            if own is None:
                return Deadline(kind)
            try:
                return Deadline(kind, day(int(own), parts))
            except ValueError:  # 2月30日, 13月底; calendar.IllegalMonthError is one too
                return Deadline("unread", problem="deadline-impossible")
    for kind, pattern in _UNDATED:
        if pattern.fullmatch(words):
            return Deadline(kind)
    return Deadline("unread", problem="deadline-unread")


def _normal(text: str) -> str:
    """Without blanks and final stop, in plain digits: 第 二 季度末。 becomes 第2季度末."""
    words = re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).rstrip("。.;,")
    words = re.sub(r"十([一二])?(?=月)", lambda match: "1" + _NUMERALS.get(match[1], "0"), words)
    return re.sub(r"[一二三四五六七八九](?=月|季度)", lambda match: _NUMERALS[match[0]], words)
