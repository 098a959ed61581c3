"""What the preview of an import shows: plain values, worked out for the rows of one page."""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from actionplan.shared.templatetags.ui import day
from actionplan.shared.wordwise import Piece, changes
from importers import counted, messages
from importers.access_given import UnitAccess
from importers.comparison import Pair
from importers.messages import COLUMNS, place
from importers.outline import FieldChange, Heading
from importers.pairing import ROLES, Placed, likest
from importers.proposal import Decisions, PlanProposal, Proposal
from importers.stored import keeps_extension
from tasks.choices import MeasureKind
from tasks.models import Measure, ProgressReport

Kind = Literal["added", "returned", "changed", "moved", "removed", "unchanged"]
KINDS: tuple[Kind, ...] = ("changed", "moved", "added", "returned", "removed", "unchanged")
_CANDIDATES = 12
_BEGINNING = 40
_RENAMED = 2
LABELS = {
    **COLUMNS,
    "ref": COLUMNS["number"],
    "seq": gettext_lazy("Place in the plan"),
    "targets": gettext_lazy("Target"),
    "title": gettext_lazy("Title"),
    "annex": gettext_lazy("Annex"),
    "parent": gettext_lazy("Part of"),
    "section": gettext_lazy("Section"),
}


@dataclass(frozen=True)
class Line:
    """One field before and after, in stretches that say whether they differ; names stand `apart`."""

    label: Any
    before: list[Piece]
    after: list[Piece]
    apart: bool = False


@dataclass
class Change:
    """One measure: what becomes of it, and what a person can say about which one it is.

    `candidates` are the measures of the system that a new one may be, by their key; `paired_with` is the key
    of the one that it was taken for, where that is a matter of likeness or of somebody's word.
    """

    kind: Kind
    key: str
    ref: str
    task: str
    place: str
    plan: str = ""
    reports: int = 0
    extension: datetime.date | None = None
    lines: list[Line] = field(default_factory=list)
    text: str = ""
    deadline: str = ""
    units: list[tuple[Any, list[str]]] = field(default_factory=list)
    measure_kind: str = ""
    candidates: list[tuple[int, str]] = field(default_factory=list)
    paired_with: int | None = None
    by_hand: bool = False


@dataclass(frozen=True)
class Row:
    """A change of which no details are worked out yet."""

    kind: Kind
    plan: PlanProposal
    what: Pair | Placed


def rows(proposal: Proposal, kind: str = "") -> list[Row]:
    """All changes of measures, or the measures of one kind, in the order in which they are shown."""
    return [
        Row(each, plan, what)
        for plan in proposal.plans
        for each in KINDS
        if kind == each or (not kind and each != "unchanged")
        for what in getattr(plan.difference, each)
    ]


def details(found: Iterable[Row], decisions: Decisions, *, many_plans: bool) -> list[Change]:
    """The changes of one page, with the number of reports that are affected."""
    found = list(found)
    stored = {id(row.what): measure.pk for row in found if (measure := _stored(row))}
    reports = dict(
        ProgressReport.objects.filter(measure__in=stored.values())
        .exclude(submitted_on__isnull=True)
        .values_list("measure")
        .annotate(count=Count("pk"))
    )
    return [
        _change(row, decisions, reports.get(stored.get(id(row.what)), 0), many_plans=many_plans)
        for row in found
    ]


def access(proposal: Proposal) -> list[tuple[str, UnitAccess]]:
    """What each unit would gain and lose, with the plan's title where there are several."""
    many = len(proposal.plans) > 1
    return [
        (plan.difference.read.title if many else "", unit)
        for plan in proposal.plans
        for unit in plan.access.units
    ]


def headings(proposal: Proposal) -> list[Line]:
    """What changes in names of units, titles, sections and tasks of plans that are stored."""
    return [line for plan in proposal.plans if plan.stored for line in _headings(plan)]


def _headings(plan: PlanProposal) -> Iterator[Line]:
    for one in plan.difference.renamed:
        on = ngettext("on %(n)s measure", "on %(n)s measures", one.measures) % {"n": one.measures}
        opening, closing = pgettext("opening bracket", " ("), pgettext("closing bracket", ")")
        after = [(True, one.after), (False, opening + on + closing)]
        yield Line(_("Name of a unit"), [(True, one.before)], after)
    for change in plan.difference.plan:
        yield _line(change)
    for label, found in (("section", plan.difference.sections), ("task", plan.difference.tasks)):
        for heading in found:
            if heading.differs and (_name(heading.before) or _name(heading.after)):
                before, after = changes(_name(heading.before), _name(heading.after))
                yield Line(LABELS[label], before, after + _moved(heading))


def _moved(heading: Heading) -> list[Piece]:
    """Where a task goes into another section: which one."""
    section = next((change.after for change in heading.fields if change.name == "section"), None)
    return [(True, " → " + section)] if section else []


def _name(heading: Any) -> str:
    return " ".join(filter(None, (heading.number, heading.title))) if heading else ""


def _stored(row: Row) -> Measure | None:
    if row.plan.stored is None or row.kind == "added":
        return None
    before = row.what.before if isinstance(row.what, Pair) else row.what
    return row.plan.stored.row(before.measure)


