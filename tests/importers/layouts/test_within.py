"""Units that a measure's own text names, where no column does."""

from __future__ import annotations

import pytest

from importers.layouts import wrong_with
from importers.reading import read
from importers.reading.model import Reading
from importers.reading.within import measures_within, roles_within
from tests.importers.drawing import draw_xlsx
from tests.importers.offices import shown, table

TITLE = "某某2022年清单"


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("编制方案。（市水务局牵头，市财政局配合）", "lead 市水务局 · assisting 市财政局"),
        ("编制方案（市水务局牵头）。", "lead 市水务局"),
        ("编制方案。(牵头单位:市水务局;责任单位:各区)", "lead 市水务局 · responsible 各区"),
        ("编制方案。【责任单位：市水务局、各区政府（含经开区）】", "lead 市水务局、各区政府（含经开区）"),
        ("编制方案。\n牵头单位：市水务局\n配合单位：市财政局", "lead 市水务局 · assisting 市财政局"),
        ("编制方案。（市水务局、市财政局按职责分工负责）", "lead 市水务局、市财政局按职责分工负责"),
        ("编制方案。（市水务局（牵头）、市财政局）", "lead 市水务局 · responsible 市财政局"),
        ("编制（市水务局牵头）并印发（市财政局牵头）。", "lead 市水务局 · lead 市财政局"),
        ("编制方案（含附件），分批落实（分三批实施）。", ""),
        ("由市水务局牵头编制方案。", ""),
        ("编制方案。（市水务局", ""),
        ("", ""),
    ],
)
def test_roles_stand_in_brackets_or_on_lines_of_their_own(text, roles):
    assert " · ".join(f"{part.role} {part.text}" for part in roles_within(text)) == roles


@pytest.mark.parametrize(
    ("text", "measures"),
    [
        ("1.编制。（甲局牵头）\n2.印发。（乙局牵头）", ["1.编制。（甲局牵头）", "2.印发。（乙局牵头）"]),
        ("1.编制（甲局牵头）。2.印发（乙局牵头）。", ["1.编制（甲局牵头）。", "2.印发（乙局牵头）。"]),
        ("编制方案。\n牵头单位：甲局\n配合单位：乙局", ["编制方案。\n牵头单位：甲局\n配合单位：乙局"]),
        ("编制（甲局牵头）并印发（乙局牵头）。", ["编制（甲局牵头）并印发（乙局牵头）。"]),
        ("总则：\n1.编制。\n2.印发。（甲局牵头）", ["总则：\n1.编制。\n2.印发。（甲局牵头）"]),
        ("编制方案。（甲局牵头）\n另行通知。", ["编制方案。（甲局牵头）\n另行通知。"]),
        ("编制方案。", ["编制方案。"]),
    ],
)  # fmt: skip
def test_a_cell_holds_as_many_measures_as_end_in_units(text, measures):
    assert measures_within(text) == measures


def test_where_a_column_names_units_the_text_is_only_text():
    rows = """
        序号 | 措施 | 责任单位
        1 | 编制方案。（市水务局牵头） | 市教委
    """
    assert shown(read(draw_xlsx(table(rows, above=[TITLE])))).endswith(
        "编制方案。（市水务局牵头） |  | 市教委"
    )


def test_a_measure_that_names_nobody_among_others_that_do_has_no_lead():
    rows = """
        序号 | 措施 | 完成时限
        1 | 编制方案。（市水务局牵头） | 年底前
        2 | 印发方案。 | 年底前
    """
    reading = read(draw_xlsx(table(rows, above=[TITLE])))
    errors = [(one.code, one.cell) for one in reading.problems if one.severity == "error"]
    assert errors == [("measure-without-lead", "B4")]


def test_a_page_break_may_cut_the_units_too():
    rows = """
        序号 | 措施 | 完成时限
        1 | 编制方案。（市水务局牵头，市财 | 年底前
        序号 | 措施 | 完成时限
         | 政局配合） |
        2 | 印发方案。（市教委牵头） | 年底前
    """
    first, _ = read(draw_xlsx(table(rows, above=[TITLE]))).plans[0].measures()
    assert (first.text, first.assisting) == ("编制方案。（市水务局牵头，市财政局配合）", ["市财政局"])


def test_the_columns_of_such_a_table_can_be_said_without_one_of_units():
    rows = """
        序号 | 工作 | 措施 | 完成时限
        1 | 甲 | 编制方案。（市水务局牵头） | 年底前
    """
    reading = read(draw_xlsx(table(rows, above=[TITLE])))
    (layout,) = Reading.from_dict(reading.to_dict()).layouts
    assert layout.units_in_text
    assert wrong_with(layout, dict(enumerate(["number", "task", "text", "deadline"]))) == ""
