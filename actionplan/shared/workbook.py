"""Tables for spreadsheets, in which no text ever becomes a formula."""

import csv
import datetime
import io
import re
from collections.abc import Iterable, Sequence
from copy import copy
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "'")
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def xlsx(title: str, rows: Iterable[Sequence[Any]], widths: Sequence[int] = ()) -> bytes:
    """A workbook with one sheet; the first row is its header. Texts stay texts, whatever they start with."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("".join(c for c in title if c not in r"[]:*?/\\")[:31] or "1")
    sheet.freeze_panes = "A2"
    for number, width in enumerate(widths):
        sheet.column_dimensions[chr(ord("A") + number)].width = width
    head, body = WriteOnlyCell(sheet), WriteOnlyCell(sheet)
    head.font = Font(bold=True)
    head.alignment = body.alignment = Alignment(wrap_text=True, vertical="top")
    for line, row in enumerate(rows):
        sheet.append(
            [
                _text(value, body if line else head) if isinstance(value, str) else _local(value)
                for value in row
            ]
        )
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _text(value: str, like: Any) -> Any:
    # A copy shares its style: making one anew for each cell takes longer than all the rest.
    return put_text(copy(like), value)


def put_text(cell: Any, value: str) -> Any:
    """The cell with this text, which stays a text whatever it starts with and whatever it spells."""
    plain = ILLEGAL_CHARACTERS_RE.sub("", value)
    cell.value = _LOOKS_ESCAPED.sub("_x005F_", plain)
    cell.data_type = "s"
    return cell


def csv_text(rows: Iterable[Sequence[Any]]) -> bytes:
    """The rows as csv in UTF-8 with a mark, so that office programs read it.

    A text that a spreadsheet would take for a formula gets an apostrophe before it, one that starts with an
    apostrophe a second one; a reader takes one leading apostrophe away and has the text back.
    """
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    for row in rows:
        writer.writerow(["" if value is None else _harmless(_local(value)) for value in row])
    return ("\ufeff" + buffer.getvalue()).encode()


def _local(value: Any) -> Any:
    """A moment as the clock on the wall showed it, which is all that a spreadsheet can hold."""
    aware = isinstance(value, datetime.datetime) and timezone.is_aware(value)
    return timezone.make_naive(value) if aware else value


def _harmless(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(_STARTS_FORMULA) else value


def download(content: bytes, name: str, content_type: str) -> HttpResponse:
    """The bytes as a file to keep; the browser never shows it as a page."""
    response = HttpResponse(content, content_type=content_type)
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response
