"""The words that names of units are made of, and those that stand beside them in a cell."""

from __future__ import annotations

import re
from collections.abc import Iterator

LONGEST = 200
"""No name has more characters."""
_HAN = r"[\u4e00-\u9fff]"
NOBODY = re.compile(r"[(（]?(?:[—–―─\-－/／]+|无|暂无|没有|不涉及|[nN][/／]?[aA]|[nN]one)[)）]?。?")

# How names of units end, and how they begin where they are said in full.
_END = (
    r"(?:局|委|会|办|厅|部|院|中心|公司|集团|部门|单位|政府|街道|街|镇|乡|处|科|室|所|站|馆|队|社|台|[妇残文侨台科商]联|"
    r"[科作记]协|大学|高校|院校|学校|企业|国企|机构|银行|[分支]行|[分总公]署|海关|机场|专班|"
    r"领导小组|工作组|开发区|园区|示范区)"
)
_DISTRICT = rf"{_HAN}{{2,4}}(?:区|县)(?:人民)?(?:政府)?"
DISTRICT = re.compile(_DISTRICT)
OF_DISTRICT = re.compile(rf"{_HAN}{{1,4}}[区县]")
WHOLE = re.compile(
    rf"(?:(?:全?(?:市(?!场)|[区县省])|北京|首都|国家|中央|中国|各|其他|相关|有关|属地).*|.+区.*)(?:{_END}|管委会)"
    rf"|{_DISTRICT}|(?:各|有关|相关|其他)+区|团市委"
)
# Shortened to what it is for. An area authority isn't among them: 市科委、中关村管委会 is one unit.
BARE = re.compile(rf"{_HAN}+{_END}(?<!管委会)(?<!管理委员会)|[A-Z][\w&.'’ -]+")
AREA = re.compile(r".+(?:管委会|管理委员会)")
STEM = re.compile(rf"{_HAN}{{2,3}}")
TITLE = (
    r"(?:(?:常务)?副)?(?:[省市区县州乡镇局部厅处科院校行队]长|主席|书记|秘书长|主任|董事长|总?经理|常委|同志)"
)
"""What persons are called by: 副市长张三, 李四局长."""
ENDS_IN_TITLE = re.compile(rf"{TITLE}$")
TITLED = re.compile(rf"{_HAN}{{0,10}}{TITLE}(?:{_HAN}{{2,3}})?")
# What is left of a name where a line breaks.
REST = re.compile(
    rf"(?:集团)?(?:股份|责任)?有限(?:责任)?公司|委员会|管委会|管理委员会|(?:监督)?管理局|(?:人民)?政府|{TITLE}"
)
# A name with a mark inside, whoever is known: 各市、县(市、区)人民政府, 有关部门、单位.
_LEVELS = (
    r"各(?:省|市|州|盟|地)(?:、(?:自治[区州县]|直辖市|[省市州盟县区旗]))+(?=[(（、,，;；\s]|$|人民政府|政府|有关|相关)"
    r"|(?<=部门)、(?=单位|机构)|(?<=单位)、(?=部门)"
)

_SHARED = (
    r"(?:按照|按|根据|依据|依)(?:各自|部门|单位)?(?:的)?(?:职责|职能|分工|任务)(?:和分工|分工)?"
    r"(?:(?:分别|共同|具体)?(?:组织|抓好|做好)?(?:负责|落实|实施|推进|做好|配合)(?:落实|实施|相关工作)?)?"
    r"|结合(?:各自)?(?:实际|职责|职能)(?:抓好|做好|组织)?(?:落实|实施|推进|负责)?"
)
_SAID = (
    rf"{_SHARED}|(?:分工|分别|共同|具体|各自|联合)(?:组织)?(?:负责|落实|实施|推进)|负责(?:落实|实施)?|各负其责|各司其职"
    r"|等(?:(?:\d+|[一二三四五六七八九十]+)个)?区(?:政府)?"
    r"|等(?:\d+|[一二三四五六七八九十]+)?(?:个)?(?:市级|区级|市|区|各)?(?:相关|有关|其他|成员|责任|职能)*"
    rf"(?:部门|单位|委办局|机构)(?:[和及、](?:单位|部门))?(?:{_SHARED})?"
    rf"|(?<=[局委会办厅部院心司团队区府县道镇乡处科室所站馆社台])等(?:{_SHARED})?"
    rf"|联系人[:：]?{_HAN}{{2,3}}|(?:(?:联系)?电话|手机|[Tt]el\.?)?[:：]?(?:0\d{{2,3}}-?)?\d{{7,11}}"
)
SAID = re.compile(_SAID)
# A mark of a footnote behind a name, or before it.
_FOOTNOTE = r"[*＊※★☆▲△†‡①-⑳¹²³⁴-⁹]+", r"(?<![^\s、,，;；。])[*＊※★☆▲△†‡]+(?=\S)"

