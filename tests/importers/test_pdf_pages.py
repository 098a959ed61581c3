"""Workbooks printed as PDF: a merged cell that the end of a page cuts is drawn, open, on both pages."""

from __future__ import annotations

import io

import pytest
from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from importers.reading import read

from .drawing.pdf import FONT
from .made import HEADER, TITLE, tasks

LEFT, TOP, HIGH = 40, 500, 30
WIDTHS = (40, 100, 240, 80, 100, 100, 100)
EDGES = [LEFT + sum(WIDTHS[:n]) for n in range(len(WIDTHS) + 1)]


class Page:
    """A page of a table, its rows 30 points high, drawn line by line."""

    def __init__(self, canvas: Canvas) -> None:
        self.canvas = canvas
        canvas.setFont(FONT, 10)

    def text(self, row: float, column: int, text: str) -> None:
        self.canvas.drawString(EDGES[column] + 3, TOP - row * HIGH - 20, text)

    def row(self, row: int, *texts: str) -> None:
        """A row with a border around each cell that has a text."""
        for column, text in enumerate(texts):
            if text:
                self.box(row, 1, column)
                self.text(row, column, text)

    def box(self, row: int, rows: int, column: int, *, above: bool = True, below: bool = True) -> None:
        """The border of a cell over some rows; open where the page cuts it."""
        left, right, top = EDGES[column], EDGES[column + 1], TOP - row * HIGH
        bottom = top - rows * HIGH
        sides = [(left, top, left, bottom), (right, top, right, bottom)]
        ends = [(left, top, right, top)] * above + [(left, bottom, right, bottom)] * below
        self.canvas.lines(sides + ends)

    def merged(self, row: int, rows: int, at: float, *texts: str, above: bool, below: bool) -> None:
        """The number and the title of a task over some rows, their texts at any height, also beyond them."""
        for column, text in enumerate(texts):
            self.box(row, rows, column, above=above, below=below)
            self.text(at, column, text)


def measure(number: int) -> tuple[str, ...]:
    return ("", "", f"措施{number}。", "年底前", "市水务局", "——", "——")


def first_page(out: io.BytesIO) -> Page:
    """The first page of a document, with the title, the header and the first task."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    canvas = Canvas(out, pagesize=landscape(A4), invariant=1)
    canvas.setFont(FONT, 14)
    canvas.drawString(LEFT, TOP + 20, TITLE)
    page = Page(canvas)
    page.row(0, *HEADER)
    page.row(1, "1", "任务一", *measure(1)[2:])
    return page


@pytest.mark.parametrize("header_again", [False, True])
@pytest.mark.parametrize("middle", [2.5, 4.5])
def test_a_merged_cell_that_a_page_cuts_is_one_cell(middle, header_again):
    out = io.BytesIO()
    first = first_page(out)
    canvas = first.canvas
    first.row(2, *measure(2))
    first.row(3, *measure(3))
    first.merged(2, 2, middle, "2", "任务二", above=True, below=False)
    canvas.showPage()
    second = Page(canvas)
    down = 1 if header_again else 0
    if header_again:
        second.row(0, *HEADER)
    second.row(down, *measure(4))
    second.row(down + 1, *measure(5))
    second.merged(down, 2, middle - 4 + down, "2", "任务二", above=header_again, below=True)
    second.row(down + 2, "3", "任务三", *measure(6)[2:])
    canvas.save()

    reading = read(out.getvalue())
    assert tasks(reading) == [
        ("1", "任务一", ["措施1。"]),
        ("2", "任务二", ["措施2。", "措施3。", "措施4。", "措施5。"]),
        ("3", "任务三", ["措施6。"]),
    ]
    assert {problem.code for problem in reading.problems} == {"stated-none"}
    assert len(reading.plans[0].sections) == 1


def test_text_in_a_table_but_in_no_cell_is_named():
    out = io.BytesIO()
    page = first_page(out)
    page.row(2, *measure(2))
    page.row(3, "2", "任务二", *measure(3)[2:])
    page.text(2, 1, "漏框")
    page.canvas.save()
    reading = read(out.getvalue())
    assert [problem.value for problem in reading.problems if problem.code == "not-read"] == ["漏框"]
    assert [len(texts) for _, _, texts in tasks(reading)] == [2, 1]
