"""Writes the prefilled workbook: grey cells are locked, white ones are to be filled in."""

from __future__ import annotations

import datetime
import io
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.workbook.protection import WorkbookProtection
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from actionplan.shared import dates
from actionplan.shared.workbook import put_text
from departments.models import Unit, User
from importers.sheets import columns
from importers.sheets.columns import Column
from importers.sheets.marks import TITLE, Mark, Marks
from importers.sheets.rows import Row
from tasks import report_text, status, steps
from tasks.choices import Light, Status
from tasks.models import Plan, ReportingPeriod
from tasks.report_rules import LONGEST, asked

HEAD, RULES, FIRST = 4, 5, 6
"""The lines of the headings, of what to write below them, and of the first measure."""
_TEXTS = ("progress", "problems", "next_steps")
_INK = {
    Light.RED: "B3261E", Light.YELLOW: "845100", Light.GREEN: "1B6F3E", Light.GREY: "5F6C6B",
    Light.CLOSED: "1D5BB0",
}  # fmt: skip
_LINE = Side(style="thin", color="C9D2D0")
_BORDER = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_WRAPPED = Alignment(wrap_text=True, vertical="top")
_GREY = PatternFill("solid", fgColor="EEF1F0")
_HEAD = {False: PatternFill("solid", fgColor="43504F"), True: PatternFill("solid", fgColor="0B5560")}


def write(
    *, plan: Plan, unit: Unit, period: ReportingPeriod, rows: Sequence[Row], by: User, day: datetime.date
) -> bytes:
    """The workbook with these rows, in the language of the moment."""
    filled_in = columns.editable(max((len(asked(row.measure)) for row in rows), default=0))
    every = [*columns.LOCKED, *filled_in]
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = str(period)
    _head(sheet, every, plan=plan, unit=unit, period=period, by=by, day=day)
    for line, row in enumerate(rows, FIRST):
        _row(sheet, line, row, plan, filled_in)
    _set_up(sheet, every, FIRST + len(rows) - 1)
    marked = [_mark(row, filled_in) for row in rows]
    _hide(book, Marks(plan.pk, unit.code, period.number, marked))
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def heading(unit: Unit, period: ReportingPeriod) -> str:
    """The second line, which says whose workbook it is and for which period."""
    return _("%(period)s reports of %(unit)s") % {"period": period, "unit": unit}


def _head(
    sheet: Worksheet,
    every: Sequence[Column],
    *,
    plan: Plan,
    unit: Unit,
    period: ReportingPeriod,
    by: User,
    day: datetime.date,
) -> None:
    how = _(
        "As of %(day)s, for %(person)s. Fill in the white cells, keep the grey ones as they are, "
        "and load the file back on the page where you downloaded it. Reports are due on %(due)s."
    ) % {"day": dates.written(day), "person": by, "due": dates.written(period.due_on)}
    for line, text in enumerate((plan.title, heading(unit, period), how), 1):
        cell = put_text(sheet.cell(line, 1), text)
        cell.font = Font(bold=line < 3, size=(16, 13, 10)[line - 1])
        sheet.row_dimensions[line].height = (26, 21, 18)[line - 1]
    for number, column in enumerate(every, 1):
        cell = put_text(sheet.cell(HEAD, number), str(column.title))
        cell.font, cell.fill = Font(bold=True, color="FFFFFF"), _HEAD[bool(column.rule)]
        rule = put_text(sheet.cell(RULES, number), str(column.rule))
        rule.font, rule.fill = Font(size=9, color="43504F"), _GREY
        for one in (cell, rule):
            one.alignment, one.border = _WRAPPED, _BORDER
        sheet.column_dimensions[get_column_letter(number)].width = column.width


def _row(sheet: Worksheet, line: int, row: Row, plan: Plan, filled_in: Sequence[Column]) -> None:
    ink = "000000" if row.write else "7A8685"
    for number, text in enumerate(_known(row, plan), 1):
        cell = _text(sheet.cell(line, number), text)
        cell.fill = _GREY
        cell.font = Font(color=_INK[row.part.light] if number == 6 and row.write else ink)  # type: ignore[attr-defined]
    fields = columns.fields_of(row.measure, leads=row.leads)
    for number, column in enumerate(filled_in, len(columns.LOCKED) + 1):
        text = row.typed[fields[column.name]] if column.name in fields else ""
        cell = _value(sheet.cell(line, number), column.name, text)
        cell.font = Font(color=ink)
        if row.write and column.name in fields:
            cell.protection = Protection(locked=False)
        else:
            cell.fill = _GREY


