"""The page of an import that was applied, undone or discarded."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from departments import carried
from departments.models import User
from importers import counted, messages, undo
from importers.comparison import Renamed
from importers.models import Import, ImportState
from tasks import access


def show(request: HttpRequest, row: Import, *, status: int = 200) -> HttpResponse:
    """What the import did, what undoing it would do, and what stands in the way of that."""
    assert isinstance(request.user, User)
    plans = row.outcome.get("plans", [])
    readable = access.plans(request.user).filter(pk__in=[plan["plan"] for plan in plans])
    there = set(readable.values_list("pk", flat=True))
    can_undo = row.state == ImportState.APPLIED
    shown: dict[str, Any] = {
        "row": row,
        "plans": [
            plan
            | {
                "readable": plan["plan"] in there,
                "called": list(_called(plan)),
                "undone": counted.undone(counted.of_plan(plan)),
            }
            for plan in plans
        ],
        "restored": not all(plan["created"] for plan in plans),
        "can_undo": can_undo,
        "obstacles": undo.obstacles(row) if can_undo else [],
        "writer": carried.mark(request.user),
    }
    return render(request, "import_done.html", shown, status=status)


def _called(plan: dict[str, Any]) -> Iterator[str]:
    for one in plan.get("renamed", ()):
        yield messages.renamed(Renamed(**one))
    if retyped := plan.get("retyped"):
        yield messages.retyped(retyped)
