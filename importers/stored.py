"""A plan in the database, in the form in which a file is read, so that the two can be compared."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef

from importers.reading.model import ParsedMeasure, ParsedPlan, ParsedSection, ParsedTarget, ParsedTask
from tasks.models import Assignment, KeyTask, Measure, Plan, Section, Target


@dataclass
class Stored:
    """A stored plan, its parsed form, and the rows behind it.

    Measures stand by their `seq`, assignments and targets by their measure's key, headings by the identity
    of their parsed form.
    """

    plan: Plan
    parsed: ParsedPlan
    measures: dict[int, Measure] = field(default_factory=dict)
    assignments: dict[int, list[Assignment]] = field(default_factory=lambda: defaultdict(list))
    targets: dict[int, list[Target]] = field(default_factory=lambda: defaultdict(list))
    sections: dict[int, Section] = field(default_factory=dict)
    tasks: dict[int, KeyTask] = field(default_factory=dict)


def read_plan(plan: Plan) -> Stored:
    """The plan as it stands now, in a fixed number of queries.

    What was withdrawn isn't in it, nor a heading under which all was withdrawn.
    """
    found = Stored(plan, ParsedPlan(plan.title, plan.year, plan.annex or None))
    measures: dict[int, list[Measure]] = defaultdict(list)
    _measures(plan, found)
    for measure in found.measures.values():
        measures[measure.task_id].append(measure)
    tasks: dict[int, list[KeyTask]] = defaultdict(list)
    of_plan = KeyTask.objects.filter(section__plan=plan)
    bare = set(
        of_plan.exclude(Exists(Measure.objects.filter(task=OuterRef("pk")))).values_list("pk", flat=True)
    )
    for task in of_plan:
        tasks[task.section_id].append(task)
    sections = list(plan.sections.select_related("parent"))
    parents = {section.parent_id for section in sections}
    for section in sections:
        for task in tasks[section.pk]:
            task.section = section
        live = [task for task in tasks[section.pk] if measures[task.pk] or task.pk in bare]
        if live or not tasks[section.pk] or section.pk in parents:
            number = section.parent.number if section.parent else None
            parsed = ParsedSection(section.number or None, section.title or None, number)
            parsed.tasks = [_task(task, measures[task.pk], found) for task in live]
            found.sections[id(parsed)] = section
            found.parsed.sections.append(parsed)
    return found


def keeps_extension(measure: Measure, read: ParsedMeasure) -> bool:
    """Whether the measure's due day was put off, and the file that was read has the plan's own day still."""
    return measure.first_due_on is not None and measure.first_due_on == read.deadline_date


def _task(task: KeyTask, measures: list[Measure], found: Stored) -> ParsedTask:
    parsed = ParsedTask(
        task.number or None, task.title or None, [_parsed(measure, found) for measure in measures]
    )
    found.tasks[id(parsed)] = task
    for measure in measures:
        measure.task = task
    return parsed


def _measures(plan: Plan, found: Stored) -> None:
    measures = list(plan.measures.filter(withdrawn_at__isnull=True).order_by("seq"))
    found.measures = {measure.seq: measure for measure in measures}
    of_plan = {"measure__plan": plan, "measure__withdrawn_at__isnull": True}
    for assignment in Assignment.objects.filter(**of_plan).order_by("order", "pk"):
        found.assignments[assignment.measure_id].append(assignment)
    for target in Target.objects.filter(**of_plan).order_by("pk"):
        found.targets[target.measure_id].append(target)


def _parsed(measure: Measure, found: Stored) -> ParsedMeasure:
    named: dict[str, list[str]] = {"lead": [], "responsible": [], "assisting": []}
    for assignment in found.assignments.get(measure.pk, ()):
        named[assignment.role].append(assignment.printed)
    return ParsedMeasure(
        seq=measure.seq,
        text=measure.text,
        deadline_text=measure.deadline_text,
        deadline_date=measure.first_due_on or measure.due_on,
        deadline_kind=measure.deadline_kind,  # type: ignore[arg-type]
        kind=measure.kind,  # type: ignore[arg-type]
        targets=[_target(target, measure.text) for target in found.targets.get(measure.pk, ())],
        cells=measure.source.get("cells", {}),
        stated=measure.stated,
        lead=named["lead"],
        responsible=named["responsible"],
        assisting=named["assisting"],
    )


def _target(target: Target, text: str) -> ParsedTarget:
    start = max(text.find(target.quote), 0)
    return ParsedTarget(target.quote, target.low, target.high, target.unit_of_measure, start)
