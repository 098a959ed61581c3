"""The sections and tasks of two issues of a plan, side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from importers.pairing import Placed, pair_by
from importers.reading.model import ParsedPlan, ParsedSection, ParsedTask

Headed = TypeVar("Headed", ParsedSection, ParsedTask)


@dataclass(frozen=True)
class FieldChange:
    """One thing about a pair that differs. For units and targets the values are lists.

    `of` says more closely which: the role whose note it is, the header of the plan's own column.
    """

    name: str
    before: Any
    after: Any
    of: str = ""


@dataclass(frozen=True, eq=False)
class Heading(Generic[Headed]):
    """A section or task before and after; without `before` it is new, without `after` it is gone."""

    before: Headed | None
    after: Headed | None
    fields: tuple[FieldChange, ...] = ()

    @property
    def differs(self) -> bool:
        """Whether it is new, gone or changed."""
        return self.before is None or self.after is None or bool(self.fields)


def headings(
    stored: ParsedPlan | None, read: ParsedPlan, pairs: list[tuple[Placed, Placed]]
) -> tuple[list[Heading[ParsedSection]], list[Heading[ParsedTask]]]:
    """The sections and the tasks of two issues; `pairs`: the measures that stay, before and after."""
    tasks_before, tasks_after = _tasks(stored), _tasks(read)
    tasks = pair_by((_task_in_section, _task, _task_title), tasks_before, tasks_after)
    shared = [(id(old.task), id(new.task)) for old, new in pairs]
    tasks = _by_content(
        tasks, [id(task) for _, task in tasks_before], [id(task) for _, task in tasks_after], shared
    )
    sections_before = stored.sections if stored else []
    sections = pair_by((_section, _section_title), sections_before, read.sections)
    shared = [(id(tasks_before[old][0]), id(tasks_after[new][0])) for new, old in tasks.items()]
    sections = _by_content(
        sections, [id(one) for one in sections_before], [id(one) for one in read.sections], shared
    )
    same_section = {(id(sections_before[old]), id(read.sections[new])) for new, old in sections.items()}
    return (
        list(_section_headings(sections_before, read.sections, sections)),
        list(_task_headings(tasks_before, tasks_after, tasks, same_section)),
    )


def _tasks(plan: ParsedPlan | None) -> list[tuple[ParsedSection, ParsedTask]]:
    return [(section, task) for section in plan.sections for task in section.tasks] if plan else []


def _task_in_section(one: tuple[ParsedSection, ParsedTask]) -> Hashable:
    section, task = one
    return (section.number, section.title, task.number, task.title)


def _task(one: tuple[ParsedSection, ParsedTask]) -> Hashable:
    return (one[1].number, one[1].title) if one[1].title else None


def _task_title(one: tuple[ParsedSection, ParsedTask]) -> Hashable:
    return one[1].title


def _section(one: ParsedSection) -> Hashable:
    return (one.parent, one.number, one.title)


def _section_title(one: ParsedSection) -> Hashable:
    return one.title


def _by_content(
    pairs: dict[int, int], before: list[int], after: list[int], shared: Iterable[tuple[int, int]]
) -> dict[int, int]:
    """Adds to the pairs of headings those not paired yet that share most of what stands under them."""
    old_at = {key: index for index, key in enumerate(before)}
    new_at = {key: index for index, key in enumerate(after)}
    found, used = dict(pairs), set(pairs.values())
    for (old, new), _count in Counter(shared).most_common():
        if new_at[new] not in found and old_at[old] not in used:
            found[new_at[new]] = old_at[old]
            used.add(old_at[old])
    return found


def _section_headings(
    before: list[ParsedSection], after: list[ParsedSection], pairs: dict[int, int]
) -> Iterator[Heading[ParsedSection]]:
    for index, new in enumerate(after):
        old = before[pairs[index]] if index in pairs else None
        fields = differing(("number", "title", "parent"), old, new) if old else ()
        yield Heading(old, new, tuple(fields))
    kept = set(pairs.values())
    yield from (Heading(old, None) for index, old in enumerate(before) if index not in kept)


def _task_headings(
    before: list[tuple[ParsedSection, ParsedTask]],
    after: list[tuple[ParsedSection, ParsedTask]],
    pairs: dict[int, int],
    same_section: set[tuple[int, int]],
) -> Iterator[Heading[ParsedTask]]:
    for index, (section, new) in enumerate(after):
        if index not in pairs:
            yield Heading(None, new)
            continue
        old_section, old = before[pairs[index]]
        fields = list(differing(("number", "title"), old, new))
        if (id(old_section), id(section)) not in same_section:
            fields.append(FieldChange("section", old_section.title, section.title))
        yield Heading(old, new, tuple(fields))
    kept = set(pairs.values())
    yield from (Heading(old, None) for index, (_, old) in enumerate(before) if index not in kept)


def differing(names: Iterable[str], before: object, after: object) -> Iterator[FieldChange]:
    """Which of these attributes differ; nothing and an empty text are the same."""
    for name in names:
        old, new = getattr(before, name), getattr(after, name)
        if (old or None) != (new or None):
            yield FieldChange(name, old, new)
