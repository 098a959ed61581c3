"""The plans of many offices, written in their own layout again and read back."""

import io

import pytest

from importers.comparison import compare
from importers.published import docx, xlsx
from importers.published.table import Beside, lay_out
from importers.reading import ParsedPlan, read
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


def labels(name: str) -> list[str]:
    office = next(one for one in others.OFFICES + bureaus.OFFICES if one.name.startswith(name))
    plan = plans_of(office)[0]
    return [column.label for column in lay_out(plan, layout=plan.layout, hints=office.hints).columns]


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


def test_headers_in_two_rows_become_one_row_of_standard_words_where_they_must():
    assert labels("transport") == [
        "类别",
        "序号",
        "重点工作",
        "工作措施",
        "完成时限",
        "主办单位",
        "协办单位",
        "资金",
    ]
    assert labels("environment") == [
        "序号", "重点任务", "工作措施", "完成时限", "牵头部门", "主责单位", "协办单位",
    ]  # fmt: skip
