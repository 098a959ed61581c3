"""The published table: what is printed where, and that what was written reads back the same."""

import io
from dataclasses import replace

import docx as word
import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings

from importers.comparison import compare
from importers.published import docx, xlsx
from importers.published.header import Cell
from importers.published.table import Beside, lay_out, units
from importers.reading import Hints, read
from importers.reading.model import (
    ParsedMeasure,
    ParsedPlan,
    ParsedSection,
    ParsedTask,
    TableColumn,
    TableLayout,
)
from importers.reading.numbering import heading, written
from tests.importers.published import reading
from tests.importers.random_plans import UNITS, plans

KNOWN = Hints(names=frozenset(UNITS))
WRITERS = {"xlsx": xlsx.write, "docx": docx.write}
KINDS = tuple(WRITERS)
PROGRESS = Beside(
    widths={"当前灯": 8, "当前完成百分比": 8, "Progress in the last report": 40},
    of={1: {"当前灯": "绿", "当前完成百分比": "60", "Progress in the last report": "完成 2 章。"}},
    note="(截至 2022 年 10 月 26 日)",
)


def file(kind, plan, **options) -> bytes:
    out = io.BytesIO()
    WRITERS[kind](lay_out(plan, **({"hints": KNOWN} | options)), out)
    return out.getvalue()


def back(kind, plan, **options) -> ParsedPlan:
    """The plan once it is written and read again."""
    found = read(file(kind, plan, **options), f"plan.{kind}", options.get("hints", KNOWN))
    assert found.plans, found.problems
    return found.plans[0]


def beside(plan):
    return [(one.notes, one.extra) for one in plan.measures()]


def plan_of(*measures: ParsedMeasure, **fields) -> ParsedPlan:
    task = ParsedTask("1", "任务甲", list(measures))
    return ParsedPlan(
        "某某 2022 年行动计划", 2022, None, [ParsedSection("一", "方面", None, [task])], **fields
    )


def measure(seq=1, text="编制方案。", **fields) -> ParsedMeasure:
    values = {"lead": ["市水务局"], "responsible": [], "assisting": []} | fields
    return ParsedMeasure(seq, text, "年底前", None, "fixed", kind="deliverable", **values)


def layout(**columns: str) -> TableLayout:
    return TableLayout("", tuple(TableColumn(label, "", meaning) for label, meaning in columns.items()))


def labels(plan, **options):
    return [column.label for column in lay_out(plan, **options).columns]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("progress", [None, PROGRESS])
def test_the_published_plan_comes_back_without_a_difference(kind, progress):
    plan = reading().plans[0]
    found = back(kind, plan, layout=plan.layout, beside=progress)
    assert compare(plan, found).same
    assert beside(plan) == beside(found)
    assert [one.printed for one in plan.measures()] == [one.printed for one in found.measures()]


@pytest.mark.parametrize("kind", KINDS)
@given(plan=plans())
@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
def test_a_random_plan_comes_back_without_a_difference(kind, plan):
    found = back(kind, plan)
    difference = compare(plan, found)
    assert [pair.fields for pair in difference.changed] == []
    assert difference.same
    assert beside(plan) == beside(found)


@given(plan=plans())
@settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.too_slow])
def test_progress_at_the_right_is_no_part_of_the_plan(plan):
    assert compare(plan, back("xlsx", plan, beside=PROGRESS)).same


def test_number_and_task_are_merged_down_and_headings_across():
    plan = plan_of(measure(1), measure(2), measure(3))
    plan.sections[0].tasks.append(ParsedTask("2", "任务乙", [measure(4)]))
    heading_row, *rows = lay_out(plan).rows()
    assert heading_row.heading == "一、方面"
    assert [row.cells[0] for row in rows] == [
        Cell("1", "first"), Cell(merged="between"), Cell(merged="last"), Cell("2"),
    ]  # fmt: skip
    sheet = openpyxl.load_workbook(io.BytesIO(file("xlsx", plan))).worksheets[0]
    assert sorted(map(str, sheet.merged_cells.ranges)) == ["A1:E1", "A3:E3", "A4:A6", "B4:B6"]
    table = word.Document(io.BytesIO(file("docx", plan))).tables[0]
    assert [cell.text for cell in table.columns[1].cells] == [
        "重点任务", "一、方面", "任务甲", "任务甲", "任务甲", "任务乙",
    ]  # fmt: skip


def test_units_that_the_table_merged_down_are_merged_again():
    merged = {"stated": {"lead": "merged"}}
    plan = plan_of(measure(1), measure(2, **merged), measure(3, lead=["市财政局"], **merged))
    leads = [row.cells[4] for row in lay_out(plan).rows() if row.cells]
    assert leads == [Cell("市水务局", "first"), Cell(merged="last"), Cell("市财政局")]


def test_the_headers_are_the_plans_own_in_its_order_with_its_other_columns():
    plan = plan_of(measure(extra={"备注": "急"}, assisting=["市教委"]))
    own = layout(
        序号="number", 牵头单位="lead", 主要任务="task", 具体措施="text", 备注="extra", 完成时间="deadline"
    )
    assert labels(plan, layout=own) == [
        "序号", "牵头单位", "主要任务", "具体措施", "备注", "完成时间", "协办单位",
    ]  # fmt: skip
    assert compare(plan, back("xlsx", plan, layout=own)).same


def test_headers_that_would_be_read_as_something_else_give_way_to_the_standard_ones():
    plan = plan_of(measure())
    odd = layout(甲="number", 乙="task", 丙="text", 丁="deadline", 戊="lead")
    assert labels(plan, layout=odd) == ["序号", "重点任务", "工作措施", "完成时限", "牵头部门"]
    said = Hints(words={"甲": "number", "乙": "task", "丙": "text", "丁": "deadline", "戊": "lead"})
    assert labels(plan, layout=odd, hints=said) == ["甲", "乙", "丙", "丁", "戊"]


