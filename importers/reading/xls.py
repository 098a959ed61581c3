"""A workbook of Excel 97 to 2003 as grids, one for each sheet, with its merges."""

from __future__ import annotations

import datetime
import io
from collections.abc import Callable
from typing import Any

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from importers.reading.cells import Cell, Grid, Place, filled_cell
from importers.reading.limits import MAX_CELLS, MAX_ROWS, Refused, Room
from importers.reading.xlsx import address

_MOST_PLACES = 5_000_000
"""The library lays a sheet out whole, from its first cell to its last; 65,536 rows of 76 columns fit."""


def grids(data: bytes, tell: Callable[[int, int], None] = lambda _done, _total: None) -> list[Grid]:
    """The sheets of a workbook, in their order. Refuses what is locked, holds macros or can't be read."""
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = book.sheets_metadata
        if any(sheet.typ in (SheetTypeEnum.MacroSheet, SheetTypeEnum.Vba) for sheet in sheets):
            raise Refused("macros")
        room, found = Room(), []
        for number, sheet in enumerate(sheets):
            if sheet.typ == SheetTypeEnum.WorkSheet:
                hidden = sheet.visible != SheetVisibleEnum.Visible
                found.append(_grid(book.get_sheet_by_index(number), hidden, room))
                tell(number, 0)
    except (CalamineError, ValueError, OSError, OverflowError) as error:
        raise Refused("damaged") from error
    except BaseException as error:
        # The library isn't written in Python: what it takes to be impossible comes as no Exception.
        if type(error).__name__ == "PanicException":
            raise Refused("damaged") from error
        raise
    if not found:
        raise Refused("damaged")
    return found


def _grid(sheet: CalamineSheet, hidden: bool, room: Room) -> Grid:
    if sheet.total_height * sheet.total_width > _MOST_PLACES:
        raise Refused("too-many-cells", rows=MAX_ROWS, cells=MAX_CELLS)
    top, left = sheet.start or (0, 0)
    cells: dict[Place, Cell] = {}
    for row, values in enumerate(sheet.to_python(skip_empty_area=True), top + 1):
        filled = [(column, value) for column, value in enumerate(values, left + 1) if value != ""]
        room.take_row(len(filled))
        for column, value in filled:
            if cell := filled_cell((row, column), address(row, column), _printed(value)):
                cells[cell.place] = cell
    last_row = max((row for row, _ in cells), default=0)
    last_column = max((column for _, column in cells), default=0)
    for (first_row, first_column), (bottom, right) in sheet.merged_cell_ranges or ():
        anchor = (first_row + 1, first_column + 1)
        for place in room.take_merge(*anchor, min(bottom + 1, last_row), min(right + 1, last_column)):
            cells[place] = Cell(place, address(*place), "merged", anchor=anchor)
    return Grid(sheet.name, cells, address, hidden=hidden)


def _printed(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return f"{value:.15g}"  # a number typed as 1.0 shows as 1
    if isinstance(value, datetime.datetime):
        value = value.date()
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return str(value)
