"""The directory of a compound file, the container of the office documents before 2007."""

from __future__ import annotations

BEGINNING = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENTRY = 128
_NAMES = (
    "EncryptedPackage", "Workbook", "WORKBOOK", "Book", "BOOK", "WordDocument", "PowerPoint Document",
    "_VBA_PROJECT_CUR", "_VBA_PROJECT", "VBA",
)  # fmt: skip


def names(data: bytes) -> set[str]:
    """Which of the known entries the directory has, wherever in the file its parts lie.

    An entry begins at a multiple of its size and says how long its name is, which no text in a cell does.
    """
    return {name for name in _NAMES if _has_entry(data, name)}


def _has_entry(data: bytes, name: str) -> bool:
    written = name.encode("utf-16-le") + b"\0\0"
    at = data.find(written)
    while at >= 0:
        length = int.from_bytes(data[at + 64 : at + 66], "little")
        if at % _ENTRY == 0 and length == len(written):
            return True
        at = data.find(written, at + 2)
    return False
