"""Tables as a PDF by reportlab, ruled, with the header again on every page."""

import io
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import LongTable, PageBreak, Paragraph, SimpleDocTemplate, Spacer

from tests.importers.drawing.table import Table, Value, shown

FONT = "STSong-Light"
MARGIN = 40
_CELL = ParagraphStyle("cell", fontName=FONT, fontSize=9, leading=12, wordWrap="CJK")
_LINE = ParagraphStyle("line", fontName=FONT, fontSize=14, leading=24, wordWrap="CJK")


def draw_pdf(*tables: Table, cut: bool = False, ruled: bool = True) -> bytes:
    """A document on A4 landscape, each table on pages of its own under its lines; every page has its number.

    With `cut` a row that has no room on a page goes on at the top of the next one.
    """
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    story: list = []
    for table in tables:
        if story:
            story.append(PageBreak())
        story += [_paragraph(line, _LINE) for line in table.above]
        story.append(_drawn(table, cut, ruled))
        story += [Spacer(1, 8), *(_paragraph(line, _LINE) for line in table.below)]
    out = io.BytesIO()
    SimpleDocTemplate(
        out, pagesize=landscape(A4), invariant=1,
        leftMargin=MARGIN, rightMargin=MARGIN, topMargin=MARGIN, bottomMargin=MARGIN,
    ).build(story, onFirstPage=_number, onLaterPages=_number)  # fmt: skip
    return out.getvalue()


def _number(canvas: Canvas, document: SimpleDocTemplate) -> None:
    canvas.setFont(FONT, 9)
    canvas.drawCentredString(landscape(A4)[0] / 2, MARGIN / 2, f"— {document.page} —")


def _drawn(table: Table, cut: bool, ruled: bool) -> LongTable:
    covered = table.covered()
    cells = [
        [
            "" if (row, column) in covered else _paragraph(value, _CELL)
            for column, value in enumerate([*values, *[None] * (table.columns - len(values))], 1)
        ]
        for row, values in enumerate(table.rows, 1)
    ]
    spans = [
        ("SPAN", (left - 1, top - 1), (right - 1, bottom - 1)) for top, left, bottom, right in table.merges
    ]
    grid = [("GRID", (0, 0), (-1, -1), 0.5, colors.black)] if ruled else []
    style = [*grid, ("VALIGN", (0, 0), (-1, -1), "TOP" if cut else "MIDDLE"), *spans]
    return LongTable(
        cells, colWidths=_widths(table), repeatRows=table.header_rows, style=style, splitInRow=int(cut)
    )


def _widths(table: Table) -> list[float]:
    """The page's width shared out: by `widths`, or by how long a text each column holds."""
    if table.widths:
        parts = list(table.widths)
    else:
        parts = [
            max(
                min(max((len(line) for line in shown(row[column]).split("\n")), default=0), 30)
                for row in table.rows
                if len(row) > column and sum(value not in (None, "") for value in row) > 1
            )
            + 2.0
            for column in range(table.columns)
        ]
    room = landscape(A4)[0] - 2 * MARGIN
    return [part / sum(parts) * room for part in parts]


def _paragraph(value: Value, style: ParagraphStyle) -> Paragraph:
    return Paragraph(escape(shown(value)).replace("\n", "<br/>"), style)
