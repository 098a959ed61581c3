"""A PDF with a ruled table as one grid: its lines and the rows of its tables, page by page.

A row that the end of a page cuts is joined again where it can be told. What a page is numbered with is left
out. A file without text is a scan, which nobody reads here.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfplumber.utils.exceptions import PdfminerException

from importers.reading.cells import Grid
from importers.reading.flow import Flow
from importers.reading.limits import MAX_CELLS, MAX_PAGES, MAX_ROWS, Refused
from importers.reading.pdf_rows import Line, Row, whole
from importers.reading.pdf_text import Box, Lines, lines_of, text_of

_NEAR = 4.0
_PAGE_NUMBER = re.compile(
    r"[-—–－\s]*(?:第\s*)?\d{1,4}(?:\s*页)?(?:\s*[/／]\s*\d{1,4}|\s*共\s*\d{1,4}\s*页)?[-—–－\s]*"
)
_MOST_LINES = 20_000


def grids(data: bytes, tell: Callable[[int, int], None] = lambda _done, _total: None) -> list[Grid]:
    """The document as one grid; tells the pages taken. Refuses what is locked, scanned or can't be read."""
    try:
        with pdfplumber.open(io.BytesIO(data)) as document:
            count = len(document.pages)
            if count > MAX_PAGES:
                raise Refused("too-many-pages", pages=MAX_PAGES)
            parts: list[Row | Line] = []
            columns = _Columns()
            has_text = False
            for number, page in enumerate(document.pages, 1):
                has_text = bool(page.chars) or has_text
                parts += _page(page, number, columns)
                page.close()  # or the objects of all pages stay in memory
                tell(number, count)
    except Refused:
        raise
    except MemoryError:
        raise
    except PDFPasswordIncorrect as error:
        raise Refused("encrypted") from error
    except PdfminerException as error:
        locked = any(isinstance(one, PDFPasswordIncorrect) for one in error.args)
        raise Refused("encrypted" if locked else "damaged") from error
    except Exception as error:  # a broken object makes pdfminer raise nearly anything
        raise Refused("damaged") from error
    if not has_text:
        raise Refused("scan")
    return [_flow(whole(parts))]


class _Columns:
    """The left edges of the columns, so that a table keeps them from page to page."""

    def __init__(self) -> None:
        self._lefts: list[float] = []

    def numbered(self, lefts: list[float]) -> list[int]:
        """The number of each of these columns; those of another table begin anew."""
        near = [
            min(enumerate(self._lefts, 1), key=lambda one: abs(one[1] - left), default=(0, -1e9))
            for left in lefts
        ]
        if any(abs(known - left) > _NEAR for (_, known), left in zip(near, lefts, strict=True)):
            self._lefts = lefts
            return list(range(1, len(lefts) + 1))
        return [number for number, _ in near]


def _page(page: Any, number: int, columns: _Columns) -> Iterator[Row | Line]:
    """The lines and rows of a page from its top, a line as its name and its text."""
    if len(page.edges) > _MOST_LINES:
        raise Refused("too-many-cells", rows=MAX_ROWS, cells=MAX_CELLS)
    ends = _Ends(page)
    tables = sorted(page.find_tables(_settings(page, ends.open)), key=lambda table: table.bbox[1])
    boxes = [Box(*table.bbox) for table in tables]
    outside = [char for char in page.chars if not any(box.holds(char) for box in boxes)]
    lines = lines_of(outside)
    said = 0
    rows = 0
    for table, box in zip(tables, boxes, strict=True):
        for line in lines[said:]:
            if line.top > box.top:
                break
            said += 1
            yield from _line(number, said, line.text)
        inside = [char for char in page.chars if box.holds(char)]
        for row in _rows(table, inside, columns, number, ends):
            rows += 1
            row.name = f"P{number}R{rows}"
            yield row
    for line in lines[said:]:
        said += 1
        yield from _line(number, said, line.text)


def _line(page: int, number: int, text: str) -> Iterator[Line]:
    if not _PAGE_NUMBER.fullmatch(text):
        yield f"P{page}L{number}", text


def _settings(page: Any, ends: list[float]) -> dict[str, Any]:
    """Ruled lines make the cells; a table open at its sides is closed where its lines end."""
    closed = {"explicit_horizontal_lines": ends} if ends else {}
    across = [edge for edge in page.horizontal_edges if edge["x1"] - edge["x0"] > page.width / 2]
    upright = [edge["x0"] for edge in page.vertical_edges]
    if not across or not upright:
        return closed
    sides = (min(edge["x0"] for edge in across), max(edge["x1"] for edge in across))
    missing = [end for end in sides if all(abs(end - known) > _NEAR for known in upright)]
    return closed | ({"explicit_vertical_lines": missing} if missing else {})


