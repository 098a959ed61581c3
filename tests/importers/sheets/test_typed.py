"""What people write into cells is read however they write it, and left as it is where it can't be read."""

import pytest

from importers.sheets import columns, typed


def read(name: str, text: str) -> str:
    return typed.control(name, text, unit="万亩", statuses=columns.statuses_by_word())


@pytest.mark.parametrize("text", ["58", "58.0", "58%", "58 %", "５８％", "58.00%"])
def test_a_percent(text):
    assert read("percent", text) == "58"


@pytest.mark.parametrize("text", ["1200.5", "1,200.5", "１２００.5", "1,200.5 万亩", "1200.50万亩"])
def test_a_value(text):
    assert read("value1", text) == "1200.5"


@pytest.mark.parametrize(
    "text",
    [
        "2022-11-03",
        "2022/11/3",
        "2022.11.3",
        "2022年11月3日",
        "2022 年 11 月 3 日",
        "2022-11-03 00:00:00",
        "２０２２-11-03",
    ],
)
def test_a_day(text):
    assert read("expected_on", text) == "2022-11-03"


@pytest.mark.parametrize("text", ["at_risk", "At risk", "AT RISK", " at  risk", "有风险", "有 风险"])
def test_a_status(text):
    assert read("status", text) == "at_risk"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("percent", "about half"), ("percent", "NaN"), ("percent", "1e999999"), ("value1", "12,34"),
        ("value1", "Infinity"), ("expected_on", "soon"), ("expected_on", "2022-02-30"),
        ("expected_on", "44868"),
        ("expected_on", "0000-01-01"), ("status", "fine"),
    ],
)  # fmt: skip
def test_what_cant_be_read_stays_as_it_is(name, text):
    assert read(name, text) == text


def test_a_text_keeps_its_lines_and_loses_its_outer_blanks():
    assert read("progress", "  One.\r\nTwo.\n\n") == "One.\nTwo."
