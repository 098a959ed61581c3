"""Draws fixtures/annex5-2022.xlsx from the published text, as an office keeps such a table.

Run `python -m tests.importers.draw_annex5` after a change; the same text gives the same bytes.
"""

import io
import re
import zipfile
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from tests.importers.drawing.table import Merge, Table, Value

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
WIDTHS = {"A": 6, "B": 14, "C": 46, "D": 10, "E": 20, "F": 22, "G": 24}
HEADER_ROW = 3
LINE = 15  # points
BODY = Font(name="宋体", size=10.5)
STRONG = Font(name="黑体", size=11, bold=True)
THIN = Side(style="thin")
BORDER = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
MIDDLE = Alignment(horizontal="center", vertical="center", wrap_text=True)
LEFT = Alignment(horizontal="left", vertical="center", wrap_text=True)


def described(published: str) -> Table:
    """The published table with its merges: sections across, a task's number and title over its measures."""
    lines = [line.split("\t") for line in published.split("\n") if line.strip()]
    (annex,), (title,), header, *printed = lines
    rows: list[list[Value]] = [list(header)]
    merges: list[Merge] = []
    task, top = "", 0
    for number, named, text, deadline, *units in (row for row in printed if row != header):
        at = len(rows) + 1
        if not text:
            rows.append([number])
            merges.append((at, 1, at, len(header)))
            task = ""
            continue
        again = not number or number == task
        if again:
            merges = [merge for merge in merges if merge[0] != top]
            merges += [(top, column, at, column) for column in (1, 2)]
        else:
            task, top = number, at
        opening: list[Value] = [None, None] if again else [int(number), named]
        rows.append([*opening, text, deadline, *map(stacked, units)])
    return Table(rows, merges, above=[annex, title], name=annex.replace(" ", ""))


def draw(published: str) -> bytes:
    """The workbook's bytes."""
    table = described(published)
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = table.name
    for row in table.lines():
        sheet.append([value or None for value in row])
    sheet["A1"].font = STRONG
    sheet["A2"].font = Font(name="黑体", size=16, bold=True)
    sheet["A2"].alignment = MIDDLE
    style(sheet)
    for top, left, bottom, right in table.merged_lines():
        sheet.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)
        if top > HEADER_ROW and right > left:
            sheet.cell(top, left).font = STRONG
            sheet.cell(top, left).alignment = LEFT
    return reproducible(book)


def stacked(units: str) -> str:
    """One unit a line; a bracket stays with the name before it."""
    return re.sub(r" (?!\()", "\n", units.strip())


def style(sheet: Worksheet) -> None:
    for column, width in WIDTHS.items():
        sheet.column_dimensions[column].width = width
    for at, row in enumerate(sheet.iter_rows(min_row=HEADER_ROW, max_col=len(WIDTHS)), HEADER_ROW):
        for cell in row:
            cell.border = BORDER
            cell.font = STRONG if at == HEADER_ROW else BODY
            cell.alignment = LEFT if cell.column == 3 and at != HEADER_ROW else MIDDLE
        printed = [str(cell.value or "") for cell in row]
        by_text = -(-2 * len(printed[2]) // WIDTHS["C"])
        by_units = max(len(re.split(r"\n|(?=\()", cell)) for cell in printed[4:])
        sheet.row_dimensions[at].height = LINE * max(by_text, by_units, 1) + 6
    sheet.row_dimensions[2].height = 30
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = f"{HEADER_ROW}:{HEADER_ROW}"


def reproducible(book: Workbook) -> bytes:
    """The workbook saved without the time of saving."""
    saved, still = io.BytesIO(), io.BytesIO()
    book.save(saved)
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(still, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            body = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"2022-01-01T00:00:00Z", source.read(name))
            target.writestr(zipfile.ZipInfo(name, (2022, 1, 1, 0, 0, 0)), body, zipfile.ZIP_DEFLATED)
    return still.getvalue()


if __name__ == "__main__":
    published = (FIXTURES / "annex5-2022.txt").read_text(encoding="utf-8")
    (FIXTURES / "annex5-2022.xlsx").write_bytes(draw(published))
