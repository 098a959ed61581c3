"""Giving a file, and the list of those that were read."""

import secrets
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from actionplan.shared import clock
from actionplan.shared.lists import ListPage
from departments import audit, carried
from departments.requests import Request
from importers import streaming, uploads
from importers.forms import UploadForm
from importers.models import Import, ImportState
from importers.preview_page import address
from importers.published.source import originals
from importers.tables import ImportFilter, ImportTable
from importers.work import finish


class Imports(ListPage):
    """The files read so far, and the form for another."""

    table_class = ImportTable
    filterset_class = ImportFilter
    template_name = "imports.html"
    export_name = gettext_lazy("Imports")

    def get_queryset(self) -> QuerySet[Import]:
        return uploads.without_content()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = getattr(self, "form", None) or UploadForm(initial={"key": secrets.token_hex(16)})
        return super().get_context_data(form=form, writer=carried.mark(self.request.user), **kwargs)

    def exported(self, name: str, rows: int) -> None:
        audit.record(
            what="export", at=clock.now(), who=self.request.user, about=name, request=self.request, rows=rows
        )

    def post(self, request: Request) -> HttpResponseBase:
        """Reads the file or the text; what it would do is shown next."""
        form = self.form = UploadForm(request.POST, request.FILES)
        if request.POST.get("move") == carried.TYPED:
            self.form = UploadForm(initial=request.POST.dict())
            return self.get(request)
        if not form.is_valid():
            if streaming.wanted(request):
                return streaming.refused([error for errors in form.errors.values() for error in errors])
            return self.get(request)
        data, name = form.given()
        work = uploads.receiving(
            data=data, name=name, by=request.user, at=clock.now(), key=form.cleaned_data["key"],
            request=request,
        )  # fmt: skip
        if streaming.wanted(request):
            return streaming.steps(work, address, {})
        return redirect(address(finish(work)))


def discard_import(request: Request, pk: int) -> HttpResponse:
    """Puts the file aside; nothing of it is written."""
    row = get_object_or_404(uploads.without_content(), pk=pk)
    if row.state == ImportState.READ:
        uploads.discard(row=row, by=request.user, at=clock.now(), request=request)
        messages.success(request, _("“%(file)s” was discarded.") % {"file": row.name})
    return redirect("imports")


def original(request: Request, pk: int) -> FileResponse:
    """The file as it came, always as an attachment."""
    row = get_object_or_404(originals(request.user), pk=pk)
    audit.record(what="download", at=clock.now(), who=request.user, about=row.name, request=request)
    response = FileResponse(
        row.file.open("rb"), as_attachment=True, filename=row.name, content_type="application/octet-stream"
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
