"""What a name that nobody knows looks like: shortened, a person's, or several in one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from importers.reading.unit_words import TITLE

Looks = Literal["", "person", "several"]

_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金"
    "石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
_PERSON = re.compile(
    rf"(?:[\u4e00-\u9fff]{{0,10}}{TITLE})?[{_SURNAMES}][\u4e00-\u9fff]{{1,2}}(?:[(（][^()（）]*[)）])?"
    rf"|[\u4e00-\u9fff]{{0,10}}{TITLE}(?:[(（][^()（）]*[)）])?"
    r"|[(（]?(?:市委|市政府|区委|区政府)?(?:分管|主管|牵头)(?:市|区|局|委|厅)?(?:领导|负责同志)[)）]?"
)
_OF_UNIT = re.compile(r"[局委办厅部院区县府会站所队司处社团]$")
# 和 stands inside many a name: 市经济和信息化局. Behind the end of one it joins two.
_SEVERAL = re.compile(r"[、,，;；/／]|[局委办厅部院区县府会站所队司处社团][和及与].")
_IN_BRACKETS = re.compile(r"[(（][^()（）]*[)）]")
_CITY = re.compile(r"(?:北京|上海|天津|重庆)?市|省|[区县](?!政府)")
_DISTRICT = re.compile(r"[\u4e00-\u9fff]{2,4}[区县](?!(?:人民)?政府)")


class Full(NamedTuple):
    """A name that a shortened one may stand for, and the name beside which it was shortened."""

    name: str
    beside: str


def looks_like(name: str) -> Looks:
    """Whether a name looks like a person's, or like several that weren't separated."""
    bare = _IN_BRACKETS.sub("", name)
    if _PERSON.fullmatch(name) and not _OF_UNIT.search(bare):
        return "person"
    return "several" if _SEVERAL.search(bare) else ""


def in_full(name: str, cited: Sequence[str]) -> Iterator[Full]:
    """What a name in a list may be short for: 工业和信息化局 after 市发展改革委, 海淀 before 朝阳区政府.

    Only its neighbours in the list tell, and of those before it the nearest that says whose it is.
    """
    place = cited.index(name)
    for before in reversed(cited[:place]):
        if whose := _CITY.match(before) or _DISTRICT.match(before):
            if not name.startswith(whose[0]):
                yield Full(whose[0] + name, before)
            break
    if re.fullmatch(r"[\u4e00-\u9fff]{2,3}", name) and not _OF_UNIT.search(name):
        for beside in (*cited[place + 1 :], *reversed(cited[:place])):
            if end := re.search(r"[区县](?:人民)?(?:政府)?$", beside):
                yield Full(name + end[0], beside)
