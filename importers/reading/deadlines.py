"""The words of a deadline, the day they stand for, and its stages where it has several."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from importers.reading import days, days_english
from importers.reading.days import Impossible
from importers.reading.model import DeadlineKind, Milestone


class Deadline(NamedTuple):
    """What a deadline's words mean; `problem` is the code of what is wrong with them.

    `milestones` are its stages where it has several; `day` is the last one's.
    """

    kind: DeadlineKind
    day: date | None = None
    problem: str = ""
    milestones: tuple[Milestone, ...] = ()


_DONE = r"(?:进行|推进|启动|完成|落实|实施|执行|开展|确定|而定|报送|报告|更新|评估|调度|通报|总结)?"
_ALL_YEAR = re.compile(
    r"(?:贯穿)?全年(?:\(1[-—–~至]12月\))?(?:持续|常态化)?(?:实施|推进|开展|落实|坚持|工作|任务)?"
    r"|(?:今年|本年)持续(?:推进|实施|开展|落实)"
    r"|(?:throughout|during|all(?: through)?|over)(?: the)?(?: whole| entire)? year|whole year"
    r"|throughout|year-round|all-year"
)
_UNDATED: tuple[tuple[DeadlineKind, re.Pattern[str]], ...] = (
    (
        "recurring",
        re.compile(
            r"(?:\d{4}年?[-至到]\d{4}年,?)?每(?:个|隔)?(?:\d+个?|两个?|半)?(?:年|季|月|周|旬|日|天).*|(?:逐|按)(?:年|季|月|周|旬)度?"
            + _DONE
            + r"|(?:annual|year|half-year|quarter|month|week|dai)ly|annual|semi-annually|bi-?monthly"
            r"|(?:.* )?(?:annually|(?:every|each) (?:(?:six|three|two|\d+) )?"
            r"(?:year|half-year|quarter|month|week)s?)(?: (?:by|in|before) .*)?"
            r"|(?:once|twice|(?:two|three|four|\d+) times) (?:a|per|each|every) (?:year|quarter|month|week)"
        ),
    ),
    (
        "ongoing",
        re.compile(
            r"(?:即日起|并|后)?(?:长期|持续|常年|常态化?|经常|不断|日常)(?:性|化)?"
            r"(?:坚持|推进|实施|开展|落实|进行|执行|加强|深化|工作|任务|抓好|做好|保持)?中?|即日起|贯穿(?:始终|全过程)"
            r"|动态(?:更新|调整|管理|推进|监测|完善)"
            r"|ongoing|on-going|continuous(?:ly)?|continuing|continual(?:ly)?|long[- ]term|permanent(?:ly)?"
        ),
    ),
    (
        "open",
        re.compile(
            r"(?:按照?|根据|依据?|依照|遵照|视|结合|随)[^\d]*?(?:要求|部署|安排|规定|进度|计划|需要?|情况|实际|进展|节点|时限)"
            r"(?:要求)?(?:适时|及时)?"
            + _DONE
            + r"|as (?:required|needed|necessary|requested|appropriate|scheduled)(?: by [a-z ]+)?"
            r"|(?:according to|in line with|in accordance with|subject to) [a-z' ]+"
        ),
    ),
)

_DIGIT = "0-9０-９〇○零一二三四五六七八九十"
_DATED = (
    rf"(?:[{_DIGIT}]{{4}}\s*年|[{_DIGIT}]{{1,3}}\s*月|第?[{_DIGIT}]\s*季度|(?:今|本|当)年|年[底末内中终]|[上下]半年|全年|每|"
    r"[并后]?(?:长期|持续)|[到至]\s*[2２][0０]|[2２][0０]\d\d|\d\d年[底末上下第\d])"
)
_DAY_BEFORE = (
    rf"(?:(?:[{_DIGIT}]{{2,4}}\s*年\s*)?[{_DIGIT}]{{1,3}}\s*月\s*(?:[底末]|[{_DIGIT}]{{1,3}}\s*日)"
    rf"|[{_DIGIT}]{{0,4}}\s*年?年[底末])前"
)
# Between two stages: a full stop of some kind; a comma or nothing before the next day, or what that is for.
_NEXT = re.compile(
    rf"[;；。\n]\s*|[①-⑳]|[,，、和及]\s*(?={_DATED})|[,，]\s*(?={days.FOR}{_DAY_BEFORE})|(?<=[\u4e00-\u9fff])"
    rf"(?<![年今本当明次至到于在从自和及与或每半到前底末内月{_DIGIT}])"
    rf"(?={_DAY_BEFORE})"
)
_NEXT_ENGLISH = re.compile(r"[;\n]\s*|,\s+(?=[^,;\n]*\bby\b)")
# 每年3月、9月; 2022年至2025年,每年
_RECURS = re.compile(
    r"^每.*[、和及]\s*\d{1,2}\s*月(?:\d{1,2}日)?[底末]?前?$"
    r"|^[\d年\s]{4,}[至到—–-]+[\d年\s]{4,}[,，]\s*每"
)
# 1.6月底前完成方案 2.年底前完成建设: the numbers of a list, where it goes on.
_LISTED = re.compile(r"(?:^|(?<=[\s;；。,，]))[(（]?([1-9])[.、．)）]\s*(?=\S)")
# What is longer is no deadline, but a text in its column.
_LONGEST = 1000
_SERIAL = re.compile(r"\d{5}(?:\.0+)?")
_FIRST_SERIAL = date(1899, 12, 30)


def read_deadline(text: str, year: int | None) -> Deadline:
    """The kind of deadline that the words name, its last day, and its stages.

    A year is the words' own, else that of the stage before, else the given one of the plan; without any
    there is no day. Words that can't be read, and days that don't exist, give none: it is never guessed, and
    never another one. 3月前 may mean February's end or March's; 春节前 and 尽快 are no days: all are unread.

    A whole number of five digits is a day as a spreadsheet counts them (44926), where that falls into the
    plan's year or the five after it: no other way to write a deadline has five digits.
    """
    if len(text) > _LONGEST:
        return _problem("deadline-unread")
    if _SERIAL.fullmatch(text.strip()) and year:
        day = _FIRST_SERIAL + timedelta(days=int(text.strip()[:5]))
        return Deadline("fixed", day) if year <= day.year <= year + 5 else _problem("deadline-unread")
    try:
        parts = list(_parts(text))
        if len(parts) > 1:
            return _in_stages(parts, year)
        one = _stage(text, year, alone=True)
        return Deadline(one.kind, one.day) if one else _problem("deadline-unread")
    except Impossible:  # 2月30日, 13月底
        return _problem("deadline-impossible")


class _Stage(NamedTuple):
    kind: DeadlineKind
    day: date | None = None
    year: int | None = None


def _problem(code: str) -> Deadline:
    return Deadline("unread", problem=code)


def _stage(text: str, year: int | None, *, alone: bool) -> _Stage | None:
    """One stage; none where it can't be read. Alone, it may not be one that only begins something."""
    english = _is_english(text)
    words = _plain(text) if english else days.with_century(_normal(text), year)
    if match := re.fullmatch(r"(throughout|during|all of) ((?:19|20)\d\d)", words):
        words = f"{match[2]}年全年"
    if _ALL_YEAR.fullmatch(days.without_year(words)):
        own = days.year_of(words) or year
        return _Stage("all_year", date(own, 12, 31) if own else None, own)
    for kind, pattern in _UNDATED:
        if pattern.fullmatch(words):
            days.check_recurring(words)
            return _Stage(kind)
    found = (days_english if english else days).read(words, year, alone=alone)
    return _Stage("fixed", *found) if found else None


