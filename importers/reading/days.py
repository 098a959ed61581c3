"""The day that Chinese words name: months, quarters, halves, years' ends, and ranges of them."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

Found = tuple[date | None, int | None]
"""A day, none where no year is known, and the year that the words name themselves."""


class Impossible(ValueError):
    """The words name a day that doesn't exist."""


DASHES = dict.fromkeys(map(ord, "—–―‐−－~～"), "-")
_NUMERALS = {numeral: number for number, numeral in enumerate("一二三四五六七八九", 1)}
_YEAR = re.compile(r"[〇○零一二三四五六七八九]{4}(?=年)")
_SMALL = re.compile(r"(?:([一二三])?十([一二三四五六七八九])?|([一二三四五六七八九两]))(?=[月日号]|季度)")
_RANGE_QUARTER = re.compile(r"([一二三四])(?=(?:-|至|到)第?\d季度)")

_OWN = r"(?:(?P<year>\d{4})年度?|(?P<same>今年|本年度?|当年)|(?P<next>次年|翌年))?"
_POINT = re.compile(
    rf"(?:截至|截止到?|力争|确保|争取|原则上|最迟|不晚于)?(?:于|在|到|至)?{_OWN}"
    r"(?:(?P<month>\d{1,2})月(?:(?P<day>\d{1,2})[日号]|份?(?P<part>上旬|中旬|下旬|底|末|内)?)"
    r"|第?(?P<quarter>\d)季度(?P<quarter_end>底|末|内)?|[Qq](?P<q>\d)|(?P<first>前3季度)"
    r"|(?P<half>上|下)半年(?P<half_end>底|末|内)?|(?P<end>年?(?:年度)?[底末内终])|(?P<middle>年?中))?"
    r"(?:24[时点]|24:00)?(?P<before>之前|以前|前)?"
)
_ISO = re.compile(
    r"(?P<year>\d{4})(?P<mark>[-/.])(?P<month>\d{1,2})(?:(?P=mark)(?P<day>\d{1,2})(?:T?0{1,2}:00(?::00)?)?)?日?"
    r"(?:之前|以前|前)?|(?P<y>(?:19|20)\d\d)(?:(?P<m>[01]\d)(?P<d>[0-3]\d)?)?(?:之前|以前|前)?"
)
_SLASHED = re.compile(r"(\d{1,2})(?P<mark>[/.])(\d{1,2})(?P=mark)((?:19|20)\d\d)")
_OVER_TWO_YEARS = re.compile(r"\d\d(\d\d)[-/](\d\d)")
_SHORT_YEAR = re.compile(r"(?<!\d)(\d\d)(?=年(?:年?[底末]|度|\d{1,2}月|[上下]半年|第?\d季度))")
FOR = (
    r"(?:(?![不未后年月日])[\u4e00-\u9fff]){0,10}?(?:方案|初稿|编制|设计|立项|手续|招标|前期|工作|任务|项目|工程|建设|改造|施工|"
    r"验收|报告|调研|摸排|排查|清单|规划|标准|平台|系统)"
)
"""What a day is for may stand before it: 方案编制6月底前完成. Other words there change it: 明年6月底前."""
_FOR = re.compile(rf"{FOR}(?=(?:\d{{4}}年)?(?:\d{{1,2}}月(?:[底末]|\d{{1,2}}日)|年?[底末])前)")
_PHASE = re.compile(r"^(第.阶段)\(([^()]+)\)$")
_FIVE_YEARS = re.compile(r"十(?P<plan>[一二三四五六七八九])五(?:规划)?(?:期末|末|期间|时期|期内|时期末|收官)")
_TO = re.compile(r"至|到|-+")
_NAMES_DAY = re.compile(r"\d月|[年月]度?[底末]|季度|半年|日前|\d[日号](?!报)|[上中下]旬")
_BEGINS = re.compile(r"启动|开始|开工|起步")
_DOES = re.compile(
    r"(?:要|须|应|将|需|基本|全面|全部|初步|率先|如期|按期|分批|陆续|集中|正式|组织|研究|率|力争|确保|争取)*"
    r"(?:[\u4e00-\u9fff].*|\d+(?:\.\d+)?%.*)?"
)
# Then the day isn't the one by which it has to be done.
_OTHERWISE = re.compile(r"[起初前后已]|以后|之后|左右|.*(?:延期|推迟|顺延|调整[为至到])")