_CLOSED = {"(": ")", "（": "）", "[": "]", "［": "］", "【": "】", "〔": "〕"}
# Between Latin words a blank stays.
_INSIDE = r"(?<=[A-Za-z.&])[ \t\xa0](?=[A-Za-z(&])"
# Characters that begin nothing else can be taken together.
_PLAIN = r"(?![按根依结分共具各联负等电手以会和及与一二三四五六七八九])[\u4e00-\u9fff]"
# A line may break anywhere inside a note.
_BROKEN = re.sub(rf"(?<={_HAN})(?={_HAN})", r"\\s*", _SAID)
_TOKEN = re.compile(
    rf"(?P<note>(?:{_BROKEN}|{_FOOTNOTE[0]})(?=$|[\s、,，;；/／|｜\\+＋(（)）\[［【〔。])|{_FOOTNOTE[1]})"
    rf"|(?P<levels>{_LEVELS})|(?P<stop>[;；。])|(?P<mark>[、,，])|(?P<slash>[/／|｜\\+＋])"
    rf"|(?P<and>(?:以及|会同|[和及与])(?=\s*{_HAN})| and )|(?P<gap>(?!{_INSIDE})\s+)"
    rf"|(?P<word>(?:{_PLAIN})+|.)"
)
_NUMBER = re.compile(
    r"(\d{1,2})[.．、)）](?!\d)|[(（](\d{1,2})[)）]|([①-⑳])|([一二三四五六七八九])[、.．]|[(（]([一二三四五六七八九])[)）]"
)
ROLE = re.compile(r"(?:总|共同)?(?:牵头|主责|主办|配合|协办|协助|参与|责任|承办)(?:单位|部门)?")
WHO = re.compile(r"^(?:不?含|不?包括|除)|除外$|在内$|^(?:街道|镇|乡|县|市|区|处|室)$")
DOES = re.compile(
    r"(?:按职责分工|分别|共同|具体|予以|做好)*(?:负责|牵头|配合|参与|参加|协助|协办|落实|实施|支持)+$"
)


def tokens(text: str) -> Iterator[tuple[str, str]]:
    """What the cell consists of, in order: kind and words; a number counts only where it continues a list."""
    place, number = 0, 1
    while place < len(text):
        match = _NUMBER.match(text, place)
        if match and _counted(match) == number and (place == 0 or number > 1):
            number += 1
            kind, end = "stop", match.end()
        elif end := _closing(text, place):
            kind = "bracket"
        else:
            match = _TOKEN.match(text, place)
            assert match
            kind, end = str(match.lastgroup), match.end()
        yield kind, text[place:end]
        place = end


def _counted(match: re.Match[str]) -> int:
    said = str(match[match.lastindex or 0])
    if said.isascii():
        return int(said)
    return "一二三四五六七八九".find(said) + 1 or ord(said) - ord("①") + 1


def _closing(text: str, place: int) -> int:
    """Where the bracket that opens here has closed; 0 where none opens, or it never closes."""
    depth = 0
    if text[place] in _CLOSED:
        for end in range(place, min(len(text), place + LONGEST)):
            depth += (text[end] in _CLOSED) - (text[end] in _CLOSED.values())
            if depth == 0:
                return end + 1
    return 0
