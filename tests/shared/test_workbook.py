"""Files for spreadsheets: no text becomes a formula, and every text comes back."""

import csv
import datetime
import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from actionplan.shared import workbook

TRICKS = [
    "=1+1", "=HYPERLINK(\"x\")", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "'=1", "''", "'", "＝1+1",
    "line\nbreak", 'quo"te', "a,b", "海淀区政府", " blank ", "=",
]  # fmt: skip
HEADER = ["=Header", "数"]


def read_xlsx(content: bytes) -> Any:
    return load_workbook(io.BytesIO(content)).active


def read_csv(content: bytes) -> list[list[str]]:
    """What a reader has that takes one leading apostrophe away."""
    rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    return [[cell.removeprefix("'") for cell in row] for row in rows]


@pytest.mark.parametrize("text", TRICKS)
def test_a_text_stays_a_text_in_a_workbook(text):
    sheet = read_xlsx(workbook.xlsx("List", [HEADER, [text, 1]]))
    assert (sheet["A1"].value, sheet["A1"].data_type) == ("=Header", "s")
    assert (sheet["A2"].value, sheet["A2"].data_type) == (text, "s")


@pytest.mark.parametrize("text", TRICKS)
def test_a_text_is_harmless_in_csv_and_comes_back(text):
    content = workbook.csv_text([HEADER, [text, 1]])
    ((raw, _one),) = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))[1:]
    assert not raw.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert read_csv(content) == [HEADER, [text, "1"]]


texts = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), max_size=30)


@given(st.lists(st.lists(texts, min_size=2, max_size=2), max_size=5))
def test_any_texts_come_back_from_csv(rows):
    assert read_csv(workbook.csv_text([HEADER, *rows])) == [HEADER, *rows]


@pytest.mark.parametrize("character", ["\x00", "\x07", "\x0b", "\x1f"])
def test_characters_that_a_workbook_can_not_hold_are_left_out(character):
    sheet = read_xlsx(workbook.xlsx("List", [HEADER, [f"a{character}b", 1]]))
    assert sheet["A2"].value == "ab"


def test_numbers_days_and_nothing_are_what_they_are():
    row = [12, datetime.date(2022, 12, 31), None, 0.5]
    sheet = read_xlsx(workbook.xlsx("List", [["a", "b", "c", "d"], row]))
    number, day, nothing, share = (cell.value for cell in sheet[2])
    assert (number, day.date(), nothing, share) == (12, datetime.date(2022, 12, 31), None, 0.5)
    assert read_csv(workbook.csv_text([row])) == [["12", "2022-12-31", "", "0.5"]]


def test_a_moment_is_what_the_clock_on_the_wall_showed():
    moment = datetime.datetime(2022, 10, 25, 17, 30, tzinfo=datetime.UTC)
    sheet = read_xlsx(workbook.xlsx("List", [["a"], [moment]]))
    assert sheet["A2"].value.isoformat() == "2022-10-26T01:30:00"
    assert read_csv(workbook.csv_text([[moment]])) == [["2022-10-26 01:30:00"]]


def test_a_negative_number_is_a_number():
    assert read_csv(workbook.csv_text([[-5]])) == [["-5"]]


@pytest.mark.parametrize(
    ("title", "name"), [("a/b[c]:*?\\d", "abcd"), ("", "1"), ("///", "1"), ("计" * 40, "计" * 31)]
)
def test_a_sheet_has_a_name_that_can_be(title, name):
    assert read_xlsx(workbook.xlsx(title, [HEADER])).title == name


def test_csv_says_that_it_is_utf_8():
    assert workbook.csv_text([["海淀"]]).startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("name", ['a"b.csv', "海淀区政府.xlsx", "x\r\nSet-Cookie: a=b.csv"])
def test_a_download_is_kept_and_its_name_adds_no_header(name):
    response = workbook.download(b"x", name, "text/csv")
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert "\n" not in response.headers["Content-Disposition"]
    assert set(response.headers) == {"Content-Type", "Content-Disposition"}