def _ended_extension(row: Row) -> datetime.date | None:
    """The day to which an extension had put the measure off, where the file's new deadline ends that."""
    measure = _stored(row)
    if measure is None or measure.first_due_on is None or not isinstance(row.what, Pair):
        return None
    ends = row.what.changes("deadline") and not keeps_extension(measure, row.what.after.measure)
    return measure.due_on if ends else None


def _change(row: Row, decisions: Decisions, reports: int, *, many_plans: bool) -> Change:
    one = row.what.after if isinstance(row.what, Pair) else row.what
    measure = one.measure
    key = f"{row.plan.number}.{measure.seq}"
    change = Change(
        kind=row.kind,
        key=key,
        ref=one.ref,
        task=one.task.title or "",
        place=place("", measure.cells.get("text", "")) if row.kind != "removed" else "",
        plan=row.plan.difference.read.title if many_plans else "",
        reports=reports,
        extension=_ended_extension(row),
    )
    if isinstance(row.what, Pair):
        change.lines = [_line(found) for found in (*row.what.moves, *row.what.fields)]
        change.text = "" if row.what.changes("text") else measure.text
        change.by_hand = row.what.by_hand
        if row.kind == "returned" or row.what.by_hand or row.what.changes("text"):
            stored = _stored(row)
            change.paired_with = stored.pk if stored else None
    else:
        if row.kind == "added":
            change.candidates = _candidates(row.plan, one)
        change.text = measure.text
        read = (measure.deadline_text, measure.deadline_date)
        change.deadline = "".join(words for _marked, words in _deadline(read, read)) if read[0] else ""
        change.units = [(LABELS[role], getattr(measure, role)) for role in ROLES if getattr(measure, role)]
        change.measure_kind = decisions.kinds.get(key, measure.kind)
    return change


def _candidates(plan: PlanProposal, one: Placed) -> list[tuple[int, str]]:
    """The measures that would go, and those that went earlier, whose words are most like these."""
    if plan.stored is None:
        return []
    taken = {id(pair.before) for pair in plan.difference.returned}
    gone = [*plan.difference.removed, *(each for each in plan.stored.withdrawn if id(each) not in taken)]
    return [
        (plan.stored.row(each.measure).pk, f"{each.ref} {each.measure.text[:_BEGINNING]}")
        for each in likest(one, gone, _CANDIDATES)
    ]


def _label(change: FieldChange) -> Any:
    if change.name == "extra":
        return change.of
    if change.name == "notes":
        return _("%(column)s (note)") % {"column": LABELS[change.of]}
    return LABELS[change.name]


def _line(change: FieldChange) -> Line:
    label = _label(change)
    if change.name == "deadline":
        return Line(label, _deadline(change.before, change.after), _deadline(change.after, change.before))
    if isinstance(change.before, list):
        return Line(label, *_names(change.before, change.after), apart=True)
    return Line(label, *changes(_words(change.before), _words(change.after)))


def _names(before: list[str], after: list[str]) -> tuple[list[Piece], list[Piece]]:
    """Names as whole pieces; where only their order differs, all are marked."""
    if sorted(before) == sorted(after):
        return [(True, name) for name in before], [(True, name) for name in after]
    return [(name not in after, name) for name in before], [(name not in before, name) for name in after]


def _deadline(this: tuple[str, datetime.date | None], other: tuple[str, datetime.date | None]) -> list[Piece]:
    """A deadline's words and its day, each marked where the other has another."""
    words, due = this
    shown = day(due, "full") if due else _("no day")
    opening, closing = pgettext("opening bracket", " ("), pgettext("closing bracket", ")")
    return [(words != other[0], words), (False, opening), (due != other[1], shown), (False, closing)]


def _words(value: Any) -> str:
    return "" if value is None else str(value)


def summary(proposal: Proposal) -> str:
    """What would happen, in a sentence."""
    if proposal.refused:
        errors = sum(problem.severity == "error" for problem in proposal.problems)
        refusal = ngettext(
            "This file can't be imported: %(n)s error has to be corrected.",
            "This file can't be imported: %(n)s errors have to be corrected.",
            errors,
        )
        return refusal % {"n": errors}
    if proposal.same:
        return _("Nothing would change: everything stands in the system as the file has it.")
    counts = proposal.counts()
    if all(plan.stored is None for plan in proposal.plans):
        new = ngettext(
            "A new plan with %(n)s measure would be loaded.",
            "A new plan with %(n)s measures would be loaded.",
            counts["added"],
        )
        return new % {"n": counts["added"]}
    renamed = [messages.renamed(one) for plan in proposal.plans for one in plan.difference.renamed]
    said = renamed[:_RENAMED]
    if rest := len(renamed) - len(said):
        said.append(
            ngettext("%(n)s more unit is called differently", "%(n)s more units are called differently", rest)
            % {"n": rest}
        )
    retyped = sum(plan.difference.retyped for plan in proposal.plans)
    said += filter(None, [counted.changed(counts | {"retyped": retyped})])
    if not said:
        return _("Only titles of the plan, its sections or tasks would change.")
    return _("The plan would change: %(what)s.") % {"what": _(", ").join(said)}


def kinds() -> list[tuple[str, Any]]:
    """The kinds of measures to choose from."""
    return list(MeasureKind.choices)
