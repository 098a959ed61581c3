"""What a reader may know before it opens a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Hints:
    """What people have told the system: names of units, words of headers, layouts of tables.

    `names` may stand beside others in a cell; `words`: header → meaning of its column; `layouts`: fingerprint
    of a table → what its columns mean, by their headers.
    """

    names: frozenset[str] = frozenset()
    words: Mapping[str, str] = field(default_factory=dict)
    layouts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """The hints as JSON."""
        return {"names": sorted(self.names), "words": dict(self.words), "layouts": dict(self.layouts)}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Hints:
        """The hints that `to_dict` wrote."""
        return cls(frozenset(data["names"]), data["words"], data["layouts"])
