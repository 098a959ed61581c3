"""How the sample year stands on 26 October 2022: who is silent, what waits, and which light shines."""

from collections import Counter
from statistics import mean

import pytest

from actionplan.demo.annex import REFS, TASKS
from tests.demo.year import BY_KEY, YEAR, courses, owed

EXPECTED = 82
DUE = 9
"""The last month whose reports are due on the sample day."""


def state(ref, unit, month):
    line = BY_KEY.get((ref, unit, month))
    return line.state if line else "none"


def counting(ref, unit):
    """The unit's latest submitted or approved report on the measure."""
    lines = [line for line in courses().get((ref, unit), []) if line.state in ("submitted", "approved")]
    return lines[-1] if lines else None


def light(ref, units):
    """The light by the rules for a measure, from the reports of these units."""
    said = [counting(ref, unit) for unit in units]
    if all(line and line.status == "done" and line.approved_on for line in said):
        return "closed"
    statuses = {line.status for line in said if line}
    percents = [line.percent for line in said if line and line.percent is not None]
    gap = EXPECTED - mean(percents) if percents else 0
    missing = max(DUE - (line.month if line else 0) for line in said)
    if "behind" in statuses or gap > 30 or missing >= 2:
        return "red"
    if "at_risk" in statuses or gap > 10 or missing == 1:
        return "yellow"
    return "green"


def test_91_reports_are_owed_each_month_and_94_since_the_designation():
    assert [len(owed(month)) for month in range(1, 11)] == [91, 91] + [94] * 8


def test_the_lights_of_the_twenty_measures():
    lights = {ref: light(ref, TASKS[ref].lead) for ref in REFS}
    special = {
        "2": "yellow", "3": "closed", "5.1": "closed", "5.2": "red", "7.2": "yellow", "10.1": "yellow",
        "10.3": "red", "11": "yellow", "14": "yellow",
    }  # fmt: skip
    assert lights == {ref: special.get(ref, "green") for ref in REFS}
    assert Counter(lights.values()) == {"green": 11, "yellow": 5, "red": 2, "closed": 2}


def test_two_measures_are_closed_on_their_days():
    closed = {ref: BY_KEY[key].approved_on for ref, key in CLOSING.items()}
    assert {ref: (day.month, day.day) for ref, day in closed.items()} == {"3": (10, 14), "5.1": (9, 28)}
    assert {light("5.1", [unit]) for unit in TASKS["5.1"].lead + TASKS["5.1"].responsible} == {"closed"}


CLOSING = {"3": ("3", "市生态环境局", 10), "5.1": ("5.1", "市生态环境局", 9)}


@pytest.mark.parametrize(
    ("ref", "status", "percent"),
    [("5.2", "behind", 35), ("10.3", "behind", 30), ("2", "on_track", 60), ("10.1", "on_track", 58),
     ("11", "at_risk", 78), ("7.2", "at_risk", 60), ("12", "done", 100)],
)  # fmt: skip
def test_what_a_measure_stands_at(ref, status, percent):
    line = counting(ref, TASKS[ref].lead[0])
    assert (line.status, line.percent) == (status, percent)


def test_measure_12_is_done_but_waits_for_approval():
    assert state("12", "市生态环境局", 10) == "submitted"


def test_the_running_month_of_october():
    open_pairs = [(ref, unit) for ref, unit in owed(10) if ref != "5.1"]
    assert Counter(state(ref, unit, 10) for ref, unit in open_pairs) == {
        "approved": 35, "submitted": 8, "returned": 5, "draft": 11, "none": 26,
    }  # fmt: skip
    assert {state(ref, unit, 10) for ref, unit in owed(10) if ref == "5.1"} == {"none"}


def test_the_landscape_bureaus_october():
    unit = "市园林绿化局"
    mine = {ref: state(ref, unit, 10) for ref, who in owed(10) if who == unit and ref != "5.1"}
    assert mine == {
        "2": "none", "4.1": "approved", "4.2": "none", "4.3": "returned", "5.2": "draft", "6": "none",
        "7.1": "submitted", "7.2": "returned", "8": "submitted", "11": "draft", "13": "approved",
    }  # fmt: skip
    assert {ref: BY_KEY[ref, unit, 10].steps[-1].comment for ref in ("4.3", "7.2")} == {
        "4.3": "请补充候鸟栖息地保护的具体数据和国家植物园进度。",
        "7.2": "“全额”覆盖面积与市财政局口径不一致，请核对。",
    }


def test_who_is_silent_in_august_and_september():
    def silent(month):
        return [(ref, unit) for ref, unit in owed(month) if state(ref, unit, month) == "none"]

    assert silent(8) == [("5.2", "丰台区政府"), ("11", "丰台区政府")]
    done_in_august = {("5.1", "顺义区政府"), ("5.1", "平谷区政府")}
    assert set(silent(9)) - done_in_august == {
        ("5.2", "丰台区政府"), ("5.2", "石景山区政府"), ("5.2", "延庆区政府"), ("11", "东城区政府"),
        ("11", "丰台区政府"), ("14", "延庆区政府"),
    }  # fmt: skip


def test_september_left_one_draft_and_one_return_behind():
    rest = [line for line in YEAR if line.month == 9 and line.state != "approved"]
    assert {(line.ref, line.unit): line.state for line in rest} == {
        ("5.2", "昌平区政府"): "draft",
        ("11", "石景山区政府"): "returned",
    }


def test_up_to_august_everything_that_was_sent_is_approved():
    assert Counter(line.state for line in YEAR if line.month <= 8).keys() == {"approved"}
    missing = [
        len(owed(month)) - sum((*pair, month) in BY_KEY for pair in owed(month)) for month in range(1, 9)
    ]
    assert missing == [8, 1, 0, 1, 0, 0, 0, 2]


def test_a_few_assisting_units_report_though_they_owe_nothing():
    voluntary = Counter((line.ref, line.unit) for line in YEAR if (line.ref, line.unit) not in owed(10))
    assert voluntary == {
        ("1", "市规划自然资源委"): 3, ("3", "怀柔区政府"): 4, ("3", "密云区政府"): 3, ("7.2", "市财政局"): 4,
        ("9", "海淀区政府"): 2,
    }  # fmt: skip
    assert all(unit in TASKS[ref].assisting for ref, unit in voluntary)
