"""The published table, from both of its files."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from importers.reading import Hints, ParsedPlan, Reading, read
from importers.reading.child import read_in_child

from .draw_annex5 import FIXTURES, draw
from .made import brief

TEXT = (FIXTURES / "annex5-2022.txt").read_bytes()
WORKBOOK = (FIXTURES / "annex5-2022.xlsx").read_bytes()
GOLDEN = json.loads((Path(__file__).parent / "annex5-2022.json").read_text(encoding="utf-8"))
BOTH = pytest.mark.parametrize("data", [TEXT, WORKBOOK], ids=["text", "workbook"])


BY_FILE = ("cell", "cells", "sheet", "layout", "printed", "milestones", "notes", "extra")


def without_places(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: without_places(item) for key, item in value.items() if key not in BY_FILE}
    return [without_places(item) for item in value] if isinstance(value, list) else value


def only_plan(data: bytes) -> ParsedPlan:
    (plan,) = read(data).plans
    return plan


@BOTH
def test_both_files_give_the_plan_checked_by_hand(data):
    assert without_places(only_plan(data).to_dict()) == GOLDEN


@BOTH
def test_sections_tasks_measures_and_names_are_as_many_as_printed(data):
    plan = only_plan(data)
    measures = list(plan.measures())
    counts = (len(plan.sections), len(list(plan.tasks())), len(measures))
    names = tuple(
        sum(len(getattr(m, role)) for m in measures) for role in ("lead", "responsible", "assisting")
    )
    assert (counts, names) == ((5, 14, 20), (26, 37, 35))
    assert [m.seq for m in measures] == list(range(1, 21))
    assert {m.deadline_date for m in measures} == {date(2022, 12, 31)}


def test_the_text_says_which_task_goes_on_after_a_page_and_who_is_nobody():
    assert [brief(problem) for problem in read(TEXT).problems] == [
        ("warning", "task-repeated", "", "L21C1"),
        ("warning", "stated-none", "", "L37C7"),
        ("warning", "stated-none", "", "L38C7"),
        ("warning", "stated-none", "", "L39C7"),
    ]


def test_the_workbook_says_who_is_nobody():
    assert [brief(problem) for problem in read(WORKBOOK).problems] == [
        ("warning", "stated-none", "附件5", "G25"),
        ("warning", "stated-none", "附件5", "G26"),
        ("warning", "stated-none", "附件5", "G27"),
    ]


def test_each_measure_knows_the_cells_it_was_read_from():
    first, *_, last = only_plan(WORKBOOK).measures()
    assert first.cells == {
        "number": "A5",
        "task": "B5",
        "text": "C5",
        "deadline": "D5",
        "lead": "E5",
        "responsible": "F5",
        "assisting": "G5",
    }
    assert last.cells["lead"] == "E28"
    assert next(only_plan(TEXT).measures()).cells["text"] == "L9C3"


@pytest.mark.parametrize(
    "pasted",
    [
        TEXT.replace(b"\n", b"\r\n"),
        b"\xef\xbb\xbf" + TEXT,
        TEXT.decode().encode("gb18030"),
        TEXT.decode().encode("utf-16"),
    ],
    ids=["CRLF", "BOM", "GB 18030", "UTF-16"],
)
def test_the_text_reads_the_same_however_it_was_pasted(pasted):
    assert read(pasted) == read(TEXT)


@BOTH
def test_a_reading_survives_its_way_through_json(data):
    reading = read(data)
    assert Reading.from_dict(json.loads(json.dumps(reading.to_dict()))) == reading


def test_a_plan_with_only_the_published_keys_can_be_taken_up():
    extra = ("stated", "kind", "targets", "deadline_kind")
    bare = json.loads(json.dumps(GOLDEN))
    for section in bare["sections"]:
        for task in section["tasks"]:
            task["measures"] = [
                {key: value for key, value in measure.items() if key not in extra}
                for measure in task["measures"]
            ]
    assert [m.text for m in ParsedPlan.from_dict(bare).measures()] == [
        m.text for m in only_plan(TEXT).measures()
    ]


def test_the_child_process_reads_the_same(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert read_in_child(WORKBOOK, "annex5-2022.xlsx", Hints(frozenset({"市水务局"}))) == read(
        WORKBOOK, "annex5-2022.xlsx"
    )


def test_the_workbook_is_drawn_from_the_text():
    assert read(draw(TEXT.decode())) == read(WORKBOOK)
