"""What one row of a table is: a heading, a note, or cells that belong to a task and a measure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from importers.reading.cells import Cell, Grid, unwrapped
from importers.reading.layout import Columns
from importers.reading.numbering import CHAPTERS, Numbered, chapter, heading, is_number, task_number
from importers.reading.words import ROLES

_NOTE = re.compile(
    r"(?:[(（【]?(?:注|说明|备注|附注|注释|注意|填表说明|填报说明|编制说明|Notes?|Remarks?)\s*\d*\s*[)）】]?\s*[:：].*|[※*＊].+"
    r"|(?:填报人|填表人|制表人|制表|制表单位|编制单位|审核人|审核|审批人|负责人|单位负责人|分管领导|联系人|联系电话|填报单位|填报日期|填表日期|"
    r"制表日期|签字|签章|签名|盖章|日期|Prepared by|Approved by|Signed|Signature|Date)"
    r"\s*(?:[(（].*[)）])?\s*[:：].*"
    r"|[(（]?(?:合\s*计|总\s*计|小\s*计|共\s*计|Total|Subtotal)(?:[:：\s(（].*|[)）]?)"
    r"|共\s*\d+\s*[项条个件类].*|总计\s*\d+.*|合计\s*\d+.*"
    r"|第\s*\d+\s*页.*|[-—–]\s*\d+\s*[-—–]|\d+\s*/\s*\d+|Page\s+\d+.*"
    r"|[(（]?(?:接|续|转)(?:上|下)?(?:页|表)\s*\d*[)）]?|[(（]?continued[)）]?"
    r"|.{0,20}(?:19|20)\d{2}\s*年\s*\d{1,2}\s*月(?:\s*\d{1,2}\s*日)?|以下(?:空白|无正文)|The end)",
    re.IGNORECASE | re.DOTALL,
)
_LOOKED_AT = 4


def is_note(text: str) -> bool:
    """Whether a text reads like a note, a total or a signature."""
    return bool(_NOTE.fullmatch(text))


class Row:
    """A row of a table, its cells found by what their columns hold."""

    def __init__(self, grid: Grid, columns: Columns, cells: Sequence[Cell]) -> None:
        self.grid = grid
        self.columns = columns
        self.first = columns.first
        # A heading may begin to the left of the columns over which it stands.
        alone = len(cells) == 1 and cells[0].place[1] < self.first
        self.cells = [cell for cell in cells if alone or cell.place[1] in columns.labels]
        self.beside = [cell for cell in cells if not alone and cell.place[1] not in columns.labels]
        self.number = cells[0].place[0]
        self._filled: dict[str, list[Cell]] = {}
        for cell in self.cells:
            self._filled.setdefault(columns.meanings.get(cell.place[1], ""), []).append(cell)

    def cell(self, column: int) -> Cell:
        """The cell of the row in a column."""
        return self.grid.at(self.number, column)

    def one(self, meaning: str) -> Cell | None:
        """The cell of the column with this meaning, the first where there are several."""
        places = self.columns.at.get(meaning)
        return self.cell(places[0]) if places else None

    def filled(self, *meanings: str) -> list[Cell]:
        """The cells that say something in the columns with these meanings, in the meanings' order."""
        return [cell for meaning in meanings for cell in self._filled.get(meaning, ())]

    def text(self, cell: Cell | None) -> str:
        """What holds in a cell, a merge down its column counting; empty where a merge across covers it."""
        return unwrapped(self.printed(cell))

    def printed(self, cell: Cell | None) -> str:
        """The same with its line breaks."""
        if cell is None:
            return ""
        anchor = self.grid.anchor(cell)
        return anchor.text if anchor.place[1] == cell.place[1] else ""

    def covered(self) -> bool:
        """Whether the measure of a row above goes on down to this one by a merge."""
        cell = self.one("text")
        return bool(cell and cell.state == "merged" and self.printed(cell))

    def is_note(self) -> bool:
        """Whether it is a note, a total or a signature, and no measure."""
        measure = self.covered() or (self.filled("text") and self.filled(*ROLES))
        return not measure and is_note(self.cells[0].text)

    def heading(self) -> Numbered | None:
        """The heading that the row is: alone in it, across the table or first with its number."""
        if len(self.cells) == 1:
            return self._alone(self.cells[0])
        numbers, contents = self.filled("number"), self.filled("section", "task", "text")
        if not numbers or len(contents) != 1 or self.filled("deadline", *ROLES) or self._held():
            return None
        number, title = unwrapped(numbers[0].text), unwrapped(contents[0].text)
        if found := chapter(number, title):
            return found
        number = task_number(number)
        if len(self.cells) == 2 and (self._spans(contents[0]) or self._has_parts(number, contents[0])):
            return Numbered(number, title, "dotted" if "." in number else "item")
        return None

    def _has_parts(self, number: str, title: Cell) -> bool:
        """Whether what stands in the measures' column heads the rows below: 1 before 1.1."""
        if self.columns.meanings[title.place[1]] != "text" or "task" in self.columns.at:
            return False
        column = self.columns.at["number"][0]
        below = (self.grid.at(self.number + down, column) for down in range(1, _LOOKED_AT))
        following = next((cell.text for cell in below if cell.filled), "")
        return task_number(following).startswith(f"{number}.")

    def _alone(self, cell: Cell) -> Numbered | None:
        text = unwrapped(cell.text)
        meaning = self.columns.meanings.get(cell.place[1], "")
        numbered = heading(text)
        if self._spans(cell):
            return numbered or Numbered(None, text, "")
        if self._held() or (cell.place[1] > self.first and not self._may_head(meaning, text)):
            return None
        if numbered and (numbered.style in CHAPTERS or meaning == "number"):
            return numbered
        if meaning == "number" and not is_number(text):
            return Numbered(None, text, "")
        return None

    def _may_head(self, meaning: str, text: str) -> bool:
        """Whether a heading may stand in this column, not the first: no sentence among the measures."""
        return meaning in ("number", "task") or (meaning == "text" and text[-1] not in "。.；;")

    def _held(self) -> bool:
        """Whether a deadline or units hold for the row by a merge from above: then it is a measure's."""
        cells = (
            self.cell(column) for name in ("deadline", *ROLES) for column in self.columns.at.get(name, ())
        )
        return any(cell.state == "merged" and self.printed(cell) for cell in cells)

    def _spans(self, cell: Cell) -> bool:
        """Whether a merge leads the cell over the measures' column: from the first one, or on to others."""
        covered = {column for column in self.columns.labels if self.cell(column).anchor == cell.place}
        held = {self.columns.meanings.get(column) for column in covered | {cell.place[1]}}
        from_first = bool(covered) and cell.place[1] <= self.first
        return "text" in held and (from_first or bool(held & {*ROLES, "deadline"}))
