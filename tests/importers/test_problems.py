"""Every problem a table can have, provoked, and the cell it is reported at."""

import io

from openpyxl import Workbook, load_workbook

from importers.reading import Hints, Problem, read

from .made import HEADER, MEASURE, TITLE, brief, problems, published, saved, workbook


def measure(**changes):
    names = ("number", "task", "text", "deadline", "lead", "responsible", "assisting")
    return [changes.get(name, value) for name, value in zip(names, MEASURE, strict=True)]


def test_a_plain_table_has_none():
    assert problems(workbook([MEASURE])) == []


def test_no_table():
    assert problems("会议纪要\n无表格".encode()) == [("error", "no-table", "", "")]


def test_no_rows():
    assert problems(workbook([])) == [("error", "no-rows", "附件1", "A2")]


def test_measure_before_task():
    assert problems(workbook([measure(number=None, task=None)])) == [
        ("error", "measure-before-task", "附件1", "C3")
    ]


def test_measure_before_the_first_task_of_its_section():
    assert problems(workbook([MEASURE, ["二、乙"], measure(number=None, task=None)])) == [
        ("error", "measure-before-task", "附件1", "C5")
    ]


def test_measure_without_lead():
    assert problems(workbook([measure(lead=None)])) == [("error", "measure-without-lead", "附件1", "E3")]


def test_a_lead_stated_to_be_nobody_is_no_lead():
    assert problems(workbook([measure(lead="——")])) == [
        ("warning", "stated-none", "附件1", "E3"),
        ("error", "measure-without-lead", "附件1", "E3"),
    ]


def test_a_ditto_mark_says_again_what_stands_above_or_to_the_left():
    rows = [
        measure(deadline="6月底前", lead="市水务局牵头，市财政局配合", assisting="市教委"),
        ["二、乙"],
        measure(number=2, task="丙", deadline="同上", lead="同 上", responsible="——", assisting="〃"),
        measure(number=3, task="丁", lead="市教委", responsible="同左", assisting=None),
    ]
    (plan,) = read(workbook(rows)).plans
    first, second, third = plan.measures()
    assert (
        (second.lead, second.assisting)
        == (first.lead, first.assisting)
        == (["市水务局"], ["市财政局", "市教委"])
    )
    assert (second.deadline_text, second.deadline_date) == ("6月底前", first.deadline_date)
    assert (third.lead, third.responsible) == (["市教委"], ["市教委"])
    told = [problem for problem in problems(workbook(rows)) if problem[1] == "ditto-read"]
    assert [cell for *_, cell in told] == ["D5", "E5", "G5", "F6"]


def test_a_ditto_mark_below_nothing_is_an_error():
    rows = [measure(assisting=None), measure(number=2, task="乙", assisting="同上")]
    assert ("error", "ditto-of-nothing", "附件1", "G4") in problems(workbook(rows))
    assert ("error", "ditto-of-nothing", "附件1", "E3") in problems(workbook([measure(lead="同上")]))


def test_a_measure_that_says_a_word_of_headers_is_no_header():
    rows = [measure(text="具体责任单位。"), measure(number=2, task="乙", text="工作措施。")]
    (plan,) = read(workbook(rows)).plans
    assert [one.text for one in plan.measures()] == ["具体责任单位。", "工作措施。"]


def test_measure_without_text():
    rows = [["一、甲"], [None, None, None, "年底前", "市教委"], MEASURE]
    assert problems(workbook(rows)) == [("error", "measure-without-text", "附件1", "E4")]


def test_a_lone_unit_away_from_the_rows_is_a_signature():
    rows = [MEASURE, [], [None, None, None, None, "市教委"]]
    assert problems(workbook(rows)) == [("warning", "not-read", "附件1", "E5")]


def test_row_continued():
    reading = read(workbook([MEASURE, [None, None, None, None, "市教委"]]))
    assert [brief(problem) for problem in reading.problems] == [("warning", "row-continued", "附件1", "E4")]
    (found,) = reading.plans[0].measures()
    assert found.lead == ["市水务局", "市教委"]


def test_deadline_unread_warns_and_leaves_the_day_open():
    reading = read(workbook([measure(deadline="适时")]))
    assert reading.problems == [
        Problem("warning", "deadline-unread", "附件1", "D3", "适时", {"words": "适时"})
    ]
    (found,) = reading.plans[0].measures()
    assert (found.deadline_text, found.deadline_kind, found.deadline_date) == ("适时", "unread", None)


