"""Random plans, and random layouts to draw them in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from hypothesis import strategies as st

TITLE = "生态保护 2022 年行动计划"
SUBJECTS = ("湿地保护", "造林绿化", "扬尘治理", "管网改造", "养老服务", "数据共享", "街区更新", "古籍修复")
DEADLINES = (
    ("年底前", date(2022, 12, 31)), ("6月底前", date(2022, 6, 30)), ("2022年9月30日前", date(2022, 9, 30)),
    ("一季度", date(2022, 3, 31)), ("长期坚持", None),
)  # fmt: skip
UNITS = (
    "市水务局", "市财政局", "市教委", "市园林绿化局", "各区政府", "市交通委", "区城管委", "相关区政府",
    "各区政府(含北京经济技术开发区管委会)",
)  # fmt: skip
WORDS = {
    "section": ("所属领域", "类别", "板块", "Area"),
    "number": ("序号", "编号", "项次", "No.", "任务编号"),
    "task": ("重点任务", "主要任务", "任务名称", "工作任务", "重点\n任务", "Key task"),
    "text": ("工作措施", "具体措施", "措施", "工作举措", "主要措施(2022年)", "Measure"),
    "deadline": ("完成时限", "完成时间", "时间要求", "时限", "完成 时限", "Due date"),
    "lead": ("牵头部门", "牵头单位", "主办单位", "牵头责任单位", "责任单位（牵头）", "Lead"),
    "responsible": ("主责单位", "责任单位", "责任部门", "承办单位", "Responsible"),
    "assisting": ("协办单位", "配合单位", "参与部门", "协同单位", "Supporting units"),
    "extra": ("备注", "责任人", "资金来源", "星级"),
    "blank": ("",),
}
ROLES = ("lead", "responsible", "assisting")
ABOVE = (
    (TITLE,),
    ("附件 5", TITLE),
    ("京政办发〔2022〕5号", TITLE, "单位：万元"),
    ("附件5", TITLE, "填报单位：市生态环境局"),
    ("(征求意见稿)", TITLE),
)
BELOW = (
    (),
    ("注：各单位按月报送。",),
    ("合计", "填报人：王五"),
    ("说明：1.本表按季更新。", "2.由市政府督查室负责解释。"),
    ("某某市人民政府", "2022年3月1日"),
)


@dataclass(frozen=True)
class Measure:
    text: str
    deadline: tuple[str, date | None]
    lead: tuple[str, ...]
    responsible: tuple[str, ...]
    assisting: tuple[str, ...]
    extra: str


@dataclass(frozen=True)
class Task:
    number: int
    title: str
    measures: tuple[Measure, ...]


@dataclass(frozen=True)
class Section:
    """`level` 0 for a part of the plan, 1 for a part of the section before it; `place` in its level."""

    title: str
    level: int
    place: int
    tasks: tuple[Task, ...]


@dataclass(frozen=True)
class Layout:
    """How a table is drawn.

    `order` has what the columns hold, from left to right; `breaks` and `gaps` stand before the measures of
    these places; `within`: the one column of units says all roles, by labels or by tags.
    """

    order: tuple[str, ...]
    words: dict[str, str]
    sections: str
    numbers: str
    grouped: bool
    merged: str
    spanned: bool
    down: int
    right: int
    breaks: frozenset[int]
    cut: bool
    gaps: frozenset[int]
    above: tuple[str, ...]
    below: tuple[str, ...]
    separator: str
    numbers_in_titles: bool
    within: str


@st.composite
def layouts(draw: st.DrawFn) -> Layout:
    """Any layout that a person can read without doubt."""
    wanted = ["text", "lead"]
    for name in ("number", "task", "deadline", "responsible", "assisting", "extra", "blank"):
        if draw(st.booleans()):
            wanted.append(name)
    styles = ["", "chapters", "parts", "roman", "column", "plain"]
    if "number" in wanted:
        styles.append("apart")
    sections = draw(st.sampled_from(styles))
    if sections == "column":
        wanted.append("section")
    usual = [
        name
        for name in ("section", "number", "task", "text", "blank", "deadline", *ROLES, "extra")
        if name in wanted
    ]
    order = tuple(draw(st.permutations(usual))) if draw(st.booleans()) else tuple(usual)
    roles = [name for name in order if name in ROLES]
    at = order.index(roles[0])
    words = {name: draw(st.sampled_from(WORDS[name])) for name in order}
    within = ""
    if roles == ["lead"]:
        words["lead"] = draw(st.sampled_from((*WORDS["lead"], "责任单位", "责任部门")))
        if words["lead"].startswith("责任") and "牵头" not in words["lead"]:
            within = draw(st.sampled_from(("", "labels", "tags")))
    return Layout(
        order=order,
        words=words,
        sections=sections,
        numbers=draw(st.sampled_from(("plain", "float", "point", "comma", "bracket", "zero", "circled"))),
        grouped=list(order[at : at + len(roles)]) == roles and len(roles) > 1 and draw(st.booleans()),
        merged=draw(st.sampled_from(("merges", "blanks", "again"))),
        spanned=sections == "plain" or draw(st.booleans()),
        down=draw(st.integers(0, 2)),
        right=draw(st.integers(0, 3)),
        breaks=draw(st.frozensets(st.integers(2, 14), max_size=2)),
        cut=draw(st.booleans()),
        gaps=draw(st.frozensets(st.integers(0, 14), max_size=3)),
        above=draw(st.sampled_from(ABOVE)),
        below=draw(st.sampled_from(BELOW)),
        separator=draw(st.sampled_from(("\n", "、", " ", "，", "；"))),
        numbers_in_titles=draw(st.booleans()),
        within=within,
    )


@st.composite
def plans(draw: st.DrawFn, layout: Layout) -> tuple[Section, ...]:
    """Any plan that the layout can show."""
    restart = draw(st.booleans()) and bool(layout.sections)
    nested = layout.sections in ("chapters", "parts") and draw(st.booleans())
    numbers, seq = iter(range(1, 100)), iter(range(1, 1000))
    found: list[Section] = []
    for place in range(draw(st.integers(1, 3)) if layout.sections else 1):
        parts = draw(st.integers(0, 2)) if nested else 0
        if restart:
            numbers = iter(range(1, 100))
        tasks = draw(_tasks(numbers, seq)) if not parts or draw(st.booleans()) else ()
        found.append(Section(draw(_titles(f"部分{place}")), 0, place, tasks))
        for part in range(parts):
            tasks = draw(_tasks(numbers, seq))
            found.append(Section(draw(_titles(f"小节{place}{part}")), 1, part, tasks))
    return tuple(found)


def _titles(ending: str) -> st.SearchStrategy[str]:
    return st.sampled_from(SUBJECTS).map(lambda subject: f"推进{subject}{ending}")


@st.composite
def _tasks(draw: st.DrawFn, numbers: Iterator[int], seq: Iterator[int]) -> tuple[Task, ...]:
    found = []
    for _ in range(draw(st.integers(1, 3))):
        number = next(numbers)
        measures = tuple(draw(_measures(next(seq))) for _ in range(draw(st.integers(1, 3))))
        found.append(Task(number, draw(st.sampled_from(SUBJECTS)) + f"第{next(seq)}批", measures))
    return tuple(found)


@st.composite
def _measures(draw: st.DrawFn, number: int) -> Measure:
    units = draw(st.permutations(UNITS))
    lead, responsible, assisting = draw(st.integers(1, 3)), draw(st.integers(0, 2)), draw(st.integers(0, 3))
    return Measure(
        text=f"完成{draw(st.sampled_from(SUBJECTS))}项目 {number} 号,形成长效机制。",
        deadline=draw(st.sampled_from(DEADLINES)),
        lead=tuple(units[:lead]),
        responsible=tuple(units[lead:][:responsible]),
        assisting=tuple(units[lead + responsible :][:assisting]),
        extra=draw(st.sampled_from(("", "重点", "跨年度"))),
    )
