"""Settling what is open about a file: what its columns hold, and units that aren't in the register yet."""

from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect

from actionplan.shared import clock
from departments import carried, newcomers
from departments.choices import UnitKind
from departments.models import Unit, UnitGroup
from departments.requests import Request
from importers import layouts, streaming, typed, uploads
from importers.asking import name_field
from importers.models import Import, ImportState, KnownLayout
from importers.names import key_of
from importers.preview_page import address, keep_decisions, lead_on, show
from importers.proposal import Decisions
from importers.work import finish

OPEN_GROUP = "open-group"
"""Instead of a kind of unit: the name stands for some that the plan doesn't say."""


def assign_columns(request: Request, pk: int) -> HttpResponseBase:
    """Keeps what a table's columns hold, or forgets it, and reads the file again with that."""
    row = get_object_or_404(uploads.with_content(), pk=pk)
    if row.state != ImportState.READ:
        return streaming.leads(address(row)) if streaming.wanted(request) else redirect(address(row))
    keep_decisions(request, row)
    if request.POST.get("move") == carried.TYPED:
        return show(request, row)
    tables = {table.layout.fingerprint: table for table in layouts.tables(uploads.layouts_of(row))}
    if known := KnownLayout.objects.filter(fingerprint=request.POST.get("forget", "")).first():
        layouts.forget(row=known, by=request.user, at=clock.now(), request=request)
    elif table := tables.get(request.POST.get("assign", "")):
        chosen = typed.chosen(request.POST, table)
        if wrong := layouts.wrong_with(table.layout, chosen):
            if streaming.wanted(request):
                return streaming.refused([wrong])
            again = layouts.table(table.index, table.layout, table.known, chosen, wrong)
            return show(request, row, refused=422, table=again)
        layouts.remember(layout=table.layout, chosen=chosen, by=request.user, at=clock.now(), request=request)
    work = uploads.reading_again(row=row)
    if streaming.wanted(request):
        return streaming.steps(work, lambda _done: address(row), {})
    finish(work)
    return redirect(address(row))


def create_unit(request: Request, pk: int) -> HttpResponse:
    """A unit or an open group for an unknown name, in the register at once; the name then means it."""
    row = get_object_or_404(uploads.with_content(), pk=pk)
    if row.state != ImportState.READ:
        return redirect(address(row))
    decisions = keep_decisions(request, row)
    questions = uploads.proposal_of(row).names.questions
    place = request.POST.get("create", "")
    index = int(place) if place.isdecimal() and len(place) < 6 else -1
    if (
        not 0 <= index < len(questions)
        or request.POST.get(f"{name_field(index)}-is") != questions[index].name
    ):
        return redirect(address(row))  # somebody has settled it meanwhile
    if request.POST.get("move") == carried.TYPED:
        return show(request, row)
    try:
        made = _made(request, name_field(index))
    except ValidationError as error:
        wrong = typed.new_unit(request.POST, index, error.message_dict)
        return show(request, row, refused=422, wrong={questions[index].name: wrong})
    names = decisions.names | {questions[index].name: key_of(made)}
    uploads.decide(row=row, decisions=Decisions(**(decisions.to_dict() | {"names": names})))
    return lead_on(request, row, _back(request, row), made=questions[index].name)


def _made(request: Request, field: str) -> Unit | UnitGroup:
    def sent(name: str) -> str:
        return request.POST.get(f"{field}-{name}", "").strip()

    by, at = request.user, clock.now()
    if sent("kind") == OPEN_GROUP:
        kinds = [kind for kind in request.POST.getlist(f"{field}-kinds") if kind in UnitKind.values]
        return newcomers.create_open_group(name=sent("new"), kinds=kinds, by=by, at=at, request=request)
    return newcomers.create_unit(
        name=sent("new"), short_name=sent("short"), kind=sent("kind"), by=by, at=at, request=request
    )


def _back(request: Request, row: Import) -> str:
    return (
        address(row, **{name: request.GET[name] for name in ("names",) if request.GET.get(name)}) + "#names"
    )
