"""Looking at what a file would do, deciding, and applying it."""

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect

from actionplan.shared import clock
from departments import audit, carried
from departments.requests import Request
from importers import layouts, streaming, typed, uploads, writer
from importers.models import Import, ImportState
from importers.preview_page import CONFLICTS, address, keep_decisions, lead_on, next_address, show
from importers.proposal import Decisions
from importers.work import Work, finish

_REFUSALS: dict[type[Exception], str] = {writer.Stale: "stale", writer.NotReady: "not-ready"}


def preview_import(request: Request, pk: int) -> HttpResponse:
    """What applying the file would do, or what it did; a POST keeps the decisions."""
    row = get_object_or_404(uploads.with_content(), pk=pk)
    if request.method == "POST" and row.state == ImportState.READ:
        keep_decisions(request, row)
        return (
            redirect("imports")
            if "another" in request.POST
            else lead_on(request, row, next_address(request, row))
        )
    return show(request, row, conflict=request.GET.get("conflict", ""))


def apply_import(request: Request, pk: int) -> HttpResponseBase:
    """Applies the file as it was shown; where that no longer holds, shows it again (409)."""
    row = get_object_or_404(uploads.with_content(), pk=pk)
    if request.POST.get("move") == carried.TYPED:
        return preview_import(request, pk)
    if row.state != ImportState.READ:
        return streaming.leads(address(row)) if streaming.wanted(request) else redirect(address(row))
    before = Decisions(**row.decisions)
    now = keep_decisions(request, row)
    if before.shown != now.shown:
        return _conflict(request, row, "choices")
    if typed.columns(request.POST, layouts.tables(uploads.layouts_of(row))):
        return _unread(request, row)
    work = _applying(request, row)
    if streaming.wanted(request):
        refusals = {kind: address(row, conflict=code) for kind, code in _REFUSALS.items()}
        return streaming.steps(work, lambda _done: address(row), refusals)
    try:
        finish(work)
    except tuple(_REFUSALS) as refusal:
        return _conflict(request, row, _REFUSALS[type(refusal)])
    return redirect(address(row))


def _applying(request: Request, row: Import) -> Work[None]:
    try:
        yield from uploads.applying(
            row=row, basis=request.POST.get("basis", ""), by=request.user, at=clock.now(), request=request
        )
    except writer.NotReady:
        audit.refused(request, at=clock.now())
        raise


def _unread(request: Request, row: Import) -> HttpResponse:
    """Columns were chosen that the file wasn't read by: said on the page as it stands, so that they stay."""
    if streaming.wanted(request):
        return streaming.refused([str(CONFLICTS["columns"])])
    return show(request, row, conflict="columns")


def _conflict(request: Request, row: Import, code: str) -> HttpResponse:
    """The preview again, with why nothing was written (409); a page's script is led to it."""
    if streaming.wanted(request):
        return streaming.leads(address(row, conflict=code))
    return show(request, row, conflict=code)
