"""The periods of a plan, and a single one: laid out, changed, opened early, closed, reopened."""

import re
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from actionplan.shared import clock, workbook
from departments import audit, carried
from departments.requests import Request
from tasks import access, period_moves, period_terms
from tasks.dashboards import frozen
from tasks.dashboards import periods as dashboard
from tasks.models import PeriodEvent, Plan, ReportingPeriod
from tasks.period_forms import LayoutForm, PeriodForm
from tasks.periods import Conflict
from tasks.review import Invalid, Refused
from tasks.views import desk

CHANGE = "change"
MOVES: dict[str, Callable[..., PeriodEvent]] = {
    "open": period_moves.open_early,
    "close": period_moves.close,
    "reopen": period_moves.reopen,
}
DONE = {
    CHANGE: gettext_lazy("%(period)s saved."),
    "open": gettext_lazy("%(period)s is open; its units were told."),
    "close": gettext_lazy("%(period)s is closed; its figures stay as they are."),
    "reopen": gettext_lazy("%(period)s is open again; its units were told."),
}
_VERSION = re.compile("[0-9]{1,9}")


def periods(request: Request, plan: int) -> HttpResponse:
    """All periods of the plan with what is owed in each, and the form that lays them out."""
    return _list(request, _plan(request, plan))


def lay_out(request: Request, plan: int) -> HttpResponse:
    """Lays all periods of the plan out anew."""
    found = _plan(request, plan)
    form = LayoutForm(request.POST, plan=found)
    if carried.by_another(request, request.POST.get(carried.WRITER)):
        return _list(request, found, trouble=desk.typed_by_another(), status=403)
    if carried.is_back(request):
        return _list(request, found, form=form, back=True)
    if not form.is_valid():
        return _list(request, found, form=form, status=422)
    try:
        period_terms.lay_out(
            plan=found,
            layout=form.layout,
            by=request.user,
            at=clock.now(),
            based_on=request.POST.get("stamp", ""),
            request=request,
        )
    except Invalid as invalid:
        form.tell(invalid.errors)
        return _list(request, found, form=form, status=422)
    except Refused as refused:
        return _list(request, found, form=form, trouble=str(refused), status=422)
    except Conflict:
        return _list(request, _plan(request, plan), form=form, overtaken=True, status=409)
    messages.success(request, _("Periods laid out."))
    return redirect("periods", found.pk)


def period(request: Request, plan: int, number: int) -> HttpResponse:
    """One period: what it asks, how it stands now or stood at its closing, and what happened to it."""
    return _one(request, _period(request, plan, number))


def move_period(request: Request, plan: int, number: int, move: str) -> HttpResponse:
    """Changes the period, opens it early, closes it or reopens it."""
    found = _period(request, plan, number)
    sent = request.POST.get("version", "")
    version = int(sent) if _VERSION.fullmatch(sent) else -1
    form = PeriodForm(request.POST, plan=found.plan) if move == CHANGE else None
    about: dict[str, Any] = {
        "period": found, "by": request.user, "at": clock.now(), "based_on": version, "request": request,
    }  # fmt: skip
    reason = request.POST.get("reason", "").replace("\r\n", "\n").replace("\0", "")
    if move == "reopen":
        about["reason"] = reason
    if carried.by_another(request, request.POST.get(carried.WRITER)):
        return _one(request, found, trouble=desk.typed_by_another(), status=403)
    if carried.is_back(request):
        return _one(request, found, form=form, reason=reason, back=True)
    try:
        if form is None:
            if move not in MOVES:
                raise Http404
            MOVES[move](**about)
        elif form.is_valid():
            period_terms.change(terms=form.terms, **about)
        else:
            return _one(request, found, form=form, status=422)
    except Invalid as invalid:
        if form:
            form.tell(invalid.errors)
        return _one(
            request, found, form=form, reason=reason, reason_error=invalid.errors.get("reason"), status=422
        )
    except Refused as refused:
        return _one(request, found, form=form, reason=reason, trouble=str(refused), status=422)
    except Conflict as conflict:
        found = _period(request, plan, number)
        return _one(request, found, form=form, reason=reason, overtaken=conflict, status=409)
    messages.success(request, DONE[move] % {"period": found})
    return redirect("period", found.plan_id, found.number)


