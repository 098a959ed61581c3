"""A plan in the database, in the form in which a file is read, so that the two can be compared."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from importers.pairing import Placed
from importers.reading.cells import as_read
from importers.reading.model import (
    Milestone,
    ParsedMeasure,
    ParsedPlan,
    ParsedSection,
    ParsedTarget,
    ParsedTask,
)
from tasks.models import Assignment, KeyTask, Measure, Plan, Section, Target


@dataclass
class Stored:
    """A stored plan, its parsed form, and the rows behind it.

    `withdrawn` are measures that were in the plan earlier, those withdrawn last before the others.
    Assignments and targets stand by their measure's key, other rows by the identity of their parsed form.
    """

    plan: Plan
    parsed: ParsedPlan
    withdrawn: list[Placed] = field(default_factory=list)
    assignments: dict[int, list[Assignment]] = field(default_factory=lambda: defaultdict(list))
    targets: dict[int, list[Target]] = field(default_factory=lambda: defaultdict(list))
    sections: dict[int, Section] = field(default_factory=dict)
    tasks: dict[int, KeyTask] = field(default_factory=dict)
    _measures: dict[int, Measure] = field(default_factory=dict)

    def row(self, measure: ParsedMeasure) -> Measure:
        """The row behind a measure of the plan, or behind a withdrawn one."""
        return self._measures[id(measure)]

    def places(self) -> dict[int, int]:
        """Where each measure stands among those of the plan and, behind them, the withdrawn: by its key."""
        every = [*self.parsed.measures(), *(one.measure for one in self.withdrawn)]
        return {self.row(measure).pk: index for index, measure in enumerate(every)}

    def meant(self) -> dict[str, str]:
        """Each printed name → the key of the unit or group that is cited by it."""
        every = (one for found in self.assignments.values() for one in found)
        return {
            one.printed: f"unit-{one.unit_id}" if one.unit_id else f"group-{one.group_id}" for one in every
        }

    def parse(self, measure: Measure) -> ParsedMeasure:
        """The parsed form of one of the plan's rows."""
        parsed = _parsed(measure, self)
        self._measures[id(parsed)] = measure
        return parsed


def read_plan(plan: Plan) -> Stored:
    """The plan as it stands now, in a fixed number of queries.

    A heading under which all was withdrawn isn't in it.
    """
    found = Stored(plan, ParsedPlan(as_read(plan.title), plan.year, as_read(plan.annex) or None))
    live, gone = _measures(plan, found)
    tasks: dict[int, list[KeyTask]] = defaultdict(list)
    ever = {*live, *(measure.task_id for measure in gone)}
    by_key: dict[int, KeyTask] = {}
    for task in KeyTask.objects.filter(section__plan=plan):
        tasks[task.section_id].append(task)
        by_key[task.pk] = task
    sections = list(plan.sections.select_related("parent"))
    by_section = {section.pk: section for section in sections}
    shown = {
        section.pk: [one for one in tasks[section.pk] if live[one.pk] or one.pk not in ever]
        for section in sections
    }
    for section in _standing(sections, shown, tasks):
        for task in tasks[section.pk]:
            task.section = section
        number = section.parent.number if section.parent else None
        parsed = ParsedSection(*_headed(section), number)
        parsed.tasks = [_task(task, live[task.pk], found) for task in shown[section.pk]]
        found.sections[id(parsed)] = section
        found.parsed.sections.append(parsed)
    for measure in gone:
        measure.task = by_key[measure.task_id]
        measure.task.section = by_section[measure.task.section_id]
        found.withdrawn.append(_placed(measure, found))
    return found


def _standing(
    sections: list[Section], shown: dict[int, list[KeyTask]], tasks: dict[int, list[KeyTask]]
) -> list[Section]:
    """The sections that stand: all but those that hold nothing else than what was withdrawn."""
    parts: dict[int | None, list[Section]] = defaultdict(list)
    for section in sections:
        parts[section.parent_id].append(section)

    def stands(section: Section) -> bool:
        bare = not tasks[section.pk] and not parts[section.pk]
        return bare or bool(shown[section.pk]) or any(stands(part) for part in parts[section.pk])

    return [section for section in sections if stands(section)]


def due_day(measure: Measure) -> datetime.date | None:
    """The plan's own day, whether an extension has moved it or not."""
    return measure.first_due_on or measure.due_on


def stages(read: ParsedMeasure) -> list[dict[str, str | None]]:
    """The stages of a deadline as they are kept."""
    return [
        {"text": stage.text, "date": stage.date.isoformat() if stage.date else None}
        for stage in read.milestones
    ]


def keeps_extension(measure: Measure, read: ParsedMeasure) -> bool:
    """Whether the measure's due day was put off, and the file that was read has the plan's own day still."""
    return measure.first_due_on is not None and measure.first_due_on == read.deadline_date


def _task(task: KeyTask, measures: Iterable[Measure], found: Stored) -> ParsedTask:
    parsed = ParsedTask(*_headed(task), [found.parse(one) for one in measures])
    found.tasks[id(parsed)] = task
    for measure in measures:
        measure.task = task
    return parsed


def _headed(row: Section | KeyTask) -> tuple[str | None, str | None]:
    return row.number or None, as_read(row.title) or None


def _placed(measure: Measure, found: Stored) -> Placed:
    task = measure.task
    section = ParsedSection(*_headed(task.section))
    return Placed(found.parse(measure), ParsedTask(*_headed(task)), section, measure.ref)


def _measures(plan: Plan, found: Stored) -> tuple[dict[int, list[Measure]], list[Measure]]:
    """The measures that stand, by their task, and those that were withdrawn; what hangs on them is found."""
    live: dict[int, list[Measure]] = defaultdict(list)
    gone = []
    for measure in plan.measures.order_by("seq", "pk"):
        if measure.withdrawn_at is None:
            live[measure.task_id].append(measure)
        else:
            gone.append(measure)
    gone.sort(key=lambda measure: measure.withdrawn_at or measure.pk, reverse=True)
    for assignment in Assignment.objects.filter(measure__plan=plan).order_by("order", "pk"):
        found.assignments[assignment.measure_id].append(assignment)
    for target in Target.objects.filter(measure__plan=plan).order_by("pk"):
        found.targets[target.measure_id].append(target)
    return live, gone


def _parsed(measure: Measure, found: Stored) -> ParsedMeasure:
    named: dict[str, list[str]] = {"lead": [], "responsible": [], "assisting": []}
    for assignment in found.assignments.get(measure.pk, ()):
        named[assignment.role].append(assignment.printed)
    text = as_read(measure.text)
    return ParsedMeasure(
        seq=measure.seq,
        text=text,
        deadline_text=as_read(measure.deadline_text),
        deadline_date=due_day(measure),
        deadline_kind=measure.deadline_kind,  # type: ignore[arg-type]
        kind=measure.kind,  # type: ignore[arg-type]
        targets=[_target(target, text) for target in found.targets.get(measure.pk, ())],
        cells=measure.source.get("cells", {}),
        stated=measure.stated,
        lead=named["lead"],
        responsible=named["responsible"],
        assisting=named["assisting"],
        milestones=[_stage(**stage) for stage in measure.milestones],
        printed=measure.printed,
        notes=measure.notes,
        extra={label: as_read(said) for label, said in measure.extra.items()},
    )


def _stage(text: str, date: str | None) -> Milestone:
    return Milestone(text, datetime.date.fromisoformat(date) if date else None)


def _target(target: Target, text: str) -> ParsedTarget:
    start = max(text.find(target.quote), 0)
    return ParsedTarget(target.quote, target.low, target.high, target.unit_of_measure, start)
