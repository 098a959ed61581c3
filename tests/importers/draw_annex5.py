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


def draw(published: str) -> bytes:
    """The workbook's bytes."""
    lines = [line.split("\t") for line in published.split("\n") if line.strip()]
    (annex,), (title,), header, *rows = lines
    rows = [row for row in rows if row != header]
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = annex.replace(" ", "")
    sheet.append([annex])
    sheet.append([title])
    sheet.append(header)
    sheet["A1"].font = STRONG
    sheet.merge_cells("A2:G2")
    sheet["A2"].font = Font(name="黑体", size=16, bold=True)
    sheet["A2"].alignment = MIDDLE
    tasks: list[tuple[str, int]] = []
    for at, row in enumerate(rows, HEADER_ROW + 1):
        number, task, text, deadline, *units = row
        if not text:
            sheet.append([number])
            tasks.append(("", at))
            continue
        again = not number or (tasks and tasks[-1][0] == number)
        opening = ["", ""] if again else [int(number), task]
        sheet.append([value or None for value in (*opening, text, deadline, *map(stacked, units))])
        tasks.append((tasks[-1][0] if again else number, at))
    style(sheet)
    merge(sheet, tasks)
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


def merge(sheet: Worksheet, tasks: list[tuple[str, int]]) -> None:
    """Sections across the table; a task's number and title down over its measures."""
    for number in dict.fromkeys(number for number, _ in tasks if number):
        rows = [at for of, at in tasks if of == number]
        if len(rows) > 1:
            for column in "AB":
                sheet.merge_cells(f"{column}{rows[0]}:{column}{rows[-1]}")
    for number, at in tasks:
        if not number:
            sheet.merge_cells(f"A{at}:G{at}")
            sheet[f"A{at}"].font = STRONG
            sheet[f"A{at}"].alignment = LEFT


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