def _plan(request: Request, key: int) -> Plan:
    found = get_object_or_404(access.plans(request.user).prefetch_related("periods"), pk=key)
    request.plan = found  # type: ignore[attr-defined]
    return found


def _period(request: Request, key: int, number: int) -> ReportingPeriod:
    plan = _plan(request, key)
    for period in plan.periods.all():
        if period.number == number:
            period.plan = plan
            return period
    raise Http404


def _frame(request: Request, plan: Plan) -> dict[str, Any]:
    today = clock.today()
    return {
        "plan": plan,
        "plans": access.plans(request.user),
        "today": today,
        "expected": plan.expected(plan.seen_on(today)),
        "coordinates": request.user.is_coordinator,
        "writer": carried.mark(request.user),
    }


def _list(
    request: Request, plan: Plan, *, form: LayoutForm | None = None, status: int = 200, **extra: Any
) -> HttpResponse:
    every = list(plan.periods.all())
    first = every[0] if every else None
    initial = {"rhythm": plan.rhythm, "due_after": (first.due_on - first.ends_on).days if first else 0}
    parts = access.participations(request.user).filter(plan=plan)
    context = _frame(request, plan) | {
        "lines": dashboard.lines(plan, parts=parts, today=clock.today()),
        "form": form or LayoutForm(initial=initial, plan=plan),
        "stamp": period_terms.stamp(every),
        "may": period_terms.may_lay_out(plan) if request.user.is_coordinator else None,
        **extra,
    }
    return render(request, "periods.html", context, status=status)


def _one(
    request: Request,
    period: ReportingPeriod,
    *,
    form: PeriodForm | None = None,
    status: int = 200,
    **extra: Any,
) -> HttpResponse:
    plan, today = period.plan, clock.today()
    closings = list(frozen.closings(period))
    closing = _closing(request, closings, period)
    shown = frozen.frozen(closing) if closing else None
    if shown and (kind := request.GET.get("export")):
        return _export(request, shown, kind)
    state = dashboard.state_of(period, today)
    parts = access.participations(request.user).filter(plan=plan)
    live = state == dashboard.OPEN and shown is None
    by_number = {one.number: one for one in plan.periods.all()}
    context = _frame(request, plan) | {
        "period": period,
        "state": state,
        "sections": list(period.sections.all()),
        "standing": dashboard.standing(period, parts=parts, today=today) if live else None,
        "frozen": shown,
        "closings": closings,
        "events": period.events.select_related("by").order_by("-number"),
        "form": (form or PeriodForm.of(period)) if state != dashboard.CLOSED else None,
        "before": by_number.get(period.number - 1),
        "after": by_number.get(period.number + 1),
        **extra,
    }
    return render(request, "period.html", context, status=status)


def _closing(request: Request, closings: list[PeriodEvent], period: ReportingPeriod) -> PeriodEvent | None:
    """The closing asked for, else the latest of a period that is closed."""
    if asked := request.GET.get("closing"):
        for closing in closings:
            if str(closing.number) == asked:
                closing.period = period
                return closing
        raise Http404
    return closings[0] if period.closed_at else None


def _export(request: Request, shown: frozen.Frozen, form: str) -> HttpResponse:
    if form != "xlsx":
        raise Http404
    rows = frozen.sheet(shown)
    day = timezone.localdate(shown.closing.at)
    title = _("%(period)s as closed") % {"period": shown.closing.period}
    name = f"{title} {shown.closing.period.plan} {day:%Y-%m-%d}.xlsx"
    audit.record(
        what="export", at=clock.now(), who=request.user, about=name, request=request, rows=len(rows) - 1
    )
    return workbook.download(workbook.xlsx(title, rows, widths=(28,)), name, workbook.XLSX)
