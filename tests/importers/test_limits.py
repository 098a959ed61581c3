"""Files that are refused before or while they are unpacked."""

import io
import struct
import zipfile

import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from importers.reading import limits, read

from . import ole
from .drawing import DRAWN, Table, ods
from .made import HEADER, MEASURE, SHEET, TITLE, member, repacked, tasks, workbook

OLE2 = ole.compound("Root Entry")
PNG = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + b"IHDR" + bytes(17)
BILLION_LAUGHS = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'


def docx() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<w:document/>")
    return out.getvalue()


def zipped(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, body in members.items():
            archive.writestr(name, body)
    return out.getvalue()


def with_doctype(encoding: str) -> bytes:
    data = workbook([MEASURE])
    xml = member(data, SHEET).decode().removeprefix("<?xml version='1.0' encoding='UTF-8'?>")
    declared = f'<?xml version="1.0" encoding="{encoding}"?>' + BILLION_LAUGHS.decode() + xml
    return repacked(data, {SHEET: declared.encode(encoding)})


def with_merge(ref: str) -> bytes:
    data = workbook([MEASURE], ["A1:G1"])
    return repacked(data, {SHEET: member(data, SHEET).replace(b"A1:G1", ref.encode())})


def locked_member() -> bytes:
    """A workbook whose members say that they need a password."""
    data = bytearray(workbook([MEASURE]))
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(signature)
        while at >= 0:
            data[at + flags] |= 1
            at = data.find(signature, at + 4)
    return bytes(data)


def cut_off() -> bytes:
    return workbook([MEASURE])[:-400]


def without_sheet() -> bytes:
    return repacked(workbook([MEASURE]), {SHEET: b"<worksheet"})


def expanding(name: str) -> bytes:
    return repacked(drawn(name), added={"media/bomb.xml": bytes(limits.MAX_UNPACKED + 1)})


def drawn(kind: str) -> bytes:
    return DRAWN[kind](Table([list(HEADER), list(MEASURE)], above=[TITLE]))


def named(kind: str, name: str) -> bytes:
    return repacked(drawn(kind), added={name: b"x"})


def with_row(row: bytes) -> bytes:
    data = workbook([MEASURE])
    return repacked(data, {SHEET: member(data, SHEET).replace(b"</sheetData>", row + b"</sheetData>")})


def in_ods(tables: str) -> bytes:
    return ods.packed(ods.content(tables))


def encoded_otherwise() -> bytes:
    """An entity hidden in an encoding in which it doesn't look like one."""
    data = workbook([MEASURE])
    body = b'<?xml version="1.0" encoding="IBM037"?>' + BILLION_LAUGHS.decode().encode("cp037")
    return repacked(data, {SHEET: body})


def locked_xls() -> bytes:
    """A workbook whose second record says that it needs a password."""
    data = drawn("xls")
    second = data.index(b"\x09\x08\x10\x00\x00\x06\x05\x00") + 20
    return data[:second] + b"\x2f\x00" + data[second + 2 :]


def locked_ods() -> bytes:
    manifest = b"<m><encryption-data/></m>"
    return repacked(drawn("ods"), {"META-INF/manifest.xml": manifest})


def pdf(*, password: str = "", text: str = "") -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, encrypt=StandardEncryption(password) if password else None)
    canvas.rect(10, 10, 100, 100)
    canvas.drawString(20, 20, text)
    canvas.save()
    return out.getvalue()


def mail() -> bytes:
    return b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n<table>"


