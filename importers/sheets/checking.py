"""What a workbook that came back would do now: row by row what becomes a draft, and what is wrong where."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from departments.models import Unit
from importers.sheets import columns, typed
from importers.sheets.filled import Entry, Filled
from importers.sheets.marks import cleaned
from importers.sheets.rows import Row
from importers.sheets.strangers import strangers
from tasks import report_text
from tasks.choices import Status
from tasks.forms import ReportForm
from tasks.models import Plan, ProgressReport, ReportingPeriod
from tasks.report_rules import Content, asked, problems_of

TAKEN, STALE, WRONG, REFUSED, SAME = "taken", "stale", "wrong", "refused", "same"


@dataclass(frozen=True)
class Told:
    """What is to be said of one cell: its address, its column's name, the text in it, what to do."""

    cell: str
    label: str
    value: str
    what: str


@dataclass
class Checked:
    """One row that says something new: what becomes of it, and why.

    `problems` keep it from being taken, `broken` are the rules that keep the draft from being submitted,
    `notes` are what was left out. `differences` stand between the report as it is and as it would be.
    """

    kind: str
    line: int
    no: str
    text: str
    row: Row | None = None
    content: Content | None = None
    problems: list[Told] = field(default_factory=list)
    broken: list[Told] = field(default_factory=list)
    notes: list[Told] = field(default_factory=list)
    differences: list[report_text.Difference] = field(default_factory=list)


@dataclass
class Proposal:
    """All that loading the workbook would do. `untouched`: not filled in; `same`: it stands so already.

    `stray` are cells of no row, `missing` the headings of columns that were taken out.
    """

    rows: list[Checked] = field(default_factory=list)
    untouched: int = 0
    same: int = 0
    stray: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    def of(self, kind: str) -> list[Checked]:
        """The rows of one kind, in the order of the workbook."""
        return [row for row in self.rows if row.kind == kind]

    @property
    def unchanged(self) -> int:
        """The rows that are left alone."""
        return self.untouched + self.same

    @property
    def takes(self) -> bool:
        """Is there anything that can become a draft?"""
        return any(row.kind in (TAKEN, STALE) for row in self.rows)

    @property
    def basis(self) -> str:
        """What was shown, in a few characters: another one means that something changed meanwhile."""
        shown = [
            [
                row.line,
                row.kind,
                row.row.report.version if row.row else None,
                row.content.stored(row.row.measure, leads=row.row.leads) if row.row and row.content else None,
            ]
            for row in self.rows
        ]
        said = json.dumps([shown, self.untouched, self.same], default=str)
        return hashlib.sha256(said.encode()).hexdigest()[:32]


def check(
    filled: Filled,
    *,
    rows: Sequence[Row],
    plan: Plan,
    unit: Unit,
    period: ReportingPeriod,
    today: datetime.date,
) -> Proposal:
    """The workbook against the unit's rows as they stand now; a fixed number of queries."""
    asks = columns.editable(max((len(asked(row.measure)) for row in rows), default=0))
    missing = [str(column.title) for column in asks if column.name not in filled.letters]
    proposal = Proposal(stray=filled.stray, missing=missing)
    find = _Finder(rows)
    found = [(entry, find(entry)) for entry in filled.entries]
    foreign = [entry for entry, row in found if row is None]
    why = strangers(foreign, plan=plan, unit=unit, period=period) if foreign else {}
    statuses = columns.statuses_by_word()
    lines: dict[int, int] = {}
    for entry, row in found:
        if row is None:
            said = Told(filled.cell(entry, "no"), "", "", why[entry.line])
            proposal.rows.append(Checked(REFUSED, entry.line, entry.no, entry.text, problems=[said]))
            continue
        checked = _Check(filled, entry, row, statuses, today).done()
        if checked is None:
            proposal.untouched += 1
        elif checked.kind == SAME:
            proposal.same += 1
        else:
            proposal.rows.append(checked)
            first = lines.setdefault(row.measure.pk, entry.line)
            if first != entry.line:
                what = _("This measure stands in row %(line)s already. Leave one of the two.")
                checked.kind = WRONG
                checked.problems.append(Told(filled.cell(entry, "no"), "", "", what % {"line": first}))
    return proposal


