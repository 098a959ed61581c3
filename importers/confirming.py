"""What a person confirms in one pass: the targets that new and reworded measures propose, and their kinds."""

from collections.abc import Iterator
from dataclasses import dataclass

from importers import fits
from importers.pairing import Placed
from importers.proposal import Decisions, Proposal
from tasks.choices import MeasureKind

_USUAL = {MeasureKind.DELIVERABLE.value}


@dataclass(frozen=True)
class Quote:
    """A stretch of a measure's text; one with a key would become a target, if it is `ticked`."""

    text: str
    key: str = ""
    ticked: bool = False


@dataclass(frozen=True)
class Wording:
    """One measure: its text in stretches, its kind where that is new, and whether that is confirmed."""

    key: str
    ref: str
    pieces: tuple[Quote, ...]
    kind: str
    confirmed: bool

    @property
    def targets(self) -> list[Quote]:
        """The quantities that it names."""
        return [piece for piece in self.pieces if piece.key]


def wordings(proposal: Proposal, decisions: Decisions) -> list[Wording]:
    """The new and reworded measures that propose a target, or another kind than a deliverable."""
    return [
        _wording(one, key, decisions, new=new)
        for key, one, new in _written(proposal)
        if fits.targets(one.measure) or (new and {one.measure.kind, _kind(one, key, decisions)} - _USUAL)
    ]


def _written(proposal: Proposal) -> Iterator[tuple[str, Placed, bool]]:
    for plan in proposal.plans:
        reworded = [pair.after for pair in plan.difference.changed if pair.changes("targets")]
        for new, found in ((True, plan.difference.added), (False, reworded)):
            for one in found:
                yield f"{plan.number}.{one.measure.seq}", one, new


def _kind(one: Placed, key: str, decisions: Decisions) -> str:
    return decisions.kinds.get(key, one.measure.kind)


def _wording(one: Placed, key: str, decisions: Decisions, *, new: bool) -> Wording:
    return Wording(
        key=key,
        ref=one.ref,
        pieces=tuple(_pieces(one, key, set(decisions.refused))),
        kind=_kind(one, key, decisions) if new else "",
        confirmed=key in decisions.confirmed,
    )


def _pieces(one: Placed, key: str, refused: set[str]) -> Iterator[Quote]:
    """The text with what it proposes marked, in order; what lies in another quote isn't marked twice."""
    text, done = one.measure.text, 0
    for target in sorted(fits.targets(one.measure), key=lambda target: target.start):
        end = target.start + len(target.quote)
        if target.start > done:
            yield Quote(text[done : target.start])
        name = f"{key}.{target.start}"
        yield Quote(target.quote, name, name not in refused)
        done = max(done, end)
    if done < len(text):
        yield Quote(text[done:])