def test_deadline_empty():
    assert problems(workbook([measure(deadline=None)])) == [("warning", "deadline-unread", "附件1", "D3")]


def test_deadline_impossible_refuses():
    reading = read(workbook([measure(deadline="2月30日")]))
    assert reading.problems == [
        Problem("error", "deadline-impossible", "附件1", "D3", "2月30日", {"words": "2月30日"})
    ]
    assert reading.refused


def test_what_is_refused_for_one_cell_still_shows_its_names_at_their_places():
    reading = read(workbook([measure(deadline="2月30日"), measure(number=2, lead="某局")]))
    assert [brief(problem)[1:] for problem in reading.problems] == [("deadline-impossible", "附件1", "D3")]
    assert [(one.cells["lead"], one.lead) for one in reading.plans[0].measures()] == [
        ("E3", ["市水务局"]),
        ("E4", ["某局"]),
    ]


def test_year_unknown():
    assert problems(workbook([MEASURE], title="某某行动计划")) == [("error", "year-unknown", "附件1", "A1")]


def test_a_title_with_two_years_leaves_the_year_unknown():
    assert problems(workbook([MEASURE], title="2021—2023 年计划")) == [
        ("error", "year-unknown", "附件1", "A1")
    ]


def test_text_cleaned():
    reading = read(published("1\t任务甲\t编\u200b制方\x07案。\t年底前\t市水务局"))
    assert reading.problems == [
        Problem("warning", "text-cleaned", "", "L3C3", "编制方案。", {"removed": ["U+200B", "U+0007"]})
    ]
    assert [m.text for m in reading.plans[0].measures()] == ["编制方案。"]


def test_text_cleaned_of_what_a_workbook_escapes():
    assert problems(workbook([measure(text="编制_x0007_方案。")])) == [
        ("warning", "text-cleaned", "附件1", "C3")
    ]


def test_stated_none():
    assert problems(workbook([measure(assisting="——")])) == [("warning", "stated-none", "附件1", "G3")]


def test_task_repeated():
    reading = read(workbook([MEASURE, MEASURE]))
    params = {"number": "1", "title": "任务甲"}
    assert reading.problems == [Problem("warning", "task-repeated", "附件1", "A4", "1", params)]


def test_number_gap():
    reading = read(workbook([MEASURE, measure(number=4)]))
    assert reading.problems == [Problem("warning", "number-gap", "附件1", "A4", "4", {"expected": "2"})]


def test_number_repeated():
    assert problems(workbook([MEASURE, measure(task="任务乙")])) == [
        ("warning", "number-repeated", "附件1", "A4")
    ]


def test_column_missing():
    reading = read(workbook([MEASURE[:5]], header=HEADER[:5]))
    assert [(p.severity, p.code, p.cell, p.params) for p in reading.problems] == [
        ("warning", "column-missing", "A2", {"column": "responsible"}),
        ("warning", "column-missing", "A2", {"column": "assisting"}),
    ]


def test_a_column_of_remarks_is_kept_with_the_measure():
    reading = read(workbook([[*MEASURE, "有"]], header=[*HEADER, "备注"]))
    (found,) = reading.plans[0].measures()
    assert (reading.problems, found.extra) == ([], {"备注": "有"})


def test_column_unsure():
    reading = read(workbook([[*MEASURE, "三星"]], header=[*HEADER, "星级"]))
    assert reading.problems == [
        Problem("warning", "column-unsure", "附件1", "H2", "星级", {"column": "extra"})
    ]


def test_an_empty_column_with_an_unknown_header_is_left_out():
    reading = read(workbook([MEASURE], header=[*HEADER, "星级"]))
    assert reading.problems == []
    assert reading.layouts[0].columns[-1].meaning == "ignored"


