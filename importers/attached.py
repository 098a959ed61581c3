"""Writing what hangs on the measures of a plan: whom they cite, and their targets."""

from collections.abc import Iterable, Mapping
from typing import Any

from departments.resolver import Target as Named
from importers import fits
from importers.access_given import split
from importers.comparison import Pair
from importers.pairing import ROLES, Placed, words
from importers.proposal import Decisions
from importers.reading.model import ParsedMeasure
from importers.rows import Ledger, put
from importers.stored import Stored
from tasks.models import Assignment, Measure, Target

Row = tuple[Measure, Placed]


class Citations:
    """The assignments of a plan's measures, brought in line with the names that were read."""

    def __init__(self, *, meanings: Mapping[str, Named], stored: Stored | None, ledger: Ledger) -> None:
        self._meanings, self._stored, self._ledger = meanings, stored, ledger

    def add(self, rows: Iterable[Row]) -> None:
        """Writes those of new measures."""
        new = [one for row, placed in rows for one in self._wanted(row, placed.measure)]
        self._ledger.create(Assignment, new)

    def update(self, pairs: Iterable[Pair]) -> list[int]:
        """Writes those of measures that stay; returns the measures that cite others now, by primary key.

        Who is cited under another name keeps the assignment, and with it what was acknowledged and decided.
        """
        new, changed, measures = [], [], []
        for pair in pairs:
            before, after = pair.before.measure, pair.after.measure
            if self._stored is None or all(getattr(before, role) == getattr(after, role) for role in ROLES):
                continue
            row = self._stored.row(before)
            if any(pair.changes(role) for role in ROLES):
                measures.append(row.pk)
            held = {(one.role, one.unit_id, one.group_id): one for one in self._stored.assignments[row.pk]}
            for wanted in self._wanted(row, after):
                one = held.pop((wanted.role, wanted.unit_id, wanted.group_id), None)
                if one is None:
                    new.append(wanted)
                elif put(one, {"printed": wanted.printed, "order": wanted.order}):
                    changed.append(one)
            for gone in held.values():
                for row_of in (*gone.designations.all(), *gone.answers.all(), gone):
                    self._ledger.delete(row_of)
        self._ledger.update(Assignment, changed, ("printed", "order"))
        self._ledger.create(Assignment, new)
        return measures

    def _wanted(self, row: Measure, measure: ParsedMeasure) -> list[Assignment]:
        found: list[Assignment] = []
        for role in ROLES:
            for name in getattr(measure, role):
                unit, group = split(self._meanings[name])
                order = len(found) + 1
                found.append(
                    Assignment(measure=row, role=role, unit=unit, group=group, printed=name, order=order)
                )
        return found


class Targets:
    """The targets of a plan's measures, as far as nobody has refused them."""

    def __init__(self, *, number: int, decisions: Decisions, stored: Stored | None, ledger: Ledger) -> None:
        self._number, self._stored, self._ledger = number, stored, ledger
        self._refused = frozenset(decisions.refused)

    def add(self, rows: Iterable[Row]) -> int:
        """Writes those of new measures; returns how many."""
        new = [Target(measure=row, **values) for row, placed in rows for values in self._wanted(placed)]
        self._ledger.create(Target, new)
        return len(new)

    def update(self, pairs: Iterable[Pair]) -> int:
        """Where a text changed: a target of the same unit is changed in place, since reports refer to it."""
        count = 0
        for pair in pairs:
            if self._stored is None:
                continue
            row = self._stored.row(pair.before.measure)
            if not pair.changes("targets"):
                self._requote(self._stored.targets[row.pk], pair.after)
                continue
            wanted = {values["quote"]: values for values in self._wanted(pair.after)}
            held = [one for one in self._stored.targets[row.pk] if wanted.pop(one.quote, None) is None]
            for one in held:
                if one.quote in pair.after.measure.text:
                    continue
                same = (v for v in wanted.values() if v["unit_of_measure"] == one.unit_of_measure)
                if values := next(same, None):
                    put(one, wanted.pop(values["quote"]))
                    self._ledger.save(one)
                    count += 1
                else:
                    self._ledger.delete(one)
            self._ledger.create(Target, [Target(measure=row, **values) for values in wanted.values()])
            count += len(wanted)
        return count

    def _requote(self, held: Iterable[Target], after: Placed) -> None:
        """Where the text says the same and is typed otherwise, a target quotes it as it stands now."""
        quotes = {words(target.quote): target.quote for target in after.measure.targets}
        for one in held:
            quote = quotes.get(words(one.quote), one.quote)
            if one.quote not in after.measure.text and put(one, {"quote": quote}):
                self._ledger.save(one)

    def _wanted(self, one: Placed) -> list[dict[str, Any]]:
        return [
            {
                "quote": target.quote,
                "low": target.low,
                "high": target.high,
                "unit_of_measure": target.unit,
                "confirmed_by": self._ledger.by,
            }
            for target in fits.targets(one.measure)
            if f"{self._number}.{one.measure.seq}.{target.start}" not in self._refused
        ]
