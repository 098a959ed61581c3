"""What the columns of a table hold: by its header, by its rows, and by what a person said of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from importers.reading.cells import unwrapped
from importers.reading.columns import LEADING, Settled, fingerprint, settle
from importers.reading.header import Header, Label, Rows
from importers.reading.hints import Hints
from importers.reading.model import TableColumn, TableLayout
from importers.reading.numbering import is_number
from importers.reading.within import roles_within
from importers.reading.words import UNKNOWN, fold

NO_HEADER = "—"
_SAMPLES = 3
_LOOKED_AT = 40
_SOLE = ("number", "section", "task", "text")


@dataclass(frozen=True)
class Columns:
    """A table's columns: `at` has the places of each meaning, from left to right.

    `either` are those whose header means the lead as well as those who are responsible; `first_leads` where
    the table says in words that the first unit in such a cell is the lead.
    """

    layout: TableLayout
    at: Mapping[str, tuple[int, ...]]
    meanings: Mapping[int, str]
    labels: Mapping[int, str]
    stages: Mapping[int, str]
    either: frozenset[int]
    first_leads: bool = False

    @cached_property
    def first(self) -> int:
        """The leftmost column."""
        return min(self.labels)

    @property
    def missing(self) -> str:
        """The meaning that no column has and no plan can be read without; empty where none is missing."""
        wanted = ("text",) if self.layout.units_in_text else ("text", "lead")
        return next((meaning for meaning in wanted if meaning not in self.at), "")


def columns_of(header: Header, rows: Rows, sheet: str, hints: Hints) -> Columns:
    """What the columns hold by their headers, and where these don't say, by the rows below."""
    filled = {cell.place[1] for row in rows if len(row) > 1 for cell in row}
    labels = _unlike_each_other([*_shown(header, filled), *_without_header(header, rows, filled)])
    mark = fingerprint(header.words)
    said = {fold(label): meaning for label, meaning in hints.layouts.get(mark, {}).items()}
    samples = {label.column: _samples(rows, label.column) for label in labels}
    settled = settle([label.known for label in labels])
    _find_numbers(labels, settled, samples)
    at: dict[str, tuple[int, ...]] = {}
    for place, label in enumerate(labels):
        if meaning := said.get(fold(label.text)):
            settled[place] = Settled(meaning)
        elif label.stage and settled[place].meaning == "extra":
            settled[place] = Settled("deadline")
        elif settled[place] == Settled("extra", sure=False) and label.column not in filled:
            settled[place] = Settled("ignored")
        if settled[place].meaning in _SOLE and settled[place].meaning in at:  # a person said it of two
            settled[place] = Settled("extra", sure=False)
        meaning = settled[place].meaning
        at[meaning] = (*at.get(meaning, ()), label.column)
    texts = (cell.text for row in rows for cell in row if cell.place[1] in at.get("text", ()))
    columns = tuple(
        TableColumn(label.text, label.address, one.meaning, one.sure, samples[label.column], heads)
        for label, one, heads in zip(labels, settled, _grouped(labels), strict=True)
    )
    return Columns(
        layout=TableLayout(
            mark, columns, sheet, units_in_text="lead" not in at and any(map(roles_within, texts))
        ),
        at=at,
        meanings={column: meaning for meaning, places in at.items() for column in places},
        labels={label.column: label.text for label in labels},
        stages={label.column: label.stage for label in labels if label.stage},
        either=frozenset(label.column for label in labels if label.known.meanings >= LEADING),
    )


def _shown(header: Header, filled: set[int]) -> Iterator[Label]:
    """The labels without those that a merge spreads over a column in which nothing stands."""
    return (label for label in header.labels if not label.spread or label.column in filled)


def _without_header(header: Header, rows: Rows, filled: set[int]) -> Iterator[Label]:
    """A label for each column between the others that has none and isn't empty."""
    headed = {label.column for label in header.labels}
    for column in sorted(filled - headed):
        if min(headed) - 1 <= column < max(headed):
            cell = next(cell for row in rows for cell in row if cell.place[1] == column)
            yield Label(column, NO_HEADER, cell.address, UNKNOWN)


def _unlike_each_other(labels: list[Label]) -> list[Label]:
    """From left to right; a label that stands more than once gets a number."""
    found: list[Label] = []
    times: dict[str, int] = {}
    for label in sorted(labels, key=lambda label: label.column):
        times[label.text] = times.get(label.text, 0) + 1
        more = times[label.text]
        found.append(replace(label, text=f"{label.text} {more}") if more > 1 else label)
    return found


def _grouped(labels: list[Label]) -> list[tuple[tuple[str, str], ...]]:
    """What stands above each column, where that is more than its own cell or several share one."""
    shared = Counter(head for label in labels for head in label.heads)
    return [
        label.heads if len(label.heads) > 1 or any(shared[head] > 1 for head in label.heads) else ()
        for label in labels
    ]


def _samples(rows: Rows, column: int) -> tuple[str, ...]:
    texts: dict[str, None] = {}
    for row in rows[:_LOOKED_AT]:
        if len(row) > 1:
            texts |= {unwrapped(cell.text): None for cell in row if cell.place[1] == column}
    return tuple(texts)[:_SAMPLES]


def _find_numbers(
    labels: list[Label], settled: list[Settled], samples: Mapping[int, tuple[str, ...]]
) -> None:
    """A column without a header of its own holds the numbers, where no other does and it has only such."""
    if any(one.meaning == "number" for one in settled):
        return
    for place, label in enumerate(labels):
        shared = label.spread or any(beside.spread for beside in labels[place + 1 : place + 2])
        texts = samples[label.column]
        if (shared or label.text == NO_HEADER) and texts and all(map(is_number, texts)):
            settled[place] = Settled("number", sure=False)
            return
