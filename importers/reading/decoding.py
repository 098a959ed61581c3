"""The characters of a text whose encoding nobody says."""

from __future__ import annotations

import codecs
import re

from importers.reading.limits import Refused

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_MOST_BROKEN = 20
_REPLACED = "\ufffd"
_NOT_TEXT = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def decoded(data: bytes) -> tuple[str, list[tuple[int, str]]]:
    """The text, and where it had to be cleaned: line and what is left of it.

    By its mark; then UTF-16 where zero bytes tell it, UTF-8, and GB 18030, which takes nearly anything. A few
    broken places are replaced by the sign for an unknown character. Refuses what is no text.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _cleaned(data[len(mark) :], encoding)
    if encoding := _unmarked_utf16(data):
        return _cleaned(data, encoding)
    for encoding in ("utf-8", "gb18030"):
        try:
            return _checked(data.decode(encoding)), []
        except UnicodeDecodeError:
            if b"\0" in data:
                raise Refused("not-taken", what="other") from None
    counts = {one: data.decode(one, "replace").count(_REPLACED) for one in ("utf-8", "gb18030")}
    return _cleaned(data, min(counts, key=lambda one: counts[one]))


def _unmarked_utf16(data: bytes) -> str:
    """UTF-16 tells itself by the zero bytes of its line breaks, tabs and digits, most on one side."""
    sample = data[:20_000]
    if len(data) % 2 or b"\0" not in sample:
        return ""
    first, second = sample[0::2].count(0), sample[1::2].count(0)
    if max(first, second) < 3 * min(first, second):
        return ""
    if 4 * (first + second) < len(sample) and _is_utf8(data):
        return ""  # in which a few zeros have slipped
    return "utf-16-le" if second > first else "utf-16-be"


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _cleaned(data: bytes, encoding: str) -> tuple[str, list[tuple[int, str]]]:
    text = _checked(data.decode(encoding, "replace"))
    if _REPLACED not in text:
        return text, []
    if text.count(_REPLACED) > max(_MOST_BROKEN, len(text) // 1000):
        raise Refused("text-undecodable")
    lines = enumerate(re.split(r"\r\n|\r|\n", text), 1)
    return text, [(number, line.strip()[:60]) for number, line in lines if _REPLACED in line]


def _checked(text: str) -> str:
    """Refuse a text with more control characters than slip into one."""
    if len(_NOT_TEXT.findall(text)) > max(_MOST_BROKEN, len(text) // 200):
        raise Refused("not-taken", what="other")
    return text
