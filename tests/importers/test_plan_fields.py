"""What a plan's table holds beside its words, deadlines and units: kept, compared, and brought up to date."""

import datetime

import pytest

from importers import preview, uploads
from importers.proposal import Decisions, propose
from importers.reading import Reading
from importers.reading.model import Milestone
from tasks.models import Measure, Plan
from tests.cast import moment
from tests.importers.published import find, load, reading

pytestmark = pytest.mark.django_db

JUNE, DECEMBER = datetime.date(2022, 6, 30), datetime.date(2022, 12, 31)


def told() -> Reading:
    """The published plan as another office would print it."""
    what = reading()
    one = find(what, "15 万亩")
    one.printed = {"lead": "市园林绿化局", "assisting": "——"}
    one.notes = {"responsible": "按职责分工负责"}
    one.extra = {"备注": "重点项目", "联系人": "张三"}
    one.deadline_text = "6月底前完成方案,年底前全面落实"
    one.milestones = [Milestone("6月底前完成方案", JUNE), Milestone("年底前全面落实", DECEMBER)]
    return what


def differing(what: Reading) -> list[tuple[str, str]]:
    (plan,) = propose(reading=what, decisions=Decisions()).plans
    return [(change.name, change.of) for pair in plan.difference.changed for change in pair.fields]


def test_they_are_kept_and_read_back_the_same(administrator):
    what = told()
    load(what, by=administrator)
    row = Measure.objects.get(ref="11")
    assert row.notes == {"responsible": "按职责分工负责"}
    assert row.milestones == [
        {"text": "6月底前完成方案", "date": "2022-06-30"},
        {"text": "年底前全面落实", "date": "2022-12-31"},
    ]
    (plan,) = propose(reading=what, decisions=Decisions()).plans
    assert plan.difference.same
    (kept,) = [one for one in plan.stored.parsed.measures() if "15 万亩" in one.text]
    one = find(what, "15 万亩")
    for name in ("printed", "notes", "extra", "milestones", "cells"):
        assert getattr(kept, name) == getattr(one, name)


def test_notes_and_own_columns_are_changes_that_are_shown_word_by_word(administrator):
    load(told(), by=administrator)
    what = told()
    one = find(what, "15 万亩")
    one.notes = {}
    one.extra = {"备注": "重点工程", "资金": "1 亿元"}
    assert differing(what) == [
        ("notes", "responsible"),
        ("extra", "备注"),
        ("extra", "联系人"),
        ("extra", "资金"),
    ]
    proposal = propose(reading=what, decisions=Decisions())
    (change,) = preview.details(preview.rows(proposal), Decisions(), many_plans=False)
    lines = [(str(line.label), line.before, line.after) for line in change.lines]
    assert lines[1] == ("备注", [(False, "重点"), (True, "项目")], [(False, "重点"), (True, "工程")])
    assert lines[3] == ("资金", [], [(True, "1 亿元")])
    load(what, by=administrator, at=moment(6, 1))
    row = Measure.objects.get(ref="11")
    assert (row.notes, row.extra) == ({}, {"备注": "重点工程", "资金": "1 亿元"})


def test_other_separators_are_no_change_and_come_along_with_the_next_one(administrator):
    load(told(), by=administrator)
    what = told()
    one = find(what, "15 万亩")
    one.printed = {"lead": "市园林绿化局\n", "assisting": "——"}
    assert propose(reading=what, decisions=Decisions()).same
    other = find(what, "200 公顷")
    other.deadline_text = "11月底前"
    assert differing(what) == [("deadline", "")]
    (outcome,) = load(what, by=administrator, at=moment(6, 1))
    assert outcome.counts["changed"] == 1
    row = Measure.objects.get(ref="11")
    assert (row.printed, row.history.count()) == (one.printed, 2)
    assert row.participations.filter(since=moment(6, 1)).count() == 0


def test_the_stages_of_a_deadline_come_along_without_being_asked_about(administrator):
    what = told()
    load(what, by=administrator)
    find(what, "15 万亩").milestones = []
    assert propose(reading=what, decisions=Decisions()).same


def test_a_measure_tells_the_file_the_sheet_and_the_cells_it_came_from(administrator):
    first = uploads.receive(data=b"x", name="one.xlsx", by=administrator, at=moment(1, 17), reading=reading())
    uploads.apply(row=first, basis=uploads.proposal_of(first).basis, by=administrator, at=moment(1, 17))
    what = reading()
    find(what, "15 万亩").deadline_text = "11月底前"
    second = uploads.receive(data=b"y", name="two.xlsx", by=administrator, at=moment(6, 1), reading=what)
    uploads.apply(row=second, basis=uploads.proposal_of(second).basis, by=administrator, at=moment(6, 1))
    sources = dict(Measure.objects.values_list("ref", "source"))
    assert sources["11"]["import"] == second.pk
    assert sources["12"]["import"] == first.pk
    assert sources["11"] == {
        "file": "two.xlsx", "import": second.pk, "sheet": "附件5", "cells": find(what, "15 万亩").cells,
    }  # fmt: skip
    assert Plan.objects.get().imports.count() == 2
