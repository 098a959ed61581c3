"""A Word document as one grid: its paragraphs and its tables' rows, one below the other, with their merges.

Headers, footers, notes and comments lie in other parts and are left out; of tracked changes what was
inserted counts, and what was deleted doesn't.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from importers.reading.cells import Grid, Place
from importers.reading.container import Container
from importers.reading.docx_numbers import write_numbers
from importers.reading.flow import Flow
from importers.reading.limits import MAX_CELLS, MAX_ROWS, Refused

_NEAR = 120
"""Twentieths of a point: edges of columns nearer than 2 mm are one edge, drawn twice by hand."""
_LEFT_OUT = frozenset("del moveFrom instrText delText tbl txbxContent pict object drawing Fallback".split())
_MOST_DEEP = 5


@dataclass(frozen=True)
class _Span:
    """A cell as a table's row has it: its first and last column and whether it goes on from above."""

    first: int
    last: int
    goes_on: bool
    text: str


def grids(data: bytes, tell: Callable[[int, int], None] = lambda _done, _total: None) -> list[Grid]:
    """The document as one grid; tells the rows taken now and then.

    Refuses what is unsafe or can't be read.
    """
    with Container(data) as container:
        container.check()
        main = container.main_part()
        body = container.tree(main).find("{*}body")
        if body is None:
            raise Refused("damaged")
        for kind, name in container.related(main).values():
            if kind == "numbering" and name in container.names:
                write_numbers(body, container.tree(name))
    flow = Flow(tell)
    document = _Document(flow)
    for block in _blocks(body):
        document.take(block)
    return [flow.grid()]


class _Document:
    """The document on its way into rows."""

    def __init__(self, flow: Flow) -> None:
        self.flow = flow
        self.tables = 0
        self.paragraphs = 0

    def take(self, block: Any, depth: int = 0) -> None:
        """Add a paragraph or a table; of a table that is only a frame, what stands in it."""
        if _name(block) == "p":
            self.paragraphs += 1
            self.flow.next_line(f"P{self.paragraphs}", _text(block))
        elif (framed := _framed(block)) and depth < _MOST_DEEP:
            for one in framed:
                self.take(one, depth + 1)
        else:
            self._take_table(block)

    def _take_table(self, table: Any) -> None:
        self.tables += 1
        column_of = _columns(table)
        above: dict[int, Place] = {}  # by first column: the cell that may go on below
        for number, row in enumerate(_rows(table), 1):
            spans = list(_spans(row, column_of))
            self.flow.next_row(f"T{self.tables}R{number}", len(spans))
            below: dict[int, Place] = {}
            for span in spans:
                anchor = above.get(span.first) if span.goes_on else None
                if anchor is None:
                    self.flow.put(span.first, span.text)
                below[span.first] = anchor or (self.flow.row, span.first)
                for covered in range(span.first + (anchor is None), span.last + 1):
                    self.flow.cover(covered, below[span.first])
            above = below


def _name(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def _inside(element: Any, *wanted: str) -> Iterator[Any]:
    """The children with these names, those too that stand in a control or a tracked insertion."""
    for one in element:
        name = _name(one)
        if name in wanted:
            yield one
        elif name in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag"):
            yield from _inside(one, *wanted)


def _blocks(element: Any) -> Iterator[Any]:
    return _inside(element, "p", "tbl")


def _rows(table: Any) -> Iterator[Any]:
    """The rows of a table, but for those that were deleted under tracked changes."""
    return (row for row in _inside(table, "tr") if row.find("{*}trPr/{*}del") is None)


def _framed(table: Any) -> list[Any]:
    """What stands in a table that is only a frame, of one column and with a table in it; else nothing."""
    rows = [list(_inside(row, "tc")) for row in _rows(table)]
    if any(len(row) != 1 for row in rows):
        return []
    blocks = [block for (cell,) in rows for block in _blocks(cell)]
    return blocks if any(_name(block) == "tbl" for block in blocks) else []


def _columns(table: Any) -> list[int]:
    """The column of each column of the table's grid; those drawn a little apart count as one."""
    widths = [_number(column, "w") for column in table.iterfind("{*}tblGrid/{*}gridCol")]
    column_of, column, since = [], 1, 0
    for width in widths:
        column_of.append(column)
        since += width
        if since >= _NEAR or not any(widths):
            column, since = column + 1, 0
    return column_of


def _spans(row: Any, column_of: list[int]) -> Iterator[_Span]:
    at = _value(row, "{*}trPr/{*}gridBefore", 0)
    for cell in _inside(row, "tc"):
        across = max(_value(cell, "{*}tcPr/{*}gridSpan", 1), 1)
        first, following = _column(at, column_of), _column(at + across, column_of)
        merge = cell.find("{*}tcPr/{*}vMerge")
        goes_on = merge is not None and _attribute(merge, "val") in (None, "continue")
        yield _Span(first, max(following - 1, first), goes_on, _cell_text(cell))
        at += across


def _column(at: int, column_of: list[int]) -> int:
    if at > 16_384:
        raise Refused("too-many-cells", rows=MAX_ROWS, cells=MAX_CELLS)
    if at < len(column_of):
        return column_of[at]
    return (column_of[-1] if column_of else 0) + at - len(column_of) + 1


def _value(element: Any, path: str, default: int) -> int:
    found = element.find(path)
    return default if found is None else _number(found, "val", default)


def _number(element: Any, name: str, default: int = 0) -> int:
    said = _attribute(element, name) or ""
    return int(said) if said.isdecimal() and len(said) < 10 else default


def _attribute(element: Any, name: str) -> str | None:
    return next((value for key, value in element.items() if key.rpartition("}")[2] == name), None)


def _cell_text(cell: Any) -> str:
    """A cell's paragraphs, one a line; a table inside it counts row by row."""
    lines = []
    for block in _blocks(cell):
        if _name(block) == "p":
            lines.append(_text(block))
        else:
            lines += [" ".join(map(_cell_text, _inside(row, "tc"))) for row in _rows(block)]
    return "\n".join(line for line in lines if line.strip())


def _text(paragraph: Any) -> str:
    """What a paragraph shows."""
    parts: list[str] = []
    waiting = [paragraph]
    while waiting:
        element = waiting.pop()
        name = _name(element)
        if name == "t":
            parts.append(element.text or "")
        elif name == "tab" and _name(element.getparent()) == "r":
            parts.append("\t")
        elif name in ("br", "cr"):
            parts.append("\n")
        elif name in ("noBreakHyphen", "softHyphen"):
            parts.append("-" if name == "noBreakHyphen" else "")
        elif name == "r" and _is_hidden(element):
            continue
        elif name not in _LEFT_OUT:
            waiting.extend(reversed(element))
    return "".join(parts)


def _is_hidden(run: Any) -> bool:
    vanish = run.find("{*}rPr/{*}vanish")
    return vanish is not None and _attribute(vanish, "val") not in ("0", "false", "off")
