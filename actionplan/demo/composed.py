"""The reports of the districts, composed of sentences, places and a district's own growing figures."""

from __future__ import annotations

import datetime
import random
from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import Any

from actionplan.demo import areas
from actionplan.demo.annex import AREA, TASKS, UNITS, designated
from actionplan.demo.days import YEAR
from actionplan.demo.districts import CHECKED_IN, DISTRICTS, PLANNING, District
from actionplan.demo.lines import Key, Line, Status
from actionplan.demo.written import rows

MONTHS = range(1, 11)
_PACE = (0.04, 0.1, 0.19, 0.3, 0.42, 0.54, 0.66, 0.78, 0.9, 1.0)
_CHECKED = {8: (3, 7, 14, 28, 47, 66, 85, 100), 9: (3, 7, 14, 27, 45, 61, 76, 90, 100)}
_FALL = ("5.2", "昌平区政府", 7)  # counted anew against the present boundaries
# Where a district says that it is in trouble, by month; 5.2 follows from its percent.
_TROUBLES: dict[Key, Status] = {
    ("11", "房山区政府", 9): "at_risk",
    ("11", "房山区政府", 10): "at_risk",
    ("11", "昌平区政府", 9): "at_risk",
    ("11", "昌平区政府", 10): "at_risk",
    ("11", "延庆区政府", 8): "at_risk",
    ("11", "延庆区政府", 9): "behind",
    ("11", "丰台区政府", 7): "at_risk",
    ("7.1", "房山区政府", 8): "at_risk",
    ("14", "平谷区政府", 7): "at_risk",
}
_NO_CHANGE: set[Key] = {
    ("1", "东城区政府", 8), ("1", "石景山区政府", 8), ("5.2", "大兴区政府", 2), ("11", "西城区政府", 7),
    ("11", AREA, 7), ("14", "海淀区政府", 8), ("1", "门头沟区政府", 10), ("14", "密云区政府", 10),
}  # fmt: skip
_EXPECTED = {"5.2": (3, 31, YEAR + 1), "7.1": (12, 10, YEAR), "11": (12, 15, YEAR), "14": (9, 30, YEAR)}


@dataclass
class _Phrases:
    openings: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    more: list[tuple[int, int, str]] = field(default_factory=list)
    next_steps: list[str] = field(default_factory=list)
    troubles: list[tuple[str, str]] = field(default_factory=list)


def districts() -> list[Line]:
    """What the districts report in each month where they owe it, without the steps."""
    phrases = _phrases()
    lines = []
    for ref, unit in _pairs():
        before: Line | None = None
        for month in MONTHS:
            if (line := _line(phrases[ref], ref, unit, month, before)) is None:
                continue
            lines.append(line)
            before = line
    return lines


def _pairs() -> list[tuple[str, str]]:
    return [
        (ref, unit)
        for ref, task in TASKS.items()
        for unit in (*task.lead, *task.responsible, *designated(ref))
        if unit in DISTRICTS
    ]


def _phrases() -> dict[str, _Phrases]:
    found: dict[str, _Phrases] = defaultdict(_Phrases)
    ref = ""
    for row in (*rows("districts-1.txt"), *rows("districts-2.txt")):
        if row.startswith("=="):
            ref = row.split()[1]
            continue
        head, *cells = (cell.strip() for cell in row.split("|"))
        if head.startswith("+"):
            first, last = head[1:].split("-")
            found[ref].more.append((int(first), int(last), cells[0]))
        elif head == "next":
            found[ref].next_steps.append(cells[0])
        elif head == "trouble":
            found[ref].troubles.append((cells[0], cells[1]))
        else:
            found[ref].openings[head].append(cells[0])
    return found


