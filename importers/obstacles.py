"""What has been built on an import since: each thing stands in the way of undoing it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy, ngettext_lazy

from departments.models import UnitAlias
from importers.applied import Applied
from importers.models import Import, ImportState
from tasks.models import (
    Assignment,
    ExtensionRequest,
    FrozenStanding,
    GroupAnswer,
    Instruction,
    Measure,
    Participation,
    Plan,
    ProgressReport,
    Reminder,
    ReportingPeriod,
    Target,
)

_SHOWN = 5
SENTENCES = {
    "imports": ngettext_lazy(
        "%(n)s later import of the plan: undo it first.",
        "%(n)s later imports of the plan: undo them first.",
        "n",
    ),
    "reports": ngettext_lazy(
        "%(n)s report was written on its measures since.",
        "%(n)s reports were written on its measures since.",
        "n",
    ),
    "acknowledged": ngettext_lazy(
        "%(n)s unit's part was acknowledged since.",
        "%(n)s parts of units were acknowledged since.",
        "n",
    ),
    "designated": ngettext_lazy(
        "%(n)s group was designated since.",
        "%(n)s groups were designated since.",
        "n",
    ),
    "answered": ngettext_lazy(
        "%(n)s unit has said since whether it is meant.",
        "%(n)s units have said since whether they are meant.",
        "n",
    ),
    "extensions": ngettext_lazy(
        "%(n)s extension was asked for or decided since.",
        "%(n)s extensions were asked for or decided since.",
        "n",
    ),
    "instructions": ngettext_lazy(
        "%(n)s instruction was given or answered since.",
        "%(n)s instructions were given or answered since.",
        "n",
    ),
    "reminders": ngettext_lazy(
        "%(n)s reminder named its measures since.",
        "%(n)s reminders named its measures since.",
        "n",
    ),
    "periods": ngettext_lazy(
        "%(n)s period was changed, opened, closed or reopened since.",
        "%(n)s periods were changed, opened, closed or reopened since.",
        "n",
    ),
    "edits": ngettext_lazy(
        "%(n)s entry was changed by hand since.",
        "%(n)s entries were changed by hand since.",
        "n",
    ),
    "title": gettext_lazy("Another plan has the title that this one had."),
}


@dataclass(frozen=True)
class Place:
    """Where something stands: its name, and its address."""

    label: str
    address: str


@dataclass(frozen=True)
class Obstacle:
    """One kind of thing that was built on an import: how many, and where the first of them stand."""

    kind: str
    count: int
    places: tuple[Place, ...]

    @property
    def sentence(self) -> str:
        """What it is, in the reader's language."""
        return str(SENTENCES[self.kind] % {"n": self.count})

    @property
    def more(self) -> int:
        """How many places aren't named."""
        return self.count - len(self.places)


def obstacles(row: Import) -> list[Obstacle]:
    """All that stands in the way of undoing this import, in a fixed number of queries; nothing: it can be."""
    return found(Applied(row))


def found(applied: Applied) -> list[Obstacle]:
    """As `obstacles`, of what is known of the import already."""
    kinds: dict[str, Iterable[Place]] = {
        "imports": _imports(applied),
        "reports": _reports(applied),
        "acknowledged": _acknowledged(applied),
        "designated": _designated(applied),
        "answered": _answered(applied),
        "extensions": _extensions(applied),
        "instructions": _instructions(applied),
        "reminders": _reminders(applied),
        "periods": _periods(applied),
        "edits": _edits(applied),
        "title": _title(applied),
    }
    told = []
    for kind, places in kinds.items():
        if all_places := list(places):
            told.append(Obstacle(kind, len(all_places), tuple(dict.fromkeys(all_places))[:_SHOWN]))
    return told


def _imports(applied: Applied) -> Iterator[Place]:
    later = Import.objects.filter(state=ImportState.APPLIED, applied_at__gt=applied.at).defer(
        "reading", "decisions"
    )
    for other in later.order_by("pk"):
        if applied.plans & {done["plan"] for done in other.outcome.get("plans", ())}:
            yield Place(other.name, reverse("import", args=[other.pk]))


def _measure(applied: Applied, row: Any, note: object = "") -> Place:
    label = " ".join(filter(None, (row.measure.ref, str(note))))
    return Place(label, reverse("measure", args=[row.measure_id]))


def _reports(applied: Applied) -> Iterator[Place]:
    since = Q(events__at__gt=applied.at) | Q(autosaved_at__gt=applied.at)
    rows = ProgressReport.objects.filter(since, measure__plan__in=applied.plans).distinct()
    for row in rows.select_related("measure", "unit").order_by("measure__seq", "pk"):
        if row.measure_id in applied.bound:
            yield _measure(applied, row, row.unit)


