"""The page of one import: what it shows, and what a person sends from it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy

from departments import carried
from departments.choices import UnitKind
from importers import asking, done_page, layouts, paired, preview, troubles, typed, uploads
from importers import names as naming
from importers.asking import NewUnit
from importers.confirming import wordings
from importers.forms import merge
from importers.layouts import Table
from importers.losses import losses
from importers.models import Import, ImportState
from importers.proposal import Decisions, Proposal, possible_counterparts
from importers.reading.columns import MEANINGS
from importers.reading.model import Problem

PER_PAGE = {"page": 50, "confirm": 50, "names": 20, "units": 50}
"""How much of each part of the preview stands on a page of it; a form holds all that is shown."""
PARTS = {
    "names": "names",
    "accept": "names",
    "confirm": "confirm-wordings",
    "units": "access",
    "page": "changes",
}
"""Where on the preview stands what a button or a page's number is about, by its field."""
CONFLICTS = {
    "choices": gettext_lazy("Your choices changed what will happen. Look at it once more."),
    "stale": gettext_lazy(
        "The plan or the register changed since you opened this page. It was compared again; look once more."
    ),
    "columns": gettext_lazy("You chose what columns hold. Read the file again first."),
    "not-ready": gettext_lazy("This file can't be imported as it is; see below."),
}
"""Why nothing was written, by the name that stands in an address."""


def address(row: Import, **query: str) -> str:
    """The page of this import."""
    return reverse("import", args=[row.pk]) + (f"?{urlencode(query)}" if query else "")


def keep_decisions(request: HttpRequest, row: Import) -> Decisions:
    """Keeps what was decided on the page with the import."""
    names = uploads.proposal_of(row).names
    decisions = merge(request.POST, Decisions(**row.decisions), names, set(naming.choices()))
    decisions = paired.merge(request.POST, decisions)
    if request.POST.get("confirm") == "all":
        uploads.decide(row=row, decisions=decisions)
        found = wordings(uploads.proposal_of(row), decisions)
        decisions = replace(decisions, confirmed=sorted({*decisions.confirmed, *(one.key for one in found)}))
    uploads.decide(row=row, decisions=decisions)
    return decisions


def next_address(request: HttpRequest, row: Import) -> str:
    """The preview again, at the part whose button was pressed: the same page of it, or the one asked for."""
    sent = request.POST
    asked = QueryDict(sent["go"]) if "go" in sent else request.GET
    to = address(row, **{name: asked[name] for name in ("kind", *PER_PAGE) if asked.get(name)})
    if "go" in sent:
        part = next((part for name, part in PARTS.items() if name in asked), PARTS["page"])
    else:
        part = next((part for name, part in PARTS.items() if name in sent), "")
    return f"{to}#{part}" if part else to


def lead_on(request: HttpRequest, row: Import, to: str, *, made: str = "") -> HttpResponse:
    """To the address in this import; where more was typed than was kept, the page comes back with it at once.

    `made` is the name for which a unit was created from what was typed.
    """
    if typed.columns(request.POST, _tables(row)) or typed.units(request.POST).keys() - {made}:
        request.GET = QueryDict(urlsplit(to).query)
        return show(request, row, made=made)
    return redirect(to)


def show(
    request: HttpRequest,
    row: Import,
    *,
    conflict: str = "",
    refused: int = 0,
    wrong: Mapping[str, NewUnit] | None = None,
    table: Table | None = None,
    made: str = "",
) -> HttpResponse:
    """The preview with whatever was typed into it, or what became of the file.

    `conflict` is a name in CONFLICTS, `refused` the status of a page on which something is `wrong`: new units
    by the names that they are for, or a `table` whose columns were chosen. `made`: see `lead_on`.
    """
    if row.state != ImportState.READ:
        return done_page.show(request, row)
    proposal = uploads.proposal_of(row)
    decisions = Decisions(**row.decisions)
    units = {**typed.units(request.POST), **(wrong or {})}
    units.pop(made, None)
    columns = _columns(request, row, table)
    unread = any(one.waiting for one in columns["tables"])
    shown = {
        "row": row,
        "proposal": proposal,
        "summary": preview.summary(proposal),
        "losses": [] if proposal.refused else losses(proposal),
        "read": [plan.difference.read for plan in proposal.plans],
        "groups": [use for plan in proposal.plans for use in plan.access.groups],
        "units": _page(request, "units", preview.access(proposal)),
        "problems": troubles.grouped(_beside_columns(proposal.problems)),
        "stored": [plan.stored.plan for plan in proposal.plans if plan.stored],
        "counterparts": possible_counterparts(proposal.plans[0].difference.read)
        if len(proposal.plans) == 1
        else [],
        "chosen_plan": decisions.plan,
        "conflict": CONFLICTS.get(conflict),
        "writer": carried.mark(request.user),  # type: ignore[arg-type]
        "unsaved": not (conflict or wrong or table) and request.method == "POST" and (units or unread),
        **columns,
        **_names(request, proposal, units),
        **_changes(request, proposal, decisions),
        **_confirming(request, proposal, decisions),
    }
    status = refused or (409 if conflict in CONFLICTS else 200)
    return render(request, "import.html", shown, status=status)


def _beside_columns(problems: Iterable[Problem]) -> Iterator[Problem]:
    """All but those that the page asks about where it shows the columns."""
    return (problem for problem in problems if problem.code != "column-unsure")


def _tables(row: Import) -> list[Table]:
    return layouts.tables(uploads.layouts_of(row))


def _columns(request: HttpRequest, row: Import, table: Table | None) -> dict[str, Any]:
    tables = _tables(row)
    changed = typed.columns(request.POST, tables) | ({table.index: table} if table else {})
    return {
        "tables": [changed.get(one.index, one) for one in tables],
        "meanings": [(meaning, layouts.LABELS[meaning]) for meaning in MEANINGS],
    }


def _names(request: HttpRequest, proposal: Proposal, units: Mapping[str, NewUnit]) -> dict[str, Any]:
    shown = _page(request, "names", range(len(proposal.names.questions)))
    questions = proposal.names.questions
    shown.object_list = [
        asking.asked(proposal.names, index, units.get(questions[index].name)) for index in shown.object_list
    ]
    return {
        "questions": shown,
        "obvious": [
            (question.name, *best) for question in proposal.names.open if (best := asking.obvious(question))
        ],
        "choices": naming.choices() if shown.object_list else {},
        "unit_kinds": UnitKind.choices,
    }


def _changes(request: HttpRequest, proposal: Proposal, decisions: Decisions) -> dict[str, Any]:
    kind = request.GET.get("kind", "")
    kind = kind if kind in preview.KINDS else ""
    page = _page(request, "page", preview.rows(proposal, kind))
    counts = proposal.counts()
    return {
        "counts": counts,
        "tabs": [(each, counts.get(each, 0)) for each in preview.KINDS],
        "kind": kind,
        "page": page,
        "changes": preview.details(page.object_list, decisions, many_plans=len(proposal.plans) > 1),
        "headings": preview.headings(proposal)[:100],
    }


def _confirming(request: HttpRequest, proposal: Proposal, decisions: Decisions) -> dict[str, Any]:
    found = wordings(proposal, decisions)
    return {
        "wordings": _page(request, "confirm", found),
        "unconfirmed": sum(not one.confirmed for one in found),
        "confirmed_there": {one.key for one in found},
        "kinds": preview.kinds(),
    }


def _page(request: HttpRequest, name: str, rows: Any) -> Page:
    return Paginator(rows, PER_PAGE[name]).get_page(request.GET.get(name))