def test_a_table_without_leads_shows_its_columns():
    reading = read(
        workbook([[1, "编制方案。", "年底前", "市水务局"]], header=["序号", "工作措施", "完成时限", "谁"])
    )
    assert [brief(problem) for problem in reading.problems] == [
        ("warning", "column-unsure", "附件1", "D2"),
        ("error", "lead-column-missing", "附件1", "A2"),
    ]
    assert reading.plans == []
    (layout,) = reading.layouts
    assert [(one.label, one.cell, one.meaning, one.sure, one.samples) for one in layout.columns] == [
        ("序号", "A2", "number", True, ("1",)),
        ("工作措施", "B2", "text", True, ("编制方案。",)),
        ("完成时限", "C2", "deadline", True, ("年底前",)),
        ("谁", "D2", "extra", False, ("市水务局",)),
    ]
    told = Hints(layouts={layout.fingerprint: {"谁": "lead"}})
    data = workbook([[1, "编制方案。", "年底前", "市水务局"]], header=["序号", "工作措施", "完成时限", "谁"])
    (found,) = read(data, hints=told).plans[0].measures()
    assert (found.lead, found.text) == (["市水务局"], "编制方案。")


def test_a_table_without_measures_shows_its_columns():
    header = ["序号", "怎么做", "完成时限", "牵头单位"]
    data = workbook([[1, "编制方案。", "年底前", "市水务局"]], header=header)
    assert problems(data) == [
        ("warning", "column-unsure", "附件1", "B2"),
        ("error", "text-column-missing", "附件1", "A2"),
    ]
    assert read(data, hints=Hints(words={"怎么做": "text"})).plans[0].year == 2022


def test_year_taken():
    data = workbook([["(2022年度)"], HEADER, MEASURE], title="某某行动计划", header=[])
    assert [brief(problem) for problem in read(data).problems] == [("warning", "year-taken", "附件1", "A1")]
    assert read(data).plans[0].year == 2022


def test_title_from_above():
    reading = read(workbook([MEASURE, measure(number=2, task=None)]))
    assert [brief(problem) for problem in reading.problems] == [
        ("warning", "title-from-above", "附件1", "A4")
    ]
    assert [(task.number, task.title) for task in reading.plans[0].tasks()] == [
        ("1", "任务甲"),
        ("2", "任务甲"),
    ]


def test_a_cell_beside_the_table_is_not_read():
    assert problems(workbook([[*MEASURE, "total 16"]])) == [("warning", "not-read", "附件1", "H3")]


def test_a_page_number_is_no_task():
    assert problems(workbook([MEASURE, [2]])) == [("warning", "not-read", "附件1", "A4")]


def test_a_note_across_the_table_is_no_section():
    reading = read(workbook([MEASURE, ["注:各单位按月报送。"]], ["A4:G4"]))
    assert reading.problems == [Problem("warning", "not-read", "附件1", "A4", "注:各单位按月报送。")]
    assert len(reading.plans[0].sections) == 1


def test_merged_across_names_nobody():
    reading = read(workbook([measure(responsible=None)], ["E3:F3"]))
    assert reading.problems == [
        Problem("warning", "merged-across", "附件1", "F3", "", {"covered_by": "E3"}),
    ]
    (found,) = reading.plans[0].measures()
    assert (found.lead, found.responsible, found.stated["responsible"]) == (["市水务局"], [], "merged")


def test_sheets_without_a_table_and_hidden_ones_are_named():
    book = Workbook()
    cover = book.worksheets[0]
    cover.title = "封面"
    cover.append(["封面"])
    book.create_sheet("空白")
    for name in ("附件1", "草稿"):
        sheet = book.create_sheet(name)
        for row in ([TITLE], HEADER, MEASURE):
            sheet.append(row)
    book["草稿"].sheet_state = "hidden"
    reading = read(saved(book))
    assert [plan.sheet for plan in reading.plans] == ["附件1"]
    assert reading.problems == [
        Problem("warning", "sheet-hidden", "草稿"),
        Problem("warning", "no-table", "封面"),
    ]


def test_all_problems_of_a_file_are_reported_at_once():
    rows = [measure(lead=None, deadline="适时"), measure(number=3, deadline="13月底前", assisting="无")]
    assert problems(workbook(rows)) == [
        ("warning", "deadline-unread", "附件1", "D3"),
        ("error", "measure-without-lead", "附件1", "E3"),
        ("warning", "number-gap", "附件1", "A4"),
        ("error", "deadline-impossible", "附件1", "D4"),
        ("warning", "stated-none", "附件1", "G4"),
    ]


def test_a_cell_far_away_costs_nothing():
    book = load_workbook(io.BytesIO(workbook([MEASURE])))
    book.worksheets[0]["XFD1048576"] = "远"
    assert problems(saved(book)) == [("warning", "not-read", "附件1", "XFD1048576")]
