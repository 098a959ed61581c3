"""One table in files of every kind: all give the same plan."""

import io
import json
from datetime import date

import pytest
import xlwt
from openpyxl import Workbook, load_workbook

from importers.reading import read
from importers.reading.numbers import printed

from .draw_annex5 import FIXTURES, described
from .drawing import (
    DRAWN,
    Formula,
    Percent,
    draw_csv,
    draw_docx,
    draw_ods,
    draw_pdf,
    draw_text,
    draw_xls,
    draw_xlsx,
    paged,
    repeated,
    unmerged,
)
from .made import HEADER, MEASURE, SHEET, TITLE, brief, measures, member, repacked, saved, small, tasks
from .test_annex5 import GOLDEN, without_places

ANNEX = described((FIXTURES / "annex5-2022.txt").read_text(encoding="utf-8"))
BREAKS = (7, 11, 20)
RELATIONS = "xl/_rels/workbook.xml.rels"


SAME = {
    "xlsx": lambda: draw_xlsx(ANNEX),
    "xlsx, unmerged": lambda: draw_xlsx(unmerged(ANNEX)),
    "xlsx, each page on its own": lambda: draw_xlsx(paged(ANNEX, *BREAKS)),
    "xls": lambda: draw_xls(ANNEX),
    "xls, each page on its own": lambda: draw_xls(paged(ANNEX, *BREAKS)),
    "ods": lambda: draw_ods(ANNEX),
    "ods, unmerged": lambda: draw_ods(unmerged(ANNEX)),
    "csv with a mark": lambda: draw_csv(ANNEX),
    "csv in GB 18030 with semicolons": lambda: draw_csv(ANNEX, encoding="gb18030", separator=";"),
    "tsv in UTF-16": lambda: draw_csv(ANNEX, encoding="utf-16", separator="\t"),
    "docx": lambda: draw_docx(ANNEX),
    "docx, each page on its own": lambda: draw_docx(paged(ANNEX, *BREAKS)),
    "text": lambda: draw_text(ANNEX),
    "text in UTF-16 without a mark": lambda: draw_text(ANNEX, encoding="utf-16-le"),
    "text in UTF-16, the other way round": lambda: draw_text(ANNEX, encoding="utf-16-be"),
}


@pytest.mark.parametrize("draw", SAME.values(), ids=SAME.keys())
def test_annex_5_gives_the_plan_checked_by_hand_in_every_kind(draw):
    (plan,) = read(draw()).plans
    assert without_places(plan.to_dict()) == GOLDEN


def test_a_pdf_gives_it_but_for_the_one_blank_that_stands_where_a_line_was_wrapped():
    (plan,) = read(draw_pdf(ANNEX)).plans
    found = json.dumps(without_places(plan.to_dict()), ensure_ascii=False)
    assert json.loads(found.replace("做好 COP15宣传", "做好 COP15 宣传")) == GOLDEN


def test_the_plan_as_json_gives_itself():
    for draw in (draw_xlsx, draw_text, draw_docx):
        reading = read(draw(ANNEX))
        again = read(json.dumps(reading.to_dict(), ensure_ascii=False).encode(), "plan.json")
        assert without_places(again.plans[0].to_dict()) == GOLDEN
        assert again.problems == []


def test_the_places_are_those_of_the_kind():
    places = {kind: next(iter(measures(draw(ANNEX)))).cells["text"] for kind, draw in DRAWN.items()}
    assert places == {
        "xlsx": "C5", "xls": "C5", "ods": "C5", "csv": "L5C3", "text": "L5C3", "docx": "T1R3C3",
        "pdf": "P1R3C3",
    }  # fmt: skip


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_numbers_days_and_formulas_read_as_they_show(kind):
    table = small(
        [1.0, "任务甲", "编制方案。", date(2022, 9, 30), "市水务局", "", ""],
        [
            "",
            "",
            Formula("CONCATENATE(A1,B1)", "编制规划。"),
            Formula("TODAY()", date(2022, 6, 30)),
            "市水务局",
            "",
            "",
        ],
        [2, "任务乙", Percent(0.8), "年底前", "市水务局", "", ""],
    )
    found = measures(DRAWN[kind](table))
    assert [(one.text, one.deadline_text) for one in found] == [
        ("编制方案。", "2022-09-30"), ("编制规划。", "2022-06-30"), ("80%", "年底前"),
    ]  # fmt: skip
    assert [task[0] for task in tasks(read(DRAWN[kind](table)))] == ["1", "2"]


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("yyyy-mm-dd", "2022-06-30"), ('yyyy"年"m"月"d"日"', "2022-06-30"),
        ("[$-804]d mmm yyyy;@", "2022-06-30"),
        ('yyyy"年"m"月"', "2022年6月"), ("mmm-yy", "2022年6月"), ("0.00%", "4474200%"), ("General", "44742"),
        ('0.00"day"', "44742"), ("[h]:mm", "44742"), ("0.00E+00", "44742"),
    ],
)  # fmt: skip
def test_a_number_shows_by_its_format(code, words):
    book = Workbook()
    rows = [TITLE], HEADER, [*MEASURE[:3], 44742, *MEASURE[4:]]
    for row in rows:
        book.worksheets[0].append(row)
    book.worksheets[0]["D3"].number_format = code
    assert [one.deadline_text for one in measures(saved(book))] == [words]

    old = xlwt.Workbook()
    sheet = old.add_sheet("Sheet")
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            style = xlwt.easyxf(num_format_str=code if value == 44742 else "General")
            sheet.write(number, column, value, style)
    assert [one.deadline_text for one in measures(saved(old))] == [words]


