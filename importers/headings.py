"""Writing the sections and key tasks of a plan."""

from django.db.models import Exists, OuterRef

from importers.comparison import Difference
from importers.reading.model import ParsedSection, ParsedTask
from importers.rows import Ledger, put
from importers.stored import Stored
from tasks.models import KeyTask, Measure, Plan, Section


class Headings:
    """The rows of a plan's headings: those it has, brought in line with what was read, and new ones."""

    def __init__(self, *, plan: Plan, difference: Difference, stored: Stored | None, ledger: Ledger) -> None:
        self._plan, self._difference, self._stored, self._ledger = plan, difference, stored, ledger
        self._sections: dict[int, Section] = {}
        self._tasks: dict[int, KeyTask] = {}

    def write(self) -> None:
        """Creates and updates; what the new issue no longer has stays until `remove_bare`."""
        self._write_sections()
        self._write_tasks()

    def row(self, task: ParsedTask) -> KeyTask:
        """The row of a task that was read."""
        return self._tasks[id(task)]

    def remove_bare(self) -> None:
        """A heading that the new issue hasn't goes where nothing ever stood under it; else it stays, bare."""
        if self._stored is None:
            return
        under = Measure.objects.filter(task=OuterRef("pk"))
        tasks = KeyTask.objects.filter(~Exists(under), section__plan=self._plan)
        kept = {row.pk for row in self._tasks.values()}
        for task in tasks:
            if task.pk not in kept:
                self._ledger.delete(task)
        kept = {row.pk for row in self._sections.values()}
        for section in self._plan.sections.order_by("-order", "-pk"):  # its parts before the section
            if section.pk not in kept and not section.tasks.exists() and not section.parts.exists():
                self._ledger.delete(section)

    def _write_sections(self) -> None:
        old = {id(one.after): one.before for one in self._difference.sections if one.after and one.before}
        by_number: dict[str | None, Section] = {}
        new: list[Section] = []
        changed: list[Section] = []
        for order, section in enumerate(self._difference.read.sections, 1):
            row = self._section_row(old.get(id(section)))
            parent = by_number.get(section.parent) if section.parent else None
            if parent and not parent.pk:  # a parent needs its key before its parts
                self._ledger.create(Section, new)
                new = []
            values = {"number": section.number or "", "title": section.title or "", "order": order}
            differs = put(row, values | {"parent": parent})
            if not row.pk:
                new.append(row)
            elif differs:
                changed.append(row)
            self._sections[id(section)] = by_number[section.number] = row
        self._ledger.create(Section, new)
        self._ledger.update(Section, changed, ("number", "title", "order", "parent"))

    def _write_tasks(self) -> None:
        old = {id(one.after): one.before for one in self._difference.tasks if one.after and one.before}
        new: list[KeyTask] = []
        changed: list[KeyTask] = []
        order = 0
        for section in self._difference.read.sections:
            for task in section.tasks:
                order += 1
                row = self._task_row(old.get(id(task)))
                values = {"number": task.number or "", "title": task.title or "", "order": order}
                differs = put(row, values | {"section": self._sections[id(section)]})
                if not row.pk:
                    new.append(row)
                elif differs:
                    changed.append(row)
                self._tasks[id(task)] = row
        self._ledger.create(KeyTask, new)
        self._ledger.update(KeyTask, changed, ("section", "number", "title", "order"))

    def _section_row(self, before: ParsedSection | None) -> Section:
        return self._stored.sections[id(before)] if self._stored and before else Section(plan=self._plan)

    def _task_row(self, before: ParsedTask | None) -> KeyTask:
        return self._stored.tasks[id(before)] if self._stored and before else KeyTask()
