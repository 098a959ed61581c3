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
