"""Which measure is which: of two issues of a plan, by what the measures say before where they stand."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from rapidfuzz import fuzz

from importers.reading.model import ParsedMeasure, ParsedPlan, ParsedSection, ParsedTask

ROLES = ("lead", "responsible", "assisting")
STATED_NONE = "——"

ALIKE_IN_PLACE = 50
"""How like (0 to 100) two texts must be to be one measure where they stand at the same place."""
ALIKE_ANYWHERE = 60
"""… and where they don't. Unrelated measures of one plan reach 48."""
NEARLY_THE_SAME = 85
"""… and where that says more than the place, or one of them was withdrawn earlier."""
_WIDE = {ord("\u3000"): None} | {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)}
_RARE = 30
_CANDIDATES = 20

Thing = TypeVar("Thing")
Apart = Collection[tuple[int, int]]
"""Index in `after`, index in `before` of measures that a person said aren't the same."""


@dataclass(frozen=True, eq=False)
class Placed:
    """A measure with where it stands; `ref`: the task's number, and the place in it where it has several."""

    measure: ParsedMeasure
    task: ParsedTask
    section: ParsedSection
    ref: str

    @cached_property
    def words(self) -> str:
        """What the measure says, however it is typed."""
        return words(self.measure.text)

    @property
    def place(self) -> Hashable:
        """Its address by the plan's own words."""
        return (self.section.title, self.task.number, self.task.title, self.ref)


def words(text: str) -> str:
    """The text without its blanks, in one width: what doesn't differ here says the same."""
    return "".join(text.translate(_WIDE).split())


def placed(plan: ParsedPlan) -> list[Placed]:
    """The plan's measures in its order, each with its place and reference."""
    found = []
    for section in plan.sections:
        for task in section.tasks:
            for ordinal, measure in enumerate(task.measures, 1):
                if not task.number:
                    ref = str(measure.seq)
                elif len(task.measures) == 1:
                    ref = task.number
                else:
                    ref = f"{task.number}.{ordinal}"
                found.append(Placed(measure, task, section, ref))
    return found


def cited(measure: ParsedMeasure, role: str) -> list[str]:
    """The names in a role as the table shows them; a lone —— where it states that there is none."""
    names = list(getattr(measure, role))
    return names or ([STATED_NONE] if measure.stated.get(role) == "none" else [])


def pair_measures(
    before: Sequence[Placed],
    after: Sequence[Placed],
    *,
    withdrawn: Sequence[Placed] = (),
    by_hand: Mapping[int, int] | None = None,
    apart: Apart = (),
) -> dict[int, int]:
    """Index in `after` → index in `before`, and behind it in `withdrawn`; each is used once.

    What a person paired comes first. What was withdrawn earlier comes back only where nothing else is meant.
    """
    all_before = [*before, *withdrawn]
    live, gone = range(len(before)), range(len(before), len(all_before))
    pairs = dict(by_hand or {})
    keys = (_whole, _text_and_place, _text_and_task, _text)
    pairs |= pair_by(keys, all_before, after, among=live, known=pairs, apart=apart)

    def alike(candidates: Iterable[tuple[int, Iterable[int]]], least: int) -> dict[int, int]:
        return _best_first(
            (score, old, new)
            for new, olds in candidates
            for old in olds
            if (new, old) not in apart and (score := _likeness(all_before[old], after[new])) >= least
        )

    free_before, free_after = _free(live, pairs.values()), _free(range(len(after)), pairs)
    pairs |= alike(_candidates(all_before, after, free_before, free_after), NEARLY_THE_SAME)
    free_before, free_after = _free(live, pairs.values()), _free(range(len(after)), pairs)
    by_place = _group(free_before, lambda index: all_before[index].place)
    pairs |= alike(((new, by_place.get(after[new].place, ())) for new in free_after), ALIKE_IN_PLACE)
    free_before, free_after = _free(live, pairs.values()), _free(range(len(after)), pairs)
    pairs |= alike(_candidates(all_before, after, free_before, free_after), ALIKE_ANYWHERE)
    pairs |= pair_by((_text_and_task, _text), all_before, after, among=gone, known=pairs, apart=apart)
    free_before, free_after = _free(gone, pairs.values()), _free(range(len(after)), pairs)
    return pairs | alike(_candidates(all_before, after, free_before, free_after), NEARLY_THE_SAME)


