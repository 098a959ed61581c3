"""One report on its page: what every page that shows one needs, whoever writes or reviews it there."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from actionplan.shared import clock
from departments import carried
from departments.models import Unit
from departments.requests import Request
from tasks import access, owed
from tasks.dashboards import asked, history, report
from tasks.dashboards import measure as dashboard
from tasks.dashboards.report import Desk
from tasks.forms import MoveForm, ReportForm
from tasks.models import Measure, Plan, ProgressReport, ReportingPeriod
from tasks.request_forms import RequestForm, offered
from tasks.review import Sitting
from tasks.views import proven

DONE = {
    "save": gettext_lazy("%(period)s report saved; it isn't submitted yet."),
    "hand_over": gettext_lazy("%(period)s report handed over to the head of unit."),
    "call_back": gettext_lazy("%(period)s report called back; it can be changed again."),
    "hand_back": gettext_lazy("%(period)s report handed back."),
    "submit": gettext_lazy("%(period)s report submitted; it awaits review."),
    "take_back": gettext_lazy("%(period)s report taken back; it can be changed again."),
    "lay_aside": gettext_lazy("%(period)s report of %(unit)s laid aside."),
    "approve": gettext_lazy("%(period)s report of %(unit)s approved."),
    "return": gettext_lazy("%(period)s report returned to %(unit)s."),
    "reopen": gettext_lazy("%(period)s report of %(unit)s reopened."),
}


@dataclass(frozen=True)
class Stage:
    """A page that shows a report: its template, what it shows beside it, and where a move leads from it.

    `back` is where what was done can be looked at again, for the toast that tells it.
    """

    template: str
    beside: Callable[[Request, Desk], dict[str, Any]]
    onward: Callable[[Request, ProgressReport, str], str]
    back: Callable[[Request, ProgressReport], str] = lambda request, report: ""


def _on_measure(request: Request, report: ProgressReport, move: str) -> str:
    where = f"?unit={report.unit.code}&period={report.period.number}"
    return reverse("measure", args=[report.measure_id]) + where


STAGES: dict[str, Stage] = {"": Stage("measure.html", lambda request, desk: {}, _on_measure)}
"""By the word that a form sends as `stage`; the measure's own page without one."""


def find(request: Request, pk: int) -> Measure:
    """The measure that this person may read, with light and plan."""
    plan = get_object_or_404(access.plans(request.user).prefetch_related("periods"), measures__pk=pk)
    found = get_object_or_404(dashboard.find(user=request.user, plan=plan, today=clock.today()), pk=pk)
    found.plan = plan
    request.plan = plan  # type: ignore[attr-defined]
    return found


def own_unit(request: Request) -> Unit:
    """The unit that the form names, one of the person's own."""
    return _own(request, request.POST.get("unit"))


def own_place(request: Request, plan: int, unit: str) -> tuple[Plan, Unit]:
    """The plan and the person's own unit of that code; another's isn't there."""
    found = get_object_or_404(access.plans(request.user).prefetch_related("periods"), pk=plan)
    request.plan = found  # type: ignore[attr-defined]
    return found, _own(request, unit)


def _own(request: Request, code: str | None) -> Unit:
    for unit in request.user.own_units:
        if unit.code == code:
            return unit
    raise Http404


def period_of(number: str | None, plan: Plan) -> ReportingPeriod:
    """The plan's period of that number."""
    for period in plan.periods.all():
        if str(period.number) == number:
            return period
    raise Http404


def sealed(envelope: MoveForm) -> dict[str, Any]:
    """A version that can't be read is no version that anything was based on."""
    said = envelope.cleaned_data
    key, form, saves = said.get("key"), said.get("sitting"), said.get("saves") or 0
    return {
        "based_on": said.get("version", -1),
        "key": str(key) if key else None,
        "sitting": Sitting(str(form), saves + 1) if form else None,
    }


def overtaken(request: Request, standing: ProgressReport) -> dict[str, Any]:
    """Who was faster; the next move is based on the version that stands."""
    envelope = MoveForm(request.POST)
    envelope.is_valid()
    based_on = sealed(envelope)["based_on"]
    faster = report.overtaken(user=request.user, report=standing, based_on=based_on)
    return {"overtaken": faster, "version": standing.version}


def again(request: Request, place: ProgressReport, status: int, **said: Any) -> HttpResponse:
    """The page of a report once more, with what went wrong."""
    unit, period = place.unit.code, str(place.period.number)
    return page(request, place.measure, unit=unit, period=period, status=status, strict=False, **said)


def done(request: Request, place: ProgressReport, move: str) -> HttpResponse:
    """Says what was done and goes on; a toast leads back to what was decided."""
    stage = STAGES.get(request.POST.get("stage", ""), STAGES[""])
    if move in DONE:
        said = DONE[move] % {"period": place.period, "unit": place.unit}
        messages.success(request, said, extra_tags=stage.back(request, place))
    return redirect(way_on(request) or stage.onward(request, place, move))


def typed_by_another() -> str:
    """What is told where a form was opened for another person than the one who sends it."""
    return _("This was typed while somebody else was signed in; nothing of it was shown or saved.")


def way_on(request: Request) -> str:
    """The address to go on to, if one was given that lies within this system."""
    address = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if safe else ""


def page(
    request: Request,
    measure: Measure,
    *,
    unit: str,
    period: str,
    status: int = 200,
    strict: bool = True,
    stage: str = "",
    form: ReportForm | None = None,
    failed: RequestForm | None = None,
    **said: Any,
) -> HttpResponse:
    """The whole page. `strict`: a unit or period that isn't there is an error; else no report shows."""
    user, today = request.user, clock.today()
    shown = dashboard.measure_page(user=user, measure=measure, today=today)
    try:
        choice = report.choose(
            user=user, measure=measure, parts=shown.parts, unit=unit, number=period, today=today
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
        form = ReportForm(measure=measure, leads=choice.leads, report=desk.draft, before=desk.before)  # type: ignore[union-attr]
    elif not editable and form is not None:
        kept, form = form.kept, None
    key = uuid.uuid4()
    context = {
        "page": shown,
        "measure": measure,
        "plan": measure.plan,
        "desk": desk,
        "form": form,
        "kept": kept,
        "history": history.history(user=user, measure=measure, of=of, number=request.GET.get("page", "1")),
        "today": today,
        "days_left": owed.days_left(choice.period, today) if choice else 0,
        "key": key,
        "sitting": request.POST.get("sitting") or key,
        "saves": request.POST.get("saves", 0),
        "writer": carried.mark(user),
        "version": request.POST.get("version") or (desk.version if desk else 0),
        "next": request.POST.get("next") or request.GET.get("next", ""),
    }
    name = request.POST.get("stage", stage) if desk else ""
    at = STAGES.get(name, STAGES[""])
    context["stage"] = name if at is not STAGES[""] else ""
    if desk:
        context |= proven.beside(user=user, desk=desk, form=form, parts=shown.parts, today=today)
        context |= at.beside(request, desk)
    if at is STAGES[""]:
        context["asked"] = asked.asked(
            user=user, measure=measure, parts=shown.parts, today=today, form=offered(failed), failed=failed
        )
    return render(request, at.template, context | said, status=status)
