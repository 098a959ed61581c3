"""Undoing an applied import, as long as nothing was built on it: all is as it was before, since now.

What the import added is withdrawn and not deleted, so that any day in between can still be asked about.
"""

import datetime
from typing import Any, TypeVar

from django.db import models, transaction
from django.db.models import F, Max
from django.http import HttpRequest

from departments import audit
from departments.models import UnitAlias, UnitGroup, User
from importers.applied import Applied
from importers.models import Import, ImportState
from importers.obstacles import Obstacle, found, obstacles
from importers.past import Touched
from importers.rows import Ledger, put
from importers.work import Step, Work, finish
from tasks import duties
from tasks.models import Assignment, Designation, GroupAnswer, KeyTask, Measure, Plan, Section, Target
from tasks.participation import begin_again

__all__ = ["InTheWay", "obstacles", "undo", "undoing"]

_BATCH = 1000
Row = TypeVar("Row", bound=models.Model)


class InTheWay(Exception):
    """Something was built on the import: `obstacles` says what."""

    def __init__(self, obstacles: list[Obstacle]) -> None:
        super().__init__("; ".join(f"{one.kind} {one.count}" for one in obstacles))
        self.obstacles = obstacles


def undo(*, row: Import, by: User | None, at: datetime.datetime, request: HttpRequest | None = None) -> None:
    """As `undoing`, to its end."""
    finish(undoing(row=row, by=by, at=at, request=request))


def undoing(
    *, row: Import, by: User | None, at: datetime.datetime, request: HttpRequest | None = None
) -> Work[None]:
    """Brings back what stood before the import, in one transaction, and tells the units.

    A second time does nothing, nor where it was never applied. Raises InTheWay where something was built on
    it; then, and where the work is closed on its way, nothing was written.
    """
    with transaction.atomic():
        held = Import.objects.select_for_update().get(pk=row.pk)
        if held.state != ImportState.APPLIED:
            return
        yield Step("comparing")
        applied = Applied(held)
        _hold(applied)
        if in_the_way := found(applied):
            raise InTheWay(in_the_way)
        yield from _Undoing(applied, Ledger(by, at)).write()
        held.state, held.undone_at, held.undone_by = ImportState.UNDONE, at, by
        held.save(update_fields=["state", "undone_at", "undone_by"])
        audit.record(
            what="import-undone", at=at, who=by, about=held.name, request=request, sha256=held.sha256,
            plans=sorted(applied.plans),
        )  # fmt: skip
    row.refresh_from_db()


def _hold(applied: Applied) -> None:
    """Until the transaction ends nobody imports into the plans, or builds anything on their measures."""
    list(UnitGroup.objects.order_by("pk").select_for_update(no_key=True))
    list(Plan.objects.filter(pk__in=applied.plans).order_by("pk").select_for_update(no_key=True))
    keys = sorted(applied.bound)
    for start in range(0, len(keys), _BATCH):
        rows = Measure.objects.filter(pk__in=keys[start : start + _BATCH]).order_by("pk")
        list(rows.select_for_update().values_list("pk"))


