"""The day that English words name."""

from __future__ import annotations

import re
from datetime import date

from importers.reading import days
from importers.reading.days import Found, Impossible, end_of_month

_NAMES = "january february march april may june july august september october november december".split()
_MONTHS = {name[:3]: number for number, name in enumerate(_NAMES, 1)}
_MONTH = "(?P<month>" + "|".join(rf"{name[:3]}(?:{name[3:]})?" for name in _NAMES) + r"|sept)\.?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4}
_ORDINAL = "(?P<ordinal>" + "|".join(_ORDINALS) + ")"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_BY = r"(?:(?P<before>by|before|until|till|no later than|not later than|on|in|due|within) )?(?:the )?"
_END = r"(?P<end>end (?:of )?|end-|the end of |late )?"

# What the words are, and how their day follows; the first that matches all of them wins.
_FORMS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("day", re.compile(rf"{_BY}{_DAY}(?: of)?[ -]{_MONTH}(?:,?[ -]{_YEAR})?")),
    ("day", re.compile(rf"{_BY}{_MONTH} {_DAY}(?:,? {_YEAR})?")),
    ("month", re.compile(rf"{_BY}{_END}(?:the month of )?{_MONTH}(?:,? {_YEAR})?")),
    ("quarter", re.compile(rf"{_BY}{_END}(?:the )?q(?P<number>[1-4])(?:,? (?:of )?{_YEAR})?")),
    ("quarter", re.compile(rf"{_BY}{_YEAR} ?q(?P<number>[1-4])")),
    ("quarter", re.compile(rf"{_BY}{_END}(?:the )?{_ORDINAL} quarter(?:,?(?: of)? {_YEAR})?")),
    (
        "half",
        re.compile(rf"{_BY}{_END}(?:the )?(?:{_ORDINAL} half|h(?P<number>[12]))(?:,?(?: of)? {_YEAR})?"),
    ),
    ("middle", re.compile(rf"{_BY}(?:mid|middle of)[- ](?:{_YEAR}|(?:the )?year)")),
    ("year", re.compile(rf"{_BY}(?:year[- ]end|end of (?:the |this )?year|the year's end)(?: {_YEAR})?")),
    ("year", re.compile(rf"{_BY}(?P<end>end (?:of )?|end-|late ){_YEAR}")),
    ("year", re.compile(rf"(?:in |within |during )?{_YEAR}")),
)
_NUMERIC = re.compile(r"(?:by|on|before|until|due|no later than) (\d+[/.-]\d+[/.-]\d+)")
_RECURRING = re.compile(r"\b(?:annual|year|half-year|quarter|month|week|dai)ly|\b(?:every|each)\b")
_TO = re.compile(r" ?- ?| to | until | through | till ")


def read(words: str, year: int | None, *, alone: bool) -> Found | None:
    """The last day that the words allow; none where they can't be read."""
    if match := _NUMERIC.fullmatch(words):
        return days.read(match[1], year, alone=alone)
    found = _point(words, year) or _range(words, year)
    if found or alone or _RECURRING.search(words):
        return found
    # A stage: what is to be done, and by when.
    for match in re.finditer(r"(?:^| )(?=(?:by|before|until|no later than|in) )", words):
        if found := _point(words[match.end() :], year):
            return found
    for match in re.finditer(r"[:,] ", words):
        if found := _point(words[: match.start()], year) or _point(words[match.end() :], year):
            return found
    return None


def _range(words: str, year: int | None) -> Found | None:
    said = re.sub(r"^(?:from|between) ", "", words)
    for dash in _TO.finditer(said):
        first, last = said[: dash.start()], said[dash.end() :]
        to_day = _point(last, year)
        from_day = _point(first, to_day[1] or year) if to_day else None
        if to_day and from_day:
            late = from_day[0] and to_day[0] and from_day[0] > to_day[0]
            return None if late else to_day
    return None


def _point(words: str, year: int | None) -> Found | None:
    for what, pattern in _FORMS:
        if match := pattern.fullmatch(words):
            parts = match.groupdict()
            own = int(parts["year"]) if parts.get("year") else None
            if parts.get("before") == "before" and what in ("month", "quarter", "half") and not parts["end"]:
                return None  # before it begins, or before it ends?
            day = _last(what, parts, own or year or 2000)
            return (day if own or year else None), own
    return None


def _last(what: str, parts: dict[str, str | None], year: int) -> date:
    number = int(parts.get("number") or 0) or _ORDINALS.get(parts.get("ordinal") or "", 0)
    if what in ("day", "month"):
        month = _MONTHS[(parts["month"] or "")[:3]]
        if what == "month":
            return end_of_month(year, month)
        try:
            return date(year, month, int(parts["day"] or 0))
        except ValueError as error:
            raise Impossible from error
    if what == "quarter":
        return end_of_month(year, 3 * number)
    if what == "middle" or (what == "half" and number == 1):
        return date(year, 6, 30)
    return date(year, 12, 31)
