"""Writing what was agreed: one short transaction, nothing deleted that has reports."""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Max

from departments.models import UnitAlias, User
from importers.access_given import split
from importers.attached import Citations, Row, Targets
from importers.comparison import Pair, Renamed
from importers.headings import Headings
from importers.pairing import Placed
from importers.proposal import Decisions, PlanProposal, Proposal
from importers.rows import Ledger, put
from importers.stored import keeps_extension, stages
from importers.work import Step, Work, finish
from tasks import duties
from tasks.models import Assignment, Measure, Plan
from tasks.participation import recompute, renew
from tasks.periods import lay_out

_BATCH = 1000
_PLACE = ("task", "seq", "ref", "withdrawn_at", "source")
_CONTENT = (
    "text", "deadline_text", "deadline_kind", "due_on", "first_due_on", "milestones", "stated", "printed",
    "notes", "extra",
)  # fmt: skip


class Stale(Exception):
    """The plan changed after it was compared: it has to be compared and shown again."""


class NotReady(ValueError):
    """An error, a name without a meaning, or nothing to do stands in the way."""


@dataclass
class Outcome:
    """What was done to one plan."""

    plan: int
    title: str
    created: bool
    counts: dict[str, int] = field(default_factory=dict)
    targets: int = 0
    units: int = 0
    open_groups: int = 0
    renamed: list[Renamed] = field(default_factory=list)
    retyped: int = 0

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return asdict(self)


def apply(
    *, proposal: Proposal, decisions: Decisions, by: User | None, at: datetime.datetime, file: str
) -> list[Outcome]:
    """As `writing`, to its end, of a file that isn't kept."""
    return finish(writing(proposal=proposal, decisions=decisions, by=by, at=at, source={"file": file}))


def writing(
    *,
    proposal: Proposal,
    decisions: Decisions,
    by: User | None,
    at: datetime.datetime,
    source: Mapping[str, Any],
) -> Work[list[Outcome]]:
    """Writes the proposal whole or not at all, with its history under `by` and `at`.

    Removed measures are withdrawn; a measure that is paired keeps its row and so its reports. Whose duties
    change is told. `source` is kept with each measure, beside its sheet and cells. Raises Stale where a plan
    was changed since the comparison, NotReady where the proposal can't be applied.
    """
    if not proposal.ready:
        raise NotReady
    ledger = Ledger(by, at)
    outcomes = []
    with transaction.atomic():
        for name, target in proposal.names.remembered.items():
            unit, group = split(target)
            _save_first(UnitAlias(name=name, unit=unit, group=group), ledger)
        for plan in proposal.plans:
            if not plan.difference.same:
                outcomes.append((yield from _Writing(plan, decisions, ledger, source).write()))
    return outcomes


def _save_first(row: Plan | UnitAlias, ledger: Ledger) -> None:
    """Saves a new row, of which another import may have written the like in the meantime."""
    try:
        with transaction.atomic():
            ledger.save(row)
    except IntegrityError as error:
        raise Stale from error


def _asks_anew(pair: Pair) -> bool:
    """Whether all units of the measure have to look at it again; a unit whose role changes does so anyway."""
    return pair.changes("text") or pair.changes("deadline")


