"""The rows of a PDF's pages as those of one table: what the end of a page cuts is joined again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import starmap
from operator import eq

from importers.reading.cells import Place
from importers.reading.pdf_text import Lines, text_of

Line = tuple[str, str]
"""A line outside of tables: its name and its text."""

_ENDS = re.compile(r"[。！？!?；;：:.]\s*$")


@dataclass(eq=False)
class Row:
    """A row of a table: its cells' lines by column, and which cells of others cover it.

    `cut_above` and `cut_below` are its cells that go on beyond the page; `loose` is text in no cell; `at` is
    its row in the grid.
    """

    name: str
    page: int
    cells: dict[int, Lines] = field(default_factory=dict)
    wide: bool = False  # one of its cells spans several columns
    covered: dict[int, tuple[Row, int]] = field(default_factory=dict)
    cut_above: set[int] = field(default_factory=set)
    cut_below: set[int] = field(default_factory=set)
    loose: list[str] = field(default_factory=list)
    rest_of: Row | None = None
    at: int = 0

    def holder(self, column: int) -> tuple[Row, int]:
        """The row and column of the cell that holds here: its own, or one that covers it."""
        row = self
        while row.rest_of or column in row.covered:
            if row.rest_of:
                row = row.rest_of
            else:
                row, column = row.covered[column]
        return row, column

    def anchor(self, column: int) -> Place:
        """The place of that cell in the grid."""
        row, column = self.holder(column)
        return row.at, column

    def said(self) -> list[str]:
        """The texts of its own cells, from left to right."""
        return [text_of(cell) for _, cell in sorted(self.cells.items())]

    def repeats(self, header: Row) -> bool:
        """Whether it is the header once more, though a merged cell may be drawn over some of it."""
        if self.cells.keys() != header.cells.keys():
            return False
        pairs = list(zip(header.said(), self.said(), strict=True))
        return 2 * sum(starmap(eq, pairs)) > len(pairs) and all(starmap(_within, pairs))


def whole(parts: list[Row | Line]) -> list[Row | Line]:
    """The lines and rows of all pages, with the cells and rows whole that the end of a page cut in two."""
    return _joined(list(_bridged(parts)))


def _bridged(parts: list[Row | Line]) -> Iterator[Row | Line]:
    """The same with each merged cell whole.

    Programs that print workbooks draw its text on both pages, on one of them beyond the page's rows: that is
    no line of its own.
    """
    last: Row | None = None
    header: Row | None = None
    waiting: list[Row | Line] = []  # between the last row and the next, a header that stands again too
    for part in parts:
        if isinstance(part, Row) and header and part.repeats(header):
            part.cells = dict(header.cells)  # without what is drawn over it
            waiting.append(part)
            continue
        if isinstance(part, tuple):
            waiting.append(part)
            continue
        if last and part.page == last.page + 1:
            cut = _bridge(last, part)
            waiting = [one for one in waiting if isinstance(one, Row) or not _consists_of(one[1], cut)]
        if not header and sum(map(bool, part.said())) > 2:
            header = part
        yield from waiting
        yield part
        waiting, last = [], part
    yield from waiting


def _bridge(last: Row, first: Row) -> list[str]:
    """Make one of the cells that go on from the last row of a page to the first of the next; their texts."""
    texts: list[str] = []
    for column in sorted(first.cells):
        row, of = last.holder(column)
        if of != column or column not in row.cells:
            continue
        if column not in row.cut_below and column not in first.cut_above:
            continue
        rest = first.cells.pop(column)
        if text_of(rest) != text_of(row.cells[column]):
            row.cells[column] = row.cells[column].with_more(rest)
        first.covered[column] = row, column
        if column in first.cut_below:
            row.cut_below.add(column)
        else:
            row.cut_below.discard(column)
        texts.append(text_of(row.cells[column]))
    return texts


def _consists_of(line: str, texts: list[str]) -> bool:
    """Whether a line is drawn of these texts, several side by side or of one a part."""
    rest = "".join(line.split())
    for text in ("".join(text.split()) for text in texts):
        rest = "" if rest in text else rest.replace(text, "", 1)
    return bool(texts) and not rest


def _within(text: str, drawn: str) -> bool:
    """Whether the characters of a text stand in another in their order."""
    following = iter(drawn)
    return all(char in following for char in text)


def _joined(parts: list[Row | Line]) -> list[Row | Line]:
    """The same with each row whole that the end of a page cut in two."""
    found: list[Row | Line] = []
    last: Row | None = None
    header: list[str] = []
    opening: list[Row | Line] = []  # a header that is repeated above the rest of a row
    for part in parts:
        if isinstance(part, tuple):
            found.append(part)
            last = None
            continue
        said = part.said()
        if last and part.page == last.page + 1 and said == header:
            opening.append(part)
            continue
        if last and part.page == last.page + 1 and _goes_on(last, part):
            for column, cell in part.cells.items():
                if cell.lines:
                    last.cells[column] = last.cells[column].with_more(cell)
            part.rest_of = last
            found += opening
            last.page = part.page
        else:
            found += [*opening, part]
            last = part
            if not header and len([text for text in said if text]) > 2:
                header = said
        opening = []
    return [*found, *opening]


def _goes_on(row: Row, rest: Row) -> bool:
    """Whether the first row of a page is the rest of the last one before it.

    Then it fills only cells that the other has, and fewer; and either its longest text goes on in the middle
    of a sentence and a full line, or it has none, and only names go on.
    """
    if row.wide or rest.wide:
        return False
    filled = {column for column, cell in row.cells.items() if cell.lines}
    more = {column for column, cell in rest.cells.items() if cell.lines}
    if not more or not more < filled or more <= {min({*row.cells, *row.covered})}:
        return False
    main = max(filled, key=lambda column: len(text_of(row.cells[column])))
    if main not in more:
        return len(filled) > 2
    return not _ENDS.search(text_of(row.cells[main])) and row.cells[main].is_full(rest.cells[main])
