"""How many measures an import changes, in words; what there is none of goes unsaid."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from importers import messages

_CHANGED = {
    "added": ngettext_lazy("%(n)s measure added", "%(n)s measures added", "n"),
    "changed": ngettext_lazy("%(n)s measure changed", "%(n)s measures changed", "n"),
    "moved": ngettext_lazy("%(n)s measure moved", "%(n)s measures moved", "n"),
    "returned": ngettext_lazy("%(n)s measure taken up again", "%(n)s measures taken up again", "n"),
    "removed": ngettext_lazy("%(n)s measure removed", "%(n)s measures removed", "n"),
    "renamed": ngettext_lazy("%(n)s unit renamed", "%(n)s units renamed", "n"),
    "retyped": messages.RETYPED,
}
_UNDONE = {
    "added": ngettext_lazy("%(n)s added measure leaves the plan", "%(n)s added measures leave the plan", "n"),
    "changed": ngettext_lazy(
        "%(n)s changed measure has its former words, deadline and units again",
        "%(n)s changed measures have their former words, deadlines and units again",
        "n",
    ),
    "moved": ngettext_lazy(
        "%(n)s moved measure has its former place again",
        "%(n)s moved measures have their former places again",
        "n",
    ),
    "returned": ngettext_lazy(
        "%(n)s measure that was taken up again is withdrawn as before",
        "%(n)s measures that were taken up again are withdrawn as before",
        "n",
    ),
    "removed": ngettext_lazy("%(n)s removed measure comes back", "%(n)s removed measures come back", "n"),
    "renamed": ngettext_lazy(
        "%(n)s unit is printed under its former name again",
        "%(n)s units are printed under their former names again",
        "n",
    ),
    "retyped": ngettext_lazy("%(n)s measure is typed as before", "%(n)s measures are typed as before", "n"),
}


def of_plan(outcome: Mapping[str, Any]) -> dict[str, int]:
    """How much an import changed in a plan, by what was kept of it when it was applied."""
    more = {"renamed": len(outcome.get("renamed", ())), "retyped": outcome.get("retyped", 0)}
    return {**outcome["counts"], **more}


def changed(counts: Mapping[str, int]) -> str:
    """What an import does to measures; empty where it leaves all as they are."""
    return _said(_CHANGED, counts)


def undone(counts: Mapping[str, int]) -> str:
    """What undoing an import does to measures; empty where it leaves all as they are."""
    return _said(_UNDONE, counts)


def _said(words: Mapping[str, Any], counts: Mapping[str, int]) -> str:
    return _(", ").join(str(said % {"n": counts[kind]}) for kind, said in words.items() if counts.get(kind))
