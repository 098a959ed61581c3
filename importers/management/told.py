"""What an import would do, in lines for a terminal."""

from collections.abc import Iterable, Iterator
from itertools import islice

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from importers import messages, preview
from importers.comparison import Pair
from importers.management import said
from importers.names import Question
from importers.proposal import Decisions, PlanProposal, Proposal, possible_counterparts
from importers.reading.model import Problem
from tasks.choices import Role

MOST = 200
"""How many changes are told one by one; the page of the import has all."""
_PLACES = 5
WORDS = {
    "changed": gettext_lazy("Changed"),
    "moved": gettext_lazy("Moved"),
    "added": gettext_lazy("Added"),
    "returned": gettext_lazy("Taken up again"),
    "removed": gettext_lazy("Removed"),
}


def plan(one: PlanProposal) -> Iterator[str]:
    """The plan and how much would change."""
    known = _("known") if one.stored else _("new")
    yield f"{one.difference.read.title} ({known})"
    counts = _(
        "%(added)s added, %(changed)s changed, %(moved)s moved, %(removed)s removed, %(unchanged)s unchanged"
    )
    yield "  " + counts % one.difference.counts()
    if one.difference.retyped:
        yield "  " + messages.retyped(one.difference.retyped)


def counterparts(proposal: Proposal) -> Iterator[str]:
    """The stored plans that a file taken for a new plan may be a new issue of."""
    if len(proposal.plans) != 1 or proposal.plans[0].stored:
        return
    for found in possible_counterparts(proposal.plans[0].difference.read):
        words = _("If it is a new issue of “%(title)s”, say --plan %(plan)s")
        yield "  " + words % {"title": found.title, "plan": found.pk}


def name(question: Question) -> Iterator[str]:
    """A name that somebody has to decide: its places, what it may mean, and how to say that here."""
    unknown = messages.sentence(Problem("error", "name-unknown", value=question.name))
    more = f" +{len(question.places) - _PLACES}" if len(question.places) > _PLACES else ""
    yield f"{', '.join(question.places[:_PLACES])}{more}: {unknown}"
    if question.advice:
        yield f"  {question.advice}"
    if question.suggested:
        likely = ", ".join(f"{target} ({reason})" for target, reason in question.suggested)
        yield "  " + _("It may mean: %(names)s") % {"names": likely}
    yield "  " + _("Here it is decided by --name %(name)s=UNIT") % {"name": question.name}


def changes(proposal: Proposal, decisions: Decisions) -> Iterator[str]:
    """Each change of stored plans, and the units that gain and lose; a new plan is told by `read_plan`."""
    rows = [row for row in preview.rows(proposal) if row.plan.stored]
    for line in preview.headings(proposal):
        yield f"  {_line(line)}"
    shown = rows[:MOST]
    for row, change in zip(shown, preview.details(shown, decisions, many_plans=False), strict=True):
        before = row.what.before if isinstance(row.what, Pair) else row.what
        stored = row.plan.stored.row(before.measure).pk if row.plan.stored and row.kind != "added" else None
        name = str(stored) if row.kind == "removed" else said.number(change.key, len(proposal.plans))
        about = " ".join(filter(None, (change.ref, change.text)))
        yield f"  {WORDS[row.kind]} {name}: {about}{_reports(change.reports)}"
        for line in change.lines:
            yield f"    {_line(line)}"
        if change.paired_with:
            yield "    " + _("taken for measure %(row)s of the plan") % {"row": stored}
    if (more := len(rows) - MOST) > 0:
        yield "  " + _("… and %(n)s more changes") % {"n": more}
    if rows:
        yield from _access(proposal)


def _access(proposal: Proposal) -> Iterator[str]:
    for _title, unit in islice(preview.access(proposal), MOST):
        gained, lost = _roles(unit.gained_by_role), _roles(unit.lost_by_role)
        if gained:
            yield "  " + _("%(unit)s gains: %(what)s") % {"unit": unit.unit, "what": gained}
        if lost:
            yield "  " + _("%(unit)s loses: %(what)s") % {"unit": unit.unit, "what": lost}


def _roles(found: Iterable[tuple[Role, int]]) -> str:
    return ", ".join(f"{Role(role).label} {count}" for role, count in found)


def _reports(count: int) -> str:
    told = ngettext("%(n)s report", "%(n)s reports", count) % {"n": count}
    return f" [{told}]" if count else ""


def _line(line: preview.Line) -> str:
    between = " " if line.apart else ""
    before, after = (
        between.join(words for _marked, words in side) or "-" for side in (line.before, line.after)
    )
    return f"{line.label}: {before} → {after}"