def _whole(one: Placed) -> Hashable:
    return (
        one.place,
        one.words,
        words(one.measure.deadline_text),
        *(tuple(cited(one.measure, role)) for role in ROLES),
    )


def _text_and_place(one: Placed) -> Hashable:
    return (one.place, one.words)


def _text_and_task(one: Placed) -> Hashable:
    return (one.task.title, one.words)


def _text(one: Placed) -> Hashable:
    return one.words


def pair_by(
    keys: Iterable[Callable[[Thing], Hashable]],
    before: Sequence[Thing],
    after: Sequence[Thing],
    *,
    among: range | None = None,
    known: Mapping[int, int] | None = None,
    apart: Apart = (),
) -> dict[int, int]:
    """Index in `after` → index in `before` of those with the same key, in their order; stronger keys first.

    A key of None says nothing about a thing. `among` narrows `before`; what is `known` is paired already.
    """
    pairs = dict(known or {})
    for key in keys:
        waiting: dict[Hashable, deque[int]] = defaultdict(deque)
        for index in _free(range(len(before)) if among is None else among, pairs.values()):
            waiting[key(before[index])].append(index)
        for index in _free(range(len(after)), pairs):
            name = key(after[index])
            queue = waiting.get(name, ()) if name is not None else ()
            if (old := next((old for old in queue if (index, old) not in apart), None)) is not None:
                waiting[name].remove(old)
                pairs[index] = old
    return pairs


def _candidates(
    before: Sequence[Placed], after: Sequence[Placed], free_before: list[int], free_after: list[int]
) -> Iterator[tuple[int, list[int]]]:
    """For each measure without a partner the few that share most of its rarer pairs of characters."""
    index: dict[str, list[int]] = defaultdict(list)
    if not free_before or not free_after:
        return
    for old in free_before:
        for gram in _grams(before[old].words):
            index[gram].append(old)
    for new in free_after:
        votes: dict[int, int] = defaultdict(int)
        for gram in _grams(after[new].words):
            holders = index.get(gram, ())
            if len(holders) <= _RARE:
                for old in holders:
                    votes[old] += 1
        yield new, sorted(votes, key=lambda old: -votes[old])[:_CANDIDATES]


def _grams(text: str) -> set[str]:
    return {text[start : start + 2] for start in range(max(len(text) - 1, 1))}


def _likeness(one: Placed, other: Placed) -> float:
    return fuzz.ratio(one.words, other.words)


def likest(one: Placed, others: Iterable[Placed], most: int) -> list[Placed]:
    """The others that this one could be, the likest first: what stands at its place before all else."""
    return sorted(others, key=lambda other: (other.place != one.place, -_likeness(one, other)))[:most]


def _best_first(found: Iterable[tuple[float, int, int]]) -> dict[int, int]:
    """From scored pairs the best ones, each measure once; of equal ones the nearer in the plan."""
    pairs: dict[int, int] = {}
    used: set[int] = set()
    for _score, old, new in sorted(found, key=lambda pair: (-pair[0], abs(pair[1] - pair[2]), pair[2])):
        if new not in pairs and old not in used:
            pairs[new] = old
            used.add(old)
    return pairs


def _free(indexes: range, taken: Iterable[int]) -> list[int]:
    used = set(taken)
    return [index for index in indexes if index not in used]


def _group(indexes: Iterable[int], key: Callable[[int], Hashable]) -> dict[Hashable, list[int]]:
    groups: dict[Hashable, list[int]] = defaultdict(list)
    for index in indexes:
        groups[key(index)].append(index)
    return groups
