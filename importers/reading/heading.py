"""What stands above a table: the annex's label and the plan's title, with its year."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from importers.reading.cells import Cell, Grid, unwrapped
from importers.reading.numbering import heading

_ANNEX = re.compile(
    r"(?:附[件表录]\s*(?:\d{1,3}(?!\d)|[一二三四五六七八九十]+)?(?:[-—]\d+)?|(?:Annex|Appendix)\s+(?:\d+|[A-Z]|[IVX]+))\s*[:：.]?",
    re.IGNORECASE,
)
_LABELLED = re.compile(
    rf"(?P<label>{_ANNEX.pattern})(?:(?<=[:：.])|\s)\s*(?P<title>\S.*)", re.IGNORECASE | re.DOTALL
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
# A span of years, and the title of another document.
_OTHERS = re.compile(r"(?:19|20)\d{2}\s*年?\s*[-—–~～至到]+\s*(?:19|20)\d{2}\s*年?|《[^《》]*》")
_CHINESE_YEAR = re.compile(r"[一二][一二三四五六七八九〇○零]{3}(?=年)")
_STATED = re.compile(r"[(（]\s*((?:19|20)\d{2})\s*年?度?\s*[)）]")
_DIGITS = str.maketrans("一二三四五六七八九〇○零", "123456789000")
_TITLE = re.compile(
    r".*(?:计划|方案|清单|分解表?|任务表?|台账|一览表?|要点|措施表?|分工表?|安排表?|汇总表|明细表|目标|表|安排|分工|责任书"
    r"|plans?|programme|program|tasks|measures|actions|schedule)"
    r"\s*(?:[(（].*[)）])?",
    re.IGNORECASE | re.DOTALL,
)
_DATE = r"(?:19|20)?\d{2}\s*[年./-]\s*\d{1,2}\s*[月./-]?\s*(?:\d{1,2}\s*[日号]?)?"
_NUMBER_OF_DOCUMENT = r".{0,20}[〔\[(（【]\s*(?:19|20)\d{2}\s*[〕\])）】]\s*(?:第\s*)?\d+\s*号"
# Lines above a table that are never its title, though they may name a year.
_BESIDE = re.compile(
    rf"{_NUMBER_OF_DOCUMENT}|[(（]?{_DATE}[)）]?"
    r"|[(（]?(?:单位|计量单位|填报单位|填报部门|填报人|制表|制表单位|编制单位|报送单位|填报日期|填报时间|制表日期|日期|联系人|联系电话|电话|"
    r"审核人|密级|保密期限|版本|Unit|Date|Prepared by|Contact|Version)\s*[:：].*"
    r"|[(（]?(?:注|说明|备注|附注|填表说明|Notes?|Remarks?)\s*\d*\s*[:：].*"
    r"|第\s*\d+\s*页.*|[(（].{1,20}[)）]|秘密|机密|内部资料.*|征求意见稿|送审稿",
    re.IGNORECASE | re.DOTALL,
)
# What stands in a line above a title without being its first half: who issued it, or a sentence.
_NO_HALF = re.compile(
    r".*(?:局|委员?会?|政府|室|公司|集团|厅|部|院|中心|处|科|司|大学|学校|[。：:；;])|.{41,}", re.DOTALL
)
_CONTINUED = re.compile(r"\s*[(（](?:续|接|续表|续页|continued)\s*\d*[)）]$", re.IGNORECASE)
_NAMELESS = re.compile(r"(?:sheet|工作表|表)\s*\d*", re.IGNORECASE)


@dataclass(frozen=True)
class Heading:
    """A plan's title, its annex label, and the cell of the title.

    `year` is the one that the title names, else the one year that is named around it, in `year_from`.
    """

    title: str
    year: int | None
    annex: str | None
    cell: Cell | None
    year_from: str = ""


def is_annex_label(cell: Cell) -> bool:
    """Whether the cell is an annex's label and nothing more."""
    return bool(_ANNEX.fullmatch(cell.text))


def is_beside(cell: Cell) -> bool:
    """Whether the cell is a line like 单位:万元 or 填报单位:… that stands beside a title."""
    return bool(_BESIDE.fullmatch(cell.text))


def is_title(cell: Cell) -> bool:
    """Whether the cell may be a plan's title, or the first half of one."""
    return bool(_title(cell))


def uncontinued(text: str) -> str:
    """A title without the word that the table under it goes on: (续)."""
    return _CONTINUED.sub("", text)