def in_digits(words: str) -> str:
    """Years, months, days and quarters in plain digits: 二〇二二年十二月 becomes 2022年12月."""
    words = _YEAR.sub(lambda match: "".join(str(_NUMERALS.get(numeral, 0)) for numeral in match[0]), words)
    words = _SMALL.sub(_digits, words)
    return _RANGE_QUARTER.sub(lambda match: str(_NUMERALS[match[1]]), words)


def _digits(match: re.Match[str]) -> str:
    tens, ones, alone = match.groups()
    if alone:
        return str(_NUMERALS.get(alone, 2))
    return str(10 * _NUMERALS.get(tens or "一", 1) + _NUMERALS.get(ones or "", 0))


def year_of(words: str) -> int | None:
    """The year that the words begin with."""
    match = re.match(r"(\d{4})年", words)
    return int(match[1]) if match else None


def with_century(words: str, year: int | None) -> str:
    """The words with a short year in full, where that is the given one or follows it soon: 22年底."""

    def full(match: re.Match[str]) -> str:
        return f"20{match[1]}" if year and year <= 2000 + int(match[1]) <= year + 10 else match[0]

    return _SHORT_YEAR.sub(full, words)


def without_year(words: str) -> str:
    """The words without that year; 2022年持续推进 as if this year."""
    match = re.match(r"(\d{4})年(?:度)?(?=全年|贯穿)", words)
    return words[match.end() :] if match else re.sub(r"^\d{4}年(?=持续)", "今年", words)


def check_recurring(words: str) -> None:
    """Refuses a day that no month has: 每月32日前."""
    if match := re.match(r"每月(\d{1,2})[日号]", words):
        _day(2000, 1, int(match[1]))
    if match := re.match(r"每年(\d{1,2})月(?:(\d{1,2})[日号])?", words):
        _day(2000, int(match[1]), int(match[2] or 1))


def end_of_month(year: int, month: int) -> date:
    """The last day of a month."""
    return _day(year, month, monthrange(year, month)[1] if 1 <= month <= 12 else 1)


