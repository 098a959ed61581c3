"""Small files made for one test each, and what they read as."""

import io
import zipfile
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook

from importers.reading import ParsedMeasure, Problem, Reading, read

from .drawing import Table

HEADER = ["序号", "重点任务", "工作措施", "完成时限", "牵头部门", "主责单位", "协办单位"]
SHEET = "xl/worksheets/sheet1.xml"
TITLE = "某某 2022 年行动计划"
MEASURE = [1, "任务甲", "编制方案。", "年底前", "市水务局", "市财政局", "市教委"]

Rows = Sequence[Sequence[Any]]


def workbook(
    rows: Rows, merges: Sequence[str] = (), title: str = TITLE, header: Sequence[Any] = HEADER
) -> bytes:
    """A workbook whose sheet 附件1 has its title in A1, its header in row 2 and these rows from row 3 on."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "附件1"
    for row in ([title], header, *rows):
        sheet.append(list(row))
    for merge in merges:
        sheet.merge_cells(merge)
    return saved(book)


def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def published(*lines: str, title: str = TITLE) -> bytes:
    """A text with its title in line 1, its header in line 2 and these lines from line 3 on."""
    return "\n".join([title, "\t".join(HEADER), *lines]).encode()


def repacked(
    data: bytes, replaced: dict[str, bytes] | None = None, added: dict[str, bytes] | None = None
) -> bytes:
    """A container with some of its members replaced and others added."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            target.writestr(name, (replaced or {}).get(name) or source.read(name))
        for name, body in (added or {}).items():
            target.writestr(name, body)
    return out.getvalue()


def member(data: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        return source.read(name)


def brief(problem: Problem) -> tuple[str, str, str, str]:
    return problem.severity, problem.code, problem.sheet, problem.cell


def problems(data: bytes) -> list[tuple[str, str, str, str]]:
    return [brief(problem) for problem in read(data).problems]


def tasks(reading: Reading) -> list[tuple[str | None, str | None, list[str]]]:
    """Each task's number and title, and the texts of its measures."""
    return [
        (task.number, task.title, [measure.text for measure in task.measures])
        for plan in reading.plans
        for task in plan.tasks()
    ]


def small(*rows: Sequence[Any], **more: Any) -> Table:
    """A table to be drawn as a file of any kind: the header under a title, and these rows."""
    return Table([list(HEADER), *map(list, rows)], above=[TITLE], **more)


def measures(data: bytes) -> list[ParsedMeasure]:
    """The measures of a file that holds one plan."""
    (plan,) = read(data).plans
    return list(plan.measures())
