"""One table in files of every kind: all give the same plan."""

import io
import json
from datetime import date

import pytest
from docx import Document
from openpyxl import Workbook

from importers.reading import Problem, Reading, read
from importers.reading.numbers import printed
from importers.reading.pdf_text import lines_of

from .draw_annex5 import FIXTURES, described
from .drawing import (
    DRAWN,
    Formula,
    Percent,
    Table,
    draw_csv,
    draw_docx,
    draw_ods,
    draw_pdf,
    draw_text,
    draw_xls,
    draw_xlsx,
    ods,
    paged,
    repeated,
    unmerged,
)
from .made import HEADER, MEASURE, SHEET, TITLE, brief, member, repacked, saved, tasks
from .test_annex5 import GOLDEN, without_places

ANNEX = described((FIXTURES / "annex5-2022.txt").read_text(encoding="utf-8"))
BREAKS = (7, 11, 20)
RELATIONS = "xl/_rels/workbook.xml.rels"


def small(*rows, **more) -> Table:
    return Table([list(HEADER), *map(list, rows)], above=[TITLE], **more)


def measures(data: bytes):
    (plan,) = read(data).plans
    return list(plan.measures())


SAME = {
    "xlsx": lambda: draw_xlsx(ANNEX),
    "xlsx, unmerged": lambda: draw_xlsx(unmerged(ANNEX)),
    "xlsx, each page on its own": lambda: draw_xlsx(paged(ANNEX, *BREAKS)),
    "xls": lambda: draw_xls(ANNEX),
    "xls, each page on its own": lambda: draw_xls(paged(ANNEX, *BREAKS)),
    "ods": lambda: draw_ods(ANNEX),
    "ods, unmerged": lambda: draw_ods(unmerged(ANNEX)),
    "csv with a mark": lambda: draw_csv(ANNEX),
    "csv in GB 18030 with semicolons": lambda: draw_csv(ANNEX, encoding="gb18030", separator=";"),
    "tsv in UTF-16": lambda: draw_csv(ANNEX, encoding="utf-16", separator="\t"),
    "docx": lambda: draw_docx(ANNEX),
    "docx, each page on its own": lambda: draw_docx(paged(ANNEX, *BREAKS)),
    "text": lambda: draw_text(ANNEX),
    "text in UTF-16 without a mark": lambda: draw_text(ANNEX, encoding="utf-16-le"),
    "text in UTF-16, the other way round": lambda: draw_text(ANNEX, encoding="utf-16-be"),
}


@pytest.mark.parametrize("draw", SAME.values(), ids=SAME.keys())
def test_annex_5_gives_the_plan_checked_by_hand_in_every_kind(draw):
    (plan,) = read(draw()).plans
    assert without_places(plan.to_dict()) == GOLDEN


def test_a_pdf_gives_it_but_for_the_one_blank_that_stands_where_a_line_was_wrapped():
    (plan,) = read(draw_pdf(ANNEX)).plans
    found = json.dumps(without_places(plan.to_dict()), ensure_ascii=False)
    assert json.loads(found.replace("做好 COP15宣传", "做好 COP15 宣传")) == GOLDEN


def test_the_plan_as_json_gives_itself():
    for draw in (draw_xlsx, draw_text, draw_docx):
        reading = read(draw(ANNEX))
        again = read(json.dumps(reading.to_dict(), ensure_ascii=False).encode(), "plan.json")
        assert without_places(again.plans[0].to_dict()) == GOLDEN
        assert again.problems == []


def test_the_places_are_those_of_the_kind():
    places = {kind: next(iter(measures(draw(ANNEX)))).cells["text"] for kind, draw in DRAWN.items()}
    assert places == {
        "xlsx": "C5", "xls": "C5", "ods": "C5", "csv": "L5C3", "text": "L5C3", "docx": "T1R3C3",
        "pdf": "P1R3C3",
    }  # fmt: skip


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_numbers_days_and_formulas_read_as_they_show(kind):
    table = small(
        [1.0, "任务甲", "编制方案。", date(2022, 9, 30), "市水务局", "", ""],
        [
            "",
            "",
            Formula("CONCATENATE(A1,B1)", "编制规划。"),
            Formula("TODAY()", date(2022, 6, 30)),
            "市水务局",
            "",
            "",
        ],
        [2, "任务乙", Percent(0.8), "年底前", "市水务局", "", ""],
    )
    found = measures(DRAWN[kind](table))
    assert [(one.text, one.deadline_text) for one in found] == [
        ("编制方案。", "2022-09-30"), ("编制规划。", "2022-06-30"), ("80%", "年底前"),
    ]  # fmt: skip
    assert [task[0] for task in tasks(read(DRAWN[kind](table)))] == ["1", "2"]


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("yyyy-mm-dd", "2022-06-30"), ('yyyy"年"m"月"d"日"', "2022-06-30"),
        ("[$-804]d mmm yyyy;@", "2022-06-30"),
        ('yyyy"年"m"月"', "2022年6月"), ("mmm-yy", "2022年6月"), ("0.00%", "4474200%"), ("General", "44742"),
        ('0.00"day"', "44742"), ("[h]:mm", "44742"), ("0.00E+00", "44742"),
    ],
)  # fmt: skip
def test_a_number_shows_by_its_format(code, words):
    book = Workbook()
    for row in ([TITLE], HEADER, [*MEASURE[:3], 44742, *MEASURE[4:]]):
        book.worksheets[0].append(row)
    book.worksheets[0]["D3"].number_format = code
    assert [one.deadline_text for one in measures(saved(book))] == [words]


