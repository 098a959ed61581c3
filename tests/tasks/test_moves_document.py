"""The table of moves in the documentation is the one in the code."""

from pathlib import Path

from tasks.review import MOVES

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "report-moves.md"


def table() -> str:
    """The moves as a table: move, from, to, who makes it, what it takes."""
    rows = ["| move | from | to | by | takes |", "| --- | --- | --- | --- | --- |"]
    for move in MOVES.values():
        takes = [
            *(["what was typed, whole"] if move.whole else ["what was typed"] if move.writes else []),
            *(["a reason"] if move.needs_reason else []),
        ]
        for before, after in move.states.items():
            rows.append(f"| {move.name} | {before} | {after} | {move.by} | {', '.join(takes)} |")
    return "\n".join(rows)


def test_the_document_holds_the_table_of_moves():
    written = DOCUMENT.read_text().split("<!-- moves -->\n")[1].split("\n<!-- /moves -->")[0]
    assert written == table()
