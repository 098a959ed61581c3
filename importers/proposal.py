"""What importing a file would do: its plans beside the stored ones, the names, the access, the problems."""

import hashlib
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from typing import Any

from departments.models import UnitGroup
from departments.resolver import Register, Target
from importers import names as naming
from importers.access_given import Access, access_given
from importers.comparison import Difference, compare
from importers.fits import misfits
from importers.names import Names
from importers.pairing import words
from importers.reading.model import ParsedPlan, Problem, Reading
from importers.stored import Stored, read_plan
from tasks.models import Plan


@dataclass
class Decisions:
    """What a person decided about a file, as it is kept with the import.

    `names`: unknown name → key of the unit or group; `plan`: the stored plan of which the file is a new
    issue; `refused`: proposed targets that are none; `kinds`: measures whose kind is another than proposed;
    `once`: names whose meaning holds for this file alone; `confirmed`: measures whose targets and kind a
    person has looked at;
    `same`: measure of the file → the stored one that it is, by its key; `apart`: measure of the file → stored
    ones that it isn't. A measure of the file goes by its plan and place in it: `0.12`.
    """

    names: dict[str, str] = field(default_factory=dict)
    plan: int | None = None
    refused: list[str] = field(default_factory=list)
    kinds: dict[str, str] = field(default_factory=dict)
    once: list[str] = field(default_factory=list)
    confirmed: list[str] = field(default_factory=list)
    same: dict[str, int] = field(default_factory=dict)
    apart: dict[str, list[int]] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return asdict(self)

    def about(self, measures: Collection[str]) -> "Decisions":
        """Of what was decided about single measures only what is about these, by their keys."""
        return replace(
            self,
            refused=[key for key in self.refused if key.rpartition(".")[0] in measures],
            kinds={key: kind for key, kind in self.kinds.items() if key in measures},
            confirmed=[key for key in self.confirmed if key in measures],
            same={key: row for key, row in self.same.items() if key in measures},
            apart={key: rows for key, rows in self.apart.items() if key in measures},
        )

    @property
    def shown(self) -> tuple[Any, ...]:
        """Of the decisions those on which it depends what the preview shows."""
        return self.names, self.plan, self.same, self.apart


@dataclass
class PlanProposal:
    """One plan of the file: what it would change, and the access that follows."""

    number: int
    difference: Difference
    stored: Stored | None
    names: Names

    @cached_property
    def access(self) -> Access:
        """What each unit would gain and lose."""
        return access_given(difference=self.difference, stored=self.stored, names=self.names)


@dataclass
class Proposal:
    """What importing a file would do. It is `ready` where nothing stands in the way."""

    plans: list[PlanProposal]
    names: Names
    problems: list[Problem]

    @property
    def refused(self) -> bool:
        """Whether any problem forbids the import."""
        return any(problem.severity == "error" for problem in self.problems)

    @property
    def same(self) -> bool:
        """Whether everything stands in the database as the file has it."""
        return not self.refused and all(plan.difference.same for plan in self.plans)

    @property
    def ready(self) -> bool:
        """Whether it can be applied: no error, no name without a meaning, and something to do."""
        return not (self.refused or self.names.open or self.same)

    def counts(self) -> dict[str, int]:
        """How many measures would be added, changed, moved, removed and left alone."""
        total: Counter[str] = Counter()
        for plan in self.plans:
            total.update(plan.difference.counts())
        return dict(total)

    @cached_property
    def basis(self) -> str:
        """A fingerprint of all that was compared and of the access shown; another one says: look again."""
        shown: list[Any] = [(name, naming.key_of(target)) for name, target in self.names.meanings.items()]
        for plan in self.plans:
            if plan.stored:
                shown += [plan.stored.plan.pk, plan.stored.plan.revision, *_said(plan.stored.parsed)]
                shown += list(_paired(plan.stored, plan.difference))
            shown += _said(plan.difference.read)
            shown += [(one.unit.pk, one.gained, one.lost) for one in plan.access.units]
        return hashlib.sha256(repr(shown).encode()).hexdigest()


def _said(plan: ParsedPlan) -> Iterator[Any]:
    """All that a plan says, in one form whatever the order in which a database keeps the keys of JSON."""
    yield plan.title, plan.year, plan.annex
    for section in plan.sections:
        yield section.number, section.title, section.parent
        for task in section.tasks:
            yield task.number, task.title
            for measure in task.measures:
                for value in vars(measure).values():
                    yield sorted(value.items()) if isinstance(value, dict) else value


