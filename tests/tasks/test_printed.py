"""What a plan's table says beside words and units: on the measure's page and on the full plan."""

import datetime

import pytest
from django.urls import reverse

from tasks.dashboards.printed import Origin, Stage, origin, stages
from tasks.models import Measure
from tests.tasks.page import client, look, plain, text

STAGES = [
    {"text": "6月底前完成方案", "date": "2022-06-30"},
    {"text": "年底前全面落实", "date": "2022-12-31"},
    {"text": "持续推进", "date": None},
]
SOURCE = {
    "import": 7,
    "file": "附件5.xlsx",
    "sheet": "附件5",
    "cells": {"lead": "E12", "text": "C12", "number": "A12"},
}


@pytest.fixture
def measure(cast):
    Measure.objects.filter(seq=1).update(
        milestones=STAGES,
        source=SOURCE,
        extra={"备注": "资金已落实", "牵头领导": "<张某>"},
        notes={"lead": "按职责分工负责", "responsible": "等部门"},
    )
    return cast


def test_stages_have_their_days_and_tell_those_that_have_passed(measure):
    found = stages(Measure.objects.get(seq=1), datetime.date(2022, 7, 1))
    assert found == [
        Stage("6月底前完成方案", datetime.date(2022, 6, 30), True),
        Stage("年底前全面落实", datetime.date(2022, 12, 31), False),
        Stage("持续推进", None, False),
    ]
    assert not stages(Measure.objects.get(seq=1), datetime.date(2022, 6, 30))[0].passed


def test_where_a_measure_came_from_is_said_in_the_order_of_the_table():
    found = origin(Measure(source=SOURCE))
    assert found == Origin(
        "附件5.xlsx", 7, "附件5", "12", [("No.", "A12"), ("Measure", "C12"), ("Lead units", "E12")]
    )
    cells = {"text": "T1R3", "lead": "T1R3"}
    assert origin(Measure(source={"file": "a.docx", "cells": cells})).row == ""
    assert origin(Measure(source={"file": "a.xlsx", "cells": {"text": "C12", "lead": "E13"}})).row == ""
    assert origin(Measure()) is None


def test_the_page_shows_all_of_it(measure):
    shown = text(look(measure, "outsider", "1.1"))
    assert "6月底前完成方案 30 Jun 2022, passed 年底前全面落实 31 Dec 2022 持续推进" in shown
    assert "The plan adds: 按职责分工负责" in shown
    assert "Also in the plan 备注 资金已落实 牵头领导 <张某>" in shown
    assert "附件5.xlsx Sheet 附件5, row 12 No. A12 Measure C12 Lead units E12" in shown


def test_a_measure_without_any_of_it_shows_none(measure):
    shown = text(look(measure, "outsider", "1.2"))
    for words in ("passed", "The plan adds", "Also in the plan", "Where it was read"):
        assert words not in shown


@pytest.mark.parametrize(
    ("who", "linked"),
    [("coordinator", True), ("administrator", True), ("leadership", False), ("lead", False)],
)
def test_the_file_is_linked_for_those_who_may_have_it(measure, who, linked):
    path = reverse("import-file", args=[7])
    assert (path in look(measure, who, "1.1").content.decode()) == linked


def test_the_full_plan_shows_words_beside_units_and_other_columns(measure):
    response = client(measure, "outsider").get(reverse("plan", args=[measure.plan.pk]))
    shown = plain(response.content.decode())
    assert "Measure 1 备注 资金已落实 牵头领导 <张某>" in shown
    assert "市园林绿化局 按职责分工负责" in shown
    assert "市水务局 等部门" in shown