def test_serial_numbers_count_from_1904_where_the_workbook_says_so():
    assert printed("43280", "date", from_1904=True) == "2022-06-30"
    assert (printed("60", "date"), printed("1", "date"), printed("1e400", "date")) == (
        "1900-02-28",
        "1900-01-01",
        "inf",
    )


def test_a_formula_without_a_value_is_named():
    book = Workbook()
    for row in ([TITLE], HEADER, [*MEASURE[:6], "=A1"]):
        book.worksheets[0].append(row)
    assert [brief(problem) for problem in read(saved(book)).problems] == [
        ("warning", "formula-unread", "Sheet", "G3")
    ]


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods", "csv", "docx"])
def test_an_error_is_named_and_is_no_text(kind):
    data = DRAWN[kind](small([*MEASURE[:6], "#REF!"]))
    if kind == "xls":
        old = xlwt.Workbook()
        sheet = old.add_sheet("Sheet")
        for number, row in enumerate(([TITLE], HEADER, MEASURE[:6])):
            for column, value in enumerate(row):
                sheet.write(number, column, value)
        sheet.row(2).set_cell_error(6, "#REF!")
        data = saved(old)
    reading = read(data)
    assert [(one.code, one.value) for one in reading.problems] == [("formula-error", "#REF!")]
    assert [(one.assisting, one.stated["assisting"]) for one in reading.plans[0].measures()] == [
        ([], "empty")
    ]


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_a_hidden_sheet_is_left_out_and_named(kind):
    draft = small(["9", "草案", "不算。", "年底前", "市水务局", "", ""], name="草案", hidden=True)
    reading = read(DRAWN[kind](small(MEASURE, name="附件1"), draft))
    assert [brief(problem) for problem in reading.problems] == [("warning", "sheet-hidden", "草案", "")]
    assert tasks(reading) == [("1", "任务甲", ["编制方案。"])]


def hidden_in(kind: str) -> bytes:
    """A workbook whose third row and last column are hidden."""
    if kind == "xlsx":
        book = load_workbook(io.BytesIO(draw_xlsx(small(MEASURE, [2, *MEASURE[1:]]))))
        book.worksheets[0].row_dimensions[3].hidden = True
        book.worksheets[0].column_dimensions["G"].hidden = True
        return saved(book)
    if kind == "xls":
        old = xlwt.Workbook()
        sheet = old.add_sheet("Sheet1")
        for number, row in enumerate(([TITLE], HEADER, MEASURE, [2, *MEASURE[1:]])):
            for column, value in enumerate(row):
                sheet.write(number, column, value)
        sheet.row(2).hidden = True
        sheet.col(6).hidden = True
        return saved(old)
    data = member(draw_ods(small(MEASURE, [2, *MEASURE[1:]])), "content.xml").decode()
    before, *rows = data.split("<table:table-row>")
    column = "<table:table-column table:{}/>"
    columns = column.format('number-columns-repeated="6"') + column.format('visibility="collapse"')
    rows = [
        f'<table:table-row table:visibility="{"filter" if n == 2 else "visible"}">{row}'
        for n, row in enumerate(rows)
    ]
    return repacked(draw_ods(small(MEASURE)), {"content.xml": (before + columns + "".join(rows)).encode()})


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_what_hidden_rows_and_columns_hold_is_read_and_told(kind):
    reading = read(hidden_in(kind))
    assert [len(texts) for _, _, texts in tasks(reading)] == [1, 1]
    (problem,) = (one for one in reading.problems if one.code == "hidden-cells")
    assert (problem.cell, problem.value, problem.params) == ("G2", "协办单位", {"count": 9})


def test_a_member_of_a_container_is_found_by_its_relation_and_not_by_its_name():
    data = draw_xlsx(small(MEASURE))
    relations = member(data, RELATIONS).replace(b"worksheets/sheet1.xml", b"worksheets/other.xml")
    other = {"xl/worksheets/other.xml": member(data, SHEET)}
    moved = repacked(data, {RELATIONS: relations, SHEET: b"<worksheet/>"}, other)
    assert read(moved) == read(data)


@pytest.mark.parametrize("draw", [draw_xlsx, draw_xls, draw_ods, draw_docx, draw_csv])
def test_a_merge_that_says_the_same_in_each_of_its_rows_reads_as_one(draw):
    found = [len(task.measures) for task in read(draw(repeated(ANNEX))).plans[0].tasks()]
    assert sum(found) == 20