def _day(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError as error:
        raise Impossible from error


def read(words: str, year: int | None, *, alone: bool) -> Found | None:
    """The last day that the words allow; none where they can't be read."""
    if match := _FIVE_YEARS.fullmatch(words):
        last = 1955 + 50 + 5 * _NUMERALS[match["plan"]]
        return date(last, 12, 31), last
    if match := _SLASHED.fullmatch(words):
        return _slashed(*map(int, match.group(1, 3, 4)))
    years = _OVER_TWO_YEARS.fullmatch(words)
    if years and int(years[2]) == int(years[1]) + 1 > 12:
        return None  # a financial year: nobody says here when it ends
    words = _PHASE.sub(r"\1:\2", words)
    for label in (re.match(r"[^\d:]{1,30}:", words), _FOR.match(words), None):
        said = words[label.end() :] if label else words
        found = _range(said, year) or _with_words(said, year, alone=alone)
        if found:
            return found
    return None


def _slashed(first: int, second: int, year: int) -> Found | None:
    """31/12/2022 and 12/31/2022: only where one of the two can be no month."""
    if max(first, second) > 12 and min(first, second) > 0:
        return _day(year, min(first, second), max(first, second)), year
    return None


def _with_words(words: str, year: int | None, *, alone: bool) -> Found | None:
    """A day, and after it what is to be done by then."""
    for pattern in (_ISO, _POINT):
        match = pattern.match(words)
        if match and match.end():
            rest = words[match.end() :].lstrip(",:")
            brackets = re.fullmatch(r"\(([^()]*)\)", rest)
            rest = brackets[1] if brackets else rest
            if rest and (_NAMES_DAY.search(rest) or not _DOES.fullmatch(rest) or _OTHERWISE.match(rest)):
                continue
            if rest and alone and _BEGINS.search(rest):
                continue
            if rest and pattern is _ISO and not (match["day"] or match["d"]):
                continue  # the year of another form
            by_then = brackets or _ends(match) or match.groupdict().get("before")
            if rest and alone and not by_then and rest[0] not in "完实建":
                continue  # 6月检查: done in it, or by its end?
            if found := _point(match, year):
                return found
    return None


def _ends(match: re.Match[str]) -> bool:
    """Whether the day is said as an end, not as a mere month or year in which something is done."""
    parts = match.groupdict()
    return any(parts.get(name) for name in ("day", "d", "part", "quarter_end", "half_end", "end"))


def _range(words: str, year: int | None) -> Found | None:
    """From one day to another: the end counts, in the beginning's year where it names none."""
    said = re.sub(r"^(?:自|从)", "", words)
    said = re.sub(r"(?:为止|止|结束|期间|完成|实施|推进|开展)$", "", said)
    for dash in _TO.finditer(said):
        first = re.sub(r"(?:起|开始)$", "", said[: dash.start()])
        last = _exact(said[dash.end() :])
        if not (first and last):
            continue
        start = _exact(first if not re.fullmatch(r"(?:\d{4}年)?第?\d{1,4}", first) else first + _unit(last))
        if not start:
            continue
        from_day = _point(start, year)
        own = (from_day[1] if from_day else None) or year
        to_day = _point(last, own)
        if not (from_day and to_day):
            continue
        if from_day[0] and to_day[0] and from_day[0] > to_day[0]:
            return None
        return to_day[0], to_day[1] or from_day[1]
    return None


def _exact(words: str) -> re.Match[str] | None:
    iso = _ISO.fullmatch(words)
    match = iso or _POINT.fullmatch(words)
    return match if words and match else None


def _unit(last: re.Match[str]) -> str:
    """What a bare number before the dash counts: 6-9月, 1-3季度, 2021-2023年."""
    parts = last.groupdict()
    if parts.get("day"):
        return ""
    return "月" if parts.get("month") else "季度" if parts.get("quarter") else "年"


def _point(match: re.Match[str], year: int | None) -> Found | None:
    """The day of a match, if it is one that can be told."""
    parts = match.groupdict()
    if "mark" in parts:
        own = int(parts["year"] or parts["y"])
        month, day = parts["month"] or parts["m"], parts["day"] or parts["d"]
        if not month:
            return _day(own, 12, 31), own
        return (_day(own, int(month), int(day)) if day else end_of_month(own, int(month))), own
    said = parts["end"] or parts["middle"]
    named = parts["year"] or parts["same"] or parts["next"]
    if said and not (named or said.startswith("年")):
        return None
    vague = not (parts["day"] or parts["quarter_end"] or parts["half_end"] or parts["end"])
    if parts["before"] and vague and parts["part"] not in ("底", "末", "内"):
        return None  # 3月前, 二季度前: before it begins, or before it ends?
    if not named and not any(value for name, value in parts.items() if name != "before"):
        return None
    own_year = int(parts["year"]) if parts["year"] else None
    if own_year == 0:
        raise Impossible
    if parts["next"]:
        own_year = year + 1 if year else None
    used = own_year or year
    probe = _of_year(parts, used or 2000)
    if probe is None:
        return None
    return (probe if used else None), own_year


def _of_year(parts: dict[str, str | None], year: int) -> date | None:
    if parts["month"]:
        month = int(parts["month"])
        if parts["day"]:
            return _day(year, month, int(parts["day"]))
        third = {"上旬": 10, "中旬": 20}.get(parts["part"] or "")
        return _day(year, month, third) if third else end_of_month(year, month)
    if quarter := parts["quarter"] or parts["q"]:
        return end_of_month(year, 3 * int(quarter)) if 1 <= int(quarter) <= 4 else None
    if parts["first"]:
        return date(year, 9, 30)
    first_half = parts["half"] == "上" or parts["middle"]
    return date(year, 6, 30) if first_half else _day(year, 12, 31)
