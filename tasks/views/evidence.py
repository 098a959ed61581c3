"""Evidence of a report: laid beside it, taken away, read; and what is worth a look before it is sent."""

from typing import Any

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from actionplan.shared import clock
from departments import audit, carried
from departments.requests import Request
from tasks import evidence, review
from tasks.dashboards import measure as dashboard
from tasks.dashboards import report
from tasks.dashboards.proofs import files_of
from tasks.forms import MoveForm, ReportForm
from tasks.models import Evidence, ProgressReport
from tasks.views import desk, proven

FILES = "files"
FIRST = 1
"""The version that a first save makes."""
PART, PART_NAME = "X-Part", "evidence"
"""How a script asks for the list of files instead of the whole page."""


def attach(request: Request, measure: int) -> HttpResponse:
    """Lays the files sent beside the report; what was typed stays in the form."""
    place = _place(request, measure)
    form = _form(request, place)
    if carried.by_another(request, request.POST.get(carried.WRITER)):
        return _answer(request, place, form, 403, _("Somebody else is signed in now: nothing was attached."))
    if not request.FILES.getlist(FILES):
        return _answer(request, place, form, 422, _("Choose a file first."))
    try:
        begun = _lay(request, place, form)
    except evidence.Unfit as refused:
        return _answer(request, place, form, 422, str(refused))
    except review.Refused as refused:
        return _answer(request, place, form, 403, str(refused))
    return _answer(request, place, form, 200, begun=begun)


def along(request: Request, place: ProgressReport, form: ReportForm, seal: dict[str, Any]) -> dict[str, Any]:
    """Lays the files that came along with a move beside the report first; returns what the move is based on.

    Raises what `evidence.attach` raises.
    """
    begun = bool(request.FILES.getlist(FILES)) and _lay(request, place, form)
    return seal | {"based_on": FIRST} if begun and seal["based_on"] == 0 else seal


def _lay(request: Request, place: ProgressReport, form: ReportForm) -> bool:
    envelope = MoveForm(request.POST)
    envelope.is_valid()
    return evidence.attach(
        report=place,
        files=request.FILES.getlist(FILES),
        by=request.user,
        at=clock.now(),
        key=request.POST.get("key", ""),
        content=form.content() if form.is_valid() else None,
        form=str(envelope.cleaned_data.get("sitting") or ""),
    )


def remove(request: Request, file: int) -> HttpResponse:
    """Takes a file of one's own unit away from its report; what was typed stays in the form."""
    own = Evidence.objects.select_related("report").filter(report__unit__in=request.user.own_units)
    found = get_object_or_404(own, pk=file)
    place = _place(request, found.report.measure_id)
    if place.pk != found.report_id:
        raise Http404
    form = _form(request, place)
    try:
        evidence.remove(evidence=found, by=request.user, at=clock.now())
    except review.Refused as refused:
        return _answer(request, place, form, 403, str(refused))
    return _answer(request, place, form, 200)


def download(request: Request, file: int) -> FileResponse:
    """The file, always as an attachment that no browser opens as a page."""
    found = evidence.readable(user=request.user, pk=file)
    if found is None:
        raise Http404
    about = f"{found.report.measure.ref} {found.name}"
    audit.record(what="download", at=clock.now(), who=request.user, about=about, request=request)
    response = FileResponse(
        found.file.open("rb"),
        as_attachment=True,
        filename=found.name,
        content_type="application/octet-stream",
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def look(request: Request, measure: int) -> HttpResponse:
    """What is worth a look in the form as it stands, before it is sent; saves nothing."""
    place = _place(request, measure)
    form = _form(request, place)
    user, today = request.user, clock.today()
    parts = dashboard.measure_page(user=user, measure=place.measure, today=today).parts
    try:
        choice = report.choose(
            user=user,
            measure=place.measure,
            parts=parts,
            unit=place.unit.code,
            number=str(place.period.number),
            today=today,
        )
    except report.NotVisible:
        raise Http404 from None
    if choice is None:
        raise Http404
    at = report.open_desk(user=user, measure=place.measure, choice=choice)
    looks = proven.looks_of(user=user, desk=at, form=form, parts=parts, files=files_of(at), today=today)
    response = render(request, "_report_looks.html", {"looks": looks, "form": None})
    response.headers[PART] = "looks"
    return response


def _place(request: Request, measure: int) -> ProgressReport:
    """The report that the form is of, one of the person's own units."""
    found = desk.find(request, measure)
    period = desk.period_of(request.POST.get("period"), found.plan)
    place = review.find(measure=found, unit=desk.own_unit(request), period=period)
    place.measure = found
    return place


def _form(request: Request, place: ProgressReport) -> ReportForm:
    return ReportForm(request.POST, measure=place.measure, leads=review.leads(place))


def _answer(
    request: Request,
    place: ProgressReport,
    form: ReportForm,
    status: int,
    told: str = "",
    *,
    begun: bool = False,
) -> HttpResponse:
    """The files alone for the page's own script, else the whole page with what was typed."""
    version = {"version": FIRST} if begun else {}
    if request.headers.get(PART) != PART_NAME:
        said = {"refused": told} if told else {}
        return desk.again(request, place, status, form=form, attached=not told, **version, **said)
    own = Evidence.objects.filter(
        report__measure=place.measure, report__unit=place.unit, report__period=place.period
    )
    files = list(own.filter(removed_at__isnull=True))
    response = render(request, "_report_files.html", {"own": files, "told": told}, status=status)
    response.headers[PART] = PART_NAME
    if begun:
        response.headers["X-Version"] = str(FIRST)
    return response
