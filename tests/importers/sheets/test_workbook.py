"""The workbook as it is downloaded: what it shows, what it locks, how it prints."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl.utils import get_column_letter

from departments.models import AuditEntry
from tasks.choices import Status
from tasks.models import ProgressReport
from tasks.steps import Step
from tests.cast import moment
from tests.importers.sheets.office import FIRST, Office, more_measures
from tests.tasks.moves import content, move


def cells(sheet, line: int) -> list:
    return [cell.value for cell in sheet[line]]


def test_it_says_whose_it_is_and_what_is_asked(office):
    sheet = office.download()
    assert [sheet.cell(line, 1).value for line in (1, 2)] == [
        "生态保护 2022 年行动计划", "January reports of 市园林绿化局",
    ]  # fmt: skip
    assert sheet.cell(3, 1).value.startswith("As of 20 Jan 2022, for Lead.")
    assert cells(sheet, 4) == [
        "No.", "Measure", "Role", "Deadline", "Target", "Light", "This report", "Last report",
        "Last progress", "Steps", "Status", "Value reached", "Percent done", "Progress", "Problems",
        "Next steps", "Expected completion",
    ]  # fmt: skip
    assert cells(sheet, 7)[:9] == [
        "1.2", "全年新增造林 15 万亩。", "Lead", "年底前\n31 Dec 2022", "15 万亩",
        "Grey: Nothing reported yet", "Not written", None, None,
    ]  # fmt: skip


def test_one_row_for_each_report_that_can_be_written_owed_ones_first(cast, settings):
    settings.TODAY = "2022-01-20"
    sheet = Office(cast, "haidian").download()
    assert [sheet.cell(line, 1).value for line in range(FIRST, sheet.max_row + 1)] == ["1.2"]
    assert cells(Office(cast, "assisting").download(), FIRST)[6] == "Not owed; may stay empty"


def test_what_the_unit_said_last_stands_beside_each(cast, office, settings):
    move(cast, "submit", "lead", "1.2", 1, at=moment(1, 25))
    settings.TODAY = "2022-02-20"
    row = cells(office.download(period=2), office.row("1.2"))
    assert row[7:9] == ["January\nOn track\n40%\n6.000 万亩", "Done so far."]


def test_a_draft_goes_along_in_the_kind_that_each_cell_has(cast, office):
    move(cast, "save", "lead", "1.2", 1, at=moment(1, 10), says=content(cast.measures["1.2"], Status.AT_RISK))
    row = cells(office.download(), office.row("1.2"))
    assert row[10:12] == ["At risk", 6]
    assert [str(row[16].date()), row[13]] == ["2022-12-20", "Done so far."]


def with_steps(measure, text: str):
    steps = (Step("Drafting", "2022-03-01", "2022-01-20"), Step("Issued"))
    return replace(content(measure, text=text), steps=steps)


def test_the_steps_of_a_deliverable_are_read_there_and_stay_as_they_are(cast, office, settings):
    move(cast, "submit", "lead", "1.1", 1, at=moment(1, 25), says=with_steps(cast.measures["1.1"], "First."))
    settings.TODAY = "2022-02-20"
    office.download(period=2)
    line, column = office.row("1.1"), office.column("Steps")
    assert office.sheet.cell(line, column).value == (
        "Drafting: planned for 1 Mar 2022; done on 20 Jan 2022\nIssued"
    )
    assert office.sheet.cell(line, column).protection.locked
    assert office.sheet.cell(office.row("1.2"), column).value is None

    office.write("1.1", status="On track", progress="Sent round.")
    office.agree(office.load(period=2), line)
    report = ProgressReport.objects.get(measure__ref="1.1", period__number=2)
    assert report.progress == "Sent round."
    office.download(period=2)
    assert office.sheet.cell(line, column).value.startswith("Drafting: planned for 1 Mar")


def test_only_what_can_be_written_is_unlocked(cast, office):
    move(cast, "submit", "lead", "1.1", 1, at=moment(1, 10))
    sheet = office.download()
    unlocked = {
        office.sheet.cell(line, 1).value: [
            sheet.cell(4, cell.column).value for cell in sheet[line] if not cell.protection.locked
        ]
        for line in range(FIRST, FIRST + 3)
    }
    texts = ["Progress", "Problems", "Next steps", "Expected completion"]
    assert unlocked == {"1.1": [], "1.2": ["Status", "Value reached", *texts], "1.3": ["Status", *texts]}
    assert cells(sheet, office.row("1.1"))[6] == "Awaiting review"
    assert sheet.protection.sheet
    assert office.book.security.lockStructure
    assert office.book.worksheets[1].sheet_state == "hidden"


def test_the_cells_help_while_one_types(office):
    sheet = office.download()
    checks = {str(one.sqref): one for one in sheet.data_validations.dataValidation}
    kinds = {
        sheet.cell(4, column).value: checks[place].type
        for column in range(1, 18)
        if (place := f"{get_column_letter(column)}{FIRST}:{get_column_letter(column)}8") in checks
    }
    texts = dict.fromkeys(("Progress", "Problems", "Next steps"), "textLength")
    assert kinds == {
        "Status": "list", "Value reached": "decimal", "Percent done": "decimal", **texts,
        "Expected completion": "date",
    }  # fmt: skip
    assert checks["K6:K8"].formula1 == '"Not started,On track,At risk,Behind,Done"'


def test_it_prints_on_landscape_pages_as_wide_as_one_with_the_headings_on_each(office):
    sheet = office.download()
    page = sheet.page_setup
    assert (page.orientation, page.paperSize, page.fitToWidth, page.fitToHeight) == ("landscape", 9, 1, 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_title_rows == "$4:$5"
    assert sheet.freeze_panes == "C6"


@pytest.mark.parametrize("text", ["=1+1", "+SUM(A1)", "-2", "@x", '=HYPERLINK("http://x","y")', "_x0041_"])
def test_no_text_becomes_a_formula_and_each_comes_back_as_it_was(cast, office, text):
    move(cast, "save", "lead", "1.3", 1, at=moment(1, 10), says=content(cast.measures["1.3"], text=text))
    sheet = office.download()
    cell = sheet.cell(office.row("1.3"), office.column("Progress"))
    assert cell.data_type == "s"
    assert "0 rows become drafts" in office.load().content.decode()


def test_it_is_in_the_readers_language(cast, office):
    chinese = Office(cast, language="zh-hans")
    assert cells(chinese.download(), 4)[1] == "工作措施"
    assert cells(chinese.sheet, 5)[9] != ""


def test_the_download_is_noted(office):
    office.download()
    entry = AuditEntry.objects.get(what="export")
    assert (entry.about, entry.detail) == ("January reports of 市园林绿化局 2022-01-20.xlsx", {"rows": 3})


def test_few_and_many_rows_take_the_same_number_of_queries(cast, office, django_assert_num_queries):
    with CaptureQueriesContext(connection) as few:
        office.download()
    more_measures(cast, 20)
    with django_assert_num_queries(len(few)):
        office.download()
