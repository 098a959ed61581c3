"""Numbers of a workbook as they are printed: percents, dates, months."""

from __future__ import annotations

import datetime
import re
from typing import Literal

from importers.reading.container import Container

Style = Literal["", "percent", "date", "month"]
"""How a number shows; a month is a date that is printed without its day."""

_BUILT_IN: dict[int, Style] = {
    **dict.fromkeys((9, 10), "percent"),
    **dict.fromkeys((14, 15, 16, 22, 28, 29, 30, 31, 50, 51, 53, 54, 58), "date"),
    **dict.fromkeys((17, 27, 36, 52, 57), "month"),
}
_NOT_SHOWN = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')


def styles(container: Container, name: str) -> list[Style]:
    """How each cell format of a workbook shows a number."""
    if name not in container.names:
        return []
    root = container.tree(name)
    codes = {
        int(one.get("numFmtId", "0")): _style(one.get("formatCode", ""))
        for one in root.iterfind("{*}numFmts/{*}numFmt")
        if one.get("numFmtId", "").isdecimal()
    }
    found: list[Style] = []
    for one in root.iterfind("{*}cellXfs/{*}xf"):
        number = one.get("numFmtId", "0")
        code = int(number) if number.isdecimal() else 0
        found.append(codes.get(code, _BUILT_IN.get(code, "")))
    return found


def style(key: int, code: str) -> Style:
    """How a format shows a number, by its number where that is one of those built in, else by its code."""
    return _BUILT_IN.get(key) or _style(code)


def _style(code: str) -> Style:
    """A format's first part, by the letters that stand for a part of the date."""
    letters = _NOT_SHOWN.sub("", code).partition(";")[0].lower()
    if "%" in letters:
        return "percent"
    if "d" in letters:
        return "date"
    if "y" in letters or "e" in letters.replace("general", "").replace("e+", ""):
        return "month" if "m" in letters else "date"
    return "date" if "mmm" in letters else ""


def printed(value: str, style: Style, *, from_1904: bool = False) -> str:
    """A number's text under a style; what is no number stays as it is."""
    try:
        number = float(value)
    except ValueError:
        return value
    if style == "percent":
        return f"{number * 100:.15g}%"
    if style in ("date", "month"):
        day = _day(number, from_1904)
        if day:
            return f"{day.year}年{day.month}月" if style == "month" else day.isoformat()
    return value if re.fullmatch(r"-?\d+", value) else f"{number:.15g}"  # typed as 1.0 it shows as 1


def _day(number: float, from_1904: bool) -> datetime.date | None:
    """The day that a serial number stands for; none outside the calendar."""
    if from_1904:
        number += 1462
    if not 1 <= number < 2_958_466:
        return None
    # A day that never was, 29 February 1900, is counted as the 60th.
    return datetime.date(1899, 12, 31 if number < 60 else 30) + datetime.timedelta(days=int(number))
