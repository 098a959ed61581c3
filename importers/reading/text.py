"""A published table as plain text, its cells separated by tabs, as a grid."""

from __future__ import annotations

import re

from importers.reading.cells import Grid, filled_cell
from importers.reading.limits import Refused


def grids(data: bytes) -> list[Grid]:
    """The lines and columns of a text in UTF-8, UTF-16 or GB 18030. Refuses what is no text."""
    lines = re.split(r"\r\n|\r|\n", _decoded(data))
    found = (
        filled_cell((row, column), _address(row, column), raw)
        for row, line in enumerate(lines, 1)
        for column, raw in enumerate(line.split("\t"), 1)
    )
    return [Grid("", {cell.place: cell for cell in found if cell}, _address)]


def _decoded(data: bytes) -> str:
    # Spreadsheets save "Unicode text" as UTF-16 with its mark. GB 18030 takes nearly anything: it comes last.
    marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refused("not-a-workbook")


def _address(row: int, column: int) -> str:
    return f"L{row}C{column}"