class _Finder:
    """Finds an entry's row: by the hidden sheet, else by number and text, else by the text alone."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self.by_measure = {row.measure.pk: row for row in rows}
        self.by_text: dict[str, list[Row]] = defaultdict(list)
        for row in rows:
            self.by_text[cleaned(row.measure.text)].append(row)

    def __call__(self, entry: Entry) -> Row | None:
        if entry.mark:
            return self.by_measure.get(entry.mark.measure)
        same = self.by_text[entry.text]
        exact = [row for row in same if row.measure.ref == entry.no]
        return exact[0] if len(exact) == 1 else same[0] if len(same) == 1 else None


class _Check:
    """One row of the workbook beside its report."""

    def __init__(
        self, filled: Filled, entry: Entry, row: Row, statuses: dict[str, str], today: datetime.date
    ) -> None:
        self.filled, self.entry, self.row, self.statuses = filled, entry, row, statuses
        self.today = today
        self.fields = columns.fields_of(row.measure, leads=row.leads)
        self.columns = {field: name for name, field in self.fields.items()}
        self.labels = report_text.labels(row.measure, leads=row.leads)
        self.targets = asked(row.measure)

    def done(self) -> Checked | None:
        """What becomes of the row; None where nobody filled anything in."""
        changed = self._changed()
        if not changed and not self._unread():
            return None
        found = Checked(TAKEN, self.entry.line, self.row.measure.ref, self.row.measure.text, self.row)
        found.notes = [*self._unasked()]
        row = self.row
        opened = ReportForm(measure=row.measure, leads=row.leads, report=row.report, before=row.before)
        form = ReportForm({**opened.initial, **changed}, measure=row.measure, leads=row.leads)
        valid = form.is_valid()
        if not valid:
            found.problems = [
                self._told(field, str(message))
                for field, messages in form.errors.items()
                for message in messages
            ]
        found.problems += self._unread() + self._moved_targets()
        if not self.row.write:
            found.kind = REFUSED
            found.problems = [Told(self.filled.cell(self.entry, "no"), "", "", self.row.write.reason)]
        elif found.problems:
            found.kind = WRONG
        if valid:
            self._compare(found, form.content())
        return found

    def _compare(self, found: Checked, content: Content) -> None:
        row = self.row
        stored = content.stored(row.measure, leads=row.leads)
        if found.kind != WRONG and all(getattr(row.report, name) == said for name, said in stored.items()):
            found.kind = SAME
            return
        then = report_text.typed(ProgressReport(**stored), row.measure)
        found.differences = report_text.compare(row.typed, then, row.measure)
        broken = problems_of(content, measure=row.measure, leads=row.leads, today=self.today)
        found.broken = [self._told(field, what) for field, what in broken.items()]
        found.content = content
        mark = self.entry.mark
        moved = row.report.version != mark.version if mark else row.report.version > 0
        if found.kind == TAKEN and moved:
            found.kind = STALE

    def _changed(self) -> dict[str, str]:
        """Field → text, for what the person wrote: what isn't as it was downloaded, or as it stands."""
        mark, standing = self.entry.mark, self.row.typed
        changed = {}
        for name, field_name in self.fields.items():
            if name not in self.filled.letters or name in self.entry.unread:
                continue
            now = self._control(name, self.entry.cells.get(name, ""))
            before = self._control(name, mark.base.get(name, "") if mark else standing[field_name])
            if now != before and (mark or now):
                changed[field_name] = now
        return changed

    def _control(self, name: str, text: str) -> str:
        place = int(name.removeprefix("value")) if name.startswith("value") else 0
        unit = self.targets[place - 1].unit_of_measure if place else ""
        return typed.control(name, text, unit=unit, statuses=self.statuses)

    def _told(self, field_name: str, what: str) -> Told:
        name = self.columns.get(field_name, field_name)
        value = self.entry.cells.get(name, "")
        if field_name == "status" and value and self.statuses.get(columns.plain(value)) is None:
            what = _("This is no status. Choose one from the list: %(list)s.") % {
                "list": pgettext("list", ", ").join(map(str, Status.labels))
            }
        cell = self.filled.cell(self.entry, name)
        return Told(cell, self.labels.get(field_name, ""), value, what)

    def _unread(self) -> list[Told]:
        what = _("The formula here has come to no value. Write the value itself.")
        return [
            Told(self.filled.cell(self.entry, name), self.labels[self.fields[name]], "", what)
            for name in self.entry.unread
            if name in self.fields
        ]

    def _unasked(self) -> list[Told]:
        what = _("Nothing is asked here for this measure; it was left out.")
        return [
            Told(self.filled.cell(self.entry, name), "", text, what)
            for name, text in self.entry.cells.items()
            if name not in self.fields
        ]

    def _moved_targets(self) -> list[Told]:
        mark = self.entry.mark
        if mark is None or mark.targets == [target.pk for target in self.targets]:
            return []
        what = _("The measure's targets changed since the download. Download the workbook anew.")
        return [Told(self.filled.cell(self.entry, "no"), "", "", what)]
