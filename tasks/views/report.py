"""Writing a report of one's own unit: save, submit, take back; what was typed is never lost."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect

from actionplan.shared import clock
from departments.requests import Request
from tasks import report_text, review
from tasks.forms import MoveForm, ReportForm
from tasks.models import Measure, ProgressReport, ReportingPeriod
from tasks.views import desk

FILLS = ("repeat", "theirs")
"""What a form can ask for that writes nothing: last time's texts, or the other person's."""


def send_report(request: Request, measure: int) -> HttpResponse:
    """Saves, submits or takes back the report of one's own unit; what was typed is never lost."""
    found = desk.find(request, measure)
    if request.method != "POST":
        return redirect("measure", found.pk)
    unit = desk.own_unit(request)
    period = _period(request, found)
    asked, _sep, field = request.POST.get("move", "").partition(":")
    rule = review.MOVES.get(asked)
    if asked not in FILLS and (rule is None or rule.by == review.COORDINATOR):
        raise Http404
    place = review.find(measure=found, unit=unit, period=period)
    place.measure = found
    form = ReportForm(request.POST, measure=found, leads=review.leads(place))
    if rule is None:
        return _filled(request, place, form, asked, field)
    envelope = MoveForm(request.POST)
    envelope.is_valid()
    if rule.writes and not form.is_valid():
        if rule.whole:
            form.tell_all(review.previous(place))
        return desk.again(request, place, 422, form=form)
    try:
        review.apply(
            report=place,
            move=asked,
            by=request.user,
            at=clock.now(),
            content=form.content() if rule.writes else None,
            comment=envelope.cleaned_data.get("comment", ""),
            **desk.sealed(envelope),
        )
    except review.Invalid as invalid:
        if not rule.writes:
            envelope.add_error("comment", invalid.errors["comment"])
            return desk.again(request, place, 422, envelope=envelope, move=asked)
        form.tell(invalid.errors)
        return desk.again(request, place, 422, form=form)
    except review.Conflict as conflict:
        if not rule.writes:
            return desk.again(request, place, 409, **desk.overtaken(request, conflict.report))
        return desk.again(request, place, 409, form=form, **_compared(request, conflict.report, form))
    except review.Refused as refused:
        kept = form if rule.writes else None
        return desk.again(request, place, 403, form=kept, refused=str(refused))
    return desk.done(request, place, asked)


def _period(request: Request, measure: Measure) -> ReportingPeriod:
    number = request.POST.get("period")
    for period in measure.plan.periods.all():
        if str(period.number) == number:
            return period
    raise Http404


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
        return desk.again(request, place, 200, form=filled, **_compared(request, place, filled))
    lost = report_text.compare(form.typed, filled.typed, place.measure)
    replaced = {change.label for change in lost}
    kept = [(label, text) for label, text in form.kept if label in replaced]
    return desk.again(request, place, 200, form=filled, repeated=bool(known), kept=kept)


def _compared(request: Request, standing: ProgressReport, form: ReportForm) -> dict[str, Any]:
    """What the page says of two people's texts."""
    theirs = report_text.typed(standing, form.measure)
    differences = report_text.compare(theirs, form.typed, form.measure)
    return {"differences": differences, **desk.overtaken(request, standing)}
