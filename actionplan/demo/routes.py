"""The steps each report goes through: on time and approved, unless `texts/routes.txt` says otherwise."""

from __future__ import annotations

import datetime
import random
from dataclasses import dataclass
from functools import cache
from typing import cast

from actionplan.demo.days import SAMPLE_DAY, YEAR, due_day, office_day
from actionplan.demo.lines import Key, Move, Step
from actionplan.demo.people import COORDINATORS, members
from actionplan.demo.written import rows

RUNNING = 10
"""The month that is still running on the sample day: only what the list of routes names has been begun."""


@dataclass(frozen=True)
class Route:
    """How one report goes: a word for it, or the moves with their days."""

    word: str
    moves: tuple[tuple[Move, str], ...]
    comment: str


@cache
def exceptions() -> dict[Key, Route]:
    """The reports that don't simply arrive in time and get approved."""
    found: dict[Key, Route] = {}
    for row in rows("routes.txt"):
        month, ref, unit, course, *comment = (cell.strip() for cell in row.split("|"))
        moves = [step.split() for step in course.split(",")] if "-" in course and " " in course else []
        found[ref, unit, int(month)] = Route(
            "" if moves else course,
            tuple((cast(Move, move), day) for move, day in moves),
            comment[0] if comment else "",
        )
    return found


def steps(key: Key) -> tuple[Step, ...]:
    """The steps of this report up to the sample day; none where the unit stayed silent."""
    ref, unit, month = key
    route = exceptions().get(key)
    if route is None and month >= RUNNING:
        return ()
    rng = random.Random(f"{ref} {unit} {month}")
    if route and route.word == "silent":
        return ()
    if route and route.moves:
        course = [(move, *_day_and_time(text)) for move, text in route.moves]
    else:
        course = [(move, day, None) for move, day in _usual(month, route.word if route else "", rng)]
    return _timed(ref, unit, course, route.comment if route else "", rng)


Planned = tuple[Move, datetime.date, datetime.time | None]


def _day_and_time(text: str) -> tuple[datetime.date, datetime.time | None]:
    day, _, time = text.partition("T")
    month, number = map(int, day.split("-"))
    return datetime.date(YEAR, month, number), datetime.time.fromisoformat(time) if time else None


def _usual(month: int, word: str, rng: random.Random) -> list[tuple[Move, datetime.date]]:
    """The days of a report that gets approved in the end."""
    due = office_day(due_day(month), 0)
    if word == "late" or (not word and rng.random() < (0.12 if month == 1 else 0.02)):
        first = office_day(due, rng.randint(1, 6))
    elif word == "mended":
        first = office_day(due, -rng.randint(1, 4))
    else:
        first = office_day(due, -rng.randint(0, 6))
    course: list[tuple[Move, datetime.date]] = []
    if rng.random() < 0.4:
        course.append(("save", office_day(first, -rng.randint(0, 2)) if month > 1 else first))
    course.append(("submit", first))
    if word == "taken-back":
        course += [("take_back", first), ("submit", first)]
    if word == "mended":
        back = office_day(first, rng.randint(1, 2))
        first = office_day(back, rng.randint(1, 2))
        course += [("return", back), ("submit", first)]
    return [*course, ("approve", office_day(first, rng.randint(1, 3)))]


def _timed(ref: str, unit: str, course: list[Planned], comment: str, rng: random.Random) -> tuple[Step, ...]:
    """Hours and people for the planned days. Several moves on one day share it out."""
    done: list[Step] = []
    reporter, sender = _writers(ref, unit, rng)
    reviewer = COORDINATORS[0] if rng.random() < 0.65 else COORDINATORS[1]
    for number, (move, day, time) in enumerate(course):
        same_day = [place for place, (_, other, _time) in enumerate(course) if other == day]
        at = datetime.datetime.combine(day, time or _time(day, same_day.index(number), len(same_day), rng))
        who = {"save": reporter, "take_back": sender, "submit": sender}.get(move, reviewer)
        done.append(Step(at, move, who, comment if move == "return" else ""))
    return tuple(done)


def _writers(ref: str, unit: str, rng: random.Random) -> tuple[str, str]:
    """Who writes this report and who sends it: of several reporters each has measures of their own."""
    reporters, heads = members(unit), members(unit, "head")
    second = len(reporters) > 1 and ref in ("6", "8", "9", "10.2", "13", "14")
    reporter = reporters[1 if second else 0].username
    return reporter, heads[0].username if heads and rng.random() < 0.35 else reporter


def _time(day: datetime.date, place: int, of: int, rng: random.Random) -> datetime.time:
    """A time within office hours, in the part of the day that falls to the move's place."""
    slots = range(9 * 60, 11 * 60 + 40), range(13 * 60 + 30, (15 if day == SAMPLE_DAY else 17) * 60)
    minutes = [minute for slot in slots for minute in slot]
    part = len(minutes) // of
    minute = minutes[place * part + rng.randrange(part - 1)]
    return datetime.time(*divmod(minute, 60))
