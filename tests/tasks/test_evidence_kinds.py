"""What a file is, by its content and whatever it is called."""

import io
import zipfile

import pytest

from tasks import evidence_kinds
from tasks.evidence_kinds import NotTaken, kind_of
from tests.tasks.files import JPG, PDF, PNG, compound, packed

EXTERNAL = (
    '<Relationships><Relationship Id="r" TargetMode="External" '
    'Type="http://schemas.example/relationships/{}" Target="http://far.example/x"/></Relationships>'
)


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (PDF, "方案.pdf", "pdf"),
        (PNG, "a.PNG", "png"),
        (JPG, "a.jpg", "jpg"),
        (JPG, "a.jpeg", "jpg"),
        (packed("docx"), "a.docx", "docx"),
        (packed("xlsx"), "a.xlsx", "xlsx"),
        (packed("pptx"), "a.pptx", "pptx"),
        (packed("ofd"), "公文.ofd", "ofd"),
        (packed(word___rels__document_DOT_xml_DOT_rels=EXTERNAL.format("hyperlink")), "a.docx", "docx"),
        (packed(word__media__icon_DOT_svg="<svg/>"), "a.docx", "docx"),
        (compound("WordDocument"), "a.doc", "doc"),
        (compound("Workbook"), "a.xls", "xls"),
        (compound("PowerPoint Document"), "a.ppt", "ppt"),
        (compound("WordDocument", "Workbook"), "a.doc", "doc"),
        ("完成 11.1 万亩".encode(), "a.txt", "txt"),
        ("完成 11.1 万亩".encode("gb18030"), "a.txt", "txt"),
        ("完成\t11.1".encode("utf-16"), "a.txt", "txt"),
        ("区,亩\r\n海淀,3".encode("utf-8-sig"), "a.csv", "csv"),
        (b"BMW 3 < 5", "a.txt", "txt"),
    ],
)
def test_what_people_attach_is_taken(data, name, kind):
    assert kind_of(data, name) == kind


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"", "a.txt", "empty"),
        (bytes(100), "a.txt", "empty"),
        (b"MZ\x90\x00\x03" + bytes(60) + b"x", "a.exe", "unknown"),
        (b"MZ\x90\x00\x03" + bytes(60) + b"x", "a.pdf", "unknown"),
        (b"\x7fELF\x02\x01" + bytes(20) + b"x", "a.txt", "unknown"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "a.svg", "program"),
        (b"<!DOCTYPE html><p>hi", "a.html", "program"),
        (b"hello <script>alert(1)</script>", "a.txt", "program"),
        (b"#!/bin/sh\nrm x", "a.txt", "program"),
        (b"{\\rtf1 hi}", "a.txt", "program"),
        (PDF, "a.docx", "name"),
        (packed("docx"), "a.xlsx", "name"),
        (packed("docx"), "a.pdf", "name"),
        (PDF, "a.pdf.exe", "name"),
        (PDF, "pdf", "name"),
        (b"plain", "a.pdf", "name"),
        (packed("zip", a_DOT_txt="x"), "a.zip", "unknown"),
        (packed("zip", a_DOT_txt="x"), "a.docx", "unknown"),
        (packed("docx", xl__workbook_DOT_xml="<x/>"), "a.docx", "unknown"),
        (packed("docx", word__vbaProject_DOT_bin=b"x"), "a.docx", "macros"),
        (packed("docx", word__VBAPROJECT_DOT_BIN=b"x"), "a.docx", "macros"),
        (packed("xlsx", xl__macrosheets__sheet1_DOT_xml="<x/>"), "a.xlsx", "macros"),
        (packed("docx", word__activeX__activeX1_DOT_xml="<x/>"), "a.docx", "macros"),
        (packed("docx", word__embeddings__a_DOT_xlsm=b"x"), "a.docx", "program"),
        (packed("docx", word__embeddings__a_DOT_bin=b"MZ\x90"), "a.docx", "program"),
        (packed("docx", word__embeddings__o_DOT_bin=compound("\x01Ole10Native")), "a.docx", "program"),
        (packed("docx", word__embeddings__o_DOT_bin=compound("Workbook", "VBA")), "a.docx", "macros"),
        (
            packed(word___rels__settings_DOT_xml_DOT_rels=EXTERNAL.format("attachedTemplate")),
            "a.docx",
            "program",
        ),
        (compound("WordDocument", "Macros"), "a.doc", "macros"),
        (compound("Workbook", "_VBA_PROJECT_CUR"), "a.xls", "macros"),
        (
            compound("Workbook", body=b"\x85\x00\x0e\x00\x10\x20\x00\x00\x00\x01\x06\x00Macro1"),
            "a.xls",
            "macros",
        ),
        (
            compound(
                "PowerPoint Document",
                body=b"\x1f\x00\xff\x03\x14\x00\x00\x00\x02\x00\x00\x04\x0c\x00\x00\x00\x07\x00\x00\x00\x01\x00\x00\x00",
            ),
            "a.ppt",
            "macros",
        ),
        (compound("EncryptedPackage", "EncryptionInfo"), "a.docx", "encrypted"),
        (compound("__properties_version1.0"), "a.doc", "unknown"),
        (compound("Workbook"), "a.doc", "name"),
        (packed("docx")[:-30], "a.docx", "broken"),
    ],
)
def test_what_could_do_harm_or_lies_is_refused(data, name, code):
    with pytest.raises(NotTaken) as refused:
        kind_of(data, name)
    assert refused.value.code == code


def test_the_content_types_of_a_document_with_macros_give_it_away():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "application/vnd.ms-word.document.macroEnabled.main+xml")
        archive.writestr("word/document.xml", "<x/>")

    with pytest.raises(NotTaken, match="macros"):
        kind_of(out.getvalue(), "a.docx")


def test_what_a_container_unpacks_to_is_counted_while_it_is_read(monkeypatch):
    monkeypatch.setattr(evidence_kinds, "MOST_UNPACKED", 3 * evidence_kinds.MEGABYTE)
    bomb = packed("docx", word__big_DOT_xml=bytes(4 * evidence_kinds.MEGABYTE))

    assert len(bomb) < 10_000
    with pytest.raises(NotTaken, match="unpacks-too-much"):
        kind_of(bomb, "a.docx")


def test_so_is_the_number_of_its_members(monkeypatch):
    monkeypatch.setattr(evidence_kinds, "MOST_MEMBERS", 5)

    with pytest.raises(NotTaken, match="unpacks-too-much"):
        kind_of(packed("docx", **{f"part{n}": "x" for n in range(5)}), "a.docx")


def test_one_byte_more_than_the_limit_is_too_large():
    most = PDF.ljust(evidence_kinds.MOST_BYTES, b" ")

    assert kind_of(most, "a.pdf") == "pdf"
    with pytest.raises(NotTaken, match="too-large"):
        kind_of(most + b" ", "a.pdf")
