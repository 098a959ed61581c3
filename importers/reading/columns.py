"""Which column of a table is which: the words of a header decided together."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import NamedTuple

from importers.reading.words import HEADER_WORDS, MEANINGS, ROLES, UNKNOWN, Known, fold

__all__ = ["HEADER_WORDS", "LEADING", "MEANINGS", "ROLES", "Settled", "content_rank", "fingerprint", "settle"]

LEADING = frozenset({"lead", "responsible"})


class Settled(NamedTuple):
    """What a column was taken for, and whether its words leave no doubt."""

    meaning: str
    sure: bool = True


def fingerprint(labels: Sequence[str]) -> str:
    """The same for tables with the same headers in the same order, whatever year or blanks stand in them."""
    return hashlib.sha256("\n".join(map(fold, labels)).encode()).hexdigest()[:40]


def content_rank(meanings: frozenset[str]) -> int:
    """How detailed a column of content is, from sections over tasks to measures; 0 for a column of none.

    Goals and problems (工作目标, 存在问题) are content only where nothing else is.
    """
    return {
        frozenset({"section"}): 1,
        frozenset({"task", "extra"}): 2,
        frozenset({"text", "extra"}): 2,
        frozenset({"task"}): 3,
        frozenset({"task", "text"}): 4,
        frozenset({"text"}): 5,
    }.get(meanings, 0)


def settle(known: Sequence[Known]) -> list[Settled]:
    """What each column holds by its header and those of the others, from left to right.

    Of the columns of content the most detailed is the measures', the next the tasks'. Where no header names
    the lead, the units that are responsible lead. What no word is known for is kept as it stands.
    """
    settled = [_alone(one) for one in known]
    for index, one in [*_content(known), *_roles(known)]:
        settled[index] = one._replace(sure=one.sure and known[index].sure)
    _only_first(settled, "number")
    _only_first(settled, "deadline")
    return settled


def _alone(one: Known) -> Settled:
    if one == UNKNOWN or len(one.meanings) > 1:
        return Settled("extra", sure=False)
    (meaning,) = one.meanings
    return Settled(meaning, one.sure)


def _content(known: Sequence[Known]) -> list[tuple[int, Settled]]:
    ranked = sorted((rank, index) for index, one in enumerate(known) if (rank := content_rank(one.meanings)))
    settled: list[tuple[int, Settled]] = []
    if not ranked:
        return settled
    rank, index = ranked[-1]
    if rank > 1:
        ranked.pop()
        tied = [index for other, index in ranked if other == rank]
        # Where a header is known only for tasks, one of goals or one that nobody knows may be the measures'.
        told = rank > 3 or (rank == 3 and UNKNOWN not in known and not any(other == 2 for other, _ in ranked))
        settled.append((index, Settled("text", told and not tied)))
        above = [(rank, index) for rank, index in ranked if rank > 1 and "task" in known[index].meanings]
        if above:
            rank, index = above[-1]
            ranked.remove((rank, index))
            settled.append((index, Settled("task", rank > 2 and index not in tied)))
    has_section = any(rank == 1 for rank, _ in ranked)
    for place, (rank, index) in enumerate(ranked):
        if rank == 1:
            settled.append((index, Settled("section") if place == 0 else Settled("extra", sure=False)))
        elif rank == 2:
            settled.append((index, Settled("extra")))
        elif has_section or place > 0:
            settled.append((index, Settled("extra", sure=False)))
        else:
            settled.append((index, Settled("section", sure=False)))
    return settled


def _roles(known: Sequence[Known]) -> list[tuple[int, Settled]]:
    leads = [index for index, one in enumerate(known) if one.meanings == {"lead"}]
    either = [index for index, one in enumerate(known) if one.meanings == LEADING]
    others = [index for index, one in enumerate(known) if one.meanings == {"responsible"}]
    if leads:
        first, *more = leads
        answer = either + others
        return [
            (first, Settled("lead")),
            *((index, Settled("lead", sure=False)) for index in more),
            *((index, Settled("responsible")) for index in answer),
        ]
    if either:
        first, *more = either
        return [
            (first, Settled("lead", sure=not more)),
            *((index, Settled("responsible", sure=False)) for index in more),
            *((index, Settled("responsible")) for index in others),
        ]
    if others:
        first, *more = others
        return [
            (first, Settled("lead", sure=False)),
            *((index, Settled("responsible", sure=False)) for index in more),
        ]
    return []


def _only_first(settled: list[Settled], meaning: str) -> None:
    places = [index for index, one in enumerate(settled) if one.meaning == meaning]
    first = next((index for index in places if settled[index].sure), places[0] if places else None)
    for index in places:
        if index != first:
            settled[index] = Settled("extra", sure=False)
