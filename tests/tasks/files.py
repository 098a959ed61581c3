"""Files as people attach them, and as people shouldn't."""

import io
import zipfile

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(24)
JPG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(24)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
TYPES = '<?xml version="1.0"?><Types/>'
MAIN = {
    "docx": "word/document.xml",
    "xlsx": "xl/workbook.xml",
    "pptx": "ppt/presentation.xml",
    "ofd": "OFD.xml",
}


def packed(kind: str = "docx", **more: str | bytes) -> bytes:
    """A container of this kind with more members, each named with `__` for a slash and `_DOT_` for a dot."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        if kind in MAIN:
            archive.writestr(MAIN[kind], "<document/>")
        for name, body in more.items():
            archive.writestr(name.replace("__", "/").replace("_DOT_", "."), body)
    return out.getvalue()


def compound(*streams: str, body: bytes = b"") -> bytes:
    """An old Office file whose directory has these entries."""
    entries = b"".join((name.encode("utf-16-le") + b"\0\0").ljust(128, b"\0") for name in streams)
    return OLE.ljust(512, b"\0") + entries + body
