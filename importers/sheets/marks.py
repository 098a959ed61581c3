"""What the workbook keeps for itself on a hidden sheet: whose it is, and how each report stood then.

It is signed, so that nothing that was altered there is believed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.core.signing import Signer
from django.utils.crypto import constant_time_compare

from importers.reading.cells import filled_cell

TITLE = "actionplan"
FORMAT = "actionplan-sheet-1"
_SIGNER = Signer(salt="importers.sheets")


@dataclass(frozen=True)
class Mark:
    """One row as it was written: its measure and targets, the report's version, column → its text."""

    no: str
    text: str
    measure: int
    version: int
    targets: list[int]
    base: dict[str, str]


@dataclass(frozen=True)
class Marks:
    """Whose workbook it is, for which period, and its rows."""

    plan: int
    unit: str
    period: int
    rows: list[Mark] = field(default_factory=list)

    def lines(self) -> list[list[str]]:
        """The lines of the hidden sheet: texts alone, since programs write numbers as they like."""
        columns = list(self.rows[0].base) if self.rows else []
        head = [FORMAT, str(self.plan), self.unit, str(self.period)]
        body = [["no", "text", "measure", "version", "targets", *columns]]
        for row in self.rows:
            known = [row.no, row.text, str(row.measure), str(row.version), ",".join(map(str, row.targets))]
            body.append(known + [row.base[name] for name in columns])
        return [[*head, _signature([head, *body])], *body]

    @classmethod
    def read(cls, lines: Sequence[Sequence[str]]) -> Marks | None:
        """The marks out of the lines of the hidden sheet; none where they aren't as they were written."""
        if len(lines) < 2 or len(lines[0]) < 5 or lines[0][0] != FORMAT:
            return None
        head, signature = list(lines[0][:4]), lines[0][4]
        columns = list(lines[1][5:])
        width = 5 + len(columns)
        body = [[*line, *[""] * (width - len(line))] for line in lines[1:]]
        if not constant_time_compare(signature, _signature([head, *body])):
            return None
        rows = [
            Mark(
                no=no,
                text=text,
                measure=int(measure),
                version=int(version),
                targets=[int(target) for target in targets.split(",") if target],
                base=dict(zip(columns, base, strict=True)),
            )
            for no, text, measure, version, targets, *base in body[1:]
        ]
        return cls(int(head[1]), head[2], int(head[3]), rows)


def _signature(lines: Iterable[Sequence[str]]) -> str:
    return _SIGNER.signature(json.dumps([[cleaned(text) for text in line] for line in lines]))


def cleaned(text: str) -> str:
    """The text as reading a cell gives it back."""
    cell = filled_cell((1, 1), "", text)
    return cell.text if cell else ""
