"""Tables as text: with tabs as one pastes them, or delimited with quotes."""

import csv
import io

from tests.importers.drawing.table import Table, shown


def draw_text(*tables: Table, encoding: str = "utf-8", separator: str = "\t") -> bytes:
    """As the published text has it: a line for each row, the lines of a cell separated by blanks."""
    lines = [
        separator.join(shown(value).replace("\n", " ") for value in row) if len(row) > 1 else shown(row[0])
        for table in tables
        for row in [*table.lines(), [None]]
    ]
    return "\n".join(lines).encode(encoding)


def draw_csv(*tables: Table, encoding: str = "utf-8-sig", separator: str = ",") -> bytes:
    """As spreadsheets save it: every row as wide as the table, cells with line breaks in quotes."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator, lineterminator="\r\n")
    for table in tables:
        columns = table.columns
        for row in table.lines():
            writer.writerow([*map(shown, row), *[""] * (columns - len(row))])
    return out.getvalue().encode(encoding)
