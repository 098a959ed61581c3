"""A PDF with a ruled table as one grid: its lines and the rows of its tables, page by page.

A row that the end of a page cuts is joined again where it can be told. What a page is numbered with is left
out. A file without text is a scan, which nobody reads here.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfplumber.utils.exceptions import PdfminerException

from importers.reading.cells import Grid, Place
from importers.reading.flow import Flow
from importers.reading.limits import MAX_CELLS, MAX_PAGES, MAX_ROWS, Refused
from importers.reading.pdf_text import Box, Lines, lines_of, text_of

_NEAR = 4.0
_ENDS = re.compile(r"[。！？!?；;：:.]\s*$")
_PAGE_NUMBER = re.compile(
    r"[-—–－\s]*(?:第\s*)?\d{1,4}(?:\s*页)?(?:\s*[/／]\s*\d{1,4}|\s*共\s*\d{1,4}\s*页)?[-—–－\s]*"
)
_MOST_LINES = 20_000


@dataclass
class _Row:
    """A row of a table: its cells' lines by column, and which cells of others cover it."""

    name: str
    page: int
    cells: dict[int, Lines] = field(default_factory=dict)
    wide: bool = False  # one of its cells spans several columns
    covered: dict[int, tuple[int, int]] = field(
        default_factory=dict
    )  # column → rows up, column of the anchor


def grids(data: bytes, tell: Callable[[int, int], None] = lambda _done, _total: None) -> list[Grid]:
    """The document as one grid; tells the pages taken. Refuses what is locked, scanned or can't be read."""
    try:
        with pdfplumber.open(io.BytesIO(data)) as document:
            count = len(document.pages)
            if count > MAX_PAGES:
                raise Refused("too-many-pages", pages=MAX_PAGES)
            parts: list[_Row | tuple[str, str]] = []
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
    return [_flow(_joined(parts))]


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


def _page(page: Any, number: int, columns: _Columns) -> Iterator[_Row | tuple[str, str]]:
    """The lines and rows of a page from its top, a line as its name and its text."""
    if len(page.edges) > _MOST_LINES:
        raise Refused("too-many-cells", rows=MAX_ROWS, cells=MAX_CELLS)
    tables = sorted(page.find_tables(_settings(page)), key=lambda table: table.bbox[1])
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
        for row in _rows(table, inside, columns, number):
            rows += 1
            row.name = f"P{number}R{rows}"
            yield row
    for line in lines[said:]:
        said += 1
        yield from _line(number, said, line.text)


def _line(page: int, number: int, text: str) -> Iterator[tuple[str, str]]:
    if not _PAGE_NUMBER.fullmatch(text):
        yield f"P{page}L{number}", text


def _settings(page: Any) -> dict[str, Any]:
    """Ruled lines make the cells; a table open at its sides is closed where its horizontal lines end."""
    across = [edge for edge in page.horizontal_edges if edge["x1"] - edge["x0"] > page.width / 2]
    upright = [edge["x0"] for edge in page.vertical_edges]
    if not across or not upright:
        return {}
    ends = (min(edge["x0"] for edge in across), max(edge["x1"] for edge in across))
    missing = [end for end in ends if all(abs(end - known) > _NEAR for known in upright)]
    return {"explicit_vertical_lines": missing} if missing else {}


def _rows(table: Any, chars: list[dict[str, Any]], columns: _Columns, page: int) -> Iterator[_Row]:
    boxes = [Box(*cell) for cell in table.cells]
    tops = _edges([box.top for box in boxes])
    lefts = _edges([box.left for box in boxes])
    number_of = columns.numbered(lefts)
    rows = [_Row("", page) for _ in tops]
    of_box = _shared_out(chars, boxes)
    for box, inside in zip(boxes, of_box, strict=True):
        row, column = _index(tops, box.top), _index(lefts, box.left)
        last_row = max(_index(tops, box.bottom - 2 * _NEAR), row)
        last_column = max(_index(lefts, box.right - 2 * _NEAR), column)
        anchor = number_of[column]
        rows[row].cells[anchor] = Lines(box, lines_of(inside))
        rows[row].wide = rows[row].wide or last_column > column
        for below in range(row, last_row + 1):
            for beside in range(column, last_column + 1):
                if (below, beside) != (row, column):
                    rows[below].covered[number_of[beside]] = (below - row, anchor)
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


def _joined(parts: list[_Row | tuple[str, str]]) -> list[_Row | tuple[str, str]]:
    """The same with each row whole that the end of a page cut in two."""
    whole: list[_Row | tuple[str, str]] = []
    last: _Row | None = None
    header: list[str] = []
    opening: list[_Row | tuple[str, str]] = []  # a header that is repeated above the rest of a row
    for part in parts:
        if isinstance(part, tuple):
            whole.append(part)
            last = None
            continue
        said = [text_of(cell) for _, cell in sorted(part.cells.items())]
        if last and part.page == last.page + 1 and said == header:
            opening.append(part)
            continue
        if last and part.page == last.page + 1 and _goes_on(last, part):
            for column, cell in part.cells.items():
                if cell.lines:
                    last.cells[column] = last.cells[column].with_more(cell)
            whole += opening
            last.page = part.page
        else:
            whole += [*opening, part]
            last = part
            if not header and len([text for text in said if text]) > 2:
                header = said
        opening = []
    return [*whole, *opening]


def _goes_on(row: _Row, rest: _Row) -> bool:
    """Whether the first row of a page is the rest of the last one before it.

    Then it fills only cells that the other has, and fewer; and either its longest text goes on in the middle
    of a sentence and a full line, or it has none, and only names go on.
    """
    if row.wide or rest.wide:
        return False
    filled = {column for column, cell in row.cells.items() if cell.lines}
    more = {column for column, cell in rest.cells.items() if cell.lines}
    if not more or not more < filled or more <= {min(row.cells)}:
        return False
    main = max(filled, key=lambda column: len(text_of(row.cells[column])))
    if main not in more:
        return len(filled) > 2
    return not _ENDS.search(text_of(row.cells[main])) and row.cells[main].is_full(rest.cells[main])


def _flow(parts: list[_Row | tuple[str, str]]) -> Grid:
    flow = Flow(lambda _done, _total: None)
    rows: list[int] = []
    for part in parts:
        if isinstance(part, tuple):
            flow.next_line(*part)
            rows = []
            continue
        flow.next_row(part.name, len(part.cells))
        rows.append(flow.row)
        for column, cell in part.cells.items():
            flow.put(column, text_of(cell))
            if any(line.overprinted for line in cell.lines):
                flow.problem("text-overprinted", column, text_of(cell))
        for column, (up, of_column) in part.covered.items():
            anchor: Place = (rows[-1 - up] if up < len(rows) else flow.row, of_column)
            flow.cover(column, anchor)
    return flow.grid()
