"""Plans in Word documents: what counts as text of the table, and which cells are one."""

import io

from docx import Document

from importers.reading import Reading, read

from .drawing import (
    Table,
    draw_docx,
)
from .made import HEADER, MEASURE, TITLE, repacked, small, tasks


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
