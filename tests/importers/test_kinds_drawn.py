"""Plans in OpenDocument sheets and in PDF."""

from importers.reading import Reading, read
from importers.reading.pdf_text import lines_of

from .draw_annex5 import FIXTURES, described
from .drawing import (
    draw_pdf,
    ods,
)
from .made import HEADER, MEASURE, TITLE, small, tasks

ANNEX = described((FIXTURES / "annex5-2022.txt").read_text(encoding="utf-8"))


def in_ods(*rows: str) -> Reading:
    return read(ods.packed(ods.content(f'<table:table table:name="附件1">{"".join(rows)}</table:table>')))


def ods_row(*cells: str, more: str = "") -> str:
    return f"<table:table-row{more}>{''.join(cells)}</table:table-row>"


def ods_cell(text: str, more: str = "") -> str:
    return f"<table:table-cell{more}><text:p>{text}</text:p></table:table-cell>"


def test_in_an_ods_repeated_cells_count_and_comments_do_not():
    note = "<office:annotation><text:p>批注</text:p></office:annotation>"
    reading = in_ods(
        ods_row(ods_cell(TITLE)),
        "<table:table-header-rows>",
        ods_row(*map(ods_cell, HEADER)),
        "</table:table-header-rows>",
        ods_row(
            ods_cell("1"),
            ods_cell("任务甲"),
            f"<table:table-cell><text:p>编制<text:s text:c='2'/>方案。</text:p>{note}</table:table-cell>",
            ods_cell("年底前"),
            ods_cell("市水务局", ' table:number-columns-repeated="2"'),
        ),
        ods_row(
            '<table:table-cell table:number-columns-repeated="16384"/>',
            more=' table:number-rows-repeated="9"',
        ),
    )
    (measure,) = reading.plans[0].measures()
    assert (measure.text, measure.lead, measure.responsible) == ("编制  方案。", ["市水务局"], ["市水务局"])


def test_a_row_that_a_page_cuts_is_whole_again_and_the_pages_numbers_are_left_out():
    long = "组织开展全市范围内各类生态空间的调查评估工作，" * 60 + "形成报告。"
    rows = [
        [n, f"任务{n}", long if n == 2 else f"措施{n}。", "年底前", "市水务局", "", ""] for n in (1, 2, 3)
    ]
    reading = read(draw_pdf(small(*rows), cut=True))
    assert [text for _, _, (text,) in tasks(reading)] == ["措施1。", long, "措施3。"]
    assert reading.problems == []


def test_a_pdf_of_lines_without_a_ruled_table_says_that_it_found_none():
    assert [problem.code for problem in read(draw_pdf(small(MEASURE), ruled=False)).problems] == ["no-table"]


def drawn(text: str, left: float) -> list[dict]:
    """Characters side by side, each ten points wide."""
    return [
        {"text": char, "x0": left + 10 * n, "x1": left + 10 * n + 10, "top": 0, "bottom": 10, "size": 10}
        for n, char in enumerate(text)
    ]


def test_what_is_drawn_twice_to_be_bold_reads_once_and_what_is_drawn_over_something_is_told():
    (bold,) = lines_of(drawn("牵头部门", 0) + drawn("牵头部门", 0.4))
    (over,) = lines_of(drawn("序号", 0) + drawn("10", 4))
    assert (bold.text, bold.overprinted, over.overprinted) == ("牵头部门", False, True)