def _paired(stored: Stored, difference: Difference) -> Iterator[tuple[Any, ...]]:
    """Which row each measure of the file is, and what of the row the preview shows beside its words."""
    for pair in (*difference.pairs(), *difference.returned):
        row = stored.row(pair.before.measure)
        yield pair.after.measure.seq, row.pk, row.due_on, row.withdrawn_at


def propose(*, reading: Reading, decisions: Decisions, hold: bool = False) -> Proposal:
    """Compares what was read with what is stored. Writes nothing.

    With `hold`, inside a transaction, what it was compared with stays so until that ends.
    """
    if hold:  # whoever changes the units of a group writes the group itself too, and waits
        list(UnitGroup.objects.order_by("pk").select_for_update(no_key=True))
    register = Register()
    names = names_of(reading, decisions, register)
    plans = [naming.without_repeats(plan, names) for plan in reading.plans]
    problems = list(map(_for_import, reading.problems))
    problems += _problems(plans, told={problem.code for problem in problems})
    found = []
    for number, plan in enumerate(plans):
        row = _counterpart(plan, decisions.plan if len(plans) == 1 else None, hold)
        stored = read_plan(row) if row else None
        found.append((number, _compared(number, plan, stored, decisions, names), stored))
    pairs = [(pair.before.measure, pair.after.measure) for _, one, _ in found for pair in one.pairs()]
    if beside := naming.stood_before(pairs, names, register):
        names = names_of(reading, decisions, register, beside)
    return Proposal([PlanProposal(*one, names) for one in found], names, problems)


def _compared(
    number: int, plan: ParsedPlan, stored: Stored | None, decisions: Decisions, names: Names
) -> Difference:
    """The two plans side by side, by what a person said of single measures before what the words say."""
    if stored is None:
        return compare(None, plan)
    rows = stored.places()
    keys = {f"{number}.{one.seq}": index for index, one in enumerate(plan.measures())}
    same = {keys[key]: rows[pk] for key, pk in decisions.same.items() if key in keys and pk in rows}
    apart = {
        (keys[key], rows[pk])
        for key, apart in decisions.apart.items()
        for pk in apart
        if key in keys and pk in rows
    }
    once = {old: new for new, old in same.items()}
    by_hand = {new: old for old, new in once.items()}
    means = stored.meant() | {name: naming.key_of(target) for name, target in names.meanings.items()}
    return compare(stored.parsed, plan, withdrawn=stored.withdrawn, means=means, by_hand=by_hand, apart=apart)


def names_of(
    reading: Reading,
    decisions: Decisions,
    register: Register | None = None,
    beside: Mapping[str, Target] | None = None,
) -> Names:
    """What the names in the file mean by the register and the decisions (`beside`: see `look_up`)."""
    return naming.look_up(
        reading.plans,
        register=register or Register(),
        decisions=decisions.names,
        known=naming.choices(),
        once=frozenset(decisions.once),
        beside=beside,
    )


def possible_counterparts(plan: ParsedPlan) -> list[Plan]:
    """The stored plans of which this could be a new issue: those of its year, where none has its title."""
    if _titled(plan):
        return []
    return list(Plan.objects.filter(year=plan.year, withdrawn_at__isnull=True))


def _titled(plan: ParsedPlan) -> int | None:
    """The key of the stored plan of this title and year; else of one only typed otherwise."""
    found = Plan.objects.filter(year=plan.year).order_by("pk").values_list("pk", "title", "withdrawn_at")
    exact = (pk for pk, title, _withdrawn in found if title == plan.title)
    alike = (pk for pk, title, withdrawn in found if not withdrawn and words(title) == words(plan.title))
    return next(exact, None) or next(alike, None)


def _counterpart(plan: ParsedPlan, chosen: int | None, hold: bool) -> Plan | None:
    plans = Plan.objects.select_for_update(no_key=True) if hold else Plan.objects.all()
    return plans.filter(pk=_titled(plan) or chosen, year=plan.year).first()


def _for_import(problem: Problem) -> Problem:
    """A deadline whose words can't be read may be looked at, and isn't written: it would bind nobody."""
    unread = problem.code == "deadline-unread" and problem.value
    return replace(problem, severity="error") if unread else problem


def _problems(plans: list[ParsedPlan], told: Collection[str]) -> Iterator[Problem]:
    titles: Counter[tuple[str, int | None]] = Counter()
    for plan in plans:
        titles[plan.title, plan.year] += 1
        if titles[plan.title, plan.year] == 2:
            yield Problem("error", "plan-twice", plan.sheet, value=plan.title)
        if not plan.year and "year-unknown" not in told:
            yield Problem("error", "year-unknown", plan.sheet, value=plan.title)
        yield from misfits(plan)
