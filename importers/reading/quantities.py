"""The quantities that a text sets to be reached, told apart from all its other numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache

from importers.reading.model import ParsedTarget

_NUMBER = r"(?:\d{1,3}(?:[, ]\d{3}(?!\d))+|\d+)(?:\.\d+)?"
_NUMERAL = r"[一二三四五六七八九两十][一二三四五六七八九两十百千零]{0,9}"
_DASH = r"\s*(?:[—–\-~～至到]+)\s*"

# What is measured: these set a target with whatever number.
_MEASURES = (
    r"公顷|亩|平方公里|平方千米|平方米|平米|立方米|公里(?!处|范围|半径)|千米|延米|海里|米(?!面|服务|范围|半径|线)|吨标准煤|吨(?!级)|千克|公斤|千瓦时|千瓦|兆瓦|"
    r"元(?!素|旦)|个?百分点|倍|微克|毫克|分贝|℃|摄氏度|学时|度电"
)
_PER = (
    r"(?:[/／](?:立方米|平方公里|平方千米|平方米|公里|升|公顷|亩|年|日|天|万人|人|吨|小时|万元)(?:[·.]月)?)?"
)
# What is counted; most of these characters also begin other words (1 处理, 3 家庭).
_COUNTS = (
    r"个(?:区(?![域块级位间属别])|县(?![级域区])|街道|乡镇|村(?![庄级镇])|社区|项目|车位|学位|床位|点位|站点|品牌|示范区|园区|小区)|"
    r"个(?!月|工作日|小时|季度|方面|层面|维度|环节|阶段|五年|中心(?!城)|服务中心|意识|自信|维护|确立|年|星期|百分)|"
    r"家(?!园|庭|具|长|政|居|乡)|项(?!目)|项目|处(?!理|置|罚|于|分|方)|座(?!谈|位|椅)|条(?!例|件|款|块)|"
    r"所(?!有|属|需|在|得|谓)|人次|人(?!口|才|员|均|大|民|工|居|文|事)|名(?!录|单|称|镇|木|优|义)|户(?!外|籍)|"
    r"件(?!套)|场次|场(?!所|地|景|馆|站|界)|次(?!生|数|日|年)|套(?!路|利)|辆|株|只(?!有|要|能)|种(?!植|业|子|养|质|类)|"
    r"份(?!额)|批次|批(?!准|示|发)|部(?!门|分|委|队|署)|篇|台(?!账|阶|风|帐)|艘|架(?!构)|间(?!隔|接)|幢|栋|盏|"
    r"块(?!链)|片区|片|册|例(?!行|会)|宗|张(?!家|江)|床|支(?:队伍)?(?!持|部|队|撑|线|付|援|行)|组(?!织|成|团|建|合)|"
    r"班次|趟|根(?![据本源治])|棵|颗|眼(?![前光科])|轮(?!胎|候|换)|对(?!照|接|于|标|外|口|象)|车位|桩"
)
_SCALE = r"(?:(?:万亿|[万亿]|百万|千万)[余多]?)?"
_TARGET = re.compile(
    rf"(?<![\dA-Za-z.〔\[])(?:(?P<low>{_NUMBER})(?P<scale>[万亿](?=\s*[—–\-~～至到]))?(?:\s*[%％](?=\s*[—–\-~～至到]))?"
    rf"(?:{_DASH}(?P<high>{_NUMBER}))?\s*(?:余|多)?"
    rf"(?P<unit>[%％‰]|{_SCALE}(?:(?:{_MEASURES}){_PER}|{_COUNTS}|期(?!工程|项目|建设|间|末|限)|天(?!然|津|气|坛|桥|内|前|后)|个?工作日|小时|分钟))"
    rf"|(?P<numeral>{_NUMERAL})(?P<numeral_unit>{_SCALE}(?:(?:{_MEASURES}){_PER}|{_COUNTS})))"
)
_ENGLISH = re.compile(
    rf"(?<![\w.,/(-])(?P<low>{_NUMBER})(?:(?:\s*[—–-]\s*|\s+to\s+)(?P<high>{_NUMBER}))?\s*"
    r"(?P<unit>%|per ?cent\b|percentage points?\b"
    r"|(?:(?:million|billion|thousand|hundred) )?(?:(?:mu|yuan|people|children|staff|km²?|kW|MW|GWh|ha)\b"
    r"|(?:(?!and\b|or\b|of\b|to\b|in\b|by\b|the\b)(?:[A-Z]{2,5}|[a-z]+(?:-[a-z]+)*) ){0,2}?"
    r"(?!(?:day|month|year|week|hour|minute|second|decade|phase|stage|aspect|standard|time|degree)s?\b)[a-z]+s\b))"
)
_PERCENT_IN_WORDS = re.compile(r"百分之(?P<numeral>[一二三四五六七八九十百]+)")

_QUOTED = re.compile(
    r"《[^》]*》|“[^”]*”|‘[^’]*’|「[^」]*」|\"[^\"]*\"|〔[^〕]*〕|【[^】]*】|\([^()]*号\)|（[^（）]*号）"
)
_BEFORE_ORDINAL = re.compile(
    r"(?:第\s*|(?<![年月日底末])前|[A-Za-z]|[\d一二三四五六七八九十]月|附件|附表|附录|类型)$"
    r"|(?:No\.|Nos\.|Phase|Article|Annex|Stage|Section|Chapter|Category|Class|Round|Batch|Table|Line|Route|Clause)\s*$",
    re.IGNORECASE,
)
_PAST = re.compile(
    r"(?<!业)已(?!列入|纳入)|现有|目前|(?<![较比])(?:去年|上年|上一年)|以来|曾|截至|原有|共有"
    r"|\b(?:already|currently|existing|last year|so far)\b"
)
_BASIS = re.compile(r"^[^,，。;；]*(?:的基础上|基础之上)")
# What only describes: a road's length, whom it touches.
_DESCRIBED = re.compile(r"(?:全长|总长|占地|涉及|总投资|距离?|途经|最多跑)[^,，。;；]{0,10}$")
_RHYTHM = re.compile(r"(?:每|每个|按|逐)(?:半年|季度?|月|周|旬|日|天|两月)[^,，。;；]*$")
# A bound that says whom something is for: 2 万平方米以上的公共建筑.
_BOUND = re.compile(
    r"\s*(?:\(含\)|（含）)?及?以[上下]的?(?:[\u4e00-\u9fff]{0,8}(?:企业|建筑|锅炉|项目|工程|单位|船舶|用户|车辆|商场|场所|小区|住宅))"
)
_SIZES = re.compile(r"(?:万亿|[万亿]|百万|千万)?(?:立方米|平方米|平米|米|吨|千瓦|公里|人|亩|元|公顷)")
# With a numeral alone, a count is a quantity only where something is made of it: 新建三个, not 三个方面.
_MAKES = re.compile(
    r"建成|新建|建设|新增|完成|改造|打造|创建|培育|推出|举办|开展|组织|选取|选择|确定|制定|出台|设立|增设|增加|种植|栽植|治理|修复|"
    r"整治|不少于|不低于|至少|达到|超过|引进|发布|形成|建立|编制|提供|支持|扶持|评选|开通|配备|安装|推广|落地|指导|遴选|征集|筹建|筹集"
)
# Whom it is for: 能耗高于20千克的建筑.
_BEYOND = re.compile(r"(?<!不)(?:高于|大于|小于|超出)\s*$")
_OF = re.compile(r"[\u4e00-\u9fff]{0,6}的")
# What is shortened to so much time; any other time says when, or how long.
_SHORTENED = re.compile(r"(?:压缩|缩短|压减|减少|降低|控制)[^,，。;；]{0,4}(?:至|到|为|在)\s*$|不超过\s*$")
_TIME = re.compile(r"天|个?工作日|小时|分钟")
# 由5个减至3个: what it was is no target.
_FROM = re.compile(r"[由从]\s*$")
_FALLS = re.compile(r"[^,，。;；\d]{0,8}[至到为]")
# What is granted to whoever fulfils it, or taken from who doesn't: 给予不超过100万元的奖励.
_GRANTED = re.compile(r"给予|补助|补贴|奖励|资助|罚款|最高")
_SPENT = re.compile(r"发放|拨付|投入|落实|安排|争取|筹集|下达")
# So many characters before and after a number say what it is.
_NEAR = 80
_CLAUSE = re.compile(r"[,，。;；:：!！?？\n]|\.\s")


def targets(text: str) -> list[ParsedTarget]:
    """The quantities that the text sets to be reached, each quoted to the letter with where it begins.

    What is named or dated with a number is none: years, ordinals, documents, programmes (百万亩造林, anything
    in quotes), nor what has been done already, how often something recurs, and sizes that say for whom a
    measure is. 至少, 以内 and the like aren't kept: a target has a low and a high value and no direction.
    """
    return list(_targets(text))


@lru_cache(maxsize=1)  # asked for twice, for the kind of the measure too
def _targets(text: str) -> tuple[ParsedTarget, ...]:
    bare = _QUOTED.sub(lambda match: "\0" * len(match[0]), text)
    found: list[ParsedTarget] = []
    end = 0
    for target in sorted(_candidates(bare), key=lambda one: one.start):
        if target.start >= end and _is_set(bare, target):
            end = target.start + len(target.quote)
            found.append(target)
    return tuple(found)


def _candidates(text: str) -> Iterator[ParsedTarget]:
    for match in _TARGET.finditer(text):
        if match["numeral"]:
            value = _value(match["numeral"])
            if value is not None and _is_counted(text, match):
                yield ParsedTarget(match[0], value, value, match["numeral_unit"], match.start())
            continue
        unit = re.sub(r"(?<=[万亿])[余多]", "", match["unit"])
        if match["scale"] and not unit.startswith(match["scale"]):
            continue
        yield from _between(match, unit)
    for match in _PERCENT_IN_WORDS.finditer(text):
        if (value := _value(match["numeral"])) is not None:
            yield ParsedTarget(match[0], value, value, "%", match.start())
    for match in _ENGLISH.finditer(text):
        dated = re.fullmatch(r"(?:19|20)\d\d", match["low"]) and not match["unit"].startswith(("%", "per"))
        named = re.search(r"[A-Z]{2}s?[ -]$", text[max(match.start() - 4, 0) : match.start()])  # COP 15
        if not (dated or named):
            yield from _between(match, match["unit"])


def _between(match: re.Match[str], unit: str) -> Iterator[ParsedTarget]:
    low, high = _decimal(match["low"]), _decimal(match["high"] or match["low"])
    if low <= high:
        yield ParsedTarget(match[0], low, high, unit, match.start())


def _is_set(text: str, target: ParsedTarget) -> bool:
    """Whether it is to be reached, by what stands before and after it."""
    end = target.start + len(target.quote)
    before, after = text[max(target.start - _NEAR, 0) : target.start], text[end : end + _NEAR]
    clause = _CLAUSE.split(before)[-1]
    if _BEFORE_ORDINAL.search(before) or _PAST.search(clause) or _BASIS.search(after):
        return False
    if _RHYTHM.search(clause) and re.search(r"次|轮|期|场|份|批", target.unit):
        return False
    if _DESCRIBED.search(clause):
        return False
    if _TIME.fullmatch(target.unit) and "天数" not in clause and not _SHORTENED.search(clause):
        return False
    if (_FROM.search(before) and _FALLS.match(after)) or (_BEYOND.search(before) and _OF.match(after)):
        return False
    if "元" in target.unit and _GRANTED.search(clause) and not _SPENT.search(clause):
        return False
    return not (_SIZES.match(target.unit) and _BOUND.match(after))


def _is_counted(text: str, match: re.Match[str]) -> bool:
    """Whether a number in characters counts: 一 is an article as much, but behind its noun (变电站一座)."""
    after = text[match.end() : match.end() + 1]
    if match["numeral"] == "一" and after and not _CLAUSE.match(after):
        return False
    before = text[max(match.start() - _NEAR, 0) : match.start()]
    if re.search(r"[一二三四五六七八九百千万亿半数几.·]$", before):
        return False
    clause = _CLAUSE.split(before)[-1]
    measured = re.match(rf"{_SCALE}(?:{_MEASURES})", match["numeral_unit"])
    return bool(measured or _MAKES.search(clause))


def _decimal(digits: str) -> Decimal:
    return Decimal(re.sub("[, ]", "", digits))


_ONES = {numeral: value for value, numeral in enumerate("零一二三四五六七八九")} | {"两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}


def _value(numeral: str) -> Decimal | None:
    """三百二十 as 320; none where the characters are no number, as 三四 and 二十百 aren't."""
    total, one, last = 0, 0, 10_000
    for character in numeral:
        if character in _TENS:
            if _TENS[character] >= last:
                return None
            total += (one or 1) * _TENS[character]
            one, last = 0, _TENS[character]
        elif one:
            return None
        else:
            one = _ONES[character]
    return Decimal(total + one)