def opens_a_plan(cell: Cell) -> bool:
    """Whether the cell reads like the label or the title of a plan of its own."""
    text = unwrapped(cell.text)
    if _LABELLED.fullmatch(text) or is_annex_label(cell):
        return True
    if _BESIDE.fullmatch(text) or heading(text):
        return False
    return bool(_TITLE.fullmatch(text)) and bool(years(text) or len(text) > 6)


def read_heading(rows: Sequence[Sequence[Cell]], grid: Grid, deadlines: Sequence[str] = ()) -> Heading:
    """The heading above a table, or what the name of its sheet says where nothing stands there.

    `deadlines` are the headers of its deadlines, which may name the year. The title is the first text below
    the annex's label that names one year, joined with the line before or after it where that makes it whole.
    """
    cells = [cell for row in rows for cell in row]
    labels = [place for place, cell in enumerate(cells) if _label(cell)]
    annex = _label(cells[labels[-1]]) if labels else None
    below = cells[labels[-1] :] if labels else cells
    texts = [cell for cell in below if _title(cell)] or [cell for cell in cells if _title(cell)]
    # A document's number and date say when it was issued: they are asked last.
    said = [[unwrapped(cell.text) for cell in cells], [grid.sheet], deadlines]
    if not texts:
        name = "" if _NAMELESS.fullmatch(grid.sheet) or _ANNEX.fullmatch(grid.sheet) else grid.sheet
        return _dated(name, annex, None, said)
    found = next(
        (cell for cell in texts if len(years(_title(cell))) == 1),
        next((cell for cell in texts if years(_title(cell))), texts[0]),
    )
    return _dated(_whole(found, texts), annex, found, said)


def _dated(title: str, annex: str | None, cell: Cell | None, said: Sequence[Sequence[str]]) -> Heading:
    named = years(title)
    if len(named) == 1 and (cell is not None or title):
        return Heading(title, min(named), annex, cell)
    if named:  # which of them is meant would be a guess, unless a line of its own says so: (2022)
        said_so = {int(match[1]) for text in said[0] if (match := _STATED.fullmatch(text))}
        stated = [year for year in said_so if min(named) <= year <= max(named)]
        return Heading(title, stated[0] if len(stated) == 1 else None, annex, cell)
    issued = [text for text in said[0] if _BESIDE.fullmatch(text)]
    notes = [text for text in said[0] if text not in issued]
    for texts in (notes, [text for text in issued if not _issue(text)], *said[1:], issued):
        dated = {year: text for text in texts for year in years(text)}
        if len(dated) == 1:
            ((year, text),) = dated.items()
            return Heading(title, year, annex, cell, text)
    return Heading(title, None, annex, cell)


def _issue(text: str) -> bool:
    return bool(re.fullmatch(rf"{_NUMBER_OF_DOCUMENT}|.*{_DATE}.*", text, re.DOTALL))


def _label(cell: Cell) -> str | None:
    """The annex's label that a cell holds, alone or before the title."""
    if is_annex_label(cell):
        return cell.text
    match = _LABELLED.fullmatch(cell.text)
    return match["label"].strip() if match else None


def _title(cell: Cell) -> str:
    """What of a cell may be the title; empty for what never is."""
    if is_annex_label(cell):
        return ""
    match = _LABELLED.fullmatch(cell.text)
    text = unwrapped(match["title"] if match else cell.text)
    return "" if _BESIDE.fullmatch(text) else text


def _whole(found: Cell, texts: list[Cell]) -> str:
    """The title with the line that it begins or ends in, where it takes up two."""
    place, title = texts.index(found), _title(found)
    before = texts[place - 1] if place else None
    after = texts[place + 1] if place + 1 < len(texts) else None
    if not _TITLE.fullmatch(title) and after and _follows(after, found) and _TITLE.fullmatch(_title(after)):
        return _joined(title, _title(after))
    half = _title(before) if before and _follows(found, before) else ""
    if half and not years(half) and not _NO_HALF.fullmatch(half):
        return _joined(half, title)
    return title


def _follows(cell: Cell, before: Cell) -> bool:
    return cell.place[0] == before.place[0] + 1 and cell.place[1] == before.place[1]


def _joined(first: str, second: str) -> str:
    return unwrapped(f"{first}\n{second}")


def years(text: str) -> set[int]:
    """The years that a text names, in digits or Chinese numerals; a single one goes before spans of years."""
    plain = _CHINESE_YEAR.sub(lambda match: match[0].translate(_DIGITS), text)
    own = set(_YEAR.findall(_OTHERS.sub("", plain)))
    return {int(year) for year in (own if len(own) == 1 else _YEAR.findall(plain))}
