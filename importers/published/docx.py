"""The published table as a Word document.

python-docx makes the page, its styles and the lines above the table; the table's rows are written past it,
one after the other, so that a long plan needs little memory and time.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from typing import IO
from xml.sax.saxutils import escape

from docx import Document
from docx.document import Document as Drawn
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt

from importers.published.header import Cell, header
from importers.published.table import Table, plain

_BODY = "word/document.xml"
_HERE = "<w:tbl/>"
_SERIF, _SANS, _LATIN = "SimSun", "SimHei", "Times New Roman"
_PAGE, _MARGIN = (Mm(297), Mm(210)), Mm(12)
_WIDE = 180
"""A table of more letters than this is set in smaller ones."""
_ROOM = 15_478
"""The page's width without its margins, in twentieths of a point."""
_CENTRED = WD_ALIGN_PARAGRAPH.CENTER
_TABLE = "Plan table"
_SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")
_INNER = {"top": 40, "left": 70, "bottom": 40, "right": 70}
_STYLES = (  # name, font, points, bold, alignment
    ("Annex", _SANS, 12, False, None),
    ("Plan title", _SERIF, 18, True, _CENTRED),
    ("Plan note", _SERIF, 10.5, False, _CENTRED),
    ("Table head", _SANS, 9.5, False, _CENTRED),
    ("Table centre", _SERIF, 9, False, _CENTRED),
    ("Table text", _SERIF, 9, False, None),
)


def write(table: Table, out: IO[bytes]) -> None:
    """Writes the document."""
    document = _page(-1.5 if sum(column.width for column in table.columns) > _WIDE else 0)
    notes = ((note, "Plan note") for note in table.notes)
    for text, style in ((table.annex, "Annex"), (table.title, "Plan title"), *notes):
        if text:
            document.add_paragraph(plain(text), style)
    document.element.body.insert(len(document.paragraphs), parse_xml(f"<w:tbl {nsdecls('w')}/>"))
    ids = {style.name: style.style_id for style in document.styles}
    made = io.BytesIO()
    document.save(made)
    with zipfile.ZipFile(made) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            body = source.read(name)
            if name != _BODY:
                target.writestr(name, body)
                continue
            before, here, after = body.decode().partition(_HERE)
            assert here, "the place of the table"
            with target.open(name, "w") as member:
                member.write(before.encode())
                for piece in _table(table, ids):
                    member.write(piece.encode())
                member.write(after.encode())


def _page(points_more: float) -> Drawn:
    """An empty document on A4 across, with its styles and the pages counted at the foot.

    The table's own styles get so many points more.
    """
    document = Document()
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = _PAGE
    section.left_margin = section.right_margin = _MARGIN
    section.top_margin = section.bottom_margin = Mm(15)
    section.footer_distance = Mm(8)
    _set_font(document.styles["Normal"], _SERIF, 10.5)
    for name, font, points, bold, alignment in _STYLES:
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = document.styles["Normal"]
        _set_font(style, font, points + (points_more if name.startswith("Table") else 0))
        style.font.bold = bold
        style.paragraph_format.alignment = alignment
        style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(0)
    document.styles["Plan title"].paragraph_format.space_after = Pt(6)
    document.styles["Plan note"].paragraph_format.space_after = Pt(6)
    _add_table_style(document)
    foot = section.footer.paragraphs[0]
    foot.alignment = _CENTRED
    for field in ("PAGE", None, "NUMPAGES"):
        if field:
            foot._p.append(
                parse_xml(
                    f'<w:fldSimple {nsdecls("w")} w:instr="{field}"><w:r><w:t>1</w:t></w:r></w:fldSimple>'
                )
            )
        else:
            foot.add_run(" / ")
    return document


def _set_font(style, font: str, points: float) -> None:  # type: ignore[no-untyped-def]
    style.font.name, style.font.size = _LATIN, Pt(points)
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)


def _add_table_style(document: Drawn) -> None:
    """What holds for every cell, said once: of 20,000 rows it would be more than what stands in them."""
    style = document.styles.add_style(_TABLE, WD_STYLE_TYPE.TABLE)
    lines = "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>' for side in _SIDES)
    inner = "".join(f'<w:{side} w:w="{width}" w:type="dxa"/>' for side, width in _INNER.items())
    table = f"<w:tblBorders>{lines}</w:tblBorders><w:tblCellMar>{inner}</w:tblCellMar>"
    for name, part in (("tblPr", table), ("tcPr", '<w:vAlign w:val="center"/>')):
        style.element.append(parse_xml(f"<w:{name} {nsdecls('w')}>{part}</w:{name}>"))


def _table(table: Table, ids: dict[str, str]) -> Iterator[str]:
    total = sum(column.width for column in table.columns)
    widths = [_ROOM * column.width // total for column in table.columns]
    yield (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{ids[_TABLE]}"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        '<w:jc w:val="center"/><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>'
        + "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
        + "</w:tblGrid>"
    )
    head, centre, left = ids["Table head"], ids["Table centre"], ids["Table text"]
    for heads in header(table.columns):
        cells, begin = [], 0
        for one in heads:
            width = sum(widths[begin : begin + one.columns])
            begin += one.columns
            span = f'<w:gridSpan w:val="{one.columns}"/>' if one.columns > 1 else ""
            cells.append(_cell(one.cell, head, f'<w:tcW w:w="{width}" w:type="dxa"/>{span}'))
        yield _row(cells, "<w:tblHeader/>")
    styles = [left if column.wordy else centre for column in table.columns]
    for row in table.rows():
        if row.heading:
            yield _row([_cell(Cell(row.heading), head, f'<w:gridSpan w:val="{len(widths)}"/>')])
        else:
            yield _row([_cell(cell, style) for cell, style in zip(row.cells, styles, strict=True)])
    yield "</w:tbl>"


def _row(cells: Sequence[str], properties: str = "") -> str:
    return f"<w:tr><w:trPr><w:cantSplit/>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def _cell(cell: Cell, style: str, properties: str = "") -> str:
    properties += {"first": '<w:vMerge w:val="restart"/>', "": ""}.get(cell.merged, "<w:vMerge/>")
    own = f"<w:tcPr>{properties}</w:tcPr>" if properties else ""
    return f'<w:tc>{own}<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{_run(cell.text)}</w:p></w:tc>'


def _run(text: str) -> str:
    """The text in one run, its line breaks kept."""
    if not text:
        return ""
    lines = escape(plain(text)).split("\n")
    return "<w:r>" + "<w:br/>".join(map(_line, lines)) + "</w:r>"


def _line(text: str) -> str:
    return "<w:tab/>".join(map(_piece, text.split("\t")))


def _piece(text: str) -> str:
    kept = ' xml:space="preserve"' if text != text.strip() or "  " in text else ""
    return f"<w:t{kept}>{text}</w:t>" if text else ""
