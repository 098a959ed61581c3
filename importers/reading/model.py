"""What a file was read as: plans, and the problems met on the way.

Field names are the keys of a plan as JSON, so a plan read from a file and a plan that is stored
can be compared, exported and loaded in one form.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Literal

Severity = Literal["error", "warning"]
Stated = Literal["named", "none", "empty", "merged", "missing"]
DeadlineKind = Literal["fixed", "all_year", "ongoing", "recurring", "open", "unread"]
Kind = Literal["quantity", "deliverable", "continuing", "outcome"]


@dataclass(frozen=True)
class Problem:
    """Something in the file that a person has to know of, at its place. An error forbids the import."""

    severity: Severity
    code: str
    sheet: str = ""
    cell: str = ""
    value: str = ""
    params: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class ParsedTarget:
    """A quantity to be reached, quoted from the measure's text where it begins at `start`."""

    quote: str
    low: Decimal
    high: Decimal
    unit: str
    start: int


@dataclass(frozen=True)
class Milestone:
    """One stage of a deadline that has several: its words, and its day where they name one."""

    text: str
    date: date | None


@dataclass
class ParsedMeasure:
    """One measure. `cells` says where each column was read, `stated` what each role's cell held.

    `printed` holds each role's cell to the letter, `notes` the words there that name nobody (按职责分工负责),
    `extra` the texts of the columns that are the plan's own, by their headers.
    """

    seq: int
    text: str
    deadline_text: str
    deadline_date: date | None
    deadline_kind: DeadlineKind
    lead: list[str]
    responsible: list[str]
    assisting: list[str]
    kind: Kind
    targets: list[ParsedTarget] = field(default_factory=list)
    cells: dict[str, str] = field(default_factory=dict)
    stated: dict[str, Stated] = field(default_factory=dict)
    milestones: list[Milestone] = field(default_factory=list)
    printed: dict[str, str] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    extra: dict[str, str] = field(default_factory=dict)


@dataclass
class ParsedTask:
    """A key task; number and title are null where the measures stand under none."""

    number: str | None
    title: str | None
    measures: list[ParsedMeasure] = field(default_factory=list)
    cell: str = ""


@dataclass
class ParsedSection:
    """A headed group of tasks; `parent` is the number of the section that it is a part of."""

    number: str | None
    title: str | None
    parent: str | None = None
    tasks: list[ParsedTask] = field(default_factory=list)
    cell: str = ""


@dataclass(frozen=True)
class TableColumn:
    """One column of a table: its header, the header's cell, what it was read as, and whether that is sure.

    `meaning` is a name of `columns.MEANINGS`; a column that isn't `sure` wants a person to look at it.
    `samples` are the first texts that stand in it. `heads`: where headers are grouped, the cells that stand
    above the column and their words, from the top.
    """

    label: str
    cell: str
    meaning: str
    sure: bool = True
    samples: tuple[str, ...] = ()
    heads: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class TableLayout:
    """How a table is laid out; tables with the same headers in the same order have one fingerprint.

    `units_in_text`: no column names the leads, but the measures' own text does.
    """

    fingerprint: str
    columns: tuple[TableColumn, ...]
    sheet: str = ""
    units_in_text: bool = False


@dataclass
class ParsedPlan:
    """One published table."""

    title: str
    year: int | None
    annex: str | None
    sections: list[ParsedSection] = field(default_factory=list)
    sheet: str = ""
    layout: TableLayout | None = None

    def tasks(self) -> Iterator[ParsedTask]:
        """All tasks, in the order of the source."""
        return (task for section in self.sections for task in section.tasks)

    def measures(self) -> Iterator[ParsedMeasure]:
        """All measures, in the order of the source."""
        return (measure for task in self.tasks() for measure in task.measures)

    def to_dict(self) -> dict[str, Any]:
        """The plan as JSON: dates in ISO form, decimals as text, no key left out."""
        return asdict(self, dict_factory=_as_json)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> ParsedPlan:
        """The plan that `to_dict` wrote. Keys beyond those of the published form may be missing."""
        return cls(
            title=data["title"],
            year=data["year"],
            annex=data["annex"],
            sections=[_section(section) for section in data["sections"]],
            sheet=data.get("sheet", ""),
            layout=_layout(data["layout"]) if data.get("layout") else None,
        )


@dataclass
class Reading:
    """All that one file gave. Where it is refused, the plans are what could be made out beside the problems.

    `layouts` has every table that was found, also one that can't be read until a person says what its
    columns mean.
    """

    plans: list[ParsedPlan]
    problems: list[Problem]
    layouts: list[TableLayout] = field(default_factory=list)

    @property
    def refused(self) -> bool:
        """Whether any problem forbids the import."""
        return any(problem.severity == "error" for problem in self.problems)

    def to_dict(self) -> dict[str, Any]:
        """The reading as JSON."""
        return asdict(self, dict_factory=_as_json)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Reading:
        """The reading that `to_dict` wrote."""
        return cls(
            plans=[ParsedPlan.from_dict(plan) for plan in data["plans"]],
            problems=[Problem(**problem) for problem in data["problems"]],
            layouts=[_layout(layout) for layout in data.get("layouts", [])],
        )


def _as_json(items: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    return {key: _plain(value) for key, value in items}


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    return value


def _section(data: dict[str, Any]) -> ParsedSection:
    return ParsedSection(**{**data, "tasks": [_task(task) for task in data["tasks"]]})


def _task(data: dict[str, Any]) -> ParsedTask:
    return ParsedTask(**{**data, "measures": [_measure(measure) for measure in data["measures"]]})


def _measure(data: dict[str, Any]) -> ParsedMeasure:
    due = data["deadline_date"]
    return ParsedMeasure(
        seq=data["seq"],
        text=data["text"],
        deadline_text=data["deadline_text"],
        deadline_date=date.fromisoformat(due) if due else None,
        deadline_kind=data.get("deadline_kind", "fixed" if due else "unread"),
        lead=data["lead"],
        responsible=data["responsible"],
        assisting=data["assisting"],
        kind=data.get("kind", "deliverable"),
        targets=[_target(target) for target in data.get("targets", [])],
        cells=data.get("cells", {}),
        stated=data.get("stated", {}),
        milestones=[_milestone(milestone) for milestone in data.get("milestones", [])],
        printed=data.get("printed", {}),
        notes=data.get("notes", {}),
        extra=data.get("extra", {}),
    )


def _milestone(data: dict[str, Any]) -> Milestone:
    return Milestone(data["text"], date.fromisoformat(data["date"]) if data["date"] else None)


def _layout(data: dict[str, Any]) -> TableLayout:
    columns = tuple(map(_column, data["columns"]))
    units_in_text = data.get("units_in_text", False)
    return TableLayout(data["fingerprint"], columns, data.get("sheet", ""), units_in_text)


def _column(data: dict[str, Any]) -> TableColumn:
    heads = tuple((cell, words) for cell, words in data.get("heads", ()))
    return TableColumn(**{**data, "samples": tuple(data.get("samples", ())), "heads": heads})


def _target(data: dict[str, Any]) -> ParsedTarget:
    return ParsedTarget(**{**data, "low": Decimal(data["low"]), "high": Decimal(data["high"])})
