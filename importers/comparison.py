"""What would change: a stored plan and one that was read, side by side.

Measures are paired by what they say, and only then by where they stand, so that a measure keeps its row
and its reports when it is reworded or renumbered.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from importers.pairing import ROLES, Apart, Placed, cited, pair_by, pair_measures, placed
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
class Pair:
    """One measure before and after. `fields`: what it says that differs; `moves`: where it stands.

    `by_hand`: a person said that the two are one.
    """

    before: Placed
    after: Placed
    fields: tuple[FieldChange, ...] = ()
    moves: tuple[FieldChange, ...] = ()
    by_hand: bool = False

    def changes(self, name: str) -> bool:
        """Whether this field is among what differs."""
        return any(change.name == name for change in self.fields)


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


@dataclass
class Difference:
    """All that reading the file again would change. Every measure of both plans is in exactly one list.

    `returned` are measures withdrawn earlier that the file has again.
    """

    stored: ParsedPlan | None
    read: ParsedPlan
    plan: tuple[FieldChange, ...] = ()
    sections: list[Heading[ParsedSection]] = field(default_factory=list)
    tasks: list[Heading[ParsedTask]] = field(default_factory=list)
    added: list[Placed] = field(default_factory=list)
    returned: list[Pair] = field(default_factory=list)
    changed: list[Pair] = field(default_factory=list)
    moved: list[Pair] = field(default_factory=list)
    unchanged: list[Pair] = field(default_factory=list)
    removed: list[Placed] = field(default_factory=list)

    @property
    def same(self) -> bool:
        """Whether nothing would change."""
        headings = any(one.differs for one in self.sections) or any(one.differs for one in self.tasks)
        changes = self.plan or self.added or self.returned or self.changed or self.moved or self.removed
        return self.stored is not None and not headings and not changes

    def pairs(self) -> Iterator[Pair]:
        """Every measure that stays, whether it changes or not."""
        yield from self.changed
        yield from self.moved
        yield from self.unchanged

    def counts(self) -> dict[str, int]:
        """How many measures there are of each kind."""
        kinds = ("added", "returned", "changed", "moved", "removed", "unchanged")
        return {kind: len(getattr(self, kind)) for kind in kinds}


def compare(
    stored: ParsedPlan | None,
    read: ParsedPlan,
    *,
    withdrawn: Sequence[Placed] = (),
    by_hand: Mapping[int, int] | None = None,
    apart: Apart = (),
) -> Difference:
    """What reading `read` in place of `stored` would change; everything is new where nothing is stored.

    `withdrawn` was in the plan earlier. `by_hand` and `apart` are what a person said, by the place among the
    measures of `read` and among those of `stored` and, after them, `withdrawn`.
    """
    difference = Difference(stored, read)
    before = placed(stored) if stored else []
    after = placed(read)
    found = pair_measures(before, after, withdrawn=withdrawn, by_hand=by_hand, apart=apart)
    difference.added = [one for index, one in enumerate(after) if index not in found]
    kept = set(found.values())
    difference.removed = [one for index, one in enumerate(before) if index not in kept]
    for index, one in enumerate(after):
        if (place := found.get(index, -1) - len(before)) >= 0:
            again = withdrawn[place]
            fields = tuple(_fields(again, one))
            difference.returned.append(Pair(again, one, fields, by_hand=index in (by_hand or ())))
    stays = [index for index in range(len(after)) if found.get(index, len(before)) < len(before)]
    pairs = [(before[found[index]], after[index]) for index in stays]
    if stored:
        difference.plan = tuple(_differing(("title", "annex"), stored, read))
    difference.sections, difference.tasks = _headings(stored, read, pairs)
    same_task = {(id(heading.before), id(heading.after)) for heading in difference.tasks}
    in_order = _longest_in_order([old.measure.seq for old, _new in pairs])
    for index, (old, new) in enumerate(pairs):
        elsewhere = (id(old.task), id(new.task)) not in same_task
        moves = _moves(old, new, elsewhere=elsewhere, out_of_order=index not in in_order)
        paired = stays[index] in (by_hand or ())
        pair = Pair(old, new, tuple(_fields(old, new)), tuple(moves), by_hand=paired)
        kind = "changed" if pair.fields else "moved" if pair.moves else "unchanged"
        getattr(difference, kind).append(pair)
    return difference


def _fields(before: Placed, after: Placed) -> Iterator[FieldChange]:
    old, new = before.measure, after.measure
    if old.text != new.text:
        yield FieldChange("text", old.text, new.text)
        # Targets are proposals from the wording: where that stays, what people decided on them stays too.
        quotes = [target.quote for target in old.targets], [target.quote for target in new.targets]
        if quotes[0] != quotes[1]:
            yield FieldChange("targets", *quotes)
    if old.deadline_text != new.deadline_text:
        days = (old.deadline_text, old.deadline_date), (new.deadline_text, new.deadline_date)
        yield FieldChange("deadline", *days)
    for role in ROLES:
        names = cited(old, role), cited(new, role)
        if names[0] != names[1]:
            yield FieldChange(role, *names)
    for name, known in (("notes", ROLES), ("extra", dict.fromkeys([*old.extra, *new.extra]))):
        words = getattr(old, name), getattr(new, name)
        for of in known:
            if (was := words[0].get(of, "")) != (now := words[1].get(of, "")):
                yield FieldChange(name, was, now, of)


def _moves(before: Placed, after: Placed, *, elsewhere: bool, out_of_order: bool) -> Iterator[FieldChange]:
    if elsewhere:
        yield FieldChange("task", before.task.title, after.task.title)
    # Without numbers the reference is the place in the plan, which shifts whenever something comes before it.
    if before.ref != after.ref and (before.task.number or after.task.number):
        yield FieldChange("ref", before.ref, after.ref)
    elif out_of_order:
        yield FieldChange("seq", before.measure.seq, after.measure.seq)


def _longest_in_order(numbers: list[int]) -> set[int]:
    """The indexes of a longest part of the numbers that rises: what stayed where it was."""
    ends: list[int] = []
    last: list[int] = []
    earlier: list[int | None] = []
    for index, number in enumerate(numbers):
        at = bisect_left(ends, number)
        earlier.append(last[at - 1] if at else None)
        ends[at : at + 1] = [number]
        last[at : at + 1] = [index]
    found = set()
    here = last[-1] if last else None
    while here is not None:
        found.add(here)
        here = earlier[here]
    return found


# Sections and tasks


def _headings(
    stored: ParsedPlan | None, read: ParsedPlan, pairs: list[tuple[Placed, Placed]]
) -> tuple[list[Heading[ParsedSection]], list[Heading[ParsedTask]]]:
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
        fields = _differing(("number", "title", "parent"), old, new) if old else ()
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
        fields = list(_differing(("number", "title"), old, new))
        if (id(old_section), id(section)) not in same_section:
            fields.append(FieldChange("section", old_section.title, section.title))
        yield Heading(old, new, tuple(fields))
    kept = set(pairs.values())
    yield from (Heading(old, None) for index, (_, old) in enumerate(before) if index not in kept)


def _differing(names: Iterable[str], before: object, after: object) -> Iterator[FieldChange]:
    for name in names:
        old, new = getattr(before, name), getattr(after, name)
        if (old or None) != (new or None):
            yield FieldChange(name, old, new)
