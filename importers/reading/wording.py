"""What kind of measure the wording proposes, beside its targets. A person decides."""

from __future__ import annotations

import re

from importers.reading.model import Kind
from importers.reading.quantities import targets

__all__ = ["kind", "targets"]

_PER_HEAD = r"人均|每[万千百]人"
_INDICATOR = (
    r"(?:指数|浓度|比例|占比|比重|[强密]度|满意度|(?<!效)率|优良天数|排名|涨幅|增速|平均值|降尘量"
    rf"|{_PER_HEAD})(?!先)"
)
_INDEX = r"(?:index|concentrations?|rates?|share|proportion|intensity|satisfaction|ranking)"
_MOVES = (
    r"(?:improv|fall|drop|declin|rise|rais|increas|reduc|reach|remain|stay|kept|keep|below|above|lower"
    r"|maintain)"
)
_YEARLY = re.compile(
    rf"{_INDICATOR}[^,，。;；]{{0,60}}(?:力争|向好|改善|下降|降低|上升|提高|提升|保持|达|控制|高于|低于|不降|稳定|进入|超过)"
    rf"|{_INDICATOR}(?:约|为)?\d"
    r"|(?:总值|增加值|收入|总额|用水量|能耗|排放量?|消费量|价格|投资|emissions?|consumption)[^,，。;；]{0,60}"
    r"(?:增长|下降|上涨|降[至到低]|突破|by)"
    r"|占比[^,，。;；]{0,4}[至到]"
    rf"|\b{_INDEX}\b.{{0,80}}\b{_MOVES}|\b{_MOVES}\w*\b.{{0,80}}\b{_INDEX}\b",
    re.IGNORECASE,
)
_RATE = re.compile(
    r"^(?:%|％|个?百分点|微克|毫克|micrograms?|分贝|℃|percent|per cent|percentage points?|points?|天)|[/／]"
)
_STEADY = (
    r"持续|长期|加强|强化|严格|落实|坚持|推动|常态化|巩固|深化|健全落实|严厉|严肃|依法|继续|不断|做实|保持|维护|防范|压实|"
    r"动态|定期|日常|提升[^,，。;；]{0,60}(?:能力|水平|效能|质量|品质)|(?:统筹|深入|稳步|有序|全面)推进|推进[^,，。;；]{0,60}(?:发展|协同|融合)|每(?:半年|季|月|周|日)"
)
# In this order; the first that is found in the text wins.
_KINDS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("outcome", _YEARLY),
    (
        "deliverable",
        re.compile(
            r"编制|制定|制订|修订|起草|出台|印发|发布|完成|建成|普查|调查|研究提出|投入使用|投用|竣工|验收|上线|挂牌"
            r"|(?i:\b(?:draft|drawn? up|complete|finish|publish|issue|adopt|build|establish|launch|survey"
            r"|deliver|submit|prepare|compile|revise)(?:s|es|d|ed|ing)?\b)"
        ),
    ),
    (
        "continuing",
        re.compile(
            rf"^[^,，。;；]*(?:{_STEADY})"
            r"|^(?i:(?:[a-z]+ly )?(?:continu|strengthen|maintain|enforc|promot|keep|ensur|improv|support"
            r"|implement|carry on|further|step up|uphold|monitor))"
        ),
    ),
)


def kind(text: str) -> Kind:
    """The kind of measure that the text reads like; what matches no rule asks for a result.

    A target makes a quantity; but where all that is to be reached is the year's value of an indicator (a
    rate, a concentration), there is nothing to count up to, and it is an outcome.
    """
    found = targets(text)
    if found:
        rates = re.search(_PER_HEAD, text) or all(_RATE.search(target.unit) for target in found)
        return "outcome" if rates and _YEARLY.search(text) else "quantity"
    return next((kind for kind, words in _KINDS if words.search(text)), "deliverable")
