"""A name seen in the wild → the unit or group it means.

A wrong guess about a unit is a wrong permission, so there are three ways to know (exact, alias, folded);
another official form of a name, and likeness, only ever suggest.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from rapidfuzz import fuzz, process

from departments.models import Unit, UnitAlias, UnitGroup
from departments.official import core, without_city

Target = Unit | UnitGroup
_BRACKETS = str.maketrans("〔［【｛{[（", "(((((((") | str.maketrans("〕］】｝}]）", ")))))))")
_MOST = 3
_ALIKE = 66
"""How like (0 to 100) names must be, without their city, to be suggested: by two of three characters."""
_LEAVES_OUT = re.compile(r"不含|不包括|除外|\(除")
# What stands in brackets without saying who belongs there too: 市农业农村局(市乡村振兴局).
_BESIDE = re.compile(r"\((?!含|包括)[^()]*\)$")


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
        official = tuple(self._official.get(core(said)) or self._of_stem(said))
        found = tuple(dict.fromkeys((*official, *self._alike(said))))
        return Match(name, "unknown", None, found[:_MOST], frozenset(official))

    def _of_stem(self, said: str) -> Iterable[Target]:
        """海淀 says the district: its name without that word."""
        return (
            target
            for end in "区县"
            for target in (self._official.get(said + end, ()) if len(said) in (2, 3) else ())
        )

    def _alike(self, said: str) -> Iterator[Target]:
        """What is written alike; nothing for a name that leaves somebody out, as 各区(不含经开区) does."""
        if _LEAVES_OUT.search(said):
            return
        if bare := self._folded.get(_BESIDE.sub("", said)):
            yield bare
        for key, _score, _index in process.extract(
            without_city(said), self._without_city.keys(), scorer=fuzz.ratio, limit=6, score_cutoff=_ALIKE
        ):
            yield self._without_city[key]
