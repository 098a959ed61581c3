"""A page with a simple table, as many systems hand out under the name .xls, as one grid."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from lxml import etree

from importers.reading.cells import Grid, Place
from importers.reading.decoding import decoded
from importers.reading.flow import Flow
from importers.reading.limits import MAX_CELLS, MAX_ROWS, Refused

_LEFT_OUT = ("script", "style", "head", "title", "template", "noscript")
_LINES = ("p", "br", "li", "h1", "h2", "h3", "h4", "h5", "h6", "div", "caption", "center")
_MOST_ACROSS = 1_000


def grids(data: bytes, tell: Callable[[int, int], None] = lambda _done, _total: None) -> list[Grid]:
    """The lines and tables of a page as one grid. Refuses a page without a table in it."""
    text, _ = decoded(data)
    root = etree.fromstring(text.encode("utf-8"), etree.HTMLParser(encoding="utf-8", no_network=True))
    if root is None or root.find(".//table") is None:
        raise Refused("not-taken", what="html")
    for element in list(root.iter(*_LEFT_OUT, etree.Comment, etree.ProcessingInstruction)):
        if (parent := element.getparent()) is not None:
            parent.remove(element)
    flow, tables, lines = Flow(tell), 0, 0
    try:
        for block in _blocks(root):
            if isinstance(block, str):
                lines += 1
                flow.next_line(f"P{lines}", block)
            else:
                tables += 1
                _table(block, tables, flow)
    except RecursionError as error:
        raise Refused("damaged") from error
    return [flow.grid()]


def _blocks(root: Any) -> Iterator[Any]:
    """The page from its top: its tables, and the text before, between and below them line by line."""
    said: list[str] = []
    for part in _outside_tables(root):
        if isinstance(part, str):
            said.append(part)
        else:
            yield from filter(None, map(_plain, "".join(said).split("\0")))
            said = []
            yield part
    yield from filter(None, map(_plain, "".join(said).split("\0")))


def _outside_tables(element: Any) -> Iterator[Any]:
    """The texts and the tables in an element, in their order, with a zero where a line begins or ends."""
    edge = "\0" if element.tag in _LINES else ""
    yield edge + (element.text or "")
    for one in element:
        if one.tag == "table":
            yield one
        else:
            yield from _outside_tables(one)
        yield one.tail or ""
    yield edge


def _table(table: Any, number: int, flow: Flow) -> None:
    down: dict[int, tuple[int, Place]] = {}  # by column: how many rows a cell goes on, and where it began
    rows = [row for row in table.iter("tr") if next(row.iterancestors("table")) is table]
    for caption in table.iterfind("caption"):
        flow.next_line(f"T{number}", _text(caption))
    for index, row in enumerate(rows, 1):
        cells = [cell for cell in row if cell.tag in ("td", "th")]
        flow.next_row(f"T{number}R{index}", len(cells))
        following: dict[int, tuple[int, Place]] = {}
        column = 1
        for cell in [*cells, None]:
            while column in down:
                left, anchor = down.pop(column)
                flow.cover(column, anchor)
                if left > 1:
                    following[column] = (left - 1, anchor)
                column += 1
            if cell is None:
                break
            across, deep = _span(cell, "colspan"), _span(cell, "rowspan")
            flow.put(column, _text(cell))
            for beside in range(column, column + across):
                if beside > column:
                    flow.cover(beside, (flow.row, column))
                if deep > 1:
                    following[beside] = (deep - 1, (flow.row, column))
            column += across
        for beside, (left, anchor) in down.items():
            flow.cover(beside, anchor)
            if left > 1:
                following[beside] = (left - 1, anchor)
        down = following


def _span(cell: Any, name: str) -> int:
    said = cell.get(name, "1")
    number = int(said) if said.isdecimal() and len(said) < 10 else 1
    if name == "colspan" and number > _MOST_ACROSS:
        raise Refused("too-many-cells", rows=MAX_ROWS, cells=MAX_CELLS)
    return max(number, 1)


def _text(element: Any) -> str:
    """What an element shows; a line break where one is drawn."""
    return "\n".join(filter(None, map(_plain, "".join(_parts(element)).split("\0"))))


def _plain(text: str) -> str:
    return " ".join(text.split())


def _parts(element: Any) -> Iterator[str]:
    yield element.text or ""
    for one in element:
        if one.tag in ("br", "p", "div", "tr", "li"):
            yield "\0"
        yield from _parts(one)
        yield one.tail or ""
