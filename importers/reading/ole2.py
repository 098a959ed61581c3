"""Compound files, the containers of office documents before 2007: what they are, and if they are locked."""

from __future__ import annotations

BEGINNING = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENTRY = 128
_FIRST_RECORD = b"\x09\x08\x10\x00\x00\x06\x05\x00"
_PASSWORD = b"\x2f\x00"
_NEAR_THE_FIRST = 4
_NAMES = (
    "EncryptedPackage", "Workbook", "WORKBOOK", "Book", "BOOK", "WordDocument", "PowerPoint Document",
    "_VBA_PROJECT_CUR", "_VBA_PROJECT", "VBA",
)  # fmt: skip


def names(data: bytes) -> set[str]:
    """Which of the known entries the directory has, wherever in the file its parts lie.

    An entry begins at a multiple of its size and says how long its name is, which no text in a cell does.
    """
    return {name for name in _NAMES if _has_entry(data, name)}


def is_locked(data: bytes) -> bool:
    """Whether a workbook says, in one of its first records, that the rest of it needs a password."""
    at = data.find(_FIRST_RECORD)
    for _ in range(_NEAR_THE_FIRST if at >= 0 else 0):
        if data[at : at + 2] == _PASSWORD:
            return True
        at += 4 + int.from_bytes(data[at + 2 : at + 4], "little")
    return False


def _has_entry(data: bytes, name: str) -> bool:
    written = name.encode("utf-16-le") + b"\0\0"
    at = data.find(written)
    while at >= 0:
        length = int.from_bytes(data[at + 64 : at + 66], "little")
        if at % _ENTRY == 0 and length == len(written):
            return True
        at = data.find(written, at + 2)
    return False