class _Ends:
    """Where the cells of a page are left open: `open` has the heights, counted from above.

    There two upright lines or more end without one across, as those of a cell that the page cuts.
    """

    def __init__(self, page: Any) -> None:
        self._across: dict[int, list[dict[str, Any]]] = {}
        for edge in page.horizontal_edges:
            self._across.setdefault(int(edge["top"] // _NEAR), []).append(edge)
        ends = [(edge["x0"], edge[side]) for edge in page.vertical_edges for side in ("top", "bottom")]
        found = [y for x, y in ends if not self._closed(x, y)]
        self.open = [end for end in _edges(found) if sum(abs(one - end) <= _NEAR for one in found) > 1]

    def cuts(self, box: Box, y: float) -> bool:
        """Whether a box is open at its upper or lower side."""
        near = any(abs(end - y) <= _NEAR for end in self.open)
        return near and not self._closed((box.left + box.right) / 2, y)

    def _closed(self, x: float, y: float) -> bool:
        at = int(y // _NEAR)
        return any(
            abs(edge["top"] - y) <= _NEAR and edge["x0"] - _NEAR <= x <= edge["x1"] + _NEAR
            for near in (at - 1, at, at + 1)
            for edge in self._across.get(near, ())
        )


def _rows(
    table: Any, chars: list[dict[str, Any]], columns: _Columns, page: int, ends: _Ends
) -> Iterator[Row]:
    boxes = [Box(*cell) for cell in table.cells]
    tops = _edges([box.top for box in boxes])
    lefts = _edges([box.left for box in boxes])
    number_of = columns.numbered(lefts)
    rows = [Row("", page) for _ in tops]
    of_box = _shared_out(chars, boxes)
    for box, inside in zip(boxes, of_box, strict=True):
        row, column = _index(tops, box.top), _index(lefts, box.left)
        last_row = max(_index(tops, box.bottom - 2 * _NEAR), row)
        last_column = max(_index(lefts, box.right - 2 * _NEAR), column)
        anchor = number_of[column]
        rows[row].cells[anchor] = Lines(box, lines_of(inside))
        rows[row].wide = rows[row].wide or last_column > column
        rows[row].cut_above |= {anchor} if ends.cuts(box, box.top) else set()
        rows[row].cut_below |= {anchor} if ends.cuts(box, box.bottom) else set()
        for below in range(row, last_row + 1):
            for beside in range(column, last_column + 1):
                if (below, beside) != (row, column):
                    rows[below].covered[number_of[beside]] = (rows[row], anchor)
    held = {id(char) for inside in of_box for char in inside}
    rows[-1].loose = [line.text for line in lines_of([char for char in chars if id(char) not in held])]
    yield from rows


def _edges(found: list[float]) -> list[float]:
    """The distinct edges, those that lie next to each other as one."""
    edges: list[float] = []
    for edge in sorted(found):
        if not edges or edge - edges[-1] > _NEAR:
            edges.append(edge)
    return edges


def _index(edges: list[float], at: float) -> int:
    """The last of the edges that isn't beyond a place."""
    return max((index for index, edge in enumerate(edges) if edge <= at + _NEAR), default=0)


def _shared_out(chars: list[dict[str, Any]], boxes: list[Box]) -> list[list[dict[str, Any]]]:
    """The characters of each box."""
    shared: list[list[dict[str, Any]]] = [[] for _ in boxes]
    order = sorted(range(len(boxes)), key=lambda index: boxes[index].top)
    for char in chars:
        for index in order:
            if boxes[index].holds(char):
                shared[index].append(char)
                break
    return shared


def _flow(parts: list[Row | Line]) -> Grid:
    flow = Flow(lambda _done, _total: None)
    for part in parts:
        if isinstance(part, tuple):
            flow.next_line(*part)
            continue
        flow.next_row(part.name, len(part.cells))
        part.at = flow.row
        for column, cell in part.cells.items():
            flow.put(column, text_of(cell))
            if any(line.overprinted for line in cell.lines):
                flow.problem("text-overprinted", column, text_of(cell))
        for column in part.covered:
            flow.cover(column, part.anchor(column))
        for text in part.loose:
            flow.problem("not-read", 1, text)
    return flow.grid()
