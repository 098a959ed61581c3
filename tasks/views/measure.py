"""A measure's page and what is done on it: report, review, acknowledge."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from actionplan.shared import clock
from departments.models import Unit
from departments.requests import Request
from tasks import access, owed, report_text, review
from tasks.choices import Role
from tasks.dashboards import history, report
from tasks.dashboards import measure as dashboard
from tasks.forms import MoveForm, ReportForm
from tasks.models import Measure, ProgressReport, ReportingPeriod
from tasks.participation import acknowledge as mark_acknowledged

BY_UNIT = ("save", "submit", "take_back")
FILLS = ("repeat", "theirs")
"""What a form can ask for that writes nothing: last time's texts, or the other person's."""

DONE = {
    "save": gettext_lazy("%(period)s report saved; it isn't submitted yet."),
    "submit": gettext_lazy("%(period)s report submitted; it awaits review."),
    "take_back": gettext_lazy("%(period)s report taken back; it can be changed again."),
    "approve": gettext_lazy("%(period)s report of %(unit)s approved."),
    "return": gettext_lazy("%(period)s report returned to %(unit)s."),
    "reopen": gettext_lazy("%(period)s report of %(unit)s reopened."),
}


def measure(request: Request, measure: int) -> HttpResponse:
    """The measure, and the report of the unit and period asked for, or of where there is something to do."""
    found = _find(request, measure)
    return _page(request, found, unit=request.GET.get("unit", ""), period=request.GET.get("period", ""))


def send_report(request: Request, measure: int) -> HttpResponse:
    """Saves, submits or takes back the report of one's own unit; what was typed is never lost."""
    found = _find(request, measure)
    if request.method != "POST":
        return redirect("measure", found.pk)
    unit = _own_unit(request)
    period = _period(request, found)
    asked, _sep, field = request.POST.get("move", "").partition(":")
    if asked not in BY_UNIT + FILLS:
        raise Http404
    place = review.find(measure=found, unit=unit, period=period)
    place.measure = found
    form = ReportForm(request.POST, measure=found, leads=review.leads(place))
    if asked in FILLS:
        return _filled(request, place, form, asked, field)
    envelope = MoveForm(request.POST)
    envelope.is_valid()
    if asked != "take_back" and not form.is_valid():
        if asked == "submit":
            form.tell_all(review.previous(place))
        return _again(request, place, 422, form=form)
    try:
        review.apply(
            report=place,
            move=asked,
            by=request.user,
            at=clock.now(),
            content=form.content() if asked != "take_back" else None,
            **_sealed(envelope),
        )
    except review.Invalid as invalid:
        form.tell(invalid.errors)
        return _again(request, place, 422, form=form)
    except review.Conflict as conflict:
        if asked == "take_back":
            return _again(request, place, 409, **_overtaken(request, conflict.report))
        return _again(request, place, 409, form=form, **_compared(request, conflict.report, form))
    except review.Refused as refused:
        kept = None if asked == "take_back" else form
        return _again(request, place, 403, form=kept, refused=str(refused))
    return _done(request, place, asked)


def review_report(request: Request, report: int, move: str) -> HttpResponse:
    """Approves, returns or reopens a report that another unit has submitted."""
    if move not in review.MOVES or move in BY_UNIT:
        raise Http404
    reports = access.submitted_reports(request.user).select_related("measure", "unit", "period")
    place = get_object_or_404(reports, pk=report)
    place.measure = _find(request, place.measure_id)
    envelope = MoveForm(request.POST)
    if not envelope.is_valid() and "comment" in envelope.errors:
        return _again(request, place, 422, envelope=envelope, move=move)
    try:
        review.apply(
            report=place,
            move=move,
            by=request.user,
            at=clock.now(),
            comment=envelope.cleaned_data.get("comment", ""),
            **_sealed(envelope),
        )
    except review.Invalid as invalid:
        envelope.add_error("comment", invalid.errors["comment"])
        return _again(request, place, 422, envelope=envelope, move=move)
    except review.Conflict as conflict:
        overtaken = _overtaken(request, conflict.report)
        return _again(request, place, 409, envelope=envelope, move=move, **overtaken)
    except review.Refused as refused:
        return _again(request, place, 403, envelope=envelope, move=move, refused=str(refused))
    return _done(request, place, move)


def acknowledge(request: Request, measure: int) -> HttpResponse:
    """The person's unit has seen its part in the measure."""
    found = _find(request, measure)
    unit = _own_unit(request)
    parts = access.participations(request.user).filter(measure=found, unit=unit).exclude(role=Role.POSSIBLE)
    if not parts.exists():
        raise Http404
    mark_acknowledged(participations=parts, by=request.user, at=clock.now())
    messages.success(request, _("Acknowledged for %(unit)s.") % {"unit": unit})
    return redirect(_next(request) or reverse("measure", args=[found.pk]) + f"?unit={unit.code}")


