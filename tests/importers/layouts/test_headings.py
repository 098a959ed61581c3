"""Numbers, headings of sections, and what stands above a table."""

from __future__ import annotations

import pytest

from importers.reading import numbering
from importers.reading.cells import Cell, Grid
from importers.reading.heading import Heading, read_heading


def heading_of(*lines: str, sheet: str = "Sheet1") -> tuple[str, int | None, str | None, str]:
    rows = [[Cell((row, 1), f"A{row}", "value", line)] for row, line in enumerate(lines, 1)]
    found: Heading = read_heading(rows, Grid(sheet, {}, lambda row, _: f"A{row}"))
    return found.title, found.year, found.annex, found.year_from


@pytest.mark.parametrize(
    ("text", "number", "title"),
    [
        ("一、水环境", "一", "水环境"),
        ("十二.水环境", "十二", "水环境"),
        ("(一)水环境", "(一)", "水环境"),
        ("（二）、水环境", "（二）", "水环境"),
        ("第一部分 水环境", "第一部分", "水环境"),
        ("第三章：水环境", "第三章", "水环境"),
        ("Ⅰ. Water", "Ⅰ", "Water"),
        ("IV、水环境", "IV", "水环境"),
        ("Ⅱ 水环境", "Ⅱ", "水环境"),
        ("Part 2: Transport", "Part 2", "Transport"),
        ("1.水环境", "1", "水环境"),
        ("1.2 水环境", "1.2", "水环境"),
        ("(3)水环境", "(3)", "水环境"),
    ],
)
def test_a_heading_has_its_number_as_printed(text, number, title):
    assert numbering.heading(text)[:2] == (number, title)


@pytest.mark.parametrize("text", ["水环境", "2022年目标", "1.5公里河道", "一批项目", "十里河地区"])
def test_what_only_looks_like_a_number_is_none(text):
    found = numbering.heading(text)
    assert found is None or found.style == "dotted"


@pytest.mark.parametrize(
    ("printed", "number"),
    [
        ("1", "1"), ("1.0", "1"), ("1.", "1"), ("1、", "1"), ("(1)", "1"), ("（1）", "1"), ("01", "1"),
        ("①", "1"), ("１", "1"), ("10", "10"), ("1.1", "1.1"), ("1.10", "1.10"), ("一", "一"), ("A-3", "A-3"),
    ],
)  # fmt: skip
def test_a_task_number_is_plain(printed, number):
    assert numbering.task_number(printed) == number
    assert numbering.is_number(printed)


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        (["附件5", "生态 2022 年计划"], ("生态 2022 年计划", 2022, "附件5", "")),
        (["附件 5：生态 2022 年计划"], ("生态 2022 年计划", 2022, "附件 5：", "")),
        (["附件5\n生态2022年计划"], ("生态2022年计划", 2022, "附件5", "")),
        (["生态保护\n2022年计划"], ("生态保护2022年计划", 2022, None, "")),
        (["海淀区生态保护", "2022年行动计划"], ("海淀区生态保护2022年行动计划", 2022, None, "")),
        (["海淀区2022年生态保护", "任务分解表"], ("海淀区2022年生态保护任务分解表", 2022, None, "")),
        (["市水务局", "2022年行动计划"], ("2022年行动计划", 2022, None, "")),
        (["京政办发〔2021〕5号", "2022年行动计划", "单位：万元"], ("2022年行动计划", 2022, None, "")),
        (["二〇二二年任务清单"], ("二〇二二年任务清单", 2022, None, "")),
        (["三年行动计划(2021—2023年)", "2022年任务清单"], ("2022年任务清单", 2022, None, "")),
        (["落实《2021年规划》2022年方案"], ("落实《2021年规划》2022年方案", 2022, None, "")),
        (["2021—2023 年计划"], ("2021—2023 年计划", None, None, "")),
        (["任务清单", "(2022年度)"], ("任务清单", 2022, None, "(2022年度)")),
        (["任务清单", "填报日期：2022年3月"], ("任务清单", 2022, None, "填报日期：2022年3月")),
        (["任务清单"], ("任务清单", None, None, "")),
        (["Annex 3", "Climate Action Plan 2022"], ("Climate Action Plan 2022", 2022, "Annex 3", "")),
    ],
)
def test_the_title_and_its_year_stand_above_the_table(lines, found):
    assert heading_of(*lines) == found


def test_the_sheet_is_asked_last():
    assert heading_of(sheet="2022年任务") == ("2022年任务", 2022, None, "")
    assert heading_of("任务清单", sheet="2022年") == ("任务清单", 2022, None, "2022年")
    assert heading_of("京发〔2021〕3号", "任务清单", sheet="2022年")[1:] == (2022, None, "2022年")
    assert heading_of(sheet="Sheet1") == ("", None, None, "")
