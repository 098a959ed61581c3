"""The plan as it was published, with merged cells and bands, a page of whole tasks at a time."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.core.paginator import Page, Paginator
from django.db.models import Count, Prefetch, QuerySet

from tasks.choices import CITED, Role
from tasks.models import Assignment, KeyTask, Measure, Plan, Section

TASKS_PER_PAGE = 100
MOST_TASKS_AT_ONCE = 2000
ALL = "all"
"""Asked for as a page: everything at once, as far as `MOST_TASKS_AT_ONCE` goes."""


@dataclass(frozen=True)
class Cell:
    """The units of one role, line by line as printed; without any, what the table states there.

    `note` are the words beside the units.
    """

    role: Role
    lines: list[str]
    stated: str
    note: str


@dataclass(frozen=True)
class Row:
    """One measure with the cells that stand in its own row."""

    measure: Measure
    cells: list[Cell]


@dataclass(frozen=True)
class Block:
    """A key task, whose number and title are merged over the rows of its measures."""

    task: KeyTask
    rows: list[Row]


@dataclass(frozen=True)
class Band:
    """The headings that begin here, the widest first, and the tasks under them."""

    headings: list[Section]
    blocks: list[Block]


@dataclass(frozen=True)
class Jump:
    """Where a section begins: the page of the list that it is on."""

    section: Section
    page: int | str


@dataclass(frozen=True)
class Published:
    """One page of the table, or all of it, and what stands on the others."""

    bands: list[Band]
    roles: list[Role]
    jumps: list[Jump]
    measures: int
    page: Page
    at_once: bool

    @property
    def paged(self) -> bool:
        """Whether it takes more than one page, seen page by page."""
        return self.page.paginator.count > TASKS_PER_PAGE

    @property
    def columns(self) -> int:
        """How many the table has: number, task, measure, deadline, progress, and one for each role."""
        return 5 + len(self.roles)


def published(measures: QuerySet[Measure], *, plan: Plan, page: int | str = 1) -> Published:
    """A page of the published table with those of the plan's measures that `measures` holds.

    A page ends where a task ends, so that no merged cell is torn; a task of which only some measures are held
    spans these alone. A page that isn't there is the first or the last; `ALL` is as much as may stand on one.
    Five queries, however long the plan.
    """
    at_once = page == ALL
    sections = {section.pk: section for section in plan.sections.order_by("order", "pk")}
    held = {
        section: (tasks, count)
        for section, tasks, count in measures.order_by()
        .values_list("task__section")
        .annotate(Count("task", distinct=True), Count("pk"))
    }
    jumps: dict[int, Jump] = {}
    before = 0
    for key, section in sections.items():
        if key in held:
            widest = _chain(section, sections)[0]
            here = at_once and before < MOST_TASKS_AT_ONCE
            jumps.setdefault(widest.pk, Jump(widest, ALL if here else before // TASKS_PER_PAGE + 1))
            before += held[key][0]
    at = Paginator(range(before), MOST_TASKS_AT_ONCE if at_once else TASKS_PER_PAGE).get_page(page)
    rows = [_row(measure) for measure in _of_page(measures, plan=plan, page=at)]
    return Published(
        bands=_bands(rows, sections),
        roles=[role for role in CITED if not rows or any(_has_column(row.measure, role) for row in rows)],
        jumps=[jump for jump in jumps.values() if jump.section.title],
        measures=sum(count for _tasks, count in held.values()),
        page=at,
        at_once=at_once,
    )


def _of_page(measures: QuerySet[Measure], *, plan: Plan, page: Page) -> QuerySet[Measure]:
    first = (page.number - 1) * page.paginator.per_page
    tasks = (
        KeyTask.objects.filter(section__plan=plan, pk__in=measures.order_by().values("task"))
        .order_by("section__order", "section", "order", "pk")
        .values_list("pk", flat=True)[first : first + page.paginator.per_page]
    )
    cited = Assignment.objects.order_by("order")
    return (
        measures.filter(task__in=list(tasks))
        .select_related("task")
        .prefetch_related(Prefetch("assignments", cited))
        .order_by("task__section__order", "task__section", "task__order", "task", "seq")
    )


def _row(measure: Measure) -> Row:
    lines: dict[str, list[str]] = {role: [] for role in CITED}
    for assignment in measure.assignments.all():
        lines[assignment.role].append(assignment.printed)
    stated, notes = measure.stated, measure.notes
    return Row(
        measure, [Cell(role, lines[role], stated.get(role, ""), notes.get(role, "")) for role in CITED]
    )


def _has_column(measure: Measure, role: Role) -> bool:
    return measure.stated.get(role) != "missing"


def _bands(rows: Iterable[Row], sections: dict[int, Section]) -> list[Band]:
    bands, shown = [], set[int]()
    for key, of_section in groupby(rows, key=lambda row: row.measure.task.section_id):
        chain = _chain(sections[key], sections)
        headings = [section for section in chain if section.pk not in shown and section.title]
        shown.update(section.pk for section in chain)
        blocks = [
            Block(task, list(of_task))
            for task, of_task in groupby(of_section, key=lambda row: row.measure.task)
        ]
        bands.append(Band(headings, blocks))
    return bands


def _chain(section: Section, sections: dict[int, Section]) -> list[Section]:
    """The section with all that it is part of, the widest first."""
    chain = [section]
    while chain[0].parent_id:
        chain.insert(0, sections[chain[0].parent_id])
    return chain