def _in_stages(parts: list[str], year: int | None) -> Deadline:
    """Several stages, each of which can be read; else the text stays as it is."""
    found: list[_Stage] = []
    last = year
    for words in parts:
        stage = _stage(words, last, alone=False)
        if stage is None:
            return _problem("deadline-unread")
        found.append(stage)
        last = stage.year or last
    kinds = {stage.kind for stage in found}
    kind = next(kind for kind in ("fixed", "all_year", "recurring", "ongoing", "open") if kind in kinds)
    if kind not in ("fixed", "all_year"):
        return Deadline(kind)
    milestones = tuple(Milestone(words, stage.day) for words, stage in zip(parts, found, strict=True))
    return Deadline(kind, max((stage.day for stage in found if stage.day), default=None), "", milestones)


def _parts(text: str) -> Iterator[str]:
    """The stages' words as printed; one that names no day goes on with the one before it."""
    part = ""
    numbers = [int(match[1]) for match in _LISTED.finditer(text)]
    if len(numbers) > 1 and numbers == list(range(1, len(numbers) + 1)):
        text = _LISTED.sub("\n", text)
    for words in _apart(text):
        goes_on = not re.search(_DATED, words.text) or not (words.before or re.search(_DATED, part))
        goes_on |= bool(_RECURS.search(part + words.before + words.text))
        if part and goes_on and not _is_english(text):
            part += words.before + words.text
            continue
        if part:
            yield part
        part = words.text
    if part:
        yield part


class _Words(NamedTuple):
    before: str
    text: str


def _apart(text: str) -> Iterator[_Words]:
    place, before = 0, ""
    for match in (_NEXT_ENGLISH if _is_english(text) else _NEXT).finditer(text):
        words = text[place : match.start()].strip()
        if not match[0] and not re.search(_DATED, words):
            continue  # 主体工程12月底前完工
        if words:
            yield _Words(before, words)
        place, before = match.end(), match[0]
    if words := text[place:].strip():
        yield _Words(before, words)


def _is_english(text: str) -> bool:
    return bool(re.search(r"[A-Za-z]{2}|[QqHh]\s?\d", text) and not re.search(r"[\u4e00-\u9fff]", text))


def _plain(text: str) -> str:
    """In lower case and single blanks."""
    words = unicodedata.normalize("NFKC", text).translate(days.DASHES).lower()
    return " ".join(words.split()).rstrip(".;, ")


def _normal(text: str) -> str:
    """Without blanks, quotes and final stop, in plain digits: 第 二 季度末。 becomes 第2季度末."""
    words = unicodedata.normalize("NFKC", text).translate(days.DASHES)
    words = re.sub(r"[\s\"'“”‘’「」『』]", "", words).rstrip("。.;,")
    return days.in_digits(words)