class _Writing:
    """One plan on its way into the database; the steps of `write` are in the order they need."""

    def __init__(
        self, proposal: PlanProposal, decisions: Decisions, ledger: Ledger, source: Mapping[str, Any]
    ) -> None:
        self.proposal = proposal
        self.difference = proposal.difference
        self.stored = proposal.stored
        self.decisions = decisions
        self.ledger = ledger
        self.source = {**source, "sheet": self.difference.read.sheet}
        self.citations = Citations(meanings=proposal.names.meanings, stored=self.stored, ledger=ledger)
        self.targets = Targets(number=proposal.number, decisions=decisions, stored=self.stored, ledger=ledger)

    def write(self) -> Work[Outcome]:
        """Writes the plan, a step for each part of it."""
        total = sum(1 for _ in self.difference.read.measures())
        yield Step("writing", 0, total)
        self.plan = self._write_plan()
        self.headings = Headings(
            plan=self.plan, difference=self.difference, stored=self.stored, ledger=self.ledger
        )
        self.headings.write()
        self._withdraw([self._row(one) for one in self.difference.removed])
        self._update_measures()
        targets = self._update_attached()
        done = total - len(self.difference.added)
        yield Step("writing", done, total)
        for start in range(0, len(self.difference.added), _BATCH):
            rows = self._add_measures(self.difference.added[start : start + _BATCH])
            self.citations.add(rows)
            targets += self.targets.add(rows)
            recompute([row.pk for row, _ in rows], at=self.ledger.at, reported=False)
            done += len(rows)
            yield Step("writing", done, total)
        self.headings.remove_bare()
        anew = [self._row(pair.before).pk for pair in self.difference.changed if _asks_anew(pair)]
        duties.tell(self.plan, at=self.ledger.at, by=self.ledger.by, anew=anew)
        return self._outcome(targets)

    def _outcome(self, targets: int) -> Outcome:
        held = self.plan.participations.filter(until__isnull=True)
        waiting = Assignment.objects.filter(
            measure__plan=self.plan,
            measure__withdrawn_at__isnull=True,
            group__is_open=True,
            resolved_at__isnull=True,
        )
        return Outcome(
            plan=self.plan.pk,
            title=self.plan.title,
            created=self.stored is None,
            counts=self.difference.counts(),
            targets=targets,
            units=held.values("unit").distinct().count(),
            open_groups=waiting.count(),
            renamed=self.difference.renamed,
            retyped=self.difference.retyped,
        )

    def _write_plan(self) -> Plan:
        read = self.difference.read
        if self.stored is None:
            year = read.year or 0
            plan = Plan(year=year, starts_on=datetime.date(year, 1, 1), ends_on=datetime.date(year, 12, 31))
        else:
            plan = Plan.objects.select_for_update(no_key=True).get(pk=self.stored.plan.pk)
            if plan.revision != self.stored.plan.revision:
                raise Stale
        plan.title, plan.annex, plan.withdrawn_at = read.title, read.annex or "", None
        plan.revision += 1
        if self.stored is None:
            _save_first(plan, self.ledger)
            lay_out(plan)
        else:
            self.ledger.save(plan)
        return plan

    def _row(self, one: Placed) -> Measure:
        assert self.stored is not None, "a new plan has no pairs and nothing removed"
        return self.stored.row(one.measure)

    def _pairs(self) -> Iterator[Pair]:
        """All that has its row already."""
        yield from self.difference.pairs()
        yield from self.difference.returned

    def _withdraw(self, rows: list[Measure]) -> None:
        for row in rows:
            row.withdrawn_at = self.ledger.at
        self.ledger.update(Measure, rows, ("withdrawn_at",))

    def _update_measures(self) -> None:
        reworded: list[Measure] = []
        placed_anew: list[Measure] = []
        shifting: list[int] = []
        for pair in self._pairs():
            row = self._row(pair.before)
            if row.withdrawn_at is None and row.seq != pair.after.measure.seq:
                shifting.append(row.pk)
            says = put(row, self._says(pair.after, pair))
            if put(row, self._stands(pair.after)) or says:
                row.source = self._source(pair.after)
                (reworded if says else placed_anew).append(row)
        if shifting:  # out of the way first: two measures never stand at one place
            highest = self.plan.measures.aggregate(highest=Max("seq"))["highest"]
            beyond = max(highest, sum(1 for _ in self.difference.read.measures()))
            for start in range(0, len(shifting), _BATCH):
                chunk = shifting[start : start + _BATCH]
                Measure.objects.filter(pk__in=chunk).update(seq=F("seq") + beyond)
        self.ledger.update(Measure, reworded, (*_PLACE, *_CONTENT))
        self.ledger.update(Measure, placed_anew, _PLACE)

    def _update_attached(self) -> int:
        """Citations and targets of what stays, who is bound by it, and what is to be acknowledged anew."""
        cited = self.citations.update(self._pairs())
        targets = self.targets.update(self._pairs())
        again = [self._row(pair.before).pk for pair in self.difference.returned]
        gone = [self._row(one).pk for one in self.difference.removed]
        recompute(list(dict.fromkeys([*cited, *again, *gone])), at=self.ledger.at)
        renew(
            [self._row(pair.before).pk for pair in self.difference.changed if _asks_anew(pair)],
            at=self.ledger.at,
        )
        return targets

    def _add_measures(self, added: list[Placed]) -> list[Row]:
        rows = []
        for one in added:
            key = f"{self.proposal.number}.{one.measure.seq}"
            kind = self.decisions.kinds.get(key, one.measure.kind)
            values = {**self._stands(one), **self._says(one, None), "source": self._source(one)}
            rows.append((Measure(plan=self.plan, kind=kind, **values), one))
        self.ledger.create(Measure, [row for row, _ in rows])
        return rows

    def _source(self, one: Placed) -> dict[str, Any]:
        return {**self.source, "cells": one.measure.cells}

    def _stands(self, one: Placed) -> dict[str, Any]:
        """Where the measure's row stands, now that it is in the plan."""
        return {
            "task": self.headings.row(one.task),
            "seq": one.measure.seq,
            "ref": one.ref,
            "withdrawn_at": None,
        }

    def _says(self, one: Placed, pair: Pair | None) -> dict[str, Any]:
        """What the measure's row says; what was put off stays so, unless the new issue has another day."""
        measure = one.measure
        values: dict[str, Any] = {
            "text": measure.text,
            "deadline_text": measure.deadline_text,
            "milestones": stages(measure),
            "stated": measure.stated,
            "printed": measure.printed,
            "notes": measure.notes,
            "extra": measure.extra,
        }
        if pair is None or pair.changes("deadline"):
            values["deadline_kind"] = measure.deadline_kind
            if pair is None or not keeps_extension(self._row(pair.before), measure):
                values |= {"due_on": measure.deadline_date, "first_due_on": None}
        return values
