"""What the wording of measures proposes: targets to the letter, and the kind."""

import re
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.reading import ParsedTarget, read
from importers.reading.wording import kind, targets

from .draw_annex5 import FIXTURES

# Each line: a measure's text, its targets separated by |, its kind.
CORPUS = [
    line.split("\t")
    for line in Path(__file__).with_name("wording.tsv").read_text(encoding="utf-8").splitlines()
]
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


def test_the_corpus_is_large_and_of_all_kinds():
    assert len(CORPUS) >= 120
    assert {proposed for _text, _quotes, proposed in CORPUS} == set(KINDS)


@pytest.mark.parametrize(("text", "quotes", "proposed"), CORPUS)
def test_a_measure_of_the_corpus(text, quotes, proposed):
    assert [target.quote for target in targets(text)] == [quote for quote in quotes.split("|") if quote]
    assert kind(text) == proposed


@pytest.mark.parametrize(
    ("text", "quotes"),
    [
        ("建成3处、改造1,200.5平方公里", ["3处", "1,200.5平方公里"]),
        ("提高5个百分点,达到90%以上", ["5个百分点", "90%"]),
        ("创建 2~3 个", ["2~3 个"]),
        ("新建两百二十公里", ["两百二十公里"]),
        ("30%—40%", ["30%—40%"]),
        ("增长2.5倍", ["2.5倍"]),
    ],
)
def test_quantities_are_targets(text, quotes):
    assert [target.quote for target in targets(text)] == quotes


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("1,200.5平方公里", "1200.5", "1200.5", "平方公里"),
        ("10至15家", "10", "15", "家"),
        ("5万—6万个", "5", "6", "万个"),
        ("30%—40%", "30", "40", "%"),
        ("三百二十公里", "320", "320", "公里"),
        ("筹建两万套", "2", "2", "万套"),
        ("百分之九十五", "95", "95", "%"),
        ("1 to 2 districts", "1", "2", "districts"),
    ],
)
def test_a_target_has_its_values_and_its_unit(text, low, high, unit):
    (target,) = targets(text)
    assert (target.low, target.high, target.unit) == (Decimal(low), Decimal(high), unit)


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
        "35—20个",
        "三四个",
        "十百公里",
        "附件3条款",
        "7×24小时",
        "5个月",
        "2022个工作日",
        "5万—6亿元",
        "2022 includes",
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


@given(
    st.lists(st.sampled_from([line[0] for line in CORPUS]), max_size=3).map("".join)
    | st.text("0123456789.,—年个万亩%第一二十百 家处至“”《a s", max_size=20)
)
def test_a_target_is_quoted_from_where_it_begins_and_none_twice(text):
    end = 0
    for target in targets(text):
        assert text[target.start : target.start + len(target.quote)] == target.quote
        assert target.start >= end
        assert target.low <= target.high
        assert re.sub("[余多]", "", target.quote).endswith(target.unit) or target.unit == "%"
        end = target.start + len(target.quote)
