"""Which kind a file is: by its content, whatever its name."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import Literal, get_args

from importers.reading import ole2
from importers.reading.container import Container
from importers.reading.limits import MAX_BYTES, MEGABYTE, Refused

Kind = Literal["xlsx", "xls", "ods", "docx", "pdf", "html", "json", "text"]

KINDS: tuple[Kind, ...] = get_args(Kind)
_NAMED: dict[str, Kind] = {
    **{kind: kind for kind in KINDS},
    "et": "xls", "htm": "html", "txt": "text", "csv": "text", "tsv": "text", "tab": "text",
}  # fmt: skip
_OTHER_NAMES = frozenset(
    "doc wps xlsm xlsb docm ppt pptx odt png jpg jpeg bmp gif tif tiff zip rar 7z ofd".split()
)

_ZIP = b"PK\x03\x04"
_OTHER_BEGINNINGS = (
    (b"PK", "archive"), (b"Rar!", "archive"), (b"7z\xbc\xaf\x27\x1c", "archive"), (b"\x1f\x8b", "archive"),
    (b"\x89PNG", "picture"), (b"\xff\xd8\xff", "picture"), (b"GIF8", "picture"), (b"II*\0", "picture"),
    (b"MM\0*", "picture"), (b"BM", "picture"), (b"{\\rtf", "rtf"), (b"RIFF", "other"),
)  # fmt: skip
_MARKUP = re.compile(
    rb"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|meta|body|table|style)\b", re.I | re.S
)
_WEB_ARCHIVE = re.compile(rb"\s*MIME-Version:", re.I)
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


def kind_of(data: bytes) -> Kind:
    """The kind of a file. Refuses what is too large, empty, or of a kind that holds no plan's table."""
    if len(data) > MAX_BYTES:
        raise Refused("too-large", megabytes=MAX_BYTES // MEGABYTE)
    if not data.strip(b" \t\r\n\0") or data in _MARKS:
        raise Refused("empty-file")
    if data.startswith(_ZIP):
        return _kind_of_container(data)
    if data.startswith(ole2.BEGINNING):
        return _kind_of_ole2(data)
    if b"%PDF-" in data[:1024] and not data.lstrip().startswith(b"<"):
        return "pdf"
    for beginning, what in _OTHER_BEGINNINGS:
        if data.startswith(beginning) and (what != "picture" or b"\0" in data[:64]):
            raise Refused("not-taken", what=what)
    return _kind_of_text(data)


def named_kind(filename: str) -> str:
    """The kind that a file's name claims; empty where it claims none that is known here."""
    ending = PurePosixPath(filename).suffix.lower().removeprefix(".")
    return _NAMED.get(ending) or (ending if ending in _OTHER_NAMES else "")


def _kind_of_container(data: bytes) -> Kind:
    with Container(data) as container:
        names = container.names
        if "xl/workbook.xml" in names:
            return "xlsx"
        if "xl/workbook.bin" in names:
            raise Refused("not-taken", what="xlsb")
        if "word/document.xml" in names:
            return "docx"
        if "ppt/presentation.xml" in names:
            raise Refused("not-taken", what="slides")
        if "OFD.xml" in names:
            raise Refused("not-taken", what="ofd")
        if "mimetype" in names and "content.xml" in names:
            if (
                container.read("mimetype")
                .strip()
                .startswith(b"application/vnd.oasis.opendocument.spreadsheet")
            ):
                return "ods"
            raise Refused("not-taken", what="odt")
        if "[Content_Types].xml" in names:
            return _main_part(container.read("[Content_Types].xml"))
    raise Refused("not-taken", what="archive")


def _main_part(types: bytes) -> Kind:
    """Of a container whose main part has an unusual name."""
    if b"spreadsheetml.sheet.main+xml" in types:
        return "xlsx"
    if b"wordprocessingml.document.main+xml" in types:
        return "docx"
    raise Refused("not-taken", what="archive")


def _kind_of_ole2(data: bytes) -> Kind:
    names = ole2.names(data)
    if "EncryptedPackage" in names:
        raise Refused("encrypted")
    if names & {"Workbook", "Book", "BOOK", "WORKBOOK"}:
        if names & {"_VBA_PROJECT_CUR", "_VBA_PROJECT", "VBA"}:
            raise Refused("macros")
        if ole2.is_locked(data):
            raise Refused("encrypted")
        return "xls"
    if "WordDocument" in names:
        raise Refused("not-taken", what="doc")
    if "PowerPoint Document" in names:
        raise Refused("not-taken", what="slides")
    raise Refused("not-taken", what="other")


def _kind_of_text(data: bytes) -> Kind:
    head = data[:4096].removeprefix(b"\xef\xbb\xbf")
    if b"<?mso-application" in head or b"urn:schemas-microsoft-com:office:spreadsheet" in head:
        raise Refused("not-taken", what="xml")
    if _WEB_ARCHIVE.match(head):
        raise Refused("not-taken", what="mht")
    if _MARKUP.match(head.replace(b"\0", b"").lstrip(b"\xff\xfe")) or b"<table" in head.lower():
        return "html"
    if head.lstrip().startswith(b"<?xml"):
        raise Refused("not-taken", what="xml")
    if head.replace(b"\0", b"").lstrip(b"\xff\xfe \t\r\n").startswith((b"{", b"[")):
        return "json"
    return "text"
