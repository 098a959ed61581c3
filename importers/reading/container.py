"""A zip container of XML parts, checked whole before a part of it is understood."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

from lxml import etree

from importers.reading.limits import MAX_MEMBERS, MAX_UNPACKED, MEGABYTE, Refused

_MACROS = re.compile(
    r"(^|/)(vbaProject[^/]*\.bin|vbaData\.xml|macrosheets/.|dialogsheets/.)|^(Basic|Scripts)/.", re.I
)
_DAMAGED = (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError)
_XML = (".xml", ".rels", ".vml")
_DECLARED = re.compile(rb"""<\?xml[^>]*?encoding\s*=\s*["']([^"']*)["']""")
# In each of these a declaration of a document type is written in the same bytes.
_ENCODINGS = frozenset(
    "utf-8 utf8 utf-16 utf-16le utf-16be us-ascii ascii iso-8859-1 windows-1252 gb2312 gbk gb18030".split()
)
_BEGINNINGS = (b"<", b"\xef\xbb\xbf<", b"\xff\xfe<\0", b"\xfe\xff\0<", b"<\0", b"\0<")


class Container:
    """The members of a container. What they unpack to is counted while they are read, and not believed."""

    def __init__(self, data: bytes) -> None:
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
        except _DAMAGED as error:
            raise Refused("damaged") from error
        members = self._archive.infolist()
        self.names = {member.filename for member in members}
        if len(members) > MAX_MEMBERS:
            raise Refused("expands-too-much", members=MAX_MEMBERS)
        if any(map(_MACROS.search, self.names)):
            raise Refused("macros")

    def __enter__(self) -> Container:
        return self

    def __exit__(self, *_: object) -> None:
        self._archive.close()

    def check(self) -> None:
        """Refuse a container that unpacks to more than a plan can need, or whose XML isn't plain."""
        left = MAX_UNPACKED
        for name in self.names:
            body = self.read(name, left)
            left -= len(body)
            if name.lower().endswith(_XML):
                _check_xml(body)

    def read(self, name: str, most: int = MAX_UNPACKED) -> bytes:
        """A member's bytes. Refuses one that isn't there, is locked, damaged or too large."""
        try:
            with self._archive.open(name) as opened:
                body = opened.read(most + 1)
        except RuntimeError as error:  # a member with a password
            raise Refused("encrypted") from error
        except (*_DAMAGED, KeyError) as error:
            raise Refused("damaged") from error
        if len(body) > most:
            raise Refused("expands-too-much", megabytes=MAX_UNPACKED // MEGABYTE)
        return body

    def elements(self, name: str, *tags: str) -> Iterator[Any]:
        """The elements of a part with these local names, each forgotten after."""
        try:
            wanted = [f"{{*}}{tag}" for tag in tags]
            for _, element in etree.iterparse(
                io.BytesIO(self.read(name)), events=("end",), tag=wanted,
                resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
                remove_comments=True, remove_pis=True,
            ):  # fmt: skip
                yield element
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]
        except etree.XMLSyntaxError as error:
            raise Refused("damaged") from error

    def tree(self, name: str) -> Any:
        """The root of a part."""
        return parsed(self.read(name))

    def related(self, name: str) -> dict[str, tuple[str, str]]:
        """What a part refers to inside the container: identity → (kind, name of the part)."""
        folder, file = posixpath.split(name)
        rels = posixpath.join(folder, "_rels", f"{file}.rels")
        if rels not in self.names:
            return {}
        return {
            one.get("Id", ""): (
                one.get("Type", "").rpartition("/")[2],
                posixpath.normpath(posixpath.join("/", folder, one.get("Target", ""))).lstrip("/"),
            )
            for one in self.tree(rels).iter("{*}Relationship")
            if one.get("TargetMode") != "External"
        }

    def main_part(self) -> str:
        """The name of the part that the container is about."""
        for kind, name in self.related("").values():
            if kind == "officeDocument" and name in self.names:
                return name
        raise Refused("damaged")


def parsed(body: bytes) -> Any:
    """The root of an XML text, nothing of which is looked up anywhere."""
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Refused("damaged") from error


def _check_xml(body: bytes) -> None:
    """Refuse declarations of document types, and encodings that could hide one."""
    if not body.strip():
        return
    if not body.lstrip().startswith(_BEGINNINGS):
        raise Refused("damaged")
    plain = body.replace(b"\0", b"") if b"\0" in body[:200] else body  # UTF-16 reads like ASCII then
    declared = _DECLARED.match(plain.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n"))
    if declared and declared[1].decode("latin-1").lower() not in _ENCODINGS:
        raise Refused("unsafe-xml")
    if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
        raise Refused("unsafe-xml")
