"""What changed between two texts, word by word; where there are no blanks, as in Chinese, by characters.

Texts longer than anybody reads word by word are compared sentence by sentence, so that a page comes at once.
"""

import difflib
import re

Piece = tuple[bool, str]
"""Whether this stretch differs from the other text, and the stretch."""

_WORD = re.compile(r"\d+(?:[.,]\d+)*|[A-Za-z]+|\s+|.", re.DOTALL)
_ISLAND = 2  # what stays the same for fewer characters between two changes reads better as changed
_LONG = 2000
_SENTENCE = re.compile(r"[^\n。！？；.!?]*[\n。！？；.!?]|[^\n。！？；.!?]+")
_UNREAD = 12_000


def changes(before: str, after: str) -> tuple[list[Piece], list[Piece]]:
    """Both texts in stretches that say whether the other one has them too."""
    piece = _WORD if max(len(before), len(after)) <= _UNREAD else _SENTENCE
    old, new = piece.findall(before), piece.findall(after)
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=max(len(old), len(new)) > _LONG)
    left: list[Piece] = []
    right: list[Piece] = []
    steps = matcher.get_opcodes()
    for place, (tag, i1, i2, j1, j2) in enumerate(steps):
        text = "".join(old[i1:i2])
        island = tag == "equal" and 0 < place < len(steps) - 1 and len(text) < _ISLAND
        differs = tag != "equal" or island
        _add(left, differs, text)
        _add(right, differs, "".join(new[j1:j2]))
    return left, right


def _add(pieces: list[Piece], differs: bool, text: str) -> None:
    if not text:
        return
    if pieces and pieces[-1][0] == differs:
        text = pieces.pop()[1] + text
    pieces.append((differs, text))
