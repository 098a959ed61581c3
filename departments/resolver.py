"""A name seen in the wild → the unit or group it means.

A wrong guess about a unit is a wrong permission, so there are three ways to know (exact, alias, folded)
and likeness only ever suggests.
"""

import unicodedata
from dataclasses import dataclass
from typing import Literal

from rapidfuzz import fuzz, process

from departments.models import Unit, UnitAlias, UnitGroup

Target = Unit | UnitGroup
_BRACKETS = str.maketrans("〔［【｛{[（", "(((((((") | str.maketrans("〕］】｝}]）", ")))))))")


def fold(name: str) -> str:
    """The name without what makes no difference: width, blanks, the form of brackets, letter case."""
    return "".join(unicodedata.normalize("NFKC", name).translate(_BRACKETS).casefold().split())


@dataclass(frozen=True)
class Match:
    """What a name means and how that is known; `suggestions` (best first) only where it isn't."""

    name: str
    how: Literal["exact", "alias", "folded", "unknown"]
    target: Target | None = None
    suggestions: tuple[Target, ...] = ()


class Register:
    """The names known at one moment, read in three queries and then asked as often as one likes."""

    def __init__(self) -> None:
        targets: list[Target] = [*Unit.objects.filter(is_active=True), *UnitGroup.objects.all()]
        self._exact = {target.name: target for target in targets}
        self._aliases: dict[str, Target] = {
            alias.name: alias.unit or alias.group  # type: ignore[misc]
            for alias in UnitAlias.objects.exclude(unit__is_active=False).select_related("unit", "group")
        }
        self._folded: dict[str, Target] = {}
        for names in (self._aliases, self._exact):
            self._folded |= {fold(name): target for name, target in names.items()}

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
        return Match(name, "unknown", suggestions=self._alike(name))

    def _alike(self, name: str) -> tuple[Target, ...]:
        found = process.extract(fold(name), self._folded.keys(), scorer=fuzz.WRatio, limit=6, score_cutoff=50)
        return tuple(dict.fromkeys(self._folded[key] for key, _score, _index in found))[:3]
