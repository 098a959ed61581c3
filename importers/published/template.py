"""An empty plan table to fill in, with what to write where, and the names of the units that are known."""

from __future__ import annotations

from typing import IO, Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from actionplan.shared.workbook import put_text
from departments.models import Unit, UnitGroup
from importers.published.header import Column
from importers.published.table import WIDTHS
from importers.published.xlsx import CENTRED, GRID, LEFT, SANS, SERIF, set_up
from importers.reading.columns import ROLES

HEAD, FIRST, LAST = 3, 4, 203
"""The lines of the headers, and of the first and the last measure that there is room for."""


def write(language: str, out: IO[bytes]) -> None:
    """Writes the workbook in a language; read as it is, it holds a table without rows."""
    with translation.override(language):
        book = Workbook()
        sheet = book.worksheets[0]
        sheet.title = _("Plan")
        columns = [Column(label, meaning, WIDTHS[meaning]) for meaning, label in _labels().items()]
        _units(book)
        _help(book)
        _table(sheet, columns, _validations())
        book.save(out)


def name(language: str) -> str:
    """The file's name in a language."""
    with translation.override(language):
        return _("Plan to fill in") + ".xlsx"


def _labels() -> dict[str, str]:
    return {
        "number": _("No."),
        "task": _("Key task"),
        "text": _("Measure"),
        "deadline": _("Deadline"),
        "lead": _("Lead units"),
        "responsible": _("Responsible units"),
        "assisting": _("Assisting units"),
    }


def _deadlines() -> list[str]:
    """Deadlines as examples, in the words of the language."""
    return [
        _("by the end of the year"), _("by the end of June"), _("by 30 September"),
        _("by the end of the first half"), _("end of each quarter"), _("ongoing"),
    ]  # fmt: skip


def _table(sheet: Any, columns: list[Column], validations: dict[str, DataValidation]) -> None:
    set_up(sheet, columns, HEAD)
    _put(sheet, 1, 1, _("Annex 1"), Font(name=SANS, size=12), Alignment(vertical="center"))
    _put(sheet, 2, 1, _("(The plan's title, with its year)"), Font(name=SERIF, size=18, bold=True), CENTRED)
    for line in (1, 2):
        sheet.merge_cells(start_row=line, end_row=line, start_column=1, end_column=len(columns))
    for line, height in ((1, 20), (2, 32), (HEAD, 22)):
        sheet.row_dimensions[line].height = height
    for number, column in enumerate(columns, 1):
        _put(sheet, HEAD, number, column.label, Font(name=SANS, size=11), CENTRED).border = GRID
        for line in range(FIRST, LAST + 1):
            cell = sheet.cell(line, number)
            cell.font, cell.border = Font(name=SERIF, size=10.5), GRID
            cell.alignment = LEFT if column.wordy else CENTRED
        if check := validations.get(column.meaning):
            letter = get_column_letter(number)
            check.add(f"{letter}{FIRST}:{letter}{LAST}")
            sheet.add_data_validation(check)


def _validations() -> dict[str, DataValidation]:
    """What may be chosen in a column; anything else may be typed."""
    last = Unit.objects.filter(is_active=True).count() + UnitGroup.objects.count()
    source = f"'{_('Known units')}'!$A$2:$A${last + 1}"
    found = {"deadline": DataValidation(type="list", formula1=f'"{",".join(_deadlines())}"')}
    if last:
        found |= {role: DataValidation(type="list", formula1=source) for role in ROLES}
    for meaning, check in found.items():
        check.showErrorMessage, check.showInputMessage, check.allow_blank = False, True, True
        check.prompt = (
            _("Choose one or type your own words.")
            if meaning == "deadline"
            else _("Choose one unit; type several each on a line of its own (Alt+Enter).")
        )
    return found


def _units(book: Workbook) -> None:
    sheet = book.create_sheet(_("Known units"))
    _put(sheet, 1, 1, _("Names that the system knows"), Font(name=SANS, size=11), LEFT)
    names = [*Unit.objects.filter(is_active=True).values_list("name", flat=True)]
    names += UnitGroup.objects.values_list("name", flat=True)
    for line, text in enumerate(names, 2):
        _put(sheet, line, 1, text, Font(name=SERIF, size=10.5), LEFT)
    sheet.column_dimensions["A"].width = 48
    sheet.freeze_panes = "A2"


def _help(book: Workbook) -> None:
    sheet = book.create_sheet(_("How to fill in"))
    label = _labels()
    several = _("Several units stand each on a line of its own (Alt+Enter). Write —— where there is none.")
    understood = _(
        "As the plan words it. Without a year the plan's own is meant. These are understood: %(examples)s."
    )
    lines = [
        (_("Title"), _("Write the plan's title over the words in brackets. It must name the year.")),
        (
            _("Section"),
            _(
                "A section is a row of its own: its number and title in the first cell, such as “A. Water”, "
                "the other cells empty."
            ),
        ),
        (label["number"], _("The key task's number. Leave it empty in the further rows of the same task.")),
        (label["task"], _("The key task's title, beside its number.")),
        (
            label["text"],
            _("One measure a row, in full. A quantity to be reached stands in it, such as “50 km”."),
        ),
        (label["deadline"], understood % {"examples": pgettext("list", ", ").join(_deadlines())}),
        (
            label["lead"],
            _("At least one unit. Names that are not on the list are asked about when the table is read."),
        ),
        (label["responsible"], several),
        (label["assisting"], several),
        (_("Other columns"), _("Add them at the right, such as remarks: they are kept with the measure.")),
    ]
    for line, texts in enumerate(lines, 1):
        for number, text in enumerate(texts, 1):
            _put(sheet, line, number, text, Font(name=SERIF if number > 1 else SANS, size=10.5), LEFT)
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 20, 90


def _put(sheet: Any, line: int, number: int, text: str, font: Font, alignment: Alignment) -> Any:
    cell = put_text(sheet.cell(line, number), text)
    cell.font, cell.alignment = font, alignment
    return cell
