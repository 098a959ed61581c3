from decimal import Decimal

import pytest

from importers.reading import ParsedTarget, read
from importers.reading.wording import kind, targets

from .draw_annex5 import FIXTURES

KINDS = {
    "outcome": ["1-1"],
    "deliverable": ["2-1", "3-1", "4-1", "5-1", "5-2", "6-1", "7-2", "8-1", "9-1", "10-1", "10-2", "10-3"],
    "continuing": ["4-2", "4-3", "13-1", "14-1"],
    "quantity": ["7-1", "11-1", "12-1"],
}


def annex5():
    (plan,) = read((FIXTURES / "annex5-2022.txt").read_bytes()).plans
    return {
        f"{task.number}-{ordinal}": measure
        for task in plan.tasks()
        for ordinal, measure in enumerate(task.measures, 1)
    }


def test_the_kinds_of_all_twenty_measures() -> None:
    found: dict[str, list[str]] = {name: [] for name in KINDS}
    for address, measure in annex5().items():
        found[measure.kind].append(address)
    assert found == KINDS


def test_three_of_twenty_measures_have_a_target():
    found = {address: measure.targets for address, measure in annex5().items() if measure.targets}
    assert found == {
        "7-1": [ParsedTarget("200 公顷", Decimal(200), Decimal(200), "公顷", 3)],
        "11-1": [ParsedTarget("15 万亩", Decimal(15), Decimal(15), "万亩", 63)],
        "12-1": [ParsedTarget("1—2 个区", Decimal(1), Decimal(2), "个区", 3)],
    }


def test_a_target_is_quoted_from_where_it_begins():
    for measure in annex5().values():
        for target in measure.targets:
            assert measure.text[target.start : target.start + len(target.quote)] == target.quote


@pytest.mark.parametrize(
    ("text", "quotes"),
    [
        ("建成3处、改造1,200.5平方公里", ["3处", "1,200.5平方公里"]),
        ("提高5个百分点,达到90%以上", ["5个百分点", "90%"]),
        ("创建 2~3 个", ["2~3 个"]),
    ],
)
def test_quantities_are_targets(text, quotes):
    assert [target.quote for target in targets(text)] == quotes


@pytest.mark.parametrize(
    "text",
    [
        "2022年",
        "2021 年移交",
        "2018 年—2035 年",
        "第十五次",
        "百万亩",
        "COP15",
        "3个月内",
        "第 2 批",
        "PM2.5 浓度",
        "6月30日",
    ],
)
def test_years_ordinals_and_names_are_no_targets(text):
    assert targets(text) == []


@pytest.mark.parametrize(
    ("text", "proposed"),
    [
        ("空气质量优良率力争达到全国前列。", "outcome"),
        ("持续推进河湖清理。", "continuing"),
        ("加强宣传,完成评估报告。", "deliverable"),
        ("举办展览。", "deliverable"),
        ("加强宣传,举办 3 场活动。", "quantity"),
    ],
)
def test_the_wording_proposes_a_kind(text, proposed):
    assert kind(text) == proposed
