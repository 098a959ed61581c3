"""The columns of the workbook: what each is called, how wide it is, and what its cells take."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tasks.choices import Status
from tasks.models import Measure
from tasks.report_rules import asked, value_field
from tasks.report_text import labels


@dataclass(frozen=True)
class Column:
    """One column; `rule` says what to write into it, and is empty where nobody writes."""

    name: str
    title: str | Promise
    width: int
    rule: str | Promise = ""


LOCKED = (
    Column("no", _("No."), 7),
    Column("text", _("Measure"), 38),
    Column("role", _("Role"), 9),
    Column("deadline", _("Deadline"), 13),
    Column("target", _("Target"), 11),
    Column("light", _("Light"), 18),
    Column("state", pgettext_lazy("sheet", "This report"), 12),
    Column("last", _("Last report"), 14),
    Column("said", _("Last progress"), 30),
    Column("steps", _("Steps"), 24),
)
_STATUS = Column("status", _("Status"), 12, _("Choose from the list."))
_VALUE = Column("value", _("Value reached"), 12, _("A number of the target's unit; 0 if none."))
_REST = (
    Column("percent", _("Percent done"), 10, _("A whole number from 0 to 100. Done and 100 go together.")),
    Column("progress", _("Progress"), 40, _("What has been done so far.")),
    Column("problems", _("Problems"), 28, _("What is in the way; also why, where a percent fell.")),
    Column("next_steps", _("Next steps"), 28, _("Needed where at risk or behind.")),
    Column(
        "expected_on", _("Expected completion"), 13, _("A day such as 2022-11-30; where at risk or behind.")
    ),
)


def value_name(place: int) -> str:
    """The column for the value of a measure's target at this place, from 1."""
    return f"value{place}"


def editable(values: int) -> list[Column]:
    """The columns that people fill in, where a measure has at most so many targets."""
    titles = [
        str(_VALUE.title) if place == 1 else f"{_VALUE.title} {place}" for place in range(1, values + 1)
    ]
    several = [
        Column(value_name(place), title, _VALUE.width, _VALUE.rule) for place, title in enumerate(titles, 1)
    ]
    return [_STATUS, *several, *_REST]


def fields_of(measure: Measure, *, leads: bool) -> dict[str, str]:
    """Column → field of the report's form, for those that this measure asks."""
    values = {value_field(target): value_name(place) for place, target in enumerate(asked(measure), 1)}
    return {values.get(field, field): field for field in labels(measure, leads=leads)}


def names_by_word() -> dict[str, str]:
    """A heading, in any language and `plain`, → its column."""
    every = (*LOCKED, _STATUS, *_REST)
    found = _in_each_language(lambda: {plain(str(column.title)): column.name for column in every})
    for word in _in_each_language(lambda: {plain(str(_VALUE.title)): ""}):
        found |= {word: value_name(1)} | {f"{word}{place}": value_name(place) for place in range(2, 21)}
    return found


def statuses_by_word() -> dict[str, str]:
    """A status as its code or its word, in any language and `plain`, → its code."""
    codes = {plain(code): code for code in Status.values}
    return codes | _in_each_language(lambda: {plain(str(status.label)): status.value for status in Status})


def plain(text: str) -> str:
    """The text for comparison: full-width or not, with or without blanks, in any case."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).casefold()


def _in_each_language(make: Callable[[], dict[str, str]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            found |= make()
    return found
