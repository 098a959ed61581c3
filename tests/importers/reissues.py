"""New issues of the published plan: each change that a government makes, alone and all at once."""

import datetime
from collections.abc import Callable

from importers.reading import Reading, wording
from importers.reading.model import ParsedMeasure
from tests.importers.published import find, reading, renumber

Change = Callable[[Reading], None]
OLD_NAME, NEW_NAME = "市园林绿化局", "市园林和林草局"
ADDED = "建立外来入侵物种监测预警和信息通报机制,编制防控名录。"


def reword(what: Reading) -> None:
    one = find(what, "15 万亩")
    one.text = one.text.replace("15 万亩", "18 万亩")
    one.targets = wording.targets(one.text)


def add_in_the_middle(what: Reading) -> None:
    task = next(task for task in what.plans[0].tasks() if task.number == "5")
    like = task.measures[0]
    task.measures.insert(
        1,
        ParsedMeasure(
            seq=0, text=ADDED, deadline_text="年底前", deadline_date=datetime.date(2022, 12, 31),
            deadline_kind="fixed", lead=list(like.lead), responsible=["各区政府"], assisting=["相关区政府"],
            kind="deliverable", cells={"text": "C99"},
            stated=dict.fromkeys(("lead", "responsible", "assisting"), "named"),
        ),
    )  # fmt: skip


def remove(what: Reading) -> None:
    gone = find(what, "生态保护红线")
    for task in what.plans[0].tasks():
        task.measures = [one for one in task.measures if one is not gone]


def swap(what: Reading) -> None:
    task = next(task for task in what.plans[0].tasks() if task.number == "4")
    task.measures[0], task.measures[2] = task.measures[2], task.measures[0]


def move_deadline(what: Reading) -> None:
    one = find(what, "200 公顷")
    one.deadline_text, one.deadline_date = "11月底前", datetime.date(2022, 11, 30)


def rename_unit(what: Reading) -> None:
    for one in what.plans[0].measures():
        for role in ("lead", "responsible", "assisting"):
            names = getattr(one, role)
            setattr(one, role, [NEW_NAME if name == OLD_NAME else name for name in names])
            if role in one.printed:
                one.printed[role] = one.printed[role].replace(OLD_NAME, NEW_NAME)


CHANGES: dict[str, Change] = {
    "reworded": reword,
    "added": add_in_the_middle,
    "removed": remove,
    "swapped": swap,
    "deadline": move_deadline,
    "renamed": rename_unit,
}


def reissue(*changes: str) -> Reading:
    """The published plan with these changes, all where none is named."""
    what = reading()
    for name in changes or CHANGES:
        CHANGES[name](what)
    return renumber(what)