def test_serial_numbers_count_from_1904_where_the_workbook_says_so():
    assert printed("43280", "date", from_1904=True) == "2022-06-30"
    assert (printed("60", "date"), printed("1", "date"), printed("1e400", "date")) == (
        "1900-02-28",
        "1900-01-01",
        "inf",
    )


def test_a_formula_without_a_value_is_named():
    book = Workbook()
    for row in ([TITLE], HEADER, [*MEASURE[:6], "=A1"]):
        book.worksheets[0].append(row)
    assert [brief(problem) for problem in read(saved(book)).problems] == [
        ("warning", "formula-unread", "Sheet", "G3")
    ]


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_a_hidden_sheet_is_left_out_and_named(kind):
    draft = small(["9", "草案", "不算。", "年底前", "市水务局", "", ""], name="草案", hidden=True)
    reading = read(DRAWN[kind](small(MEASURE, name="附件1"), draft))
    assert [brief(problem) for problem in reading.problems] == [("warning", "sheet-hidden", "草案", "")]
    assert tasks(reading) == [("1", "任务甲", ["编制方案。"])]


# Delimited text


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


# OpenDocument


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


# Word


def in_docx(body: str) -> Reading:
    return read(repacked(draw_docx(small(MEASURE)), {"word/document.xml": WORD.format(body).encode()}))


WORD = (
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
    f"<w:p><w:r><w:t>{TITLE}</w:t></w:r></w:p>{{}}</w:body></w:document>"
)


def w_cell(inside: str, properties: str = "") -> str:
    runs = inside if inside.startswith("<") else f"<w:r><w:t>{inside}</w:t></w:r>"
    return f"<w:tc><w:tcPr>{properties}</w:tcPr><w:p>{runs}</w:p></w:tc>"


def w_table(*rows: str, grid: str = "") -> str:
    header = "".join(map(w_cell, HEADER))
    return f"<w:tbl>{grid}<w:tr>{header}</w:tr>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"


def w_row(text: str) -> str:
    return "".join([w_cell("1"), w_cell("任务甲"), w_cell(text), *map(w_cell, MEASURE[3:])])


def test_of_tracked_changes_what_was_inserted_counts_and_what_was_deleted_does_not():
    changed = (
        "<w:r><w:t>编制</w:t></w:r><w:ins><w:r><w:t>新</w:t></w:r></w:ins>"
        "<w:del><w:r><w:delText>旧</w:delText></w:r></w:del><w:r><w:t>方案。</w:t></w:r>"
    )
    gone = "<w:trPr><w:del/></w:trPr>" + w_row("删去。")
    assert tasks(in_docx(w_table(w_row(changed), gone))) == [("1", "任务甲", ["编制新方案。"])]


def test_hidden_text_fields_and_numbers_of_pages_are_no_text():
    hidden = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>x</w:t></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>"
    assert tasks(in_docx(w_table(w_row(hidden + "<w:r><w:t>编制方案。</w:t></w:r>")))) == [
        ("1", "任务甲", ["编制方案。"])
    ]


def test_a_table_inside_a_frame_is_the_table_and_one_inside_a_cell_is_its_text():
    framed = f"<w:tbl><w:tr><w:tc>{w_table(w_row('编制方案。'))}<w:p/></w:tc></w:tr></w:tbl>"
    assert tasks(in_docx(framed)) == [("1", "任务甲", ["编制方案。"])]
    inner = "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>方案。</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    cell = f"<w:tc><w:p><w:r><w:t>编制</w:t></w:r></w:p>{inner}<w:p/></w:tc>"
    row = "".join([w_cell("1"), w_cell("任务甲"), cell, *map(w_cell, MEASURE[3:])])
    assert tasks(in_docx(w_table(row))) == [("1", "任务甲", ["编制方案。"])]


