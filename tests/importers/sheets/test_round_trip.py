"""Downloaded, filled in, loaded back, agreed to: what becomes of each row."""

import datetime
from dataclasses import replace

import pytest

from departments.models import AuditEntry
from importers.models import ImportState, ReportSheet
from tasks.models import ProgressReport, ReportEvent
from tasks.steps import Step
from tests.cast import moment
from tests.importers.sheets.office import Office, shown
from tests.tasks.moves import content, move


def report(ref: str) -> ProgressReport:
    return ProgressReport.objects.get(measure__ref=ref)


def test_rows_that_were_filled_in_become_drafts(office):
    office.download()
    office.write("1.1", status="On track", percent=58, progress="Drafted.\nConsulted.", problems=" None ")
    office.write("1.2", status="At risk", value=11.1, progress="Planted.", next="Plant on.",
                 expected=datetime.date(2022, 12, 20))  # fmt: skip
    preview = office.load()
    assert "2 rows become drafts" in shown(preview)
    assert not ProgressReport.objects.exists()
    done = office.agree(preview)
    assert "2 drafts saved" in shown(done)
    assert office.address("workbench") in done.content.decode()
    one, two = report("1.1"), report("1.2")
    assert (one.state, one.version, one.status, one.percent) == ("draft", 1, "on_track", 58)
    assert (one.progress, one.problems) == ("Drafted.\nConsulted.", "None")
    assert (two.values, two.percent) == ({str(office.cast.target.pk): "11.1"}, 74)
    assert two.expected_on == datetime.date(2022, 12, 20)
    assert not ProgressReport.objects.filter(measure__ref="1.3").exists()


def test_it_works_the_same_in_chinese(cast, office):
    chinese = Office(cast, language="zh-hans")
    sheet = chinese.download()
    line = chinese.row("1.1")
    for title, text in (("状态", "按期推进"), ("进展情况", "已完成初稿。")):
        sheet.cell(line, chinese.column(title)).value = text
    preview = chinese.load()
    assert preview.status_code == 200
    chinese.agree(preview)
    assert (report("1.1").status, report("1.1").progress) == ("on_track", "已完成初稿。")


def test_a_workbook_of_one_language_is_taken_in_the_other(cast, office):
    office.download()
    office.write("1.1", status="有风险")
    chinese = Office(cast, language="zh-hans")
    chinese.agree(chinese.load(office.saved()))
    assert report("1.1").status == "at_risk"


@pytest.mark.parametrize(("typed", "shape"), [(58, "General"), (0.58, "0%"), (0.58, "0.00%"), ("58%", "@")])
def test_a_percent_is_read_as_the_cell_shows_it(office, typed, shape):
    sheet = office.download()
    office.write("1.1", percent=typed)
    sheet.cell(office.row("1.1"), office.column("Percent done")).number_format = shape
    office.agree(office.load())
    assert report("1.1").percent == 58


@pytest.mark.parametrize("typed", [datetime.datetime(2022, 11, 3), "2022 年 11 月 3 日"])  # noqa: DTZ001
def test_a_day_is_read_as_a_date_and_as_a_text(office, typed):
    office.download()
    office.write("1.1", status="behind", expected=typed)
    office.agree(office.load())
    assert report("1.1").expected_on == datetime.date(2022, 11, 3)


def test_rows_that_nobody_filled_in_are_left_alone_and_counted(cast, office):
    move(cast, "save", "lead", "1.1", 1, at=moment(1, 10))
    office.download()
    office.write("1.3", progress="On and on.")
    preview = office.load()
    assert "1 Draft 0 Changed meanwhile 0 Not taken 2 Unchanged" in shown(preview)
    office.agree(preview)
    assert report("1.1").version == 1


def test_what_was_taken_out_of_a_cell_goes(cast, office):
    move(cast, "save", "lead", "1.1", 1, at=moment(1, 10))
    office.download()
    office.sheet.cell(office.row("1.1"), office.column("Problems")).value = None
    office.agree(office.load())
    assert (report("1.1").problems, report("1.1").progress) == ("", "Done so far.")


def test_the_draft_is_told_what_it_still_needs(office):
    office.download()
    office.write("1.1", status="At risk", percent=100)
    words = shown(office.load())
    assert "N6 Before submitting Say what has been done." in words
    assert "P6 Before submitting With “At risk”, say what comes next." in words
    assert "Q6 Before submitting With “At risk”, say when it will be done." in words
    assert "M6 Before submitting 100% means done" in words


def test_a_new_draft_goes_on_from_the_units_own_steps(cast, office, settings):
    steps = (Step("Drafting", "2022-03-31", "2022-01-20"), Step("Approval", "2022-06-30", ""))
    before = replace(content(cast.measures["1.1"]), steps=steps)
    move(cast, "submit", "lead", "1.1", 1, at=moment(1, 25), says=before)
    settings.TODAY = "2022-02-20"
    office.download(period=2)
    office.write("1.1", status="On track", percent=50, progress="More.")
    office.agree(office.load(period=2))
    draft = ProgressReport.objects.get(period__number=2)
    assert [(step["title"], step["due"], step["done"]) for step in draft.steps] == [
        ("Drafting", "2022-03-31", "2022-01-20"), ("Approval", "2022-06-30", ""),
    ]  # fmt: skip


def test_a_returned_report_stays_returned_until_it_is_submitted(cast, office):
    move(cast, "submit", "lead", "1.1", 1, at=moment(1, 10))
    move(cast, "return", "lead", "1.1", 1, at=moment(1, 11))
    office.download()
    office.write("1.1", progress="Better.")
    office.agree(office.load())
    assert (report("1.1").state, report("1.1").progress) == ("returned", "Better.")


def test_the_same_file_twice_changes_nothing(office):
    office.download()
    office.write("1.1", status="On track", expected="2022-11-30", progress="Drafted.", percent="40%")
    office.write("1.2", value="11.10", progress="Planted.")
    office.agree(office.load())
    again = office.load(key="another key")
    assert "0 Draft 0 Changed meanwhile 0 Not taken 3 Unchanged" in shown(again)
    assert "There is nothing to save." in shown(again)
    assert office.agree(again).status_code == 422
    assert ReportEvent.objects.count() == 2


def test_a_double_click_reads_once_and_saves_once(office):
    office.download()
    office.write("1.1", progress="Drafted.")
    answers = [office.load(follow=False) for _ in range(2)]
    assert answers[0].url == answers[1].url
    preview = office.client.get(answers[0].url)
    for _ in range(2):
        assert "1 draft saved" in shown(office.agree(preview))
    assert ReportEvent.objects.count() == 1


def test_what_was_read_and_taken_is_noted(office):
    office.download()
    office.write("1.1", progress="Drafted.")
    office.agree(office.load())
    entries = AuditEntry.objects.filter(what__startswith="sheet").order_by("pk")
    assert [(entry.what, entry.about, entry.detail.get("reports")) for entry in entries] == [
        ("sheet-read", "filled.xlsx", None), ("sheet-applied", "filled.xlsx", 1),
    ]  # fmt: skip
    assert ReportSheet.objects.get().state == ImportState.APPLIED


def test_a_hidden_sheet_as_libreoffice_keeps_it_and_an_own_sheet_do_no_harm(office):
    office.download()
    office.write("1.1", progress="Drafted.")
    office.book.security = None
    office.book.create_sheet("My notes", 0)["A1"] = "call the district"
    preview = office.load()
    assert "1 row becomes a draft" in shown(preview)
    assert "hidden sheet is missing" not in shown(preview)
