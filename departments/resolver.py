"""A name seen in the wild → the unit or group it means.

A wrong guess about a unit is a wrong permission, so there are three ways to know (exact, alias, folded);
another official form of a name, and likeness, only ever suggest.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from rapidfuzz import fuzz, process

from departments.models import Unit, UnitAlias, UnitGroup
from departments.official import core, districts, first_name, leaves_out, without_city

Target = Unit | UnitGroup
_BRACKETS = str.maketrans("〔［【｛{[（", "(((((((") | str.maketrans("〕］】｝}]）", ")))))))")
_MOST = 3
_ALIKE = 66
"""How like (0 to 100) names must be, without their city, to be suggested: by two of three characters."""


def fold(name: str) -> str:
    """The name without what makes no difference: width, blanks, the form of brackets, letter case."""
    return "".join(unicodedata.normalize("NFKC", name).translate(_BRACKETS).casefold().split())


@dataclass(frozen=True)
class Match:
    """What a name means and how that is known; `suggestions` (best first) only where it isn't.

    Those of them that are in `official` are named by another official form of the name.
    """

    name: str
    how: Literal["exact", "alias", "folded", "unknown"]
    target: Target | None = None
    suggestions: tuple[Target, ...] = ()
    official: frozenset[Target] = frozenset()


class Register:
    """The names known at one moment, read in three queries and then asked as often as one likes."""

    def __init__(self) -> None:
        units = list(Unit.objects.filter(is_active=True))
        targets: list[Target] = [*units, *UnitGroup.objects.all()]
        self._exact = {target.name: target for target in targets}
        self._aliases: dict[str, Target] = {
            alias.name: alias.unit or alias.group  # type: ignore[misc]
            for alias in UnitAlias.objects.exclude(unit__is_active=False).select_related("unit", "group")
        }
        self._folded: dict[str, Target] = {}
        for names in (self._aliases, self._exact):
            self._folded |= {fold(name): target for name, target in names.items()}
        self._without_city = {without_city(name): target for name, target in self._folded.items()}
        self._official: dict[str, dict[Target, None]] = defaultdict(dict)
        for name, target in self._folded.items():
            self._official[core(name)][target] = None
        for unit in units:
            for name in filter(None, (unit.full_name, unit.short_name)):
                self._official[core(fold(name))][unit] = None

    @property
    def names(self) -> frozenset[str]:
        """All names known, aliases among them."""
        return frozenset(self._exact) | frozenset(self._aliases)

    def resolve(self, name: str) -> Match:
        """Exact, then alias, then folded; an unknown name comes back with suggestions and no target."""
        if target := self._exact.get(name):
            return Match(name, "exact", target)
        if target := self._aliases.get(name):
            return Match(name, "alias", target)
        if target := self._folded.get(fold(name)):
            return Match(name, "folded", target)
        said = fold(name)
        official = tuple(
            self._official.get(core(said))
            or (target for district in districts(said) for target in self._official.get(district, ()))
        )
        found = tuple(dict.fromkeys((*official, *self._alike(said))))
        return Match(name, "unknown", None, found[:_MOST], frozenset(official))

    def _alike(self, said: str) -> Iterator[Target]:
        """What is written alike; nothing for a name that leaves somebody out."""
        if leaves_out(said):
            return
        if first := self._folded.get(first_name(said)):
            yield first
        for key, _score, _index in process.extract(
            without_city(said), self._without_city.keys(), scorer=fuzz.ratio, limit=6, score_cutoff=_ALIKE
        ):
            yield self._without_city[key]
