"""The names of units in a cell, apart and as printed, and the words beside them that name nobody.

Nothing of a cell is lost: what is neither a name nor a note only separates them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

_HAN = r"[\u4e00-\u9fff]"
_NOBODY = re.compile(r"[(（]?(?:[—–―─\-－/／]+|无|暂无|没有|不涉及|[nN][/／]?[aA]|[nN]one)[)）]?。?")

# How names of units end, and how they begin where they are said in full.
_END = (
    r"(?:局|委|委员会|办|厅|部|院|中心|公司|集团|总队|支队|大队|协会|学会|工会|商会|联合会|基金会|部门|单位|政府|街道|镇|乡|处|室|"
    r"[妇残文侨台科商]联|[科作记]协|大学|高校|院校|学校|企业|国企|机构|银行|[分支]行|[分总公]署|海关|机场|研究所|交易所|专班|"
    r"领导小组|工作组|开发区|园区|示范区)"
)
_PLACE = r"(?:社|站|馆|队)"
_DISTRICT = rf"{_HAN}{{2,4}}(?:区|县)(?:人民)?(?:政府)?"
_WHOLE = re.compile(
    rf"(?:(?:全?[市区县省]|北京|首都|国家|中央|中国|各|其他|相关|有关|属地).*|.+区.*)(?:{_END}|管委会|{_PLACE})"
    rf"|{_DISTRICT}|(?:各|有关|相关|其他)+区|团市委"
)
# Shortened to what it is for. An area authority isn't among them: 市科委、中关村管委会 is one unit.
_BARE = re.compile(rf"{_HAN}+{_END}(?<!管理委员会)|[A-Z][\w&.'’ -]+")
_AREA = re.compile(r".+(?:管委会|管理委员会)")
_STEM = re.compile(rf"{_HAN}{{2,3}}")
TITLE = (
    r"(?:(?:常务)?副)?(?:[省市区县州乡镇局部厅处科院校行队]长|主席|书记|秘书长|主任|董事长|总?经理|常委|同志)"
)
"""What persons are called by: 副市长张三, 李四局长."""
_TITLED = re.compile(rf"{_HAN}{{0,10}}{TITLE}(?:{_HAN}{{2,3}})?")
# What is left of a name where a line breaks.
_REST = re.compile(
    rf"(?:集团)?(?:股份|责任)?有限(?:责任)?公司|委员会|管委会|管理委员会|(?:监督)?管理局|(?:人民)?政府|{TITLE}"
)
# A name with a mark inside, whoever is known: 各市、县(市、区)人民政府, 有关部门、单位.
_LEVELS = (
    r"各(?:省|市|州|盟|地)(?:、(?:自治[区州县]|直辖市|[省市州盟县区旗]))+(?=[(（、,，;；\s]|$|人民政府|政府|有关|相关)"
    r"|(?<=部门)、(?=单位|机构)|(?<=单位)、(?=部门)"
)

_SHARED = (
    r"(?:按照|按|根据|依据|依)(?:各自|部门|单位)?(?:的)?(?:职责|职能|分工|任务)(?:和分工|分工)?"
    r"(?:(?:分别|共同|具体)?(?:组织)?(?:负责|落实|实施|推进|做好|配合)(?:落实|实施|相关工作)?)?"
    r"|结合(?:各自)?(?:实际|职责|职能)(?:抓好|做好|组织)?(?:落实|实施|推进|负责)?"
)
_SAID = (
    rf"{_SHARED}|(?:分工|分别|共同|具体|各自|联合)(?:组织)?(?:负责|落实|实施|推进)|负责(?:落实|实施)?|各负其责|各司其职"
    r"|等(?:(?:\d+|[一二三四五六七八九十]+)个)?区(?:政府)?"
    r"|等(?:\d+|[一二三四五六七八九十]+)?(?:个)?(?:市级|区级|市|区|各)?(?:相关|有关|其他|成员|责任|职能)*"
    rf"(?:部门|单位|委办局|机构)(?:[和及、](?:单位|部门))?(?:{_SHARED})?"
    rf"|(?<=[局委会办厅部院心司团队区府县道镇乡处])等(?:{_SHARED})?"
    rf"|联系人[:：]?{_HAN}{{2,3}}|(?:(?:联系)?电话|手机|[Tt]el\.?)?[:：]?(?:0\d{{2,3}}-?)?\d{{7,11}}"
)
# A mark of a footnote behind a name, or before it.
_FOOTNOTE = r"[*＊※★☆▲△†‡①-⑳¹²³⁴-⁹]+", r"(?<![^\s、,，;；。])[*＊※★☆▲△†‡]+(?=\S)"

_CLOSED = {"(": ")", "（": "）", "[": "]", "［": "］", "【": "】", "〔": "〕"}
# Between Latin words a blank stays.
_INSIDE = r"(?<=[A-Za-z.&])[ \t\xa0](?=[A-Za-z(&])"
# A line may break anywhere inside a note.
_BROKEN = re.sub(rf"(?<={_HAN})(?={_HAN})", r"\\s*", _SAID)
_TOKEN = re.compile(
    rf"(?P<note>(?:{_BROKEN}|{_FOOTNOTE[0]})(?=$|[\s、,，;；/／|｜\\+＋(（)）\[［【〔。])|{_FOOTNOTE[1]})"
    rf"|(?P<levels>{_LEVELS})|(?P<stop>[;；。])|(?P<mark>[、,，])|(?P<slash>[/／|｜\\+＋])"
    rf"|(?P<and>(?:以及|会同|[和及与])(?=\s*{_HAN})| and )|(?P<gap>(?!{_INSIDE})\s+)|(?P<word>.)"
)
_NUMBER = re.compile(
    r"(\d{1,2})[.．、)）](?!\d)|[(（](\d{1,2})[)）]|([①-⑳])|([一二三四五六七八九])[、.．]|[(（]([一二三四五六七八九])[)）]"
)
_ROLE = re.compile(r"(?:总|共同)?(?:牵头|主责|主办|配合|协办|协助|参与|责任|承办)(?:单位|部门)?")
_WHO = re.compile(r"^(?:不?含|不?包括|除)|除外$|在内$|^(?:街道|镇|乡|县|市|区|处|室)$")
_DOES = re.compile(
    r"(?:按职责分工|分别|共同|具体|予以|做好)*(?:负责|牵头|配合|参与|参加|协助|协办|落实|实施|支持)+$"
)
# No name is longer, in characters or in the pieces that it might be taken into.
_LONGEST, _MOST = 200, 24
# A cell that is longer than this holds no list of units: it is left as one name, which is asked.
_CELL = 4000
_STRENGTH = ("", "gap", "and", "slash", "mark", "stop")


class Cited(NamedTuple):
    """The names in a cell, in their order, and the words there that name nobody."""

    names: tuple[str, ...]
    note: str


class _Piece(NamedTuple):
    """What stands between two possible separators, and the one before it: its kind and its words."""

    kind: str
    before: str
    text: str


def states_nobody(text: str) -> bool:
    """Whether a cell says in words that there is no unit, as —— does."""
    return bool(_NOBODY.fullmatch("".join(text.split())))


def cite(text: str, known: Collection[str] = frozenset()) -> Cited:
    """The names in a cell exactly as printed, but for blanks and line breaks inside them; and the note.

    Line breaks, blanks, semicolons and the numbers of a list separate; an enumeration mark or a slash
    where each side is a known name or looks like one; 和, 及 and 与 where each side is known or said in
    full. Nothing separates in brackets, in a known name, and where the parts are known only together.

    What is said of the units (按职责分工负责, 等部门) is the note. A bracket belongs to its name where it
    says who is meant (含…), names a unit or is known with it; else (牵头, 资金保障) it is a note.
    """
    if states_nobody(text):
        return Cited((), "")
    if len(text) > _CELL:
        return Cited(("".join(text.split()),), "")
    return _cite(text, frozenset(known))


@lru_cache(maxsize=4096)
def _cite(text: str, known: frozenset[str]) -> Cited:
    register = _Register(_folded(known))
    pieces, notes = register.apart(re.sub(r"\s+(?=[(（\[［【〔])", "", text.strip()))
    return Cited(tuple(register.names(pieces)), "；".join(notes))


@lru_cache(maxsize=8)
def _folded(known: frozenset[str]) -> frozenset[str]:
    return frozenset(map(_fold, known))


@lru_cache(maxsize=4096)
def _fold(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).split())


def _tokens(text: str) -> Iterator[tuple[str, str]]:
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
        for end in range(place, min(len(text), place + _LONGEST)):
            depth += (text[end] in _CLOSED) - (text[end] in _CLOSED.values())
            if depth == 0:
                return end + 1
    return 0


class _Register:
    """Takes a cell apart by what is known."""

    def __init__(self, known: frozenset[str]) -> None:
        self.known = known
        self.longest = max(map(len, known), default=0)

    def apart(self, text: str) -> tuple[list[_Piece], list[str]]:
        """The pieces between all that may separate, and the notes."""
        pieces: list[_Piece] = []
        notes: list[str] = []
        kind, before, word, noted = "stop", "", "", False
        for found, said in _tokens(text):
            plain = "".join(said.split() if found in ("gap", "note") else said.splitlines())
            notes_only = found == "bracket" and self._is_note(pieces, kind, before, word, plain)
            token = "note" if notes_only else found
            begins = token == "and" and not word and (len(plain) == 1 or not pieces)  # 和平区政府
            if token in ("word", "levels", "bracket") or begins:
                word, noted = word + plain, False
                continue
            if word:
                pieces.append(_Piece(kind, before, word))
                kind, before, word = "", "", ""
            if token == "note":
                notes[-1:] = [notes[-1] + plain] if noted else [*notes[-1:], plain]
                kind, noted = "stop", True
            else:
                kind, before = max(kind, token, key=_STRENGTH.index), before + plain
                noted = noted and token == "gap"
        if word:
            pieces.append(_Piece(kind, before, word))
        return pieces, notes

    def names(self, pieces: Sequence[_Piece]) -> Iterator[str]:
        """The names that the pieces make."""
        pieces = self._mended(pieces)
        place = 0
        while place < len(pieces):
            end = max(self._known_to(pieces, place), place + 1)
            while end < len(pieces) and not self._separates(pieces, place, end):
                end = max(self._known_to(pieces, end), end + 1)
            yield _joined(pieces[place:end])
            place = end

    def _mended(self, pieces: Sequence[_Piece]) -> list[_Piece]:
        """The pieces without the blanks inside a name: before its ending, in one that is spaced out."""
        mended: list[_Piece] = []
        for place, piece in enumerate(pieces):
            if piece.kind == "gap" and mended and not self._known_to(pieces, place):
                left, right = mended[-1].text, piece.text
                person = re.search(rf"{TITLE}$", left) and _STEM.fullmatch(right)
                spaced = re.fullmatch(_HAN, left) or (re.fullmatch(_HAN, right) and not _BARE.fullmatch(left))
                if person or spaced or _REST.fullmatch(right):
                    mended[-1] = mended[-1]._replace(text=left + right)
                    continue
            mended.append(piece)
        return mended

    def _known_to(self, pieces: Sequence[_Piece], place: int) -> int:
        """Where the longest known name that begins here ends; 0 where none does."""
        found = 0
        for end in range(place + 1, min(len(pieces), place + _MOST) + 1):
            if end > place + 1 and pieces[end - 1].kind == "stop":
                break
            run = pieces[place:end]
            name = _fold(_joined(run))
            if len(name) > self.longest:
                break
            if name in self.known and not self._known_apart(run):
                found = end
        return found

    def _known_apart(self, run: Sequence[_Piece]) -> bool:
        """Whether blanks alone separate here names that are known each for itself."""
        breaks = [0, *(at for at, piece in enumerate(run) if at and piece.kind == "gap"), len(run)]
        parts = [run[start:end] for start, end in pairwise(breaks)]
        return len(parts) > 1 and all(_fold(_joined(part)) in self.known for part in parts)

    def _separates(self, pieces: Sequence[_Piece], start: int, end: int) -> bool:
        """Whether what stands before the piece at `end` separates it from those from `start` on."""
        kind = pieces[end].kind
        if kind in ("stop", "gap"):
            return True
        left = _joined(pieces[start:end]) if end - start <= _MOST else ""
        if kind == "and":
            return self._is_whole(left) and any(map(self._is_whole, self._beginning(pieces, end)))
        area = _AREA.fullmatch(left)
        if _AREA.fullmatch(pieces[end].text) and (area or _fold(left) in self.known):
            return True
        return bool(area or self._is_name(left) or _is_stem(pieces, end - 1)) and (
            any(map(self._is_name, self._beginning(pieces, end))) or _is_stem(pieces, end)
        )

    def _beginning(self, pieces: Sequence[_Piece], place: int) -> Iterator[str]:
        """What may be the name that begins here: with all that 和 joins, or known."""
        if known := self._known_to(pieces, place):
            yield _joined(pieces[place:known])
        for end in range(place + 1, min(len(pieces), place + _MOST) + 1):
            yield _joined(pieces[place:end])
            if end < len(pieces) and pieces[end].kind != "and":
                break

    def _is_note(self, pieces: list[_Piece], kind: str, before: str, word: str, bracket: str) -> bool:
        """Whether a bracket says something of the name before it, rather than who that is."""
        content = bracket[1:-1]
        if _WHO.search(content):
            return False
        if _ROLE.fullmatch(content) or re.fullmatch(_SAID, content):
            return True
        run = [*pieces[-_MOST:], _Piece(kind, before, word + bracket)]
        ands = (_fold(_joined(run[place:])) for place in range(len(run)))
        if any(name in self.known for name in ands):
            return False
        named = (_DOES.sub("", name) for name in re.split(r"[、,，;；/和及与()（）]", content))
        if any(map(self._is_name, named)):
            return False
        return self._is_name(word)

    def _is_name(self, text: str) -> bool:
        return self._is_whole(text) or (
            len(text) <= _LONGEST and bool(_BARE.fullmatch(text) or _TITLED.fullmatch(text))
        )

    def _is_whole(self, text: str) -> bool:
        if len(text) > _LONGEST:
            return False
        without = re.sub(r"[(（\[［【〔].*[)）\]］】〕]$", "", text)
        return any(_fold(name) in self.known or _WHOLE.fullmatch(name) for name in (text, without) if name)


def _is_stem(pieces: Sequence[_Piece], place: int) -> bool:
    """Whether a district is named without that word, which follows at the list's end: 东城、西城、朝阳区."""
    for at in range(place, min(len(pieces), place + _MOST)):
        if at > place and pieces[at].kind not in ("mark", "and"):
            return False
        if re.fullmatch(_DISTRICT, pieces[at].text):
            return at > place
        if not _STEM.fullmatch(pieces[at].text):
            return False
    return False


def _joined(run: Sequence[_Piece]) -> str:
    """The pieces as one name; where only a line break stood between two Latin words, a blank."""
    if len(run) == 1:
        return run[0].text
    name = ""
    for at, piece in enumerate(run):
        blank = " " if at and re.search(r"[A-Za-z]$", name) and re.match(r"[A-Za-z]", piece.text) else ""
        name += (piece.before or blank if at else "") + piece.text
    return name
