"""What people write into cells, as the form's controls would hold it: 58%, 1,200 万亩, 2022 年 11 月 3 日."""

from __future__ import annotations

import datetime
import re
import unicodedata
from decimal import Decimal, InvalidOperation

from importers.sheets import columns
from importers.sheets.marks import cleaned

_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:\s+0?0:00(?::00)?)?")
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")


def control(name: str, text: str, *, unit: str = "", statuses: dict[str, str]) -> str:
    """The text of a column's cell in one form, however it was typed; as it is where it can't be read.

    `unit` is the target's unit of measure, which may stand behind a value.
    """
    if name == "status":
        return statuses.get(columns.plain(text), text)
    if name == "expected_on":
        return _day(text)
    if name == "percent":
        return _number(text, "%")
    if name.startswith("value"):
        return _number(text, unit)
    return cleaned(text)


def _number(text: str, unit: str) -> str:
    said = unicodedata.normalize("NFKC", text).strip()
    said = said.removesuffix(unicodedata.normalize("NFKC", unit)).strip()
    if _THOUSANDS.fullmatch(said):
        said = said.replace(",", "")
    try:
        number = Decimal(said)
    except InvalidOperation:
        return text
    if not number.is_finite() or abs(number.adjusted()) > 20:
        return text
    return f"{number.normalize():f}" if number else "0"


def _day(text: str) -> str:
    found = _DAY.fullmatch(unicodedata.normalize("NFKC", text).strip())
    try:
        return datetime.date(*map(int, found.groups())).isoformat() if found else text
    except ValueError:
        return text
