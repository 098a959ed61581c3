"""The plans of many offices, written in their own layout again and read back."""

import io
from dataclasses import replace

import openpyxl
import pytest

from importers.comparison import compare
from importers.published import docx, xlsx
from importers.published.table import Beside, lay_out
from importers.reading import Hints, ParsedPlan, read
from tests.importers.drawing import DRAWN
from tests.importers.offices import Office, bureaus, districts, ledgers, others

OFFICES = [
    pytest.param(office, id=office.name)
    for office in (*bureaus.OFFICES, *districts.OFFICES, *ledgers.OFFICES, *others.OFFICES)
    if "xlsx" in office.kinds
]
PROGRESS = Beside(
    widths={"当前灯": 8, "当前完成百分比": 10},
    of={1: {"当前灯": "绿", "当前完成百分比": "60"}},
    note="（截至 2023 年 10 月 26 日）",
)


def plans_of(office: Office) -> list[ParsedPlan]:
    return read(DRAWN["xlsx"](*office.tables), "plan.xlsx", office.hints).plans


@pytest.mark.parametrize("office", OFFICES)
@pytest.mark.parametrize("write", [xlsx.write, docx.write], ids=["xlsx", "docx"])
@pytest.mark.parametrize("beside", [None, PROGRESS], ids=["alone", "progress"])
def test_each_plan_comes_back_without_a_difference(office, write, beside):
    for plan in plans_of(office):
        out = io.BytesIO()
        write(lay_out(plan, layout=plan.layout, hints=office.hints, beside=beside), out)
        found = read(out.getvalue(), "plan", office.hints)
        assert [one.year for one in found.plans] == [plan.year], found.problems
        difference = compare(plan, found.plans[0])
        assert [pair.fields for pair in difference.changed] == []
        assert difference.same


def written(office: Office, write) -> tuple[ParsedPlan, bytes]:
    plan = plans_of(office)[0]
    out = io.BytesIO()
    write(lay_out(plan, layout=plan.layout, hints=office.hints), out)
    return plan, out.getvalue()


def named(name: str) -> Office:
    return next(one for one in (*others.OFFICES, *bureaus.OFFICES) if one.name.startswith(name))


@pytest.mark.parametrize("write", [xlsx.write, docx.write], ids=["xlsx", "docx"])
@pytest.mark.parametrize("name", ["environment", "a university"])
def test_headers_in_several_rows_come_out_as_printed(name, write):
    plan, data = written(named(name), write)
    (again,) = read(data, "plan", named(name).hints).plans
    assert again.layout.fingerprint == plan.layout.fingerprint
    words = [[words for _cell, words in column.heads] for column in plan.layout.columns]
    assert [[words for _cell, words in column.heads] for column in again.layout.columns] == words


def test_a_group_stands_over_its_columns_and_what_is_alone_beside_it():
    _plan, data = written(named("environment"), xlsx.write)
    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet["A3:G4"]]
    assert rows == [
        ["序号", "重点任务", "工作措施", "完成时限", "责任分工", None, None],
        [None, None, None, None, "牵头", "责任", "配合"],
    ]
    merges = {str(merge) for merge in sheet.merged_cells.ranges if merge.min_row == 3}
    assert merges == {"A3:A4", "B3:B4", "C3:C4", "D3:D4", "E3:G3"}
    assert (sheet.freeze_panes, sheet.print_title_rows) == ("A5", "$3:$4")


def test_a_header_that_would_be_misread_has_standard_words():
    plan = plans_of(named("transport"))[0]
    columns = lay_out(plan, layout=plan.layout).columns
    assert [column.label for column in columns] == [
        "类别", "序号", "重点工作", "工作措施", "完成时限", "主办单位", "协办单位", "资金",
    ]  # fmt: skip


@pytest.mark.parametrize("title", ["2021 年总结和 2022 年行动计划", "2021—2023 年三年行动计划", "行动计划"])
@pytest.mark.parametrize("write", [xlsx.write, docx.write], ids=["xlsx", "docx"])
def test_the_year_stands_below_a_title_that_names_several_or_none(title, write):
    plan = replace(plans_of(named("environment"))[0], title=title)
    out = io.BytesIO()
    write(lay_out(plan, layout=plan.layout), out)
    (again,) = read(out.getvalue(), "plan", Hints()).plans
    assert (again.title, again.year) == (title, 2022)
