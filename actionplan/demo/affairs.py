"""What happens in the sample year beside the reports: periods closed, days asked for, words and reminders.

Pure, like the story: each affair with its time and the person, and what it is about, by name.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from actionplan.demo.days import at


@dataclass(frozen=True)
class Affair:
    """Something that one person does at a time."""

    at: datetime.datetime
    by: str


@dataclass(frozen=True)
class Closing(Affair):
    """A period is closed, and its figures with it."""

    month: int


@dataclass(frozen=True)
class Extension(Affair):
    """A lead asks for a later day; `decision` is who grants or refuses it, when and why, if anybody has."""

    ref: str
    unit: str
    wanted_on: datetime.date
    reason: str
    progress: str
    decision: tuple[datetime.datetime, str, bool, str] | None = None


@dataclass(frozen=True)
class Word(Affair):
    """The leadership leaves an instruction; `answers` are unit, time, person and text."""

    ref: str
    text: str
    answers: tuple[tuple[str, datetime.datetime, str, str], ...] = ()


@dataclass(frozen=True)
class Answer(Affair):
    """A unit says whether an open group means it."""

    ref: str
    unit: str
    is_ours: bool
    reason: str


@dataclass(frozen=True)
class Push(Affair):
    """Units that owe reports of a month are reminded."""

    month: int
    units: tuple[str, ...]
    text: str


@dataclass(frozen=True)
class SignOff(Affair):
    """From now on the unit's head submits, beginning with this report of the month."""

    unit: str
    ref: str
    month: int


CLOSINGS = tuple(
    Closing(at(month + 1, day, 16, 30), "tc.wang", month)
    for month, day in ((1, 21), (2, 21), (3, 20 + 1), (4, 20), (5, 20), (6, 20), (7, 22), (8, 20))
)
EXTENSIONS = (
    Extension(
        at(9, 13, 10, 20), "yllhj.zhang", "5.2", "市园林绿化局", datetime.date(2023, 6, 30),
        "部分自然保护地与城镇开发边界交叉重叠，范围调整方案尚待国家批复。",
        "已完成现状调查和重点区域初稿，5 处保护地总体规划文本形成征求意见稿。",
        (at(9, 16, 15, 5), "tc.wang", False, "国家批复不影响先行编制文本，年底前应完成送审稿，时限不变。"),
    ),
    Extension(
        at(10, 10, 14, 40), "sthjj.zhou", "10.2", "市生态环境局", datetime.date(2023, 2, 28),
        "2022 年度遥感影像要到次年 1 月才能完成处理，年底前缺少全年数据。",
        "评价方法和指标已通过专家论证，完成前三季度数据试算。",
        (at(10, 13, 11, 10), "tc.li", True, "同意延至 2023 年 1 月 31 日，年底前先提交前三季度评价报告。"),
    ),
    Extension(
        at(10, 24, 9, 50), "sthjj.xu", "10.3", "市生态环境局", datetime.date(2023, 3, 31),
        "废弃矿山和河道修复区域的样地调查受汛期和防疫影响，推迟近两个月。",
        "完成评价技术路线和 3 个试点区域的资料收集，样地调查完成三成。",
    ),
)  # fmt: skip
GRANTED_ON = {"10.2": datetime.date(2023, 1, 31)}
WORDS = (
    Word(
        at(9, 19, 9, 30), "ld.chen", "5.2", "总体规划编制进度明显落后，请牵头单位列出分月计划，逐月盯住。",
        (
            (
                "市园林绿化局", at(9, 22, 16, 15), "yllhj.gao",
                "已列出分月计划：10 月完成征求意见，11 月专家论证，12 月形成送审稿，由分管局领导每周调度。",
            ),
        ),
    ),
    Word(
        at(10, 20, 17, 5), "ld.chen", "10.3", "请说明样地调查滞后的原因和补救办法，年底前拿出首批评价结果。"
    ),
)  # fmt: skip
ANSWERS = (
    Answer(at(10, 12, 10, 30), "hdq.liu", "2", "海淀区政府", True, "区内有翠湖湿地等重点保护区域。"),
    Answer(at(10, 12, 15, 20), "dcq.liang", "2", "东城区政府", False, "辖区内没有自然保护地。"),
    Answer(at(10, 14, 9, 45), "myq.jia", "10.2", "密云区政府", True, ""),
    Answer(at(10, 17, 11, 5), "dcq.liang", "10.2", "东城区政府", False, "辖区内没有划定生态保护红线。"),
)  # fmt: skip
PUSHES = (
    Push(
        at(10, 11, 9, 15), "tc.li", 9, ("石景山区政府", "昌平区政府"),
        "9 月报告已过报送期，抓紧补报；有困难的说明原因。",
    ),
    Push(
        at(10, 20, 9, 40), "tc.li", 9, ("昌平区政府",),
        "9 月报告仍未报送，本周内补报并说明逾期原因。",
    ),
)  # fmt: skip
SIGN_OFFS = (SignOff(at(10, 25, 16, 30), "hdq.liu", "海淀区政府", "1", 10),)
AFFAIRS: tuple[Affair, ...] = (*CLOSINGS, *EXTENSIONS, *WORDS, *ANSWERS, *PUSHES, *SIGN_OFFS)
READ_BEFORE = at(10, 20)
"""Whatever people were told until then they have read by now."""
MORNING = at(10, 25, 8, 30)
"""When the last mail went out."""

_STEPS: dict[str, tuple[tuple[str, tuple[int, int], tuple[int, int] | None], ...]] = {
    "2": (
        ("起草规划文本", (4, 30), (5, 12)), ("征求部门和各区意见", (7, 31), (8, 19)),
        ("专家论证", (9, 30), (10, 14)), ("报批", (11, 30), None), ("印发", (12, 20), None),
    ),
    "5.2": (
        ("现状调查", (4, 30), (6, 10)), ("编制文本", (8, 31), None), ("征求意见", (10, 31), None),
        ("送审", (12, 20), None),
    ),
    "8": (
        ("起草导则", (3, 31), (3, 25)), ("征求意见", (6, 30), (6, 24)), ("技术审查", (9, 30), (9, 22)),
        ("发布", (12, 10), None),
    ),
    "10.3": (
        ("确定技术路线", (3, 31), (4, 20)), ("样地调查", (8, 31), None), ("试评价", (11, 15), None),
        ("形成评价报告", (12, 20), None),
    ),
}  # fmt: skip


def steps(ref: str, day: datetime.date) -> list[tuple[str, datetime.date, datetime.date | None]]:
    """The lead's steps to a deliverable as they stood on that day: title, planned for, done."""
    found = []
    for title, due, done in _STEPS.get(ref, ()):
        done_on = datetime.date(day.year, *done) if done else None
        found.append((title, datetime.date(day.year, *due), done_on if done_on and done_on <= day else None))
    return found