REFUSED = {
    "nothing": (lambda: b"", "empty-file"),
    "blanks": (lambda: b" \r\n\t", "empty-file"),
    "more than 20 MB": (lambda: b"x" * (limits.MAX_BYTES + 1), "too-large"),
    "an image": (lambda: PNG, "not-taken"),
    "a photo": (lambda: b"\xff\xd8\xff\xe0\0\x10JFIF", "not-taken"),
    "bytes of no encoding": (lambda: b"\xff" * 300, "text-undecodable"),
    "bytes of a program": (lambda: bytes(range(1, 32)) * 40, "not-taken"),
    "a packed archive": (lambda: zipped({"plan.xlsx": b"x"}), "not-taken"),
    "another packed archive": (lambda: b"Rar!\x1a\x07\x00", "not-taken"),
    "slides": (lambda: zipped({"ppt/presentation.xml": b"<p/>"}), "not-taken"),
    "a binary workbook": (lambda: zipped({"xl/workbook.bin": b"x"}), "not-taken"),
    "an OpenDocument text": (
        lambda: zipped({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<x/>"}),
        "not-taken",
    ),
    "an OFD": (lambda: zipped({"OFD.xml": b"<x/>"}), "not-taken"),
    "rich text": (lambda: b"{\\rtf1 x}", "not-taken"),
    "a web archive": (mail, "not-taken"),
    "a web page without a table": (lambda: b"<html><body>x</body></html>", "not-taken"),
    "an XML of Excel 2003": (
        lambda: b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>',
        "not-taken",
    ),
    "a docx with nothing in it": (docx, "damaged"),
    "a workbook cut off": (cut_off, "damaged"),
    "a workbook with a broken sheet": (without_sheet, "damaged"),
    "a string that isn't there": (lambda: with_row(b'<row><c t="s"><v>7</v></c></row>'), "damaged"),
    "an xls cut off": (lambda: drawn("xls")[:3000], "not-taken"),
    "a PDF cut off": (lambda: drawn("pdf")[:600], "damaged"),
    "an old Word document": (lambda: ole.compound("Root Entry", "WordDocument"), "not-taken"),
    "old slides": (lambda: ole.compound("PowerPoint Document"), "not-taken"),
    "another old document": (lambda: OLE2, "not-taken"),
    "a workbook with a password": (lambda: ole.compound("EncryptionInfo", "EncryptedPackage"), "encrypted"),
    "an xls with a password": (locked_xls, "encrypted"),
    "a container with a password": (locked_member, "encrypted"),
    "an ods with a password": (locked_ods, "encrypted"),
    "a PDF with a password": (lambda: pdf(password="secret", text="x"), "encrypted"),
    "a scan": (pdf, "scan"),
    "macros": (lambda: repacked(workbook([MEASURE]), added={"xl/vbaProject.bin": b"x"}), "macros"),
    "old macros": (
        lambda: repacked(workbook([MEASURE]), added={"xl/macrosheets/sheet1.xml": b"x"}),
        "macros",
    ),
    "macros in a docx": (lambda: named("docx", "word/vbaProject.bin"), "macros"),
    "macros in an ods": (lambda: named("ods", "Basic/Standard/Module1.xml"), "macros"),
    "macros in an xls": (lambda: ole.compound("Workbook", "_VBA_PROJECT_CUR"), "macros"),
    "entities": (lambda: with_doctype("utf-8"), "unsafe-xml"),
    "entities in UTF-16": (lambda: with_doctype("utf-16"), "unsafe-xml"),
    "entities in an encoding of mainframes": (encoded_otherwise, "unsafe-xml"),
    "entities in an ods": (lambda: ods.packed(BILLION_LAUGHS.decode() + "<x/>"), "unsafe-xml"),
    "entities in a docx": (
        lambda: repacked(drawn("docx"), {"word/document.xml": BILLION_LAUGHS + b"<x/>"}),
        "unsafe-xml",
    ),
    "a merge of the whole sheet": (lambda: with_merge("A1:XFD1048576"), "expands-too-much"),
    "a row repeated without end": (
        lambda: in_ods(
            '<table:table><table:table-row table:number-rows-repeated="999999999">'
            "<table:table-cell><text:p>x</text:p></table:table-cell></table:table-row></table:table>"
        ),
        "too-many-cells",
    ),
    "a cell repeated without end": (
        lambda: in_ods(
            '<table:table><table:table-row><table:table-cell table:number-columns-repeated="999999999">'
            "<text:p>x</text:p></table:table-cell></table:table-row></table:table>"
        ),
        "too-many-cells",
    ),
    "a cell as wide as nothing is": (
        lambda: b"<table><tr><td colspan='999999'>x</td></tr></table>",
        "too-many-cells",
    ),
    "too many members": (
        lambda: repacked(workbook([MEASURE]), added={f"x{n}": b"" for n in range(limits.MAX_MEMBERS)}),
        "expands-too-much",
    ),
    "a member that unpacks to more than 100 MB": (lambda: expanding("xlsx"), "expands-too-much"),
    "the same in an ods": (lambda: expanding("ods"), "expands-too-much"),
    "the same in a docx": (lambda: expanding("docx"), "expands-too-much"),
    "a JSON with a comma too many": (lambda: b'{"plans": [],}', "json-broken"),
    "a JSON as deep as a well": (lambda: b"[" * 100_000, "json-broken"),
}


@pytest.mark.parametrize(("make", "code"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_refused_says_why_and_gives_no_plan(make, code):
    reading = read(make(), "计划.xlsx")
    found = [(problem.severity, problem.code, problem.value) for problem in reading.problems]
    assert (found, reading.plans) == ([("error", code, "计划.xlsx")], [])


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods", "text", "csv", "docx"])
def test_more_rows_or_cells_than_a_plan_can_need_are_refused_in_every_kind(kind, monkeypatch):
    data = DRAWN[kind](Table([list(HEADER), *[list(MEASURE)] * 30], above=[TITLE]))
    assert read(data).plans
    for limit, most in (("MAX_ROWS", 30), ("MAX_CELLS", 200)):
        with monkeypatch.context() as lowered:
            lowered.setattr(limits, limit, most)
            assert [problem.code for problem in read(data).problems] == ["too-many-cells"]


def test_a_pdf_of_more_pages_than_a_plan_can_need_is_refused(monkeypatch):
    data = drawn("pdf")
    monkeypatch.setattr("importers.reading.pdf.MAX_PAGES", 0)
    assert [problem.code for problem in read(data).problems] == ["too-many-pages"]


def test_a_container_of_many_members_of_medium_size_is_counted_as_a_whole():
    tenth = bytes(limits.MAX_UNPACKED // 10)
    data = repacked(workbook([MEASURE]), added={f"xl/media/{n}.png": tenth for n in range(10)})
    assert [problem.code for problem in read(data).problems] == ["expands-too-much"]


def test_a_declared_dimension_is_not_believed():
    data = workbook([MEASURE])
    xml = member(data, SHEET).replace(b'<dimension ref="A1:G3"', b'<dimension ref="A1:XFD1048576"')
    assert xml != member(data, SHEET)
    assert read(repacked(data, {SHEET: xml})) == read(data)


def test_cells_beyond_the_last_column_are_refused():
    data = workbook([MEASURE])
    row = b'<row r="9">' + b"<c><v>1</v></c>" * 20_000 + b"</row></sheetData>"
    wide = repacked(data, {SHEET: member(data, SHEET).replace(b"</sheetData>", row)})
    assert [problem.code for problem in read(wide).problems] == ["damaged"]


def test_a_number_of_thousands_of_digits_is_only_a_text():
    number = "1" * 5000
    assert tasks(read(workbook([[number, *MEASURE[1:]]]))) == [(number, "任务甲", ["编制方案。"])]


@pytest.mark.parametrize("name", ["plan.xls", "plan.docx", "photo.png", "plan.CSV"])
def test_a_name_that_says_something_else_is_told_and_changes_nothing(name):
    reading = read(workbook([MEASURE]), name)
    assert reading.plans == read(workbook([MEASURE]), "plan.xlsx").plans
    (told,) = reading.problems
    assert (told.severity, told.code, told.value, told.params) == (
        "warning", "other-kind", name, {"kind": "xlsx"},
    )  # fmt: skip


@pytest.mark.parametrize("name", ["", "-", "plan", "计划.xlsx", "plan.2022"])
def test_a_name_that_says_nothing_else_is_not_worth_a_word(name):
    assert read(workbook([MEASURE]), name).problems == []


def test_a_text_without_a_table_that_calls_itself_a_workbook_is_told_apart():
    found = [problem.code for problem in read("不是表格".encode(), "plan.xlsx").problems]
    assert found == ["no-table", "other-kind"]
    assert [problem.code for problem in read("不是表格".encode(), "plan.txt").problems] == ["no-table"]
