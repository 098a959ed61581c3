"""The office days of 2022: weekdays and moved working days, without weekends and public holidays."""

from __future__ import annotations

import datetime

YEAR = 2022
SAMPLE_DAY = datetime.date(YEAR, 10, 26)
LAST_MOMENT = datetime.datetime.combine(SAMPLE_DAY, datetime.time(17, 0))


def _span(month: int, first: int, days: int) -> list[datetime.date]:
    return [datetime.date(YEAR, month, first) + datetime.timedelta(days=n) for n in range(days)]


_HOLIDAYS = {
    *_span(1, 1, 3), *_span(1, 31, 7), *_span(4, 3, 3), *_span(4, 30, 5), *_span(6, 3, 3), *_span(9, 10, 3),
    *_span(10, 1, 7),
}  # fmt: skip
_MOVED_IN = {
    *_span(1, 29, 2), *_span(4, 2, 1), *_span(4, 24, 1), *_span(5, 7, 1), *_span(10, 8, 2),
}  # fmt: skip


def at(month: int, day: int, hour: int = 0, minute: int = 0) -> datetime.datetime:
    """A moment of the year in local time."""
    return datetime.datetime.combine(datetime.date(YEAR, month, day), datetime.time(hour, minute))


def is_office_day(day: datetime.date) -> bool:
    """Is this a day on which offices work?"""
    return day in _MOVED_IN or (day.weekday() < 5 and day not in _HOLIDAYS)


def due_day(month: int) -> datetime.date:
    """The last day of the month, on which its reports are due."""
    after = datetime.date(YEAR + month // 12, month % 12 + 1, 1)
    return after - datetime.timedelta(days=1)


def office_day(start: datetime.date, steps: int) -> datetime.date:
    """The office day that many office days after `start` (before, if negative); 0: the last one up to it."""
    day, left = start, abs(steps)
    while steps == 0 and not is_office_day(day):
        day -= datetime.timedelta(days=1)
    while left:
        day += datetime.timedelta(days=1 if steps > 0 else -1)
        left -= is_office_day(day)
    return day