def test_what_no_plan_of_this_kind_has_makes_no_column():
    plan = plan_of(measure(stated={"responsible": "missing", "assisting": "none"}))
    plan.sections[0].tasks[0].number = plan.sections[0].tasks[0].title = None
    assert labels(plan) == ["工作措施", "完成时限", "牵头部门", "协办单位"]


def test_sections_that_stood_in_a_column_stand_there_again():
    plan = plan_of(measure(1), measure(2))
    plan.sections[0].number = None
    plan.sections.append(ParsedSection(None, "方面二", None, [ParsedTask("2", "任务乙", [measure(3)])]))
    own = layout(领域="section", 序号="number", 任务="task", 措施="text", 时限="deadline", 牵头="lead")
    rows = list(lay_out(plan, layout=own).rows())
    assert [row.cells[0] for row in rows] == [Cell("方面", "first"), Cell(merged="last"), Cell("方面二")]
    assert compare(plan, back("xlsx", plan, layout=own)).same


@pytest.mark.parametrize(
    ("one", "cell"),
    [
        (measure(printed={"lead": "市水务局、市教委"}, lead=["市水务局", "市教委"]), "市水务局、市教委"),
        (measure(printed={"lead": "市水务局、市教委"}, lead=["市水务局", "市财政局"]), "市水务局\n市财政局"),
        (measure(notes={"lead": "按职责分工负责"}), "市水务局\n按职责分工负责"),
        (measure(printed={"lead": "市水务局等部门"}, notes={"lead": "等部门"}), "市水务局等部门"),
        (measure(lead=[], stated={"lead": "none"}), "——"),
        (measure(lead=[], stated={"lead": "none"}, printed={"lead": "无"}), "无"),
        (measure(lead=[], stated={"lead": "empty"}), ""),
    ],
)  # fmt: skip
def test_a_cell_of_units_is_as_printed_where_that_still_names_them(one, cell):
    assert units(one, "lead", KNOWN.names) == cell


@pytest.mark.parametrize(
    ("number", "title", "line"),
    [
        ("一", "方面", "一、方面"), ("(一)", "方面", "(一)方面"), ("第一部分", "方面", "第一部分 方面"),
        ("Part 1", "Water", "Part 1 Water"), ("A", "Water", "A、Water"), (None, "方面", "方面"),
        ("1.1", "方面", "1.1、方面"), (None, None, ""),
    ],
)  # fmt: skip
def test_a_heading_reads_back_as_its_number_and_title(number, title, line):
    assert written(number, title) == line
    if number:
        assert heading(line)[:2] == (number, title)


ODD = [
    "=1+1。", "+86 电话。", "-5 度。", "@市长。", "'引用。", "——", "甲\t乙。", "_x000D_ 字样。",
    "<w:p>&amp;。", "长" * 30_000,
]  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_odd_texts_stay_as_they_are(kind):
    plan = plan_of(*(measure(seq, text, extra={"备注": text}) for seq, text in enumerate(ODD, 1)))
    found = back(kind, plan)
    assert [one.text for one in found.measures()] == ODD
    assert [one.extra["备注"] for one in found.measures()] == ODD


def test_no_text_becomes_a_formula():
    plan = plan_of(measure(1, "=1+1", lead=["=市水务局"]))
    plan.title, plan.sections[0].title = "=HYPERLINK(2022)", "=B2"
    book = openpyxl.load_workbook(io.BytesIO(file("xlsx", plan)))
    kinds = {
        cell.data_type for row in book.worksheets[0].iter_rows() for cell in row if cell.value is not None
    }
    assert kinds <= {"s", "n"}
    cell = next(c for row in book.worksheets[0].iter_rows() for c in row if c.value == "=1+1")
    assert cell.quotePrefix


@pytest.mark.parametrize("kind", KINDS)
def test_control_characters_are_left_out_and_the_file_opens(kind):
    found = back(kind, plan_of(measure(1, "编制\x00\x0b方案\ud800。")))
    assert [one.text for one in found.measures()] == ["编制方案。"]


def test_a_text_longer_than_a_cell_is_refused_and_never_cut():
    plan = plan_of(measure(1, "长" * (xlsx.MOST + 1)))
    with pytest.raises(xlsx.TooLong, match="32767"):
        file("xlsx", plan)
    assert next(back("docx", plan).measures()).text == "长" * (xlsx.MOST + 1)


def test_the_workbook_prints_on_a4_across_with_its_headers_on_each_page():
    sheet = openpyxl.load_workbook(
        io.BytesIO(file("xlsx", replace(plan_of(measure()), annex="附件 5")))
    ).worksheets[0]
    assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("landscape", 9)
    assert (sheet.print_title_rows, sheet.freeze_panes) == ("$3:$3", "A4")
    assert [sheet["A1"].value, sheet["A2"].value] == ["附件 5", "某某 2022 年行动计划"]
    assert sheet["C5"].alignment.wrap_text
    assert isinstance(sheet["A5"].value, int)


def test_the_document_is_a4_across_and_repeats_its_headers():
    document = word.Document(io.BytesIO(file("docx", plan_of(measure()), beside=PROGRESS)))
    section = document.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (297, 210)
    assert [one.text for one in document.paragraphs] == ["某某 2022 年行动计划", PROGRESS.note]
    head = document.tables[0].rows[0]
    assert head._tr.trPr.xpath("w:tblHeader")
    assert [cell.text for cell in head.cells][-3:] == list(PROGRESS.widths)
    fonts = document.styles["Table text"].element.rPr.rFonts
    assert fonts.get(word.oxml.ns.qn("w:eastAsia")) == "SimSun"