class _Undoing:
    """One import on its way out of the database; the steps of `write` are in the order they need."""

    def __init__(self, applied: Applied, ledger: Ledger) -> None:
        self.applied = applied
        self.ledger = ledger
        self.measures = Measure.objects.in_bulk({past.pk for past in applied.measures} | applied.bound)

    def write(self) -> Work[None]:
        """Puts everything back, a step for so many measures."""
        total = len(self.measures)
        yield Step("writing", 0, total)
        self._put_back_headings()
        self._put_back_measures()
        self._put_back_citations()
        self._put_back_targets()
        self._remove_headings()
        for alias in UnitAlias.objects.filter(pk__in=[past.pk for past in self.applied.aliases.created]):
            self.ledger.delete(alias)
        self._put_back(self.applied.titles, but=("revision",))
        keys = sorted(self.applied.bound)
        for start in range(0, len(keys), _BATCH):
            chunk = keys[start : start + _BATCH]
            begin_again(chunk, ended_at=self.applied.at, at=self.ledger.at)
            yield Step("writing", min(start + len(chunk), total), total)
        for plan in Plan.objects.filter(pk__in=self.applied.plans).order_by("pk"):
            plan.revision += 1
            if plan.pk in {past.pk for past in self.applied.titles.created}:
                plan.withdrawn_at = self.ledger.at
            self.ledger.save(plan)
            duties.tell(plan, at=self.ledger.at, by=self.ledger.by, anew=self._anew(plan))

    def _anew(self, plan: Plan) -> list[int]:
        """The measures of the plan that say again what they said before, and stand."""
        rows = (self.measures[key] for key in sorted(self.applied.reworded))
        return [row.pk for row in rows if row.plan_id == plan.pk and row.withdrawn_at is None]

    def _put_back(self, touched: Touched[Row], *, but: tuple[str, ...] = ()) -> None:
        """Gives rows that were changed the values they had."""
        rows = touched.model._default_manager.in_bulk([past.pk for past in touched.changed])
        changed: list[Row] = []
        fields: set[str] = set()
        for past in touched.changed:
            values = {name: value for name, value in past.differing.items() if name not in but}
            row: Any = rows.get(past.pk)
            if row is not None and put(row, values):
                changed.append(row)
                fields |= values.keys()
        self.ledger.update(touched.model, changed, sorted(fields))

    def _put_back_headings(self) -> None:
        for section in sorted(self.applied.sections.lost(), key=lambda row: row.parent_id is not None):
            self.ledger.create(Section, [section])
        self._put_back(self.applied.sections)
        self.ledger.create(KeyTask, self.applied.tasks.lost())
        self._put_back(self.applied.tasks)

    def _put_back_measures(self) -> None:
        """Whatever leaves the plan leaves first; then what shifts, out of the way: places are taken once."""
        before = {past.pk: past.differing for past in self.applied.measures.changed}
        added = [self.measures[key] for key in sorted(self.applied.added)]
        for row in added:
            row.withdrawn_at = self.ledger.at
        self.ledger.update(Measure, added, ("withdrawn_at",))
        leaving = [key for key, was in before.items() if was.get("withdrawn_at")]
        for start in range(0, len(leaving), _BATCH):
            chunk = leaving[start : start + _BATCH]
            Measure.objects.filter(pk__in=chunk).update(withdrawn_at=self.ledger.at)
        of_plans = Measure.objects.filter(plan__in=self.applied.plans)
        beyond = 2 * (of_plans.aggregate(highest=Max("seq"))["highest"] or 0)
        shifting = [key for key, was in before.items() if "seq" in was]
        for start in range(0, len(shifting), _BATCH):
            chunk = shifting[start : start + _BATCH]
            Measure.objects.filter(pk__in=chunk).update(seq=F("seq") + beyond)
        for key, was in before.items():
            put(self.measures[key], was)
        fields = sorted({name for was in before.values() for name in was})
        if fields:
            self.ledger.update(Measure, [self.measures[key] for key in before], fields)

    def _put_back_citations(self) -> None:
        """Of measures that stay; what was added keeps its own, for whoever asks about a day in between."""
        new = [past for past in self.applied.assignments.created if not self._is_added(past.after)]
        for assignment in Assignment.objects.filter(pk__in=[past.pk for past in new]):
            self.ledger.delete(assignment)
        self.ledger.create(Assignment, self.applied.assignments.lost())
        self._put_back(self.applied.assignments)
        self.ledger.create(Designation, self.applied.designations.lost())
        self.ledger.create(GroupAnswer, self.applied.answers.lost())

    def _put_back_targets(self) -> None:
        new = [past for past in self.applied.targets.created if not self._is_added(past.after)]
        for target in Target.objects.filter(pk__in=[past.pk for past in new]):
            self.ledger.delete(target)
        self.ledger.create(Target, self.applied.targets.lost())
        self._put_back(self.applied.targets)

    def _is_added(self, after: dict[str, Any] | None) -> bool:
        return after is not None and after["measure_id"] in self.applied.added

    def _remove_headings(self) -> None:
        """A heading that came with the import goes where nothing stands under it, withdrawn or not."""
        tasks = KeyTask.objects.filter(pk__in=[past.pk for past in self.applied.tasks.created])
        for task in tasks.filter(measures__isnull=True):
            self.ledger.delete(task)
        sections = Section.objects.filter(pk__in=[past.pk for past in self.applied.sections.created])
        for section in sections.order_by("-order", "-pk"):
            if not section.tasks.exists() and not section.parts.exists():
                self.ledger.delete(section)
