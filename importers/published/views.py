"""Plans as files, for everyone who reads them; and an empty one to fill in."""

import tempfile

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect

from actionplan.shared import clock
from departments import audit
from departments.requests import Request
from importers.published import template
from importers.published.export import CONTENT_TYPES, Wanted, export, name_of
from importers.published.xlsx import TooLong
from tasks import access


def plan_template(request: Request, language: str) -> FileResponse:
    """An empty table to fill in, in one of the languages."""
    if language not in dict(settings.LANGUAGES):
        raise Http404
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it
    template.write(language, file)
    file.seek(0)
    name = template.name(language)
    audit.record(what="export", at=clock.now(), who=request.user, about=name, request=request)
    return FileResponse(file, as_attachment=True, filename=name, content_type=CONTENT_TYPES["xlsx"])


def plan_file(request: Request, plan: int, kind: str) -> HttpResponseBase:
    """The whole plan as a file, with `?progress=1` what has become of each measure beside it."""
    found = get_object_or_404(access.plans(request.user).prefetch_related("periods"), pk=plan)
    if kind not in CONTENT_TYPES:
        raise Http404
    wanted = Wanted(kind, bool(request.GET.get("progress")), request.user)
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it
    try:
        rows = export(found, wanted, file, today=clock.today())
    except TooLong as refusal:
        file.close()
        messages.error(request, str(refusal))
        return redirect("plan", found.pk)
    name = name_of(found, wanted, clock.today())
    audit.record(what="export", at=clock.now(), who=request.user, about=name, request=request, rows=rows)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=name, content_type=CONTENT_TYPES[kind])
