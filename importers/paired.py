"""What a person says on the preview about which measure of the file is which of the system."""

import re
from collections.abc import Mapping
from dataclasses import replace

from django.http import QueryDict

from importers.proposal import Decisions

_KEY = re.compile(r"[0-9]{1,9}\.[0-9]{1,9}")
_APART = re.compile(r"(?P<key>[0-9]{1,9}\.[0-9]{1,9})=(?P<row>[0-9]{1,12})")
_ROW = re.compile(r"[0-9]{1,12}")


def merge(sent: QueryDict, decisions: Decisions) -> Decisions:
    """The decisions with what was sent about the measures that the page showed; the rest stays.

    `is-0.12` names the stored measure that a new one is; `apart` holds `0.12=345`: these two aren't the same.
    """
    same = dict(decisions.same)
    apart = {key: list(rows) for key, rows in decisions.apart.items()}
    shown = set(filter(_KEY.fullmatch, sent.getlist("shown-pair")))
    for key in shown:
        chosen = sent.get(f"is-{key}", "")
        if _ROW.fullmatch(chosen):
            same[key] = int(chosen)
            apart[key] = [row for row in apart.get(key, ()) if row != int(chosen)]
    for said in filter(None, map(_APART.fullmatch, sent.getlist("apart"))):
        key, row = said["key"], int(said["row"])
        if key in shown:
            same.pop(key, None)
            apart[key] = sorted({*apart.get(key, ()), row})
    return replace(decisions, same=same, apart=_without_empty(apart))


def _without_empty(apart: Mapping[str, list[int]]) -> dict[str, list[int]]:
    return {key: rows for key, rows in apart.items() if rows}
