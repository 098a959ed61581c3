"""Plan tables drawn as files of every kind, from one neutral description.

    table = Table(
        rows=[["序号", "工作措施", "牵头部门"], [1, "编制方案。", "市水务局"], ["", "印发方案。", ""]],
        merges=[(2, 1, 3, 1)],  # top, left, bottom, right, counted from 1 within `rows`
        above=["附件 5", "生态保护 2022 年行动计划"],
        below=["注：……"],
    )
    draw_xlsx(table), draw_xls(table), draw_ods(table)   # bytes; several tables are several sheets
    draw_docx(table), draw_pdf(table), draw_text(table)  # several tables stand one below the other
    draw_csv(table, encoding="gb18030", separator=";")
    DRAWN["ods"](table)                                  # by the name of the kind

A cell holds None, a text ("\\n" breaks its line), a number, a date, a `Percent`, a `Formula` with its value.
Of a merge only its first cell is drawn. `unmerged`, `repeated` and `paged` lay a table out in other ways.
"""

from collections.abc import Callable

from tests.importers.drawing.ods import draw_ods
from tests.importers.drawing.pdf import draw_pdf
from tests.importers.drawing.table import Formula, Percent, Table, paged, repeated, unmerged
from tests.importers.drawing.texts import draw_csv, draw_text
from tests.importers.drawing.word import draw_docx
from tests.importers.drawing.workbooks import draw_xls, draw_xlsx

DRAWN: dict[str, Callable[..., bytes]] = {
    "xlsx": draw_xlsx,
    "xls": draw_xls,
    "ods": draw_ods,
    "csv": draw_csv,
    "text": draw_text,
    "docx": draw_docx,
    "pdf": draw_pdf,
}

__all__ = [
    "DRAWN", "Formula", "Percent", "Table", "draw_csv", "draw_docx", "draw_ods", "draw_pdf", "draw_text",
    "draw_xls", "draw_xlsx", "paged", "repeated", "unmerged",
]  # fmt: skip
