"""What a row belongs to, and what a cell without text of its own means."""

from datetime import date

import pytest

from importers.reading import read

from .made import HEADER, MEASURE, SHEET, TITLE, member, problems, published, repacked, tasks, workbook

SECOND = [None, None, "开展普查。", "年底前", "市教委", None, None]


def only_measures(data: bytes):
    (plan,) = read(data).plans
    return list(plan.measures())


@pytest.mark.parametrize("merges", [[], ["A3:A4", "B3:B4"]], ids=["blank", "merged"])
def test_a_task_goes_on_where_number_and_title_are_blank_or_merged(merges):
    assert tasks(read(workbook([MEASURE, SECOND], merges))) == [("1", "任务甲", ["编制方案。", "开展普查。"])]


def test_a_task_goes_on_where_a_page_break_repeats_header_number_and_title():
    again = workbook([MEASURE, HEADER, [1, "任务甲", *SECOND[2:]]])
    assert tasks(read(again)) == [("1", "任务甲", ["编制方案。", "开展普查。"])]
    assert problems(again) == [("warning", "task-repeated", "附件1", "A5")]


def test_title_and_section_repeated_after_a_page_break_are_read_once():
    data = workbook([["一、甲"], MEASURE, [TITLE], HEADER, ["一、甲"], SECOND])
    (plan,) = read(data).plans
    assert [(section.number, section.title) for section in plan.sections] == [("一", "甲")]
    assert tasks(read(data)) == [("1", "任务甲", ["编制方案。", "开展普查。"])]


def test_the_same_number_with_another_title_is_another_task():
    data = workbook([MEASURE, [1, "任务乙", *SECOND[2:]]])
    assert tasks(read(data)) == [("1", "任务甲", ["编制方案。"]), ("1", "任务乙", ["开展普查。"])]
    assert problems(data) == [("warning", "number-repeated", "附件1", "A4")]


def test_a_task_can_stand_in_a_row_before_its_measures():
    data = workbook([[1, "任务甲"], SECOND])
    assert tasks(read(data)) == [("1", "任务甲", ["开展普查。"])]
    assert problems(data) == []


def test_sections_are_rows_across_the_table_or_begin_with_their_number():
    rows = [["一、甲"], MEASURE, ["总体要求"], [2, *MEASURE[1:]], ["(一)乙"], [3, *MEASURE[1:]]]
    (plan,) = read(workbook(rows, ["A3:G3", "A5:G5"])).plans
    assert [(s.number, s.title, s.parent, s.cell) for s in plan.sections] == [
        ("一", "甲", None, "A3"),
        (None, "总体要求", None, "A5"),
        ("(一)", "乙", None, "A7"),
    ]


def test_a_part_of_a_section_names_its_section():
    rows = [["一、甲"], ["(一)乙"], MEASURE, ["(二)丙"], [2, *MEASURE[1:]]]
    (plan,) = read(workbook(rows)).plans
    assert [(s.number, s.parent) for s in plan.sections] == [("一", None), ("(一)", "一"), ("(二)", "一")]


def test_a_plan_without_sections_has_one_without_number_and_title():
    (plan,) = read(workbook([MEASURE])).plans
    assert [(s.number, s.title, s.parent) for s in plan.sections] == [(None, None, None)]


def test_a_table_without_task_columns_has_one_task_without_number_and_title():
    data = workbook([["编制方案。", "市水务局"]], header=["工作措施", "牵头部门"])
    assert tasks(read(data)) == [(None, None, ["编制方案。"])]


def test_columns_may_stand_in_any_order():
    data = workbook([row[::-1] for row in [MEASURE, SECOND]], header=HEADER[::-1])
    first, second = only_measures(data)
    assert (first.lead, first.responsible, first.assisting) == (["市水务局"], ["市财政局"], ["市教委"])
    assert (second.lead, second.responsible, second.assisting) == (["市教委"], [], [])


def test_nobody_empty_merged_and_missing_are_four_different_things():
    rows = [
        [1, "甲", "编制方案。", "年底前", "市水务局", "——"],
        [2, "乙", "编制方案。", "年底前", "市水务局", None],
        [3, "丙", "编制方案。", "年底前", "市水务局", "市教委"],
        [4, "丁", "编制方案。", "年底前", "市水务局", None],
    ]
    found = only_measures(workbook(rows, ["F5:F6"], header=HEADER[:6]))
    assert [(m.responsible, m.stated["responsible"], m.stated["assisting"]) for m in found] == [
        ([], "none", "missing"),
        ([], "empty", "missing"),
        (["市教委"], "named", "missing"),
        (["市教委"], "merged", "missing"),
    ]


def test_a_deadline_merged_down_holds_for_every_row():
    found = only_measures(workbook([MEASURE, [2, "乙", "开展普查。", None, "市教委"]], ["D3:D4"]))
    assert [(m.deadline_text, str(m.deadline_date)) for m in found] == [("年底前", "2022-12-31")] * 2


def test_numbers_typed_as_decimals_are_as_printed():
    assert tasks(read(workbook([[1.0, *MEASURE[1:]]])))[0][0] == "1"


def test_only_line_breaks_that_wrap_and_outer_blanks_go():
    printed = " 完成\n200 公顷 (含“甲” ,乙)治理，\r\nsee page\nfour 。\u3000"
    (measure,) = only_measures(workbook([[1, "甲", printed, *MEASURE[3:]]]))
    assert measure.text == "完成200 公顷 (含“甲” ,乙)治理，see page four 。"


def test_a_text_with_two_annexes_gives_two_plans():
    annex = ["\t".join(HEADER), "1\t甲\t编制方案。\t年底前\t市水务局"]
    lines = ["附件 1", "甲 2022 年计划", *annex, "附件 2", "乙 2023 年计划", *annex]
    plans = read("\n".join(lines).encode()).plans
    assert [(p.annex, p.title, str(next(p.measures()).deadline_date)) for p in plans] == [
        ("附件 1", "甲 2022 年计划", "2022-12-31"),
        ("附件 2", "乙 2023 年计划", "2023-12-31"),
    ]


def test_a_short_line_of_text_has_empty_cells_at_its_end():
    (measure,) = only_measures(published("1\t甲\t编制方案。\t年底前\t市水务局"))
    assert (measure.stated["assisting"], measure.cells["assisting"]) == ("empty", "L3C7")


def test_text_shared_between_cells_and_set_in_several_fonts_reads_as_one():
    data = workbook([[1, "任务甲", "SHARED", *MEASURE[3:]]])
    shared = (
        '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><r><t>编制</t></r>'
        "<r><rPr><b/></rPr><t>方案。</t></r></si></sst>"
    )
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    types = member(data, "[Content_Types].xml").replace(
        b"</Types>", f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>'.encode()
    )
    sheet = member(data, SHEET).replace(b't="inlineStr"><is><t>SHARED</t></is>', b't="s"><v>0</v>')
    replaced = {SHEET: sheet, "[Content_Types].xml": types}
    assert sheet != member(data, SHEET)
    assert tasks(read(repacked(data, replaced, {"xl/sharedStrings.xml": shared.encode()}))) == [
        ("1", "任务甲", ["编制方案。"])
    ]


def test_a_deadline_typed_as_a_date_reads_as_that_day():
    (measure,) = only_measures(workbook([[*MEASURE[:3], date(2022, 9, 30), *MEASURE[4:]]]))
    assert (measure.deadline_text, measure.deadline_date) == ("2022-09-30", date(2022, 9, 30))
