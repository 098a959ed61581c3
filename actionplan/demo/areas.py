"""Quantities: each unit's part of a target, and how far it had come at the end of each month."""

from __future__ import annotations

from decimal import Decimal

from actionplan.demo.annex import AREA, TARGETS

# Afforestation (11): a unit's share, and what it had reached by the end of January … October, in 100 亩.
_AFFORESTATION = {
    "东城区政府": (4, "0 0 0 1 1 2 2 2 3 3"),
    "西城区政府": (5, "0 0 1 2 2 3 3 3 3 4"),
    "朝阳区政府": (41, "0 0 5 12 17 20 24 28 35 37"),
    "海淀区政府": (60, "0 0 6 17 24 28 34 39 47 51"),
    "丰台区政府": (55, "0 0 6 15 21 26 29 33 40 44"),
    "石景山区政府": (16, "0 0 2 4 7 8 9 11 13 14"),
    "门头沟区政府": (110, "0 0 13 31 44 52 65 74 88 97"),
    "房山区政府": (174, "0 0 15 40 57 69 77 89 110 119"),
    "通州区政府": (170, "0 6 20 54 72 87 105 120 153 164"),
    "顺义区政府": (160, "0 0 19 49 68 81 99 109 142 149"),
    "昌平区政府": (145, "0 0 13 33 46 57 65 74 96 101"),
    "大兴区政府": (170, "0 4 21 54 75 89 103 124 147 159"),
    "平谷区政府": (105, "0 0 11 28 43 49 61 68 89 94"),
    "怀柔区政府": (90, "0 0 10 25 38 43 54 61 75 82"),
    "密云区政府": (100, "0 0 11 28 39 46 56 65 81 90"),
    "延庆区政府": (85, "0 0 6 14 21 24 28 33 40 43"),
    AREA: (10, "0 0 1 3 5 6 6 7 8 9"),
}
# Abandoned mines (7.1): a district's share and what it had restored, in 公顷.
_MINES = {
    "门头沟区政府": (80, "0 0 8 19 30 40 50 60 68 75"),
    "房山区政府": (72, "0 0 8 17 27 35 43 51 60 67"),
    "密云区政府": (48, "0 0 4 10 17 23 29 35 40 44"),
}
_TABLES = {"11": (_AFFORESTATION, Decimal("0.01")), "7.1": (_MINES, Decimal(1))}


def share(ref: str, unit: str) -> Decimal:
    """What a unit itself has to reach of a measure's target: a district its part, a bureau the whole."""
    table, measure_in = _TABLES.get(ref, ({}, Decimal(1)))
    return table[unit][0] * measure_in if unit in table else TARGETS[ref]


def reached(ref: str, unit: str, month: int) -> Decimal:
    """What a district had reached of its share by the end of the month."""
    table, measure_in = _TABLES[ref]
    return int(table[unit][1].split()[month - 1]) * measure_in


def percent(ref: str, unit: str, value: Decimal) -> int:
    """The whole percent of the unit's share that a value stands for, at most 100."""
    return min(int(value * 100 / share(ref, unit)), 100)
