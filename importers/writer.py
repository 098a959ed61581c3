"""Writing what was agreed: one short transaction, nothing deleted that has reports."""

import datetime
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Max

from departments.models import UnitAlias, User
from importers import fits
from importers.access_given import split
from importers.comparison import Pair
from importers.headings import Headings
from importers.pairing import ROLES, Placed
from importers.proposal import Decisions, PlanProposal, Proposal
from importers.reading.model import ParsedMeasure
from importers.rows import Ledger, put
from importers.stored import Stored, keeps_extension
from importers.work import Step, Work, finish
from tasks.models import Assignment, Measure, Plan, Target
from tasks.participation import recompute, renew
from tasks.periods import lay_out

_BATCH = 1000
_PLACE = ("task", "seq", "ref")
_CONTENT = ("text", "deadline_text", "deadline_kind", "due_on", "first_due_on", "stated", "source")


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

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return asdict(self)


def apply(
    *, proposal: Proposal, decisions: Decisions, by: User | None, at: datetime.datetime, file: str
) -> list[Outcome]:
    """As `writing`, to its end."""
    return finish(writing(proposal=proposal, decisions=decisions, by=by, at=at, file=file))


def writing(
    *, proposal: Proposal, decisions: Decisions, by: User | None, at: datetime.datetime, file: str
) -> Work[list[Outcome]]:
    """Writes the proposal whole or not at all, with its history under `by` and `at`.

    Removed measures are withdrawn; a measure that is paired keeps its row and so its reports. Raises Stale
    where a plan was changed since the comparison, NotReady where the proposal can't be applied.
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
                outcomes.append((yield from _Writing(plan, decisions, ledger, file).write()))
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

    def __init__(self, proposal: PlanProposal, decisions: Decisions, ledger: Ledger, file: str) -> None:
        self.proposal = proposal
        self.difference = proposal.difference
        self.stored = proposal.stored
        self.decisions = decisions
        self.ledger = ledger
        self.file = file

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
        added = self._add_measures()
        cited = self._update_assignments()
        targets = self._update_targets()
        self._add_assignments(added)
        targets += self._add_targets(added)
        self.headings.remove_bare()
        yield Step("writing", total // 3, total)
        recompute([row.pk for row, _ in added], at=self.ledger.at, reported=False)
        recompute([*cited, *(self._row(one).pk for one in self.difference.removed)], at=self.ledger.at)
        renew(
            [self._row(pair.before).pk for pair in self.difference.changed if _asks_anew(pair)],
            at=self.ledger.at,
        )
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
        plan.title, plan.annex = read.title, read.annex or ""
        plan.revision += 1
        if self.stored is None:
            _save_first(plan, self.ledger)
            lay_out(plan)
        else:
            self.ledger.save(plan)
        return plan

    @property
    def _stored(self) -> Stored:
        assert self.stored is not None, "a new plan has no pairs and nothing removed"
        return self.stored

    def _row(self, one: Placed) -> Measure:
        return self._stored.measures[one.measure.seq]

    def _withdraw(self, rows: list[Measure]) -> None:
        for row in rows:
            row.withdrawn_at = self.ledger.at
        self.ledger.update(Measure, rows, ("withdrawn_at",))

    def _update_measures(self) -> None:
        reworded: list[Measure] = []
        placed_anew: list[Measure] = []
        shifting: list[int] = []
        for pair in self.difference.pairs():
            row = self._row(pair.before)
            if row.seq != pair.after.measure.seq:
                shifting.append(row.pk)
            if put(row, self._values(pair.after, pair)):
                (reworded if pair.fields else placed_anew).append(row)
        if shifting:  # out of the way first: two measures never stand at one place
            highest = self.plan.measures.aggregate(highest=Max("seq"))["highest"]
            beyond = max(highest, sum(1 for _ in self.difference.read.measures()))
            for start in range(0, len(shifting), _BATCH):
                chunk = shifting[start : start + _BATCH]
                Measure.objects.filter(pk__in=chunk).update(seq=F("seq") + beyond)
        self.ledger.update(Measure, reworded, (*_PLACE, *_CONTENT))
        self.ledger.update(Measure, placed_anew, _PLACE)

    def _add_measures(self) -> list[tuple[Measure, Placed]]:
        added = []
        for one in self.difference.added:
            key = f"{self.proposal.number}.{one.measure.seq}"
            kind = self.decisions.kinds.get(key, one.measure.kind)
            added.append((Measure(plan=self.plan, kind=kind, **self._values(one, None)), one))
        self.ledger.create(Measure, [row for row, _ in added])
        return added

    def _values(self, one: Placed, pair: Pair | None) -> dict[str, Any]:
        """What the measure's row says; of one that stays only what the new issue changes."""
        measure = one.measure
        values: dict[str, Any] = {"task": self.headings.row(one.task), "seq": measure.seq, "ref": one.ref}
        if pair is None or pair.fields:
            values |= {
                "text": measure.text,
                "stated": measure.stated,
                "source": {
                    "file": self.file, "sheet": self.difference.read.sheet, "cells": measure.cells,
                },
            }  # fmt: skip
        if pair is None or pair.changes("deadline"):
            values |= {
                "deadline_text": measure.deadline_text,
                "deadline_kind": measure.deadline_kind,
            }
            if pair is None or not keeps_extension(self._row(pair.before), measure):
                values |= {"due_on": measure.deadline_date, "first_due_on": None}
        return values

    def _assignments(self, row: Measure, measure: ParsedMeasure) -> list[Assignment]:
        found: list[Assignment] = []
        for role in ROLES:
            for name in getattr(measure, role):
                unit, group = split(self.proposal.names.meanings[name])
                order = len(found) + 1
                found.append(
                    Assignment(measure=row, role=role, unit=unit, group=group, printed=name, order=order)
                )
        return found

    def _add_assignments(self, added: Iterable[tuple[Measure, Placed]]) -> None:
        rows = [one for row, placed in added for one in self._assignments(row, placed.measure)]
        self.ledger.create(Assignment, rows)

    def _update_assignments(self) -> list[int]:
        """Brings the assignments of changed measures in line; returns the measures, by primary key."""
        new, changed, measures = [], [], []
        for pair in self.difference.changed:
            if not any(pair.changes(role) for role in ROLES):
                continue
            row = self._row(pair.before)
            measures.append(row.pk)
            held = {(one.role, one.unit_id, one.group_id): one for one in self._stored.assignments[row.pk]}
            for wanted in self._assignments(row, pair.after.measure):
                one = held.pop((wanted.role, wanted.unit_id, wanted.group_id), None)
                if one is None:
                    new.append(wanted)
                elif put(one, {"printed": wanted.printed, "order": wanted.order}):
                    changed.append(one)
            for gone in held.values():
                for designation in gone.designations.all():
                    self.ledger.delete(designation)
                self.ledger.delete(gone)
        self.ledger.update(Assignment, changed, ("printed", "order"))
        self.ledger.create(Assignment, new)
        return measures

    def _targets(self, one: Placed) -> list[dict[str, Any]]:
        refused = set(self.decisions.refused)
        return [
            {
                "quote": target.quote,
                "low": target.low,
                "high": target.high,
                "unit_of_measure": target.unit,
                "confirmed_by": self.ledger.by,
            }
            for target in fits.targets(one.measure)
            if f"{self.proposal.number}.{one.measure.seq}.{target.start}" not in refused
        ]

    def _add_targets(self, added: Iterable[tuple[Measure, Placed]]) -> int:
        rows = [Target(measure=row, **values) for row, placed in added for values in self._targets(placed)]
        self.ledger.create(Target, rows)
        return len(rows)

    def _update_targets(self) -> int:
        """Where a text changed: a target of the same unit is changed in place, since reports refer to it."""
        count = 0
        for pair in self.difference.changed:
            if not pair.changes("targets"):
                continue
            row = self._row(pair.before)
            wanted = {values["quote"]: values for values in self._targets(pair.after)}
            held = [one for one in self._stored.targets[row.pk] if wanted.pop(one.quote, None) is None]
            for one in held:
                if one.quote in row.text:
                    continue
                same = (v for v in wanted.values() if v["unit_of_measure"] == one.unit_of_measure)
                if values := next(same, None):
                    put(one, wanted.pop(values["quote"]))
                    self.ledger.save(one)
                    count += 1
                else:
                    self.ledger.delete(one)
            self.ledger.create(Target, [Target(measure=row, **values) for values in wanted.values()])
            count += len(wanted)
        return count
