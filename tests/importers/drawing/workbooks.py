"""Tables as workbooks: .xlsx by openpyxl, .xls by xlwt."""

import datetime
import io
import re
import zipfile
from xml.sax.saxutils import escape

import xlwt
from openpyxl import Workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.worksheet.cell_range import CellRange

from tests.importers.drawing.table import Formula, Percent, Table, Value


def draw_xlsx(*tables: Table) -> bytes:
    """A workbook with a sheet for each table."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for table in tables:
        sheet = book.create_sheet(table.name)
        if table.hidden:
            sheet.sheet_state = "hidden"
        for row, values in enumerate(table.lines(), 1):
            for column, value in enumerate(values, 1):
                if value not in (None, ""):
                    _fill(sheet.cell(row, column), value)
        for top, left, bottom, right in table.merged_lines():
            # Not by `merge_cells`, which looks at all merges before it adds one.
            sheet.merged_cells.ranges.add(CellRange(None, left, top, right, bottom))
    out = io.BytesIO()
    book.save(out)
    return _with_values(out.getvalue(), tables)


def _fill(cell: Cell | MergedCell, value: Value) -> None:
    if isinstance(value, Formula):
        cell.value = f"={value.text}"
        if isinstance(value.value, datetime.date):
            cell.number_format = "yyyy-mm-dd"
    elif isinstance(value, Percent):
        cell.value = value.value
        cell.number_format = "0%"
    else:
        cell.value = value
        if isinstance(value, str):
            cell.data_type = "s"  # also where it begins with =


def _with_values(data: bytes, tables: tuple[Table, ...]) -> bytes:
    """The workbook with the values of its formulas, which openpyxl doesn't write."""
    if not any(isinstance(value, Formula) for table in tables for row in table.rows for value in row):
        return data
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            body = source.read(name).decode("utf-8", "surrogateescape")
            if found := re.fullmatch(r"xl/worksheets/sheet(\d+)\.xml", name):
                for row in tables[int(found[1]) - 1].rows:
                    for value in row:
                        if isinstance(value, Formula):
                            body = _with_value(body, value)
            target.writestr(name, body.encode("utf-8", "surrogateescape"))
    return out.getvalue()


def _with_value(body: str, formula: Formula) -> str:
    kind = ' t="str"' if isinstance(formula.value, str) else ""
    value = formula.value
    if isinstance(value, datetime.date):
        value = (value - datetime.date(1899, 12, 30)).days
    return re.sub(
        rf"<c ([^>]*?)(?: t=\"\w+\")?><f>{re.escape(escape(formula.text))}</f><v\s*/?>(?:</v>)?</c>",
        lambda found: f"<c {found[1]}{kind}><f>{escape(formula.text)}</f><v>{escape(str(value))}</v></c>",
        body,
    )


def draw_xls(*tables: Table) -> bytes:
    """A workbook of Excel 97 to 2003 with a sheet for each table; formulas hold their values alone."""
    book = xlwt.Workbook(encoding="utf-8")
    day = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    percent = xlwt.easyxf(num_format_str="0%")
    for table in tables:
        sheet = book.add_sheet(table.name)
        sheet.visibility = int(table.hidden)
        merges = {merge[:2]: merge for merge in table.merged_lines()}
        for row, values in enumerate(table.lines(), 1):
            for column, value in enumerate(values, 1):
                known = value.value if isinstance(value, Formula) else value
                written, style = known, xlwt.Style.default_style
                if isinstance(known, Percent):
                    written, style = known.value, percent
                elif isinstance(known, datetime.date):
                    style = day
                if merge := merges.get((row, column)):
                    top, left, bottom, right = (number - 1 for number in merge)
                    sheet.write_merge(top, bottom, left, right, written or "", style)
                elif value not in (None, ""):
                    sheet.write(row - 1, column - 1, written, style)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
