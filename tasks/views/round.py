"""Filling in a period's reports one after the other, and signing what waits for the head of unit."""

import datetime
import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import ngettext_lazy

from actionplan.shared import clock
from departments.models import Unit
from departments.requests import Request
from tasks import access, owed, periods, sending, status
from tasks.choices import ReportState
from tasks.dashboards import round as dashboard
from tasks.dashboards.report import Desk, sends
from tasks.dashboards.round import Line, Round
from tasks.forms import MoveForm
from tasks.models import Plan, ProgressReport, ReportingPeriod
from tasks.views import desk

SENT = {
    "submit": ngettext_lazy("%(count)s report submitted.", "%(count)s reports submitted.", "count"),
    "hand_over": ngettext_lazy(
        "%(count)s report handed over to the head of unit.",
        "%(count)s reports handed over to the head of unit.",
        "count",
    ),
}


def fill_round(request: Request, plan: int, unit: str) -> HttpResponse:
    """The report that the way leads to next, or the one asked for; at its end, what is left."""
    found, own = desk.own_place(request, plan, unit)
    period = _period(request.GET.get("period", ""), found)
    way = _way(request, found, own, period, signing=request.GET.get("state") == ReportState.HANDED)
    measure = request.GET.get("measure", "")
    line = way.find(measure, request.GET.get("period", "")) if measure else way.first
    if measure and line is None:
        raise Http404
    if line is None or "end" in request.GET:
        return _end(request, found, own, period, way)
    return desk.page(
        request,
        desk.find(request, line.measure.pk),
        unit=own.code,
        period=str(line.period.number),
        stage="signing" if way.signing else "round",
    )


def send_round(request: Request, plan: int, unit: str) -> HttpResponse:
    """Submits those that were chosen of the reports at the end of a round, or hands them over."""
    found, own = desk.own_place(request, plan, unit)
    period = _period(request.POST.get("period", ""), found)
    way = _way(request, found, own, period, signing=request.POST.get("state") == ReportState.HANDED)
    move = sends(request.user, own)
    chosen = dict(given.split(":", 1) for given in request.POST.getlist("report") if ":" in given)
    ready = sending.readiness(way.lines, unit=own, today=clock.today())
    envelope = MoveForm(request.POST)
    envelope.is_valid()
    outcome = sending.send(
        [
            (one, int(version) if version.isdecimal() and len(version) < 10 else -1)
            for one in ready
            if (version := chosen.get(str(one.report.pk))) is not None
        ],
        move=move,
        by=request.user,
        at=clock.now(),
        key=envelope.cleaned_data.get("key"),
    )
    if outcome.sent:
        messages.success(request, SENT[move] % {"count": len(outcome.sent)})
    if outcome.kept or not outcome.sent:
        way = _way(request, found, own, period, signing=way.signing)
        return _end(request, found, own, period, way, status=409 if outcome.kept else 422, outcome=outcome)
    return redirect(_address(found, own, way, period) + "&end=1")


def _period(number: str, plan: Plan) -> ReportingPeriod | None:
    """The period of that number; without one, the one that runs."""
    if number:
        return desk.period_of(number, plan)
    return periods.current(plan.periods.all(), plan.seen_on(clock.today()))


def _way(request: Request, plan: Plan, unit: Unit, period: ReportingPeriod | None, *, signing: bool) -> Round:
    if signing and not request.user.heads(unit):
        raise Http404
    own = access.participations(request.user).filter(plan=plan, unit=unit)
    parts = status.with_light(own, plan=plan, day=clock.today())
    if signing:
        return dashboard.to_sign(parts, plan=plan, unit=unit)
    return dashboard.of_period(parts, period) if period else Round([])


def _address(
    plan: Plan,
    unit: Unit,
    way: Round,
    period: ReportingPeriod | None,
    line: Line | None = None,
) -> str:
    query: dict[str, Any] = {"state": ReportState.HANDED.value} if way.signing else {}
    if line:
        query |= {"period": line.period.number, "measure": line.measure.pk}
    elif period and not way.signing:
        query["period"] = period.number
    return reverse("round", args=[plan.pk, unit.code]) + "?" + urlencode(query)


def _end(
    request: Request,
    plan: Plan,
    unit: Unit,
    period: ReportingPeriod | None,
    way: Round,
    *,
    status: int = 200,
    outcome: sending.Outcome | None = None,
) -> HttpResponse:
    """What is done and what is left, with sending on all that is fit."""
    today: datetime.date = clock.today()
    drafts = [line for line in way.left if line.state]
    ready = sending.readiness(drafts, unit=unit, today=today)
    context = {
        "plan": plan,
        "unit": unit,
        "period": period,
        "round": way,
        "begin": _address(plan, unit, way, period),
        "here": reverse("round", args=[plan.pk, unit.code]),
        "ready": [one for one in ready if one.fit],
        "asks": any(one.looks for one in ready if one.fit),
        "lacking": [one for one in ready if not one.fit],
        "unwritten": [line for line in way.left if not line.state],
        "move": sends(request.user, unit),
        "outcome": outcome,
        "today": today,
        "days_left": owed.days_left(period, today) if period else 0,
        "key": uuid.uuid4(),
    }
    return render(request, "round_end.html", context, status=status)


def _beside(signing: bool) -> Any:
    def beside(request: Request, shown: Desk) -> dict[str, Any]:
        plan, unit, period = shown.measure.plan, shown.choice.unit, shown.choice.period
        way = _way(request, plan, unit, period, signing=signing)
        place = (period.number, shown.measure.seq)
        return {
            "round": way,
            "unit": unit,
            "here": reverse("round", args=[plan.pk, unit.code]),
            "position": way.position(place),
            "skip": _next(request, plan, unit, period, way, place),
            "ends": _address(plan, unit, way, period) + "&end=1",
        }

    return beside


def _next(
    request: Request, plan: Plan, unit: Unit, period: ReportingPeriod, way: Round, place: tuple[int, int]
) -> str:
    following = way.after(place)
    address = _address(plan, unit, way, period, following)
    return address if following else address + "&end=1"


STAYS = ("take_back", "call_back")
"""The moves after which one goes on writing the same report."""


def _onward(signing: bool) -> Any:
    def onward(request: Request, report: ProgressReport, move: str) -> str:
        plan, unit, period = report.measure.plan, report.unit, report.period
        way = _way(request, plan, unit, period, signing=signing)
        place = (period.number, report.measure.seq)
        if move in STAYS and (same := way.find(str(report.measure.pk), str(period.number))):
            return _address(plan, unit, way, period, same)
        return _next(request, plan, unit, period, way, place)

    return onward


desk.STAGES["round"] = desk.Stage("round.html", _beside(False), _onward(False))
desk.STAGES["signing"] = desk.Stage("round.html", _beside(True), _onward(True))
