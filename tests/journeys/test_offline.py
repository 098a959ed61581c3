"""A unit takes its reports along as a workbook, fills it in without the system, and brings it back."""

from pathlib import Path

import openpyxl
import pytest
from axe_playwright_python.sync_playwright import Axe
from openpyxl.worksheet.worksheet import Worksheet
from playwright.sync_api import expect

from tests.journeys.conftest import SignIn, measure

PAGE = "/plans/1/units/fengtai/sheet/"
WRITTEN = "丰台区已完成第三季度巡护，整改问题 6 处。"


def rows(sheet: Worksheet) -> dict[str, int]:
    """The number of a measure → its row."""
    return {str(cell.value): cell.row for cell in sheet["A"] if cell.value and cell.row > 4}


def columns(sheet: Worksheet) -> dict[str, int]:
    """The first line of a heading → its column."""
    heads = {str(cell.value).split("\n")[0]: cell.column for cell in sheet[4] if cell.value}
    return {head: column for head, column in heads.items() if sheet.cell(4, column).value}


@pytest.mark.browser
@pytest.mark.parametrize("width", [1440, 390])
def test_the_workbook_goes_out_is_filled_in_and_comes_back(sign_in: SignIn, tmp_path: Path, width: int):
    person = sign_in("ftq.ren", language="en", width=width)
    page = person.open(PAGE)
    assert Axe().run(page).violations_count == 0
    page.get_by_role("link", name="Download workbook").focus()
    with page.expect_download() as coming:
        page.keyboard.press("Enter")
    coming.value.save_as(tmp_path / "out.xlsx")

    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    sheet = book.worksheets[0]
    assert sheet.protection.sheet
    ref, row = next(
        (ref, row)
        for ref, row in rows(sheet).items()
        if not sheet.cell(row, columns(sheet)["Status"]).protection.locked
    )
    words = WRITTEN + str(width)
    sheet.cell(row, columns(sheet)["Status"]).value = "On track"
    sheet.cell(row, columns(sheet)["Progress"]).value = words
    book.save(tmp_path / "back.xlsx")

    page.locator("#id_file").set_input_files(tmp_path / "back.xlsx")
    page.locator("#id_file").focus()
    page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Check the drafts")
    expect(page.locator("#sheet-form")).to_contain_text(words)
    assert Axe().run(page).violations_count == 0
    page.get_by_role("button", name="Save 1 draft").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert Axe().run(page).violations_count == 0

    form = person.open(f"{measure(ref)}?unit=fengtai&period=10#report")
    assert form.locator("#id_progress").input_value() == words
    assert person.complaints == []