def _known(row: Row, plan: Plan) -> list[str]:
    """The texts of the locked cells, in the order of `columns.LOCKED`."""
    measure, part, before = row.measure, row.part, row.before
    due = dates.written(measure.due_on) if measure.due_on else ""
    first = _("first %(day)s") % {"day": dates.written(measure.first_due_on)} if measure.first_due_on else ""
    light = _("%(light)s: %(why)s") % {
        "light": Light(part.light).label,  # type: ignore[attr-defined]
        "why": status.explain(part, plan=plan),
    }
    if row.report.version:
        state = row.report.get_state_display()
    else:
        state = _("Not written") if row.owes else _("Not owed; may stay empty")
    last = [str(before.report.period), before.get_status_display()] if before else []
    return [
        measure.ref,
        measure.text,
        part.get_role_display(),
        _lines(measure.deadline_text, due, first),
        _lines(*map(str, asked(measure))),
        light,
        state,
        _lines(*last, *report_text.figures(before, measure)) if before else "",
        before.progress if before else "",
        steps.words(row.steps),
    ]


def _lines(*texts: str) -> str:
    return "\n".join(filter(None, texts))


def _text(cell: Any, text: str) -> Any:
    if text:
        put_text(cell, text).quotePrefix = text.startswith(("=", "+", "-", "@"))
    cell.alignment, cell.border = _WRAPPED, _BORDER
    return cell


def _value(cell: Any, name: str, text: str) -> Any:
    """The cell with a report's text as what it is: a word of the list, a number, a day."""
    _text(cell, str(Status(text).label) if name == "status" and text else text)
    if name == "expected_on":
        cell.number_format = "yyyy-mm-dd"
        cell.value = datetime.date.fromisoformat(text) if text else None
    elif name not in ("status", *_TEXTS):
        cell.value = Decimal(text) if text else None
    return cell


def _set_up(sheet: Worksheet, every: Sequence[Column], last: int) -> None:
    """What may be typed where, what stays in sight, what is protected, and how it prints."""
    for number, column in enumerate(every, 1):
        check = _validation(column.name) if column.rule else None
        if check and last >= FIRST:
            letter = get_column_letter(number)
            check.add(f"{letter}{FIRST}:{letter}{last}")
            sheet.add_data_validation(check)
    sheet.freeze_panes = f"C{FIRST}"
    sheet.sheet_view.zoomScale = 90
    sheet.protection.sheet = True
    sheet.protection.formatColumns = sheet.protection.formatRows = False  # False: not forbidden
    page = sheet.page_setup
    page.orientation, page.paperSize, page.fitToWidth, page.fitToHeight = "landscape", 9, 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = f"{HEAD}:{RULES}"
    sheet.oddFooter.center.text = "&P / &N"  # type: ignore[union-attr]
    margins = sheet.page_margins
    margins.left = margins.right = 0.4
    margins.top = margins.bottom = 0.5


def _validation(name: str) -> DataValidation:
    if name == "status":
        words = ",".join(str(label) for label in Status.labels)
        check = DataValidation(type="list", formula1=f'"{words}"')
        check.error = _("Choose from the list.")
    elif name in _TEXTS:
        check = DataValidation(type="textLength", operator="lessThanOrEqual", formula1=str(LONGEST))
        check.error = _("At most %(n)s characters fit here.") % {"n": LONGEST}
    elif name == "expected_on":
        check = DataValidation(type="date", operator="greaterThan", formula1="36526")  # 1 January 2000
        check.error = _("Enter a day, such as 2022-11-30.")
    elif name == "percent":
        check = DataValidation(type="decimal", operator="between", formula1="0", formula2="100")
        check.error = _("Enter a whole number from 0 to 100.")
    else:
        check = DataValidation(type="decimal", operator="greaterThanOrEqual", formula1="0")
        check.error = _("Enter a number.")
    check.allowBlank = check.showErrorMessage = True
    return check


def _mark(row: Row, filled_in: Sequence[Column]) -> Mark:
    fields = columns.fields_of(row.measure, leads=row.leads)
    typed = row.typed
    return Mark(
        no=row.measure.ref,
        text=row.measure.text,
        measure=row.measure.pk,
        version=row.report.version,
        targets=[target.pk for target in asked(row.measure)],
        base={one.name: typed[fields[one.name]] if one.name in fields else "" for one in filled_in},
    )


def _hide(book: Workbook, marks: Marks) -> None:
    sheet = book.create_sheet(TITLE)
    for line, texts in enumerate(marks.lines(), 1):
        for number, text in enumerate(texts, 1):
            if text:
                put_text(sheet.cell(line, number), text)
    sheet.sheet_state = "hidden"
    sheet.protection.sheet = True
    book.security = WorkbookProtection(lockStructure=True)
