"""What a measure's wording proposes: its targets and its kind. A person decides."""

from __future__ import annotations

import re
from decimal import Decimal

from importers.reading.model import Kind, ParsedTarget

_NUMBER = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
# Years, months, days and ordinals are no units: 2022年, 3个月 and 第 2 次 set no target.
_UNITS = (
    r"(?:万|亿|百|千)?(?:公顷|亩|平方公里|平方千米|平方米|立方米|公里|千米|米|吨|千克|千瓦|元|%|％|个百分点|"
    r"个(?:区|县|街道|乡镇|村|社区|项目)|个(?!月)|家|项|处|座|条|所|人次|人|户|件|场|次|套|辆|株|只|种|名|份|批)"
)
_TARGET = re.compile(
    rf"(?<![\dA-Za-z.])(?P<low>{_NUMBER})(?:\s*[—–\-~～至]+\s*(?P<high>{_NUMBER}))?\s*(?P<unit>{_UNITS})"
)

# In this order; the first that is found in the text wins. A measure with a target is a quantity before all.
_KINDS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("outcome", re.compile(r"(?:指数|浓度|比例|率)[^,，。;；]*(?:力争|向好|改善|下降|上升|提高|保持|达到)")),
    ("deliverable", re.compile(r"编制|制定|制订|起草|出台|印发|发布|完成|建成|普查|调查|研究提出")),
    ("continuing", re.compile(r"^[^,，。;；]*(?:持续|长期|加强|强化|严格|落实|坚持|推动)")),
)


def targets(text: str) -> list[ParsedTarget]:
    """The quantities that the text sets to be reached, each quoted with where it begins."""
    return [
        ParsedTarget(
            quote=match[0],
            low=_decimal(match["low"]),
            high=_decimal(match["high"] or match["low"]),
            unit=match["unit"],
            start=match.start(),
        )
        for match in _TARGET.finditer(text)
        if not text[: match.start()].rstrip().endswith("第")
    ]


def kind(text: str) -> Kind:
    """The kind of measure that the text reads like; what matches no rule asks for a result."""
    if targets(text):
        return "quantity"
    return next((kind for kind, words in _KINDS if words.search(text)), "deliverable")


def _decimal(digits: str) -> Decimal:
    return Decimal(digits.replace(",", ""))
