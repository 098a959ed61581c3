"""Plans in delimited text, in simple web pages and as JSON."""

import json
from datetime import date

import pytest

from importers.reading import Problem, read

from .drawing import (
    draw_csv,
    draw_docx,
    draw_text,
)
from .made import HEADER, MEASURE, TITLE, measures, published, small, tasks


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_cells_in_quotes_hold_line_breaks_and_separators(separator):
    row = [1, "任务甲", f"编制{separator}方案“好”。", "年底前", "市水务局\n市财政局", "", ""]
    (found,) = measures(draw_csv(small(row), separator=separator))
    assert (found.text.replace("\t", ""), found.lead) == (
        f"编制{separator}方案“好”。".replace("\t", ""), ["市水务局", "市财政局"],
    )  # fmt: skip


def test_a_text_pasted_with_wide_blanks_between_its_cells_is_read():
    text = draw_text(small(MEASURE)).decode().replace("\t", "    ")
    assert tasks(read(text.encode())) == [("1", "任务甲", ["编制方案。"])]


def test_what_word_and_excel_put_on_the_clipboard_is_read():
    pasted = (
        f"{TITLE}\r\n"
        + "\t".join(HEADER)
        + '\r\n1\t任务甲\t"编制\n方案。"\t年底前\t"市水务局\n市财政局"\t\t\r\n'
    )
    (found,) = measures(pasted.encode())
    assert (found.text, found.lead) == ("编制方案。", ["市水务局", "市财政局"])


def test_a_few_broken_characters_are_shown_and_named_by_their_line():
    data = draw_text(small(MEASURE))
    broken = data.replace("编制方案。".encode(), "编制".encode() + b"\xff" + "案。".encode())
    reading = read(broken)
    assert [problem for problem in reading.problems if problem.code == "text-broken"] == [
        Problem(
            "warning",
            "text-broken",
            "",
            "L3C1",
            "1\t任务甲\t编制\ufffd案。\t年底前\t市水务局\t市财政局\t市教委",
        )
    ]
    assert tasks(reading) == [("1", "任务甲", ["编制\ufffd案。"])]


def test_signs_that_turn_the_direction_of_writing_are_taken_out_and_named():
    (problem,) = read(draw_docx(small([1, "任务甲", "编制\u202e方案。", *MEASURE[3:]]))).problems
    assert (problem.code, problem.cell, problem.params) == (
        "text-cleaned", "T1R2C3", {"removed": ["U+202E"]},
    )  # fmt: skip


def test_a_simple_page_named_xls_is_read_and_told():
    cells = "".join(f"<td>{text}</td>" for text in ("编制<br>规划。", *MEASURE[3:]))
    page = (
        f"<html><meta charset='gb2312'><script>x</script><body><p>{TITLE}</p><table><tr>"
        + "".join(f"<th>{head}</th>" for head in HEADER)
        + "</tr><tr><td rowspan=2>1<td rowspan=2>任务甲"
        + "".join(f"<td>{text}</td>" for text in MEASURE[2:])
        + f"</tr><tr>{cells}</tr></table></body></html>"
    )
    reading = read(page.encode("gb18030"), "计划.xls")
    assert tasks(reading) == [("1", "任务甲", ["编制方案。", "编制规划。"])]
    assert [(problem.code, problem.params) for problem in reading.problems] == [
        ("other-kind", {"kind": "html"})
    ]


def plan(**changed) -> bytes:
    measure = {
        "seq": 1, "text": "完成 200 公顷治理。", "deadline_text": "年底前", "deadline_date": "2022-12-31",
        "lead": ["市水务局"], "responsible": [], "assisting": [], **changed,
    }  # fmt: skip
    section = {
        "number": None,
        "title": None,
        "parent": None,
        "tasks": [{"number": None, "title": None, "measures": [measure]}],
    }
    return json.dumps(
        {"plans": [{"title": TITLE, "year": 2022, "annex": None, "sections": [section]}]}
    ).encode()


def test_a_plan_of_published_keys_alone_gets_what_the_words_say():
    (found,) = measures(plan())
    assert (found.kind, found.deadline_kind, found.stated["responsible"]) == ("quantity", "fixed", "empty")
    assert [target.quote for target in found.targets] == ["200 公顷"]


def test_stages_notes_and_other_columns_are_kept():
    more = {
        "milestones": [{"text": "6月底前完成方案", "date": "2022-06-30"}], "notes": {"lead": "等部门"},
        "extra": {"备注": "重点"}, "printed": {"lead": "市水务局等部门"},
    }  # fmt: skip
    (found,) = measures(plan(**more))
    assert found.milestones[0].date == date(2022, 6, 30)
    assert (found.notes, found.extra, found.printed) == (more["notes"], more["extra"], more["printed"])


WRONG = {
    "seq": (3, "seq"), "text": (7, "text"), "deadline_date": ("2022-02-30", "date"),
    "lead": ("市水务局", "list"), "assisting": (["", "市水务局"], "names"),
    "kind": ("x", "choice"), "milestones": (7, "list"),
    "extra": ([1], "object"),
}  # fmt: skip


@pytest.mark.parametrize("key", WRONG)
def test_a_wrong_value_is_named_by_its_path(key):
    value, expected = WRONG[key]
    (problem, *_) = read(plan(**{key: value})).problems
    where = f"plans[0].sections[0].tasks[0].measures[0].{key}"
    assert (problem.code, problem.params) == ("json-value", {"path": where, "expected": expected})


def test_a_missing_key_is_named_and_broken_json_by_its_line():
    assert [p.params for p in read(b'{"plans": [{"title": "x"}]}').problems] == [
        {"path": "plans[0].year", "expected": "missing"}
    ]
    assert [p.params for p in read(b'{"plans": [\n{"title": x}]}').problems] == [{"line": 2, "column": 11}]


def test_zeros_that_slipped_into_a_text_are_taken_out_and_named():
    data = published("1\t任务甲\t编\0制方案。\t年底前\t市水务局\t\t")
    reading = read(data)
    assert [measure.text for measure in reading.plans[0].measures()] == ["编制方案。"]
    assert [(one.code, one.params) for one in reading.problems] == [("text-cleaned", {"removed": ["U+0000"]})]
