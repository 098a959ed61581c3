"""Tables as a Word document by python-docx."""

import io

from docx import Document
from docx.document import Document as Drawn
from docx.enum.section import WD_ORIENT

from tests.importers.drawing.table import Table, shown


def draw_docx(*tables: Table) -> bytes:
    """A document in which the tables stand one below the other, each under its lines."""
    document = Document()
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = section.page_height, section.page_width
    for table in tables:
        for line in table.above:
            document.add_paragraph(line)
        _draw(document, table)
        for line in table.below:
            document.add_paragraph(line)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _draw(document: Drawn, table: Table) -> None:
    drawn = document.add_table(rows=len(table.rows), cols=table.columns, style="Table Grid")
    covered = table.covered()
    cells = [list(row.cells) for row in drawn.rows]  # asked for once: it is slow
    for row, values in enumerate(table.rows, 1):
        for column, value in enumerate(values, 1):
            if (row, column) not in covered and value not in (None, ""):
                first, *more = shown(value).split("\n")
                cell = cells[row - 1][column - 1]
                cell.paragraphs[0].add_run(first)
                for line in more:
                    cell.add_paragraph(line)
    for top, left, bottom, right in table.merges:
        cells[top - 1][left - 1].merge(cells[bottom - 1][right - 1])