def _find(request: Request, pk: int) -> Measure:
    plan = get_object_or_404(access.plans(request.user).prefetch_related("periods"), measures__pk=pk)
    found = get_object_or_404(dashboard.find(user=request.user, plan=plan, today=clock.today()), pk=pk)
    found.plan = plan
    request.plan = plan  # type: ignore[attr-defined]
    return found


def _own_unit(request: Request) -> Unit:
    code = request.POST.get("unit")
    for unit in request.user.own_units:
        if unit.code == code:
            return unit
    raise Http404


def _period(request: Request, measure: Measure) -> ReportingPeriod:
    number = request.POST.get("period")
    for period in measure.plan.periods.all():
        if str(period.number) == number:
            return period
    raise Http404


def _sealed(envelope: MoveForm) -> dict[str, Any]:
    """A version that can't be read is no version that anything was based on."""
    key = envelope.cleaned_data.get("key")
    return {"based_on": envelope.cleaned_data.get("version", -1), "key": str(key) if key else None}


def _filled(
    request: Request, place: ProgressReport, form: ReportForm, source: str, field: str
) -> HttpResponse:
    """The form again with last time's texts, or the other person's in one field or all; saves nothing."""
    known = (place if place.version else None) if source == "theirs" else review.previous(place)
    texts = report_text.typed(known, place.measure) if known else {}
    data = request.POST.copy()
    for name in texts:
        if field in ("", name):
            data[name] = texts[name]
    filled = ReportForm(data, measure=place.measure, leads=form.leads)
    if source == "theirs":
        return _again(request, place, 200, form=filled, **_compared(request, place, filled))
    lost = report_text.compare(form.typed, filled.typed, place.measure)
    replaced = {change.label for change in lost}
    kept = [(label, text) for label, text in form.kept if label in replaced]
    return _again(request, place, 200, form=filled, repeated=bool(known), kept=kept)


def _compared(request: Request, standing: ProgressReport, form: ReportForm) -> dict[str, Any]:
    """What the page says of two people's texts."""
    theirs = report_text.typed(standing, form.measure)
    differences = report_text.compare(theirs, form.typed, form.measure)
    return {"differences": differences, **_overtaken(request, standing)}


def _overtaken(request: Request, standing: ProgressReport) -> dict[str, Any]:
    """Who was faster; the next move is based on the version that stands."""
    envelope = MoveForm(request.POST)
    envelope.is_valid()
    based_on = _sealed(envelope)["based_on"]
    faster = report.overtaken(user=request.user, report=standing, based_on=based_on)
    return {"overtaken": faster, "version": standing.version}


def _again(request: Request, place: ProgressReport, status: int, **said: Any) -> HttpResponse:
    """The page of a report once more, with what went wrong."""
    unit, period = place.unit.code, str(place.period.number)
    return _page(request, place.measure, unit=unit, period=period, status=status, strict=False, **said)


def _done(request: Request, place: ProgressReport, move: str) -> HttpResponse:
    messages.success(request, DONE[move] % {"period": place.period, "unit": place.unit})
    where = f"?unit={place.unit.code}&period={place.period.number}"
    return redirect(_next(request) or reverse("measure", args=[place.measure_id]) + where)


def _next(request: Request) -> str:
    """The address to go on to, if one was given that lies within this system."""
    address = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if safe else ""


def _page(
    request: Request,
    measure: Measure,
    *,
    unit: str,
    period: str,
    status: int = 200,
    strict: bool = True,
    form: ReportForm | None = None,
    **said: Any,
) -> HttpResponse:
    """The whole page. `strict`: a unit or period that isn't there is an error; else no report shows."""
    user, today = request.user, clock.today()
    page = dashboard.measure_page(user=user, measure=measure, today=today)
    try:
        choice = report.choose(
            user=user, measure=measure, parts=page.parts, unit=unit, number=period, today=today
        )
    except report.NotVisible:
        if strict:
            raise Http404 from None
        choice = None
    desk = report.open_desk(user=user, measure=measure, choice=choice) if choice else None
    of = desk.choice.unit if desk and request.GET.get("history") == "unit" else None
    kept = said.pop("kept", None)
    editable = desk is not None and bool(desk.write)
    if editable and form is None:
        form = ReportForm(measure=measure, leads=choice.leads, report=desk.draft)  # type: ignore[union-attr]
    elif not editable and form is not None:
        kept, form = form.kept, None
    context = {
        "page": page,
        "measure": measure,
        "plan": measure.plan,
        "desk": desk,
        "form": form,
        "kept": kept,
        "history": history.history(user=user, measure=measure, of=of, number=request.GET.get("page", "1")),
        "today": today,
        "days_left": owed.days_left(choice.period, today) if choice else 0,
        "key": uuid.uuid4(),
        "version": request.POST.get("version") or (desk.version if desk else 0),
        "next": request.POST.get("next") or request.GET.get("next", ""),
    }
    return render(request, "measure.html", context | said, status=status)
