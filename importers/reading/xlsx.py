"""A workbook's bytes as grids, one for each sheet, with its merges."""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable
from datetime import date, datetime
from typing import Any, TypeVar

from defusedxml import DefusedXmlException
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.escape import unescape
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.worksheet import Worksheet

from importers.reading.cells import Cell, Grid, Place, filled_cell
from importers.reading.limits import Refused, check_workbook

T = TypeVar("T")


def grids(data: bytes) -> list[Grid]:
    """The sheets of a workbook, in their order. Refuses what is unsafe or can't be read."""
    return _each_sheet(data, _grid, values=True)


def formulas(data: bytes) -> list[set[str]]:
    """The addresses of each sheet's formulas; `grids` has what they came to, if the file says so."""
    return _each_sheet(data, _formulas, values=False)


def _each_sheet(data: bytes, take: Callable[[Worksheet], T], *, values: bool) -> list[T]:
    check_workbook(data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about drawings and styles, which hold no text of a plan
            book = load_workbook(io.BytesIO(data), data_only=values, keep_links=False)
        return [take(sheet) for sheet in book.worksheets]
    except DefusedXmlException as error:
        raise Refused("unsafe-xml") from error
    except MemoryError:
        raise
    except Exception as error:  # a broken part makes openpyxl raise nearly anything
        raise Refused("not-a-workbook") from error


def _formulas(sheet: Worksheet) -> set[str]:
    return {_address(*place) for place, found in sheet._cells.items() if found.data_type == "f"}


def _grid(sheet: Worksheet) -> Grid:
    cells: dict[Place, Cell] = {}
    # The cells that are there, and not the dimensions: one stray cell can declare a billion.
    for place, found in sheet._cells.items():
        cell = filled_cell(place, _address(*place), _printed(found))
        if cell:
            cells[place] = cell
    last_row = max((row for row, _ in cells), default=0)
    last_column = max((column for _, column in cells), default=0)
    for merge in sheet.merged_cells.ranges:
        for place in _covered(merge, last_row, last_column):
            cells[place] = Cell(place, _address(*place), "merged", anchor=(merge.min_row, merge.min_col))
    return Grid(sheet.title, cells, _address, hidden=sheet.sheet_state != "visible")


def _covered(merge: CellRange, last_row: int, last_column: int) -> list[Place]:
    anchor = (merge.min_row, merge.min_col)
    rows = range(merge.min_row, min(merge.max_row, last_row) + 1)
    columns = range(merge.min_col, min(merge.max_col, last_column) + 1)
    return [(row, column) for row in rows for column in columns if (row, column) != anchor]


def _address(row: int, column: int) -> str:
    return f"{get_column_letter(column)}{row}"


def _printed(cell: Any) -> str:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, int | float) and "%" in cell.number_format:
        return f"{value * 100:.15g}%"
    if isinstance(value, float):
        return f"{value:.15g}"  # a number typed as 1.0 shows as 1
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return value.isoformat()
    return unescape(str(value))
