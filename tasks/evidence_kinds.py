"""What kind a file is, by its content. Pure: nothing of it is run, unpacked to disk or believed.

Macros, embedded programs, archives, pages and pictures that can hold a program are refused, and so is a file
whose name says something else than its content.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath

import filetype

MEGABYTE = 1024 * 1024
MOST_BYTES = 20 * MEGABYTE
MOST_MEMBERS = 3_000
MOST_UNPACKED = 150 * MEGABYTE
ACCEPTED = "pdf docx xlsx pptx doc xls ppt ofd jpg png txt csv".split()
"""The kinds, each named as its file name ends."""
ENDINGS = {kind: {kind} for kind in ACCEPTED} | {"jpg": {"jpg", "jpeg"}, "txt": {"txt", "csv"}}

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAIN_PARTS = {
    "word/document.xml": "docx",
    "xl/workbook.xml": "xlsx",
    "ppt/presentation.xml": "pptx",
    "OFD.xml": "ofd",
}
_STREAMS = {"WordDocument": "doc", "Workbook": "xls", "Book": "xls", "PowerPoint Document": "ppt"}
_MACRO_STORAGES = ("_VBA_PROJECT", "_VBA_PROJECT_CUR", "VBA", "Macros")
_MACRO_PARTS = re.compile(
    r"(^|/)(vbaProject[^/]*\.bin|vbaData\.xml|macrosheets/|dialogsheets/|activeX/)", re.I
)
_PROGRAMS = "exe dll scr com bat cmd ps1 vbs js jse wsf hta lnk msi jar docm xlsm pptm xlsb dotm xltm".split()
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\s[^>]*>")
_LATE_PART = re.compile(rb"/(attachedTemplate|oleObject|frame)[\"']")
_PPT_MACROS = re.compile(
    rb"\xff\x03\x14\x00\x00\x00\x02\x00\x00\x04\x0c\x00\x00\x00.{4}\x01\x00\x00\x00", re.S
)
_XLS_MACRO_SHEET = re.compile(rb"\x85\x00[\x08-\x48]\x00.{4}[\x00-\x02]\x01[\x01-\x1f][\x00\x01]", re.S)
_MARKUP = re.compile(
    r"<\s*(!--|!doctype|html|svg|script|iframe|body|head|\?xml|\?php)|^\s*(#!|@echo|%!ps|\{\\rtf)", re.I
)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f]")


class NotTaken(Exception):
    """The file isn't taken; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def kind_of(data: bytes, name: str) -> str:
    """The kind of a file, one of ACCEPTED. Raises NotTaken: too-large, empty, macros, encrypted, program,
    unpacks-too-much, broken, unknown or name (which says something else than the content)."""
    if len(data) > MOST_BYTES:
        raise NotTaken("too-large")
    if not data.strip(b"\0 \t\r\n"):
        raise NotTaken("empty")
    ending = PurePosixPath(name).suffix.lower().removeprefix(".")
    if data.startswith(_ZIP):
        kind = _container(data)
    elif data.startswith(_OLE):
        kind = _compound(data, ending)
    elif (guessed := filetype.guess_extension(data[:8192])) in ("pdf", "jpg", "png"):
        kind = str(guessed)
    else:
        kind = _text(data)
    if ending not in ENDINGS[kind]:
        raise NotTaken("name")
    return "csv" if ending == "csv" else kind


def _container(data: bytes) -> str:
    """An Office document or an OFD: what its members unpack to is counted while they are read."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = [member.filename for member in archive.infolist()]
            kinds = {kind for part, kind in _MAIN_PARTS.items() if part in names}
            if len(kinds) != 1:
                raise NotTaken("unknown")
            for name, body in _members(archive):
                _check_member(name, body)
            return kinds.pop()
    except RuntimeError as error:  # a member with a password
        raise NotTaken("encrypted") from error
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError) as error:
        raise NotTaken("broken") from error


def _members(archive: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    """Each member's name with its first megabyte, or all of it where the whole is looked into."""
    if len(archive.infolist()) > MOST_MEMBERS:
        raise NotTaken("unpacks-too-much")
    left = MOST_UNPACKED
    for member in archive.infolist():
        with archive.open(member) as opened:
            body = chunk = opened.read(MEGABYTE)
            looked_into = body.startswith(_OLE) or member.filename.endswith((".rels", "[Content_Types].xml"))
            while chunk:
                left -= len(chunk)
                if left < 0:
                    raise NotTaken("unpacks-too-much")
                chunk = opened.read(MEGABYTE)
                if looked_into:
                    body += chunk
        yield member.filename, body


def _check_member(name: str, body: bytes) -> None:
    if _MACRO_PARTS.search(name):
        raise NotTaken("macros")
    if name.lower().rpartition(".")[2] in _PROGRAMS or body.startswith((b"MZ", b"\x7fELF")):
        raise NotTaken("program")
    if name == "[Content_Types].xml" and b"macroenabled" in body.lower():
        raise NotTaken("macros")
    if name.endswith(".rels"):
        for relation in _RELATION.findall(body):
            if b"External" in relation and _LATE_PART.search(relation):
                raise NotTaken("program")
    if body.startswith(_OLE):
        _check_compound(body)


def _compound(data: bytes, ending: str) -> str:
    """An Office document of before 2007. Its kind is told by its streams; others can be embedded in it."""
    _check_compound(data)
    kinds = {kind for stream, kind in _STREAMS.items() if _holds(data, stream)}
    if not kinds:
        raise NotTaken("encrypted" if _holds(data, "EncryptedPackage") else "unknown")
    return ending if ending in kinds else min(kinds)


def _check_compound(data: bytes) -> None:
    macros = any(_holds(data, storage) for storage in _MACRO_STORAGES)
    if macros or _PPT_MACROS.search(data) or (_holds(data, "Workbook") and _XLS_MACRO_SHEET.search(data)):
        raise NotTaken("macros")
    if _holds(data, "\x01Ole10Native"):
        raise NotTaken("program")


def _holds(data: bytes, name: str) -> bool:
    """Is there an entry of this name in a compound file's directory? Entries begin at multiples of 128."""
    entry = name.encode("utf-16-le") + b"\0\0"
    at = data.find(entry)
    while at >= 0 and at % 128:
        at = data.find(entry, at + 1)
    return at >= 0


def _text(data: bytes) -> str:
    """Plain text, in Unicode or as Chinese programs of old write it; no page, picture or script."""
    text = _decoded(data)
    if _CONTROL.search(text):
        raise NotTaken("unknown")
    if _MARKUP.search(text[:65536]):
        raise NotTaken("program")
    return "txt"


def _decoded(data: bytes) -> str:
    encodings = ("utf-16",) if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise NotTaken("unknown")
