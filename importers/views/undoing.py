"""Undoing an import from its page."""

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from actionplan.shared import clock
from departments.requests import Request
from importers import done_page, streaming, undo, uploads
from importers.preview_page import address
from importers.work import finish


def undo_import(request: Request, pk: int) -> HttpResponseBase:
    """Undoes the import; where something was built on it, shows what (409)."""
    row = get_object_or_404(uploads.without_content(), pk=pk)
    work = undo.undoing(row=row, by=request.user, at=clock.now(), request=request)
    if streaming.wanted(request):
        return streaming.steps(work, lambda _done: address(row), {undo.InTheWay: address(row)})
    try:
        finish(work)
    except undo.InTheWay:
        return done_page.show(request, row, status=409)
    messages.success(request, _("“%(file)s” was undone.") % {"file": row.name})
    return redirect(address(row))
