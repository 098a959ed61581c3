"""A workbook of Excel 97 to 2003 as grids, one for each sheet, with its merges."""

from __future__ import annotations

import io
import struct
from collections.abc import Callable, Iterator

import xlrd
from xlrd.book import Book
from xlrd.sheet import Sheet

from importers.reading import numbers
from importers.reading.cells import Cell, Grid, Place, filled_cell, out_of_sight
from importers.reading.limits import Refused, Room
from importers.reading.xlsx import address

_BOUNDSHEET, _END = 0x85, 0x0A
_MACROS = (1, 6)  # a sheet of commands, and a module of Visual Basic


def grids(data: bytes, tell: Callable[[int, int], None] = lambda _done, _total: None) -> list[Grid]:
    """The sheets of a workbook, in their order. Refuses what is locked, holds macros or can't be read."""
    try:
        book = xlrd.open_workbook(
            file_contents=data, logfile=io.StringIO(), formatting_info=True, on_demand=True, ragged_rows=True
        )
        if any(kind in _MACROS for kind in _kinds_of_sheets(book)):
            raise Refused("macros")
        room, found = Room(), []
        for number in range(book.nsheets):
            found.append(_grid(book, book.sheet_by_index(number), room))
            book.unload_sheet(number)
            tell(number, 0)
    except (Refused, MemoryError):
        raise
    except Exception as error:  # a broken record makes the library raise nearly anything
        raise Refused("damaged") from error
    if not found:
        raise Refused("damaged")
    return found


def _kinds_of_sheets(book: Book) -> Iterator[int]:
    """What each sheet is, also those that the library passes over."""
    at = book.base
    while at + 10 <= len(book.mem):
        record, length = struct.unpack_from("<HH", book.mem, at)
        if record == _END:
            return
        if record == _BOUNDSHEET:
            yield book.mem[at + 9]
        at += 4 + length


def _grid(book: Book, sheet: Sheet, room: Room) -> Grid:
    cells: dict[Place, Cell] = {}
    for row in range(sheet.nrows):
        kinds, values = sheet.row_types(row), sheet.row_values(row)
        filled = [column for column, value in enumerate(values) if value != ""]
        room.take_row(len(filled))
        for column in filled:
            place = (row + 1, column + 1)
            text = _printed(book, kinds[column], values[column], sheet.cell_xf_index(row, column))
            if cell := filled_cell(place, address(*place), text):
                cells[place] = cell
    last_row = max((row for row, _ in cells), default=0)
    last_column = max((column for _, column in cells), default=0)
    for top, bottom, left, right in sheet.merged_cells:
        anchor = (top + 1, left + 1)
        for place in room.take_merge(*anchor, min(bottom, last_row), min(right, last_column)):
            cells[place] = Cell(place, address(*place), "merged", anchor=anchor)
    rows = {number + 1 for number, row in sheet.rowinfo_map.items() if row.hidden}
    columns = [(number + 1, number + 1) for number, column in sheet.colinfo_map.items() if column.hidden]
    problems = out_of_sight(sheet.name, cells, rows, columns)
    return Grid(sheet.name, cells, address, hidden=sheet.visibility != 0, problems=problems)


def _printed(book: Book, kind: int, value: str | float, style: int) -> str:
    if kind == xlrd.XL_CELL_TEXT:
        return str(value)
    if kind == xlrd.XL_CELL_BOOLEAN:
        return "TRUE" if value else "FALSE"
    if kind == xlrd.XL_CELL_ERROR:
        return str(xlrd.error_text_from_code.get(value, "#N/A"))
    format_key = book.xf_list[style].format_key
    shown = numbers.style(format_key, book.format_map[format_key].format_str)
    return numbers.printed(str(value), shown, from_1904=book.datemode == 1)
