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

from importers.reading.unit_words import (
    AREA,
    BARE,
    DISTRICT,
    DOES,
    ENDS_IN_TITLE,
    LONGEST,
    NOBODY,
    OF_DISTRICT,
    REST,
    ROLE,
    SAID,
    STEM,
    TITLED,
    WHO,
    WHOLE,
    tokens,
)

# No name is longer in the pieces that it might be taken into.
_MOST = 24
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
    return bool(NOBODY.fullmatch("".join(text.split())))


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
        for found, said in tokens(text):
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
            goes_on = piece.kind == "gap" and mended and _goes_on(mended[-1].text, piece.text)
            if goes_on and not self._known_to(pieces, place):
                mended[-1] = mended[-1]._replace(text=mended[-1].text + piece.text)
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
        area = AREA.fullmatch(left)
        if AREA.fullmatch(pieces[end].text) and (area or _fold(left) in self.known):
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
        if WHO.search(content):
            return False
        if ROLE.fullmatch(content) or SAID.fullmatch(content):
            return True
        run = [*pieces[-_MOST:], _Piece(kind, before, word + bracket)]
        ands = (_fold(_joined(run[place:])) for place in range(len(run)))
        if any(name in self.known for name in ands):
            return False
        named = (DOES.sub("", name) for name in re.split(r"[、,，;；/和及与()（）]", content))
        if any(map(self._is_name, named)):
            return False
        return self._is_name(word)

    def _is_name(self, text: str) -> bool:
        return self._is_whole(text) or (
            len(text) <= LONGEST and bool(BARE.fullmatch(text) or TITLED.fullmatch(text))
        )

    def _is_whole(self, text: str) -> bool:
        if len(text) > LONGEST:
            return False
        without = re.sub(r"[(（\[［【〔].*[)）\]］】〕]$", "", text)
        return any(_fold(name) in self.known or WHOLE.fullmatch(name) for name in (text, without) if name)


def _goes_on(left: str, right: str) -> bool:
    """Whether a blank stands inside a name: in one that is spaced out, before its ending, after a title.

    So it may between a district and a bureau (朝阳区 水务局), which nobody but a person can tell.
    """
    if len(left) == 1 or (len(right) == 1 and not BARE.fullmatch(left)):
        return _is_chinese(left[-1]) and _is_chinese(right[0])
    if OF_DISTRICT.fullmatch(left) and BARE.fullmatch(right) and not WHOLE.fullmatch(right):
        return True
    return bool(REST.fullmatch(right) or (STEM.fullmatch(right) and ENDS_IN_TITLE.search(left)))


def _is_chinese(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff"


def _is_stem(pieces: Sequence[_Piece], place: int) -> bool:
    """Whether a district is named without that word, which follows at the list's end: 东城、西城、朝阳区."""
    for at in range(place, min(len(pieces), place + _MOST)):
        if at > place and pieces[at].kind not in ("mark", "and"):
            return False
        if DISTRICT.fullmatch(pieces[at].text):
            return at > place
        if not STEM.fullmatch(pieces[at].text):
            return False
    return False


def _joined(run: Sequence[_Piece]) -> str:
    """The pieces as one name; where only a line break stood between two Latin words, a blank."""
    if len(run) == 1:
        return run[0].text
    name = run[0].text
    for piece in run[1:]:
        name += piece.before or (" " if _is_latin(name[-1]) and _is_latin(piece.text[0]) else "")
        name += piece.text
    return name


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalpha()