def _acknowledged(applied: Applied) -> Iterator[Place]:
    rows = Participation.objects.filter(
        plan__in=applied.plans, until__isnull=True, acknowledged_at__gt=applied.at
    )
    for row in rows.select_related("measure", "unit").order_by("measure__seq", "unit__order"):
        if row.since == applied.at or row.measure_id in applied.reworded:
            yield _measure(applied, row, row.unit)


def _designated(applied: Applied) -> Iterator[Place]:
    rows = Assignment.objects.filter(measure__plan__in=applied.plans, resolved_at__gt=applied.at)
    for row in rows.select_related("measure").order_by("measure__seq", "order"):
        if row.measure_id in applied.bound:
            yield _measure(applied, row, row.printed)


def _answered(applied: Applied) -> Iterator[Place]:
    rows = GroupAnswer.objects.filter(assignment__measure__plan__in=applied.plans, at__gt=applied.at)
    for row in rows.select_related("assignment__measure", "unit").order_by("assignment__measure__seq", "pk"):
        if row.assignment.measure_id in applied.bound:
            yield _measure(applied, row.assignment, row.unit)


def _extensions(applied: Applied) -> Iterator[Place]:
    since = Q(at__gt=applied.at) | Q(decided_at__gt=applied.at)
    rows = ExtensionRequest.objects.filter(since, measure__plan__in=applied.plans)
    for row in rows.select_related("measure").order_by("measure__seq", "pk"):
        if row.measure_id in applied.bound:
            yield _measure(applied, row)


def _instructions(applied: Applied) -> Iterator[Place]:
    since = Q(at__gt=applied.at) | Q(answers__at__gt=applied.at)
    rows = Instruction.objects.filter(since, measure__plan__in=applied.plans).distinct()
    for row in rows.select_related("measure").order_by("measure__seq", "pk"):
        if row.measure_id in applied.bound:
            yield _measure(applied, row)


def _reminders(applied: Applied) -> Iterator[Place]:
    named = Reminder.measures.through.objects.filter(
        reminder__at__gt=applied.at, measure__plan__in=applied.plans
    ).values_list("reminder", "measure", "reminder__unit__name", "measure__plan")
    told: set[int] = set()
    for reminder, measure, unit, plan in named.order_by("reminder", "measure"):
        if measure in applied.bound and reminder not in told:
            told.add(reminder)
            yield Place(unit, reverse("reminders", args=[plan]))


def _periods(applied: Applied) -> Iterator[Place]:
    """Of a plan that the import made any change; of another one a closing that froze what it brought."""
    closed = FrozenStanding.objects.filter(
        closing__at__gt=applied.at, unit__isnull=True, measure__plan__in=applied.plans
    ).values_list("closing__period", "measure")
    frozen = {period for period, measure in closed if measure in applied.bound}
    changed = Q(version__gt=0) | Q(events__at__gt=applied.at)
    periods = ReportingPeriod.objects.filter(Q(pk__in=frozen) | changed & Q(plan__in=applied.made))
    for period in periods.distinct().order_by("plan", "number"):
        yield Place(period.label, reverse("period", args=[period.plan_id, period.number]))


def _edits(applied: Applied) -> Iterator[Place]:
    """What the history tells of the same entries since, but for what is told as something else already."""
    since = Q(history_date__gt=applied.at)
    plans = Plan.history.filter(since, id__in=applied.made)
    for plan in {record.id: record for record in plans}.values():
        yield Place(plan.title, reverse("plan", args=[plan.id]))
    decided = set(
        ExtensionRequest.objects.filter(
            measure__plan__in=applied.plans, decided_at__gt=applied.at
        ).values_list("measure", flat=True)
    )
    refs = dict(Measure.objects.filter(plan__in=applied.plans).values_list("pk", "ref"))
    edited = {
        record.id
        for record in Measure.history.filter(since, plan_id__in=applied.plans)
        if record.id not in decided
    }
    designated = Assignment.objects.filter(measure__plan__in=applied.plans, resolved_at__gt=applied.at)
    resolved = set(designated.values_list("pk", flat=True))
    for model in (Assignment, Target):
        for record in model.history.filter(since):
            if record.measure_id in refs and not (model is Assignment and record.id in resolved):
                edited.add(record.measure_id)
    for measure in sorted(edited & applied.bound):
        yield Place(refs[measure], reverse("measure", args=[measure]))
    aliases = UnitAlias.history.filter(since, id__in=[one.pk for one in applied.aliases])
    for name in sorted({record.name for record in aliases}):
        yield Place(name, reverse("admin:departments_unit_changelist"))


def _title(applied: Applied) -> Iterator[Place]:
    for past in applied.titles.changed:
        was = past.before or {}
        if "title" in past.differing:
            for other in Plan.objects.filter(title=was["title"], year=was["year"]).exclude(pk=past.pk):
                yield Place(other.title, reverse("plan", args=[other.pk]))
