"""What an uploaded file must keep to before anything in it is understood."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import Any, Literal

MEGABYTE = 1024 * 1024
MAX_BYTES = 20 * MEGABYTE
MAX_MEMBERS = 2_000
MAX_UNPACKED = 100 * MEGABYTE
MAX_MERGED_CELLS = 500_000

_ZIP = b"PK\x03\x04"
_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MERGE = re.compile(rb"""<(?:\w+:)?mergeCell\s[^>]*?ref\s*=\s*["']([A-Za-z]+)(\d+):([A-Za-z]+)(\d+)["']""")


class Refused(Exception):
    """The file is not read any further; the code says why."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


def kind_of(data: bytes) -> Literal["xlsx", "text"]:
    """The kind of a file by its content, whatever its name. Refuses what is too large or can't be read."""
    if len(data) > MAX_BYTES:
        raise Refused("too-large", megabytes=MAX_BYTES // MEGABYTE)
    if not data.strip():
        raise Refused("empty-file")
    if data.startswith(_ZIP):
        return "xlsx"
    if data.startswith(_OLE2):
        raise Refused(_ole2_code(data))
    if b"\0" in data and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Refused("not-a-workbook")
    return "text"


def check_workbook(data: bytes) -> None:
    """Refuse a container that is no workbook or unpacks to more than a plan can need.

    What its members unpack to is counted while they are read: what they declare is not believed.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_members(archive)
    except RuntimeError as error:  # a member with a password
        raise Refused("encrypted") from error
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError) as error:
        raise Refused("not-a-workbook") from error


def _check_members(archive: zipfile.ZipFile) -> None:
    members = archive.infolist()
    names = {member.filename for member in members}
    if "xl/workbook.xml" not in names:
        raise Refused("not-a-workbook")
    if any(name.endswith("vbaProject.bin") or name.startswith("xl/macrosheets/") for name in names):
        raise Refused("macros")
    if len(members) > MAX_MEMBERS:
        raise Refused("expands-too-much", members=MAX_MEMBERS)
    left, merged = MAX_UNPACKED, 0
    for member in members:
        with archive.open(member) as opened:
            body = opened.read(left + 1)
        left -= len(body)
        if left < 0:
            raise Refused("expands-too-much", megabytes=MAX_UNPACKED // MEGABYTE)
        if member.filename.endswith((".xml", ".rels")):
            merged += _check_xml(body)
        if merged > MAX_MERGED_CELLS:
            raise Refused("expands-too-much", merged=MAX_MERGED_CELLS)


def _check_xml(body: bytes) -> int:
    """Refuse document type declarations; return how many cells the merges of a sheet cover."""
    plain = body.replace(b"\0", b"")  # UTF-16 reads like ASCII then
    if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
        raise Refused("unsafe-xml")
    return sum(
        (_column(right) - _column(left) + 1) * (int(bottom) - int(top) + 1)
        for left, top, right, bottom in _MERGE.findall(plain)
    )


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - ord("A") + 1
    return number


def _ole2_code(data: bytes) -> str:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return "encrypted"
    if any(stream.encode("utf-16-le") in data for stream in ("Workbook", "Book")):
        return "old-workbook"
    return "not-a-workbook"
