"""Files that are refused before or while they are unpacked."""

import io
import random
import struct
import zipfile

import pytest

from importers.reading import limits, read

from .draw_annex5 import FIXTURES
from .made import MEASURE, SHEET, member, published, repacked, tasks, workbook

OLE2 = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504)
PNG = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + b"IHDR" + bytes(17)
BILLION_LAUGHS = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'


def docx() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<w:document/>")
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


REFUSED = {
    "nothing": (lambda: b"", "empty-file"),
    "blanks": (lambda: b" \r\n\t", "empty-file"),
    "more than 20 MB": (lambda: b"x" * (limits.MAX_BYTES + 1), "too-large"),
    "an image": (lambda: PNG, "not-a-workbook"),
    "bytes of no encoding": (lambda: b"\xff\xff\xff", "not-a-workbook"),
    "a docx called xlsx": (docx, "not-a-workbook"),
    "a workbook cut off": (cut_off, "not-a-workbook"),
    "a workbook with a broken sheet": (without_sheet, "not-a-workbook"),
    "an old workbook": (lambda: OLE2 + "Workbook".encode("utf-16-le"), "old-workbook"),
    "another old document": (lambda: OLE2 + "WordDocument".encode("utf-16-le"), "not-a-workbook"),
    "a workbook with a password": (lambda: OLE2 + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
    "a container with a password": (locked_member, "encrypted"),
    "macros": (lambda: repacked(workbook([MEASURE]), added={"xl/vbaProject.bin": b"x"}), "macros"),
    "old macros": (
        lambda: repacked(workbook([MEASURE]), added={"xl/macrosheets/sheet1.xml": b"x"}),
        "macros",
    ),
    "entities": (lambda: with_doctype("utf-8"), "unsafe-xml"),
    "entities in UTF-16": (lambda: with_doctype("utf-16"), "unsafe-xml"),
    "a merge of the whole sheet": (lambda: with_merge("A1:XFD1048576"), "expands-too-much"),
    "too many members": (
        lambda: repacked(workbook([MEASURE]), added={f"x{n}": b"" for n in range(limits.MAX_MEMBERS)}),
        "expands-too-much",
    ),
    "a member that unpacks to more than 100 MB": (
        lambda: repacked(workbook([MEASURE]), added={"xl/bomb.xml": bytes(limits.MAX_UNPACKED + 1)}),
        "expands-too-much",
    ),
}


@pytest.mark.parametrize(("make", "code"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_refused_says_why_and_gives_no_plan(make, code):
    reading = read(make(), "计划.xlsx")
    found = [(problem.severity, problem.code, problem.value) for problem in reading.problems]
    assert (found, reading.plans) == ([("error", code, "计划.xlsx")], [])


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
    assert [problem.code for problem in read(wide).problems] == ["not-a-workbook"]


def test_a_number_of_thousands_of_digits_is_only_a_text():
    number = "1" * 5000
    assert tasks(read(workbook([[number, *MEASURE[1:]]]))) == [(number, "任务甲", ["编制方案。"])]


def test_a_files_name_says_nothing():
    assert read(workbook([MEASURE]), "photo.png") == read(workbook([MEASURE]), "plan.xlsx")


@pytest.mark.parametrize(
    "original",
    [
        (FIXTURES / "annex5-2022.xlsx").read_bytes(),
        (FIXTURES / "annex5-2022.txt").read_bytes(),
        published("1\t甲\t编制方案。\t年底前\t市水务局"),
    ],
    ids=["workbook", "text", "small text"],
)
def test_damaged_bytes_are_read_or_refused_but_never_raise(original):
    chance = random.Random(5)
    for _ in range(150):
        damaged = bytearray(original)
        for _ in range(chance.randint(1, 12)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        reading = read(bytes(damaged[: chance.choice((None, chance.randrange(len(damaged))))]))
        assert not (reading.plans and reading.refused)


def test_damaged_sheets_are_read_or_refused_but_never_raise():
    original = (FIXTURES / "annex5-2022.xlsx").read_bytes()
    chance = random.Random(7)
    for name in (SHEET, "xl/workbook.xml", "xl/styles.xml", "[Content_Types].xml"):
        for _ in range(40):
            damaged = bytearray(member(original, name))
            for _ in range(chance.randint(1, 4)):
                damaged[chance.randrange(len(damaged))] = chance.choice(b'0919<>"=A\xff ')
            reading = read(repacked(original, {name: bytes(damaged)}))
            assert not (reading.plans and reading.refused)


def test_a_text_without_a_table_that_calls_itself_a_workbook_is_no_workbook():
    assert [problem.code for problem in read("不是表格".encode(), "plan.xlsx").problems] == ["not-a-workbook"]
    assert [problem.code for problem in read("不是表格".encode(), "plan.txt").problems] == ["no-table"]