def test_columns_drawn_a_little_apart_are_one():
    widths = (800, 60, 1500, 4000, 1000, 1500, 1500, 1500)
    grid = "<w:tblGrid>" + "".join(f'<w:gridCol w:w="{width}"/>' for width in widths) + "</w:tblGrid>"
    wide = '<w:gridSpan w:val="2"/>'
    header = w_cell(HEADER[0], wide) + "".join(map(w_cell, HEADER[1:]))
    jagged = w_cell("1") + w_cell("任务甲", wide) + "".join(map(w_cell, MEASURE[2:]))
    table = f"<w:tbl>{grid}<w:tr>{header}</w:tr><w:tr>{jagged}</w:tr></w:tbl>"
    assert tasks(in_docx(table)) == [("1", "任务甲", ["编制方案。"])]


def test_a_row_that_begins_further_right_leaves_its_first_columns_empty():
    shifted = '<w:trPr><w:gridBefore w:val="2"/></w:trPr>' + "".join(map(w_cell, ("印发。", *MEASURE[3:])))
    assert tasks(in_docx(w_table(w_row("编制方案。"), shifted))) == [
        ("1", "任务甲", ["编制方案。", "印发。"])
    ]


def test_numbers_that_word_counts_by_itself_are_those_that_show():
    lists = (
        ("1", "decimal", "%1"), ("2", "chineseCounting", "%1、"), ("3", "bullet", "·"),
    )  # fmt: skip
    numbering = "".join(
        f'<w:abstractNum w:abstractNumId="{key}"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
        f'<w:numFmt w:val="{kind}"/><w:lvlText w:val="{words}"/></w:lvl></w:abstractNum>'
        for key, kind, words in lists
    ) + "".join(f'<w:num w:numId="{key}"><w:abstractNumId w:val="{key}"/></w:num>' for key, _, _ in lists)

    def counted(key: str, text: str = "") -> str:
        number = f'<w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="{key}"/></w:numPr></w:pPr>'
        return f"<w:tc><w:p>{number}<w:r><w:t>{text}</w:t></w:r></w:p></w:tc>"

    rows = []
    for part in ("甲部分", "乙部分"):
        rows.append(counted("2", part) + "".join(map(w_cell, [""] * 6)))
        rows.append(
            counted("1") + w_cell(f"任务{part}") + counted("3", "编制。") + "".join(map(w_cell, MEASURE[3:]))
        )
    data = draw_docx(small(MEASURE))
    names = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    (plan,) = read(
        repacked(
            data,
            {
                "word/document.xml": WORD.format(w_table(*rows)).encode(),
                "word/numbering.xml": f"<w:numbering {names}>{numbering}</w:numbering>".encode(),
            },
        )
    ).plans
    assert [(one.number, one.title) for one in plan.sections] == [("一", "甲部分"), ("二", "乙部分")]
    assert [(one.number, one.measures[0].text) for one in plan.tasks()] == [("1", "编制。"), ("2", "编制。")]


def test_headers_and_footers_of_pages_are_left_out():
    document = Document(io.BytesIO(draw_docx(small(MEASURE))))
    document.sections[0].header.paragraphs[0].text = "内部 2021 年资料"
    document.sections[0].footer.paragraphs[0].text = "第 1 页"
    out = io.BytesIO()
    document.save(out)
    assert read(out.getvalue()).plans[0].title == TITLE


def test_a_table_that_goes_on_in_a_second_one_without_a_header_is_one():
    second = Table([["", "", "印发方案。", "年底前", "市水务局", "", ""]])
    assert tasks(read(draw_docx(small(MEASURE), second))) == [("1", "任务甲", ["编制方案。", "印发方案。"])]


# PDF


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


# A page under the name of a workbook


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


# JSON


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


def test_a_member_of_a_container_is_found_by_its_relation_and_not_by_its_name():
    data = draw_xlsx(small(MEASURE))
    relations = member(data, RELATIONS).replace(b"worksheets/sheet1.xml", b"worksheets/other.xml")
    other = {"xl/worksheets/other.xml": member(data, SHEET)}
    moved = repacked(data, {RELATIONS: relations, SHEET: b"<worksheet/>"}, other)
    assert read(moved) == read(data)


@pytest.mark.parametrize("draw", [draw_xlsx, draw_xls, draw_ods, draw_docx, draw_csv])
def test_a_merge_that_says_the_same_in_each_of_its_rows_reads_as_one(draw):
    found = [len(task.measures) for task in read(draw(repeated(ANNEX))).plans[0].tasks()]
    assert sum(found) == 20
