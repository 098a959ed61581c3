"""When each unit acknowledged its part in each measure, and by whom."""

from __future__ import annotations

import datetime
import random
from dataclasses import dataclass

from actionplan.demo.annex import DESIGNATIONS, TASKS
from actionplan.demo.days import at, office_day
from actionplan.demo.people import members


@dataclass(frozen=True)
class Acknowledgement:
    """The unit says that it has seen what it is to do."""

    ref: str
    unit: str
    at: datetime.datetime
    by: str


NOT_ACKNOWLEDGED = frozenset(
    {("2", "市科委、中关村管委会"), ("5.2", "丰台区政府"), ("14", "延庆区政府"), ("10.3", "市园林绿化局")}
)
_FIRST = at(1, 18).date()


def _acknowledge(ref: str, unit: str, first: datetime.date) -> Acknowledgement:
    rng = random.Random(f"acknowledged {ref} {unit}")
    # Most within six office days, a few only after the new year's holidays.
    wait = rng.randint(0, 5) if rng.random() < 0.95 else rng.randint(11, 15)
    if (ref, unit) == ("11", "市园林绿化局"):
        wait = 0
    day = office_day(first, wait)
    time = datetime.time(*divmod(rng.choice((rng.randint(545, 690), rng.randint(815, 1010))), 60))
    return Acknowledgement(ref, unit, datetime.datetime.combine(day, time), members(unit)[0].username)


ACKNOWLEDGED: list[Acknowledgement] = [
    _acknowledge(task.ref, unit, _FIRST)
    for task in TASKS.values()
    for unit in (*task.lead, *task.responsible, *task.assisting)
    if (task.ref, unit) not in NOT_ACKNOWLEDGED
] + [_acknowledge(one.ref, unit, office_day(one.at.date(), 1)) for one in DESIGNATIONS for unit in one.units]
