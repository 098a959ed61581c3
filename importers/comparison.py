"""What would change: a stored plan and one that was read, side by side.

Measures are paired by what they say, and only then by where they stand, so that a measure keeps its row
and its reports when it is reworded or renumbered.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from importers.outline import FieldChange, Heading, differing, headings
from importers.pairing import ROLES, Apart, Placed, cited, pair_measures, placed, words
from importers.reading.model import ParsedMeasure, ParsedPlan, ParsedSection, ParsedTask


@dataclass(frozen=True, eq=False)
class Pair:
    """One measure before and after. `fields`: what it says that differs; `moves`: where it stands.

    `retyped`: it has other blanks or widths of characters somewhere, and says the same there.
    `renamed`: names before and after of whoever is cited under another one; that is no change of the measure.
    `by_hand`: a person said that the two are one.
    """

    before: Placed
    after: Placed
    fields: tuple[FieldChange, ...] = ()
    moves: tuple[FieldChange, ...] = ()
    retyped: bool = False
    renamed: frozenset[tuple[str, str]] = frozenset()
    by_hand: bool = False

    def changes(self, name: str) -> bool:
        """Whether this field is among what differs."""
        return any(change.name == name for change in self.fields)


@dataclass(frozen=True)
class Renamed:
    """A unit or group that the file calls by another name, and on how many measures."""

    before: str
    after: str
    measures: int


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
        headed = any(one.differs for one in self.sections) or any(one.differs for one in self.tasks)
        changes = self.plan or self.added or self.returned or self.changed or self.moved or self.removed
        return self.stored is not None and not (headed or changes or self.renamed or self.retyped)

    @property
    def retyped(self) -> int:
        """How many measures that don't change otherwise have other blanks or widths of characters."""
        return sum(pair.retyped for pair in (*self.moved, *self.unchanged))

    @property
    def renamed(self) -> list[Renamed]:
        """Who is called by another name, in the order of the plan."""
        found = Counter(names for pair in (*self.pairs(), *self.returned) for names in sorted(pair.renamed))
        return [Renamed(*names, count) for names, count in found.items()]

    @property
    def loses_much(self) -> bool:
        """Whether more than a third of the plan would go, as where a file holds a part of it or another."""
        return 2 * len(self.removed) > sum(1 for _ in self.pairs())

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
    means: Mapping[str, Hashable] | None = None,
    by_hand: Mapping[int, int] | None = None,
    apart: Apart = (),
) -> Difference:
    """What reading `read` in place of `stored` would change; everything is new where nothing is stored.

    `withdrawn` was in the plan earlier. `means`: names of units → what they mean; two that mean the same are
    one unit under another name. `by_hand` and `apart` are what a person said, by the place among the
    measures of `read` and among those of `stored` and, after them, `withdrawn`.
    """
    difference = Difference(stored, read)
    means = means or {}
    before = placed(stored) if stored else []
    after = placed(read)
    found = pair_measures(before, after, withdrawn=withdrawn, by_hand=by_hand, apart=apart)
    difference.added = [one for index, one in enumerate(after) if index not in found]
    kept = set(found.values())
    difference.removed = [one for index, one in enumerate(before) if index not in kept]
    for index, one in enumerate(after):
        if (place := found.get(index, -1) - len(before)) >= 0:
            again = withdrawn[place]
            fields, renamed = tuple(_fields(again, one, means)), _renamed(again, one, means)
            paired, retyped = index in (by_hand or ()), _retyped(again, one)
            pair = Pair(again, one, fields, retyped=retyped, renamed=renamed, by_hand=paired)
            difference.returned.append(pair)
    stays = [index for index in range(len(after)) if found.get(index, len(before)) < len(before)]
    pairs = [(before[found[index]], after[index]) for index in stays]
    if stored:
        difference.plan = tuple(differing(("title", "annex"), stored, read))
    difference.sections, difference.tasks = headings(stored, read, pairs)
    same_task = {(id(heading.before), id(heading.after)) for heading in difference.tasks}
    in_order = _longest_in_order([old.measure.seq for old, _new in pairs])
    for index, (old, new) in enumerate(pairs):
        elsewhere = (id(old.task), id(new.task)) not in same_task
        moves = _moves(old, new, elsewhere=elsewhere, out_of_order=index not in in_order)
        paired = stays[index] in (by_hand or ())
        fields = tuple(_fields(old, new, means))
        pair = Pair(old, new, fields, tuple(moves), _retyped(old, new), _renamed(old, new, means), paired)
        kind = "changed" if pair.fields else "moved" if pair.moves else "unchanged"
        getattr(difference, kind).append(pair)
    return difference


def _fields(before: Placed, after: Placed, means: Mapping[str, Hashable]) -> Iterator[FieldChange]:
    old, new = before.measure, after.measure
    if before.words != after.words:
        yield FieldChange("text", old.text, new.text)
        # Targets are proposals from the wording: where that stays, what people decided on them stays too.
        quotes = [target.quote for target in old.targets], [target.quote for target in new.targets]
        if quotes[0] != quotes[1]:
            yield FieldChange("targets", *quotes)
    if words(old.deadline_text) != words(new.deadline_text):
        days = (old.deadline_text, old.deadline_date), (new.deadline_text, new.deadline_date)
        yield FieldChange("deadline", *days)
    for role in ROLES:
        names = cited(old, role), cited(new, role)
        who = [[means.get(name, words(name)) for name in cited] for cited in names]
        if who[0] != who[1]:
            yield FieldChange(role, *names)
    for name, known in (("notes", ROLES), ("extra", dict.fromkeys([*old.extra, *new.extra]))):
        said = getattr(old, name), getattr(new, name)
        for of in known:
            if words(was := said[0].get(of, "")) != words(now := said[1].get(of, "")):
                yield FieldChange(name, was, now, of)


def _retyped(before: Placed, after: Placed) -> bool:
    """Whether any of the measure's words are the same and typed otherwise."""
    old, new = _typed(before.measure), _typed(after.measure)
    return any(old[key] != new[key] and words(old[key]) == words(new[key]) for key in old.keys() & new)


def _typed(measure: ParsedMeasure) -> dict[tuple[str, str], str]:
    said = {("notes", role): note for role, note in measure.notes.items()}
    said |= {("extra", label): cell for label, cell in measure.extra.items()}
    said |= {("names", role): "、".join(cited(measure, role)) for role in ROLES}
    return said | {("text", ""): measure.text, ("deadline", ""): measure.deadline_text}


def _renamed(before: Placed, after: Placed, means: Mapping[str, Hashable]) -> frozenset[tuple[str, str]]:
    """The names before and after of whoever stays in a role, where they differ."""
    found = set()
    for role in ROLES:
        names = {means[name]: name for name in cited(before.measure, role) if name in means}
        now = {means[name]: name for name in cited(after.measure, role) if name in means}
        found |= {
            (names[who], now[who]) for who in names.keys() & now if words(names[who]) != words(now[who])
        }
    return frozenset(found)


def _moves(before: Placed, after: Placed, *, elsewhere: bool, out_of_order: bool) -> Iterator[FieldChange]:
    if elsewhere:
        yield FieldChange("task", before.task.title, after.task.title)
    # Without numbers the reference is the place in the plan, which shifts whenever something comes before it.
    if before.ref != after.ref and (before.task.number or after.task.number):
        yield FieldChange("ref", before.ref, after.ref)
    elif out_of_order and before.measure.seq != after.measure.seq:
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
