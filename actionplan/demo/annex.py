"""Who has which part in the twenty measures, as the sample year needs it, and who owes reports on what."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from actionplan.demo.days import at

Kind = Literal["outcome", "continuing", "quantity", "deliverable"]

BUREAUS = (
    "市生态环境局", "市园林绿化局", "市规划自然资源委", "市水务局", "市农业农村局", "市科委、中关村管委会",
    "市教委", "市交通委", "市财政局", "市文化和旅游局",
)  # fmt: skip
DISTRICTS = tuple(
    f"{name}区政府"
    for name in "东城 西城 朝阳 海淀 丰台 石景山 门头沟 房山 通州 顺义 昌平 大兴 平谷 怀柔 密云 延庆".split()
)
AREA = "北京经济技术开发区管委会"
UNITS = (*BUREAUS, *DISTRICTS, AREA)

_SHORT = {
    **dict(zip("生态 园林 规自 水务 农业 科委 教委 交通 财政 文旅".split(), BUREAUS, strict=True)),
    **{unit.removesuffix("区政府"): unit for unit in DISTRICTS},
}  # fmt: skip


@dataclass(frozen=True)
class Task:
    """One measure's units by role; open groups of districts are left out until someone designates them."""

    ref: str
    kind: Kind
    lead: tuple[str, ...]
    responsible: tuple[str, ...]
    assisting: tuple[str, ...]


@dataclass(frozen=True)
class Designation:
    """A coordinator's decision on which districts an open group stands for."""

    ref: str
    role: Literal["lead", "responsible", "assisting"]
    units: tuple[str, ...]
    at: datetime.datetime
    by: str


def _units(cell: str) -> tuple[str, ...]:
    groups = {"16": DISTRICTS, "17": (*DISTRICTS, AREA)}
    return tuple(unit for name in cell.split() for unit in groups.get(name) or (_SHORT[name],))


_PLANNING = "海淀 丰台 石景山 门头沟 房山 顺义 昌平 大兴 平谷 怀柔 密云 延庆"
_TABLE: tuple[tuple[str, Kind, str, str, str], ...] = (
    ("1", "outcome", "生态 16", "", "规自 园林 水务 农业"),
    ("2", "deliverable", "生态", "园林 规自", "科委 教委 水务 农业"),
    ("3", "deliverable", "生态", "", "17"),
    ("4.1", "deliverable", "农业", "园林", "生态 水务"),
    ("4.2", "continuing", "农业", "水务 园林", ""),
    ("4.3", "continuing", "园林", "水务", ""),
    ("5.1", "deliverable", "生态", "园林 门头沟 房山 顺义 平谷 怀柔 密云 延庆", "水务 农业 交通 文旅"),
    ("5.2", "deliverable", "园林", _PLANNING, "规自 水务"),
    ("6", "deliverable", "生态", "园林", ""),
    ("7.1", "quantity", "规自", "园林 财政", "农业"),
    ("7.2", "deliverable", "园林", "", "财政 农业"),
    ("8", "deliverable", "生态", "规自 水务 园林", "农业"),
    ("9", "deliverable", "生态", "", "17"),
    ("10.1", "deliverable", "生态", "", "17"),
    ("10.2", "deliverable", "生态", "", "规自"),
    ("10.3", "deliverable", "生态", "", "规自 园林 水务"),
    ("11", "quantity", "园林", "17", ""),
    ("12", "quantity", "生态", "", ""),
    ("13", "continuing", "园林", "", ""),
    ("14", "continuing", "海淀 门头沟 平谷 怀柔 密云 延庆", "生态", ""),
)

TASKS: dict[str, Task] = {
    ref: Task(ref, kind, _units(lead), _units(responsible), _units(assisting))
    for ref, kind, lead, responsible, assisting in _TABLE
}
REFS = tuple(TASKS)
TARGETS: dict[str, Decimal] = {"7.1": Decimal(200), "11": Decimal(15), "12": Decimal(2)}

DESIGNATIONS: list[Designation] = [
    Designation(
        "7.1", "responsible", ("门头沟区政府", "房山区政府", "密云区政府"), at(3, 15, 10, 20), "tc.wang"
    )
]


def has_percent(ref: str) -> bool:
    """Do reports on this measure give a percentage?"""
    return TASKS[ref].kind in ("quantity", "deliverable")


def designated(ref: str) -> tuple[str, ...]:
    """The districts that were designated for the measure, in the order of the decision."""
    return tuple(unit for one in DESIGNATIONS if one.ref == ref for unit in one.units)


def owing(ref: str, month: int) -> tuple[str, ...]:
    """The units that owe a report on the measure in a month, if it isn't closed by then."""
    task = TASKS[ref]
    later = tuple(
        unit for one in DESIGNATIONS if one.ref == ref and one.at.month <= month for unit in one.units
    )
    return task.lead + task.responsible + later
