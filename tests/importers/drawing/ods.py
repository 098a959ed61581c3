"""Tables as an OpenDocument spreadsheet, written by hand."""

import datetime
import io
import zipfile
from xml.sax.saxutils import escape, quoteattr

from tests.importers.drawing.table import Formula, Percent, Table, Value, places, shown

MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"
_NAMES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        ("office", "office"), ("table", "table"), ("text", "text"), ("style", "style"), ("dc", "dc"),
    )
)  # fmt: skip
_MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest '
    'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{MIMETYPE}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    "</manifest:manifest>"
)


def draw_ods(*tables: Table) -> bytes:
    """A spreadsheet with a table for each table."""
    return packed(content("".join(map(_table, tables))))


def content(tables: str) -> str:
    """The content of a spreadsheet with these tables."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_NAMES} office:version="1.3">'
        '<office:automatic-styles><style:style style:name="hidden" style:family="table">'
        '<style:table-properties table:display="false"/></style:style></office:automatic-styles>'
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )


def packed(body: str) -> bytes:
    """The container with this content."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("mimetype"), MIMETYPE)  # first, and not compressed
        archive.writestr("content.xml", body)
        archive.writestr("META-INF/manifest.xml", _MANIFEST)
    return out.getvalue()


def _table(table: Table) -> str:
    merges = {merge[:2]: merge for merge in table.merged_lines()}
    covered = {place for merge in merges.values() for place in places(merge) if place != merge[:2]}
    lines = list(table.lines())
    width = max(map(len, lines))
    rows = []
    for row, values in enumerate(lines, 1):
        cells = []
        for column, value in enumerate([*values, *[None] * (width - len(values))], 1):
            if (row, column) in covered:
                cells.append("<table:covered-table-cell/>")
            elif merge := merges.get((row, column)):
                top, left, bottom, right = merge
                spans = (
                    f' table:number-columns-spanned="{right - left + 1}"'
                    f' table:number-rows-spanned="{bottom - top + 1}"'
                )
                cells.append(_cell(value, spans))
            else:
                cells.append(_cell(value))
        rows.append(f"<table:table-row>{''.join(cells)}</table:table-row>")
    style = ' table:style-name="hidden"' if table.hidden else ""
    # As office programs do, the rest of the sheet is one row repeated to its last.
    rest = (
        f'<table:table-row table:number-rows-repeated="{1_048_576 - len(lines)}">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )
    return f"<table:table table:name={quoteattr(table.name)}{style}>{''.join(rows)}{rest}</table:table>"


def _cell(value: Value, more: str = "") -> str:
    if isinstance(value, Formula):
        return _cell(value.value, f"{more} table:formula={quoteattr('of:=' + value.text)}")
    if value in (None, ""):
        return f"<table:table-cell{more}/>"
    paragraphs = "".join(f"<text:p>{_blanks(escape(line))}</text:p>" for line in shown(value).split("\n"))
    return f"<table:table-cell{more}{_typed(value)}>{paragraphs}</table:table-cell>"


def _typed(value: Value) -> str:
    if isinstance(value, Percent):
        return f' office:value-type="percentage" office:value="{value.value}"'
    if isinstance(value, datetime.date):
        return f' office:value-type="date" office:date-value="{value.isoformat()}"'
    if isinstance(value, int | float):
        return f' office:value-type="float" office:value="{value}"'
    return ' office:value-type="string"'


def _blanks(text: str) -> str:
    """Of several blanks all but the first are elements."""
    head, *rest = text.split("  ")
    return head + "".join(f" <text:s/>{part}" for part in rest)