def _line(phrases: _Phrases, ref: str, unit: str, month: int, before: Line | None) -> Line | None:
    percent = _percent(ref, unit, month)
    if month < (3 if ref == "7.1" else 1) or (ref == "5.1" and (percent is None)):
        return None
    if (ref, unit, month) in _NO_CHANGE and before:
        return replace(before, month=month, no_change=True)
    district, turn = DISTRICTS[unit], UNITS.index(unit)
    status = _status(ref, unit, month, percent)
    facts = _facts(ref, district, month)
    openings = phrases.openings["done" if status == "done" and month < 9 else str(month)]
    more = [
        text
        for first, last, text in phrases.more
        if first <= month <= last and not (district.size < 0.3 and "{hill" in text)
    ]
    progress = _fill(openings[(turn + month) % len(openings)], facts)
    if status != "done":
        progress += _fill(more[(turn // len(openings) + month) % len(more)], facts)
    problems = next_steps = ""
    expected_on = None
    if status in ("at_risk", "behind"):
        problem, answer = phrases.troubles[(turn + month // 2) % len(phrases.troubles)]
        problems, next_steps = _fill(problem, facts), _fill(answer, facts)
        day_month, day, year = _EXPECTED[ref]
        expected_on = datetime.date(year, day_month, day)
    elif status != "done" and (turn + month) % 3 == 0:
        next_steps = _fill(phrases.next_steps[(turn + month // 3) % len(phrases.next_steps)], facts)
    if (ref, unit, month) == _FALL and before:
        problems += f"按现行边界重新核定工作量，完成比例由 {before.percent}% 核减为 {percent}%。"
    value = areas.reached(ref, unit, month) if ref in ("7.1", "11") else None
    return Line(ref, unit, month, status, percent, progress, problems, next_steps, expected_on, value)


def _percent(ref: str, unit: str, month: int) -> int | None:
    if ref in ("7.1", "11"):
        return areas.percent(ref, unit, areas.reached(ref, unit, month))
    if ref == "5.2":
        return round(PLANNING[unit] * _PACE[month - 1]) - 11 * ((ref, unit, month) == _FALL)
    if ref == "5.1":
        course = _CHECKED[CHECKED_IN.get(unit, 9)]
        return course[month - 1] if month <= len(course) else None
    return None


def _status(ref: str, unit: str, month: int, percent: int | None) -> Status:
    if (ref, unit, month) in _TROUBLES:
        return _TROUBLES[ref, unit, month]
    if percent == 100:
        return "done"
    if ref == "5.2" and percent is not None and month >= 5 and percent < month * 100 / 12 - 16:
        return "at_risk"
    early = month == 1 and (percent == 0 or (ref == "1" and UNITS.index(unit) % 3 == 0))
    return "not_started" if early else "on_track"


def _facts(ref: str, district: District, month: int) -> dict[str, Any]:
    """Names and figures for the sentences. What adds up over the year only grows."""
    year = random.Random(f"{ref} {district.unit}")
    now = random.Random(f"{ref} {district.unit} {month}")
    pace = _PACE[month - 1]
    given, visited, wanting = district.points
    green = round(district.size * year.uniform(60, 110) * max((month - 1.5) / 8.5, 0.02) + 0.3, 1)
    tasks = year.randint(8, 20)
    quantity = areas.reached(ref, district.unit, month) if ref in ("7.1", "11") else 0
    facts: dict[str, Any] = {
        "green": green,
        "part": max(round(green * 0.15, 1), 0.1),
        "km": round(district.size * year.uniform(20, 50) * pace + 1, 1),
        "spots": 12 + int(district.size * year.randint(90, 220) * min(month / 6, 1)),
        "tasks": tasks,
        "tasksdone": tasks - max(2, tasks // 5),
        "visits": 6 + int((district.size + 0.2) * year.randint(70, 150) * pace),
        "visits2": 40 + int((district.size + 0.2) * year.randint(300, 500) * pace),
        "birds": 18 + year.randint(5, 30) + 2 * month,
        "cameras": year.randint(8, 60),
        "firms": year.randint(20, 80) + 3 * month,
        "guests": round(year.uniform(12, 40) * pace, 1),
        "lines": 2 + int(year.randint(14, 34) * pace),
        "mix": year.randint(58, 66) + 2 * month + now.randint(0, 1),
        "alive": year.randint(88, 93),
        "few": now.randint(3, 9),
        "few2": now.randint(3, 9),
        "people": now.randint(16, 90) * 10,
        "people2": now.randint(12, 95),
        "points": given,
        "desk": given * 6 // 10,
        "site": visited,
        "sited": visited * {5: 4, 6: 7}.get(month, 10) // 10,
        "bad": wanting,
        "fixed": max(wanting - 1, 0),
        "mu": int(quantity * 10000),
        "ha": int(quantity),
        "share": int(areas.share(ref, district.unit) * 10000) if ref == "11" else 0,
        "seedlings": round(district.size * year.uniform(3, 9) * (0.4 + pace / 2), 1),
    }
    for name, places in (
        ("park", district.parks),
        ("river", district.rivers),
        ("hill", district.hills),
        ("town", district.towns),
        ("reserve", district.reserves),
        ("specialty", district.specialties),
    ):
        if places:
            facts[name] = places[month % len(places)]
            facts[f"{name}2"] = places[(month + 1) % len(places)]
    return facts


def _fill(sentence: str, facts: dict[str, Any]) -> str:
    return sentence.format(**facts)
