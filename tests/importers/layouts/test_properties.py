"""Whatever a plan says and however its table is drawn, it is read back as it was."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from importers.reading.hints import Hints
from importers.reading.sheets import read_grids
from tests.importers.layouts import drawn, planned

EXAMPLES = int(os.environ.get("ACTIONPLAN_EXAMPLES", "300"))
EXPECTED = {"column-missing", "task-repeated", "not-read", "row-continued", "column-unsure"}


@given(st.data())
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_plan_in_any_layout_is_read_back_the_same(data):
    layout = data.draw(planned.layouts())
    plan = data.draw(planned.plans(layout))
    reading = read_grids([drawn.draw(layout, plan)], Hints(), lambda _done, _total: None)
    (read,) = reading.plans
    assert (read.title, read.year) == (planned.TITLE, 2022)
    assert drawn.found(read) == drawn.told(layout, plan)
    codes = [problem.code for problem in reading.problems]
    assert set(codes) <= EXPECTED
    assert codes.count("not-read") == len(layout.below)


PIECES = (
    "序号 重点任务 工作措施 完成时限 牵头部门 责任单位 配合单位 备注 责任分工 类别 一季度 "
    "2022年任务清单 一、水 (一)气 1.土 1 2 1.1 一 Ⅰ. 第一部分 编制方案。 年底前 市水务局 "
    "牵头：市水务局；配合：市教委 —— √ 注：按月报送。 合计 2022年3月1日 单位：万元 牵头 (牵头) ： 、 2022"
).split(" ")
HEADERS = [
    "序号 重点任务 工作措施 完成时限 牵头部门 责任单位 配合单位".split(" "),
    "类别 措施 责任单位 时限 备注".split(" "),
    "序号 任务 措施 责任分工".split(" "),
]
ROWS = st.one_of(
    st.sampled_from(HEADERS),
    st.lists(st.sampled_from([*PIECES, "附件 5", "", "\n", "　", "9" * 400]), min_size=1, max_size=8),
)


@given(
    st.lists(ROWS, min_size=1, max_size=14),
    st.lists(st.tuples(*[st.integers(1, 8)] * 4), max_size=4),
)
@settings(max_examples=EXAMPLES, deadline=None)
def test_whatever_stands_in_a_sheet_is_read_or_named(rows, corners):
    merges = [
        (top, left, top + down % 3, left + across % 4)
        for top, left, down, across in corners
    ]  # fmt: skip
    reading = read_grids([drawn.grid(rows, merges)], Hints(), lambda _done, _total: None)
    assert reading.plans or reading.problems
    for plan in reading.plans:
        assert plan.layout in reading.layouts
        assert [one.seq for one in plan.measures()] == list(range(1, 1 + len(list(plan.measures()))))
        assert all(one.text for one in plan.measures())
