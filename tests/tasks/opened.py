"""An opened report form whose script saves, as the tests of saving and of ended sessions have it."""

import uuid

from departments import carried
from tests.tasks.moves import find
from tests.tasks.page import client


class Form:
    """An opened form whose script saves."""

    def __init__(self, cast, who="lead", *, unit="lead", ref="1.1", period=10, version=None):
        self.cast, self.unit, self.ref, self.period = cast, unit, ref, period
        self.browser = client(cast, who)
        self.sitting, self.saves = uuid.uuid4(), 0
        self.version = find(cast, unit, ref, period).version if version is None else version
        self.writer = carried.mark(cast.people[who])

    def data(self, **fields):
        known = {
            "unit": self.unit,
            "period": self.period,
            "version": self.version,
            "sitting": self.sitting,
            "saves": self.saves,
            "writer": self.writer,
            "key": uuid.uuid4(),
        }
        return known | fields

    def save(self, *, lost=False, **fields):
        """What the script does; `lost`: the answer never arrives."""
        answer = self.browser.post(self.address + "autosave/", self.data(**fields))
        self.saves += 1
        if not lost and "version" in answer.json():
            self.version = answer.json()["version"]
        return answer

    def press(self, button, **fields):
        return self.browser.post(self.address, self.data(move=button, **fields))

    @property
    def address(self):
        return f"/measures/{self.cast.measures[self.ref].pk}/report/"


def stored(cast):
    report = find(cast, "lead", "1.1", 10)
    return report.progress, report.version
