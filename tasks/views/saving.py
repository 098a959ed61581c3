"""What an opened form saves by itself, told in JSON to the page's own script."""

from typing import Any

from django.http import JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from actionplan.shared import clock
from departments import carried
from departments.requests import Request
from tasks import report_text, review
from tasks.dashboards import report
from tasks.forms import MoveForm, ReportForm
from tasks.models import ProgressReport
from tasks.views import desk


def autosave(request: Request, measure: int) -> JsonResponse:
    """Saves what stands in the form as a draft, but for what can't be read; says so, or who was faster."""
    found = desk.find(request, measure)
    place = review.find(
        measure=found,
        unit=desk.own_unit(request),
        period=desk.period_of(request.POST.get("period"), found.plan),
    )
    place.measure = found
    if carried.by_another(request, request.POST.get(carried.WRITER)):
        return _told(403, words=_("Somebody else is signed in now: nothing of this page is saved."))
    envelope = MoveForm(request.POST)
    envelope.is_valid()
    sealed = desk.sealed(envelope)
    if sealed["sitting"] is None:
        return _told(422, words=_("This page can't save by itself. Save it yourself."))
    form, unread = _readable(request, place)
    at = clock.now()
    try:
        version = review.autosave(
            report=place,
            by=request.user,
            at=at,
            based_on=sealed["based_on"],
            sitting=sealed["sitting"],
            content=form.content(),
        )
    except review.Conflict as conflict:
        return _overtaken(request, conflict.report, sealed["based_on"])
    except review.Refused as refused:
        return _told(403, words=str(refused))
    time = f"{timezone.localtime(at):%H:%M}"
    saved = {"version": version, "saved_at": at.isoformat(), "time": time}
    if unread:
        names = pgettext("list", ", ").join(unread)
        words = _("%(time)s saved by itself, all but this: %(fields)s") % {"time": time, "fields": names}
        return _told(422, **saved, words=words, fields=unread)
    return _told(200, **saved, words=_("%(time)s saved by itself") % {"time": time})


def _readable(request: Request, place: ProgressReport) -> tuple[ReportForm, list[str]]:
    """The form, where what can't be stored gives way to what was stored before; and the labels of that."""
    leads = review.leads(place)
    form = ReportForm(request.POST, measure=place.measure, leads=leads)
    if form.is_valid():
        return form, []
    data, stored = request.POST.copy(), report_text.typed(place, place.measure)
    for name in form.errors:
        data[name] = stored.get(name, "")
    kept = ReportForm(data, measure=place.measure, leads=leads)
    kept.is_valid()
    return kept, [str(form.fields[name].label) for name in form.errors]


def _overtaken(request: Request, standing: ProgressReport, based_on: int) -> JsonResponse:
    faster = report.overtaken(user=request.user, report=standing, based_on=based_on)
    if faster.event is None:
        return _told(409, words=_("This report was changed in the meantime."))
    who, time = str(faster.event.by), f"{timezone.localtime(faster.event.at):%H:%M}"
    said = {"who": who, "time": time, "fields": pgettext("list", ", ").join(faster.fields)}
    if faster.event.by == request.user:
        words = _("You changed this report in another window at %(time)s.") % said
    elif faster.fields:
        words = _("%(who)s changed this report at %(time)s: %(fields)s") % said
    else:
        words = _("%(who)s changed this report at %(time)s.") % said
    return _told(409, words=words, who=who, at=faster.event.at.isoformat(), fields=faster.fields)


def _told(status: int, **said: Any) -> JsonResponse:
    return JsonResponse(said, status=status)
