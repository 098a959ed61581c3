"""Reminding the units that owe reports in a period."""

import datetime
import re
import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from actionplan.shared import clock, dates
from departments import audit, carried
from departments.requests import Request
from tasks import access, owed, periods
from tasks.models import Plan, Reminder, ReportingPeriod
from tasks.reminded import with_answer
from tasks.reminders import Outcome, remind, standings, takes_none
from tasks.review import Invalid, Refused
from tasks.views import desk

PER_PAGE = 25
ALL, CHOSEN = "all", "chosen"
_SEEN = re.compile("([0-9]{1,18}):([0-9]{1,4})")


def reminders(request: Request, plan: int) -> HttpResponse:
    """The units that owe in a period, what they were reminded of, and the form that reminds them."""
    found = get_object_or_404(access.plans(request.user).prefetch_related("periods"), pk=plan)
    return _page(request, found, _chosen(found, request.GET.get("period", "")))


def send(request: Request, plan: int) -> HttpResponse:
    """Reminds the units that were ticked, or all; what can't go out is told by name."""
    found = get_object_or_404(access.plans(request.user).prefetch_related("periods"), pk=plan)
    period = get_object_or_404(found.periods, number=_number(request.POST.get("period", "")))
    seen = [match for text in request.POST.getlist("seen") if (match := _SEEN.fullmatch(text))]
    numbers = {int(match[1]): int(match[2]) for match in seen}
    ticked = {int(text) for text in request.POST.getlist("units") if re.fullmatch("[0-9]{1,18}", text)}
    units = numbers if request.POST.get("act") == ALL else {pk: numbers[pk] for pk in ticked & set(numbers)}
    text = request.POST.get("text", "").replace("\r\n", "\n").replace("\0", "")
    typed: dict[str, Any] = {"text": text, "ticked": set(units)}
    if carried.by_another(request, request.POST.get(carried.WRITER)):
        return _page(request, found, period, refused=desk.typed_by_another(), status=403)
    if carried.is_back(request):
        return _page(request, found, period, back=True, **typed)
    try:
        key = str(uuid.UUID(request.POST.get("key", "")))
        with transaction.atomic():
            outcome = remind(period=period, units=units, text=text, by=request.user, at=clock.now(), key=key)
            if outcome.sent:
                _record(request, period, outcome)
    except ValueError:
        return _page(request, found, period, refused=_("Send the form from this page."), status=422, **typed)
    except Invalid as invalid:
        return _page(request, found, period, errors=invalid.errors, status=422, **typed)
    except Refused as refused:
        return _page(request, found, period, refused=str(refused), status=409, **typed)
    sent = len(outcome.sent) + len(outcome.before)
    if outcome.refused:
        left = {unit.pk for unit, _why in outcome.refused}
        status = 200 if sent else 409
        return _page(request, found, period, outcome=outcome, status=status, text=text, ticked=left)
    messages.success(request, _told(sent))
    return redirect(f"{reverse('reminders', args=[found.pk])}?period={period.number}")


def _told(count: int) -> str:
    return ngettext("%(n)s unit was reminded.", "%(n)s units were reminded.", count) % {"n": count}


def _record(request: Request, period: ReportingPeriod, outcome: Outcome) -> None:
    audit.record(
        what="reminded",
        at=clock.now(),
        who=request.user,
        about=f"{period.plan} {period.number}",
        request=request,
        units=[reminder.unit.name for reminder in outcome.sent],
        levels=[str(reminder.level) for reminder in outcome.sent],
    )


def _number(text: str) -> int:
    return int(text) if re.fullmatch("[0-9]{1,4}", text) else 0


def _chosen(plan: Plan, asked: str) -> ReportingPeriod | None:
    """The period that was asked for, else the one that runs."""
    every = plan.periods.all()
    by_number = {period.number: period for period in every}
    return by_number.get(_number(asked)) or periods.current(every, plan.seen_on(clock.today()))


def _page(
    request: Request,
    plan: Plan,
    period: ReportingPeriod | None,
    *,
    status: int = 200,
    text: str | None = None,
    **extra: Any,
) -> HttpResponse:
    request.plan = plan  # type: ignore[attr-defined]
    today = clock.today()
    rows = standings(period, today=today) if period else []
    history = with_answer(Reminder.objects.filter(period=period)).select_related("unit", "by", "period")
    stopped = takes_none(period, today) if period else ""
    context = {
        "plan": plan,
        "plans": access.plans(request.user),
        "today": today,
        "expected": plan.expected(plan.seen_on(today)),
        "period": period,
        "periods": plan.periods.all(),
        "left": owed.days_left(period, today) if period else 0,
        "rows": [(row, row.may_go(today)) for row in rows],
        "reports": sum(row.owes for row in rows),
        "possible": sum(row.may_go(today) for row in rows),
        "stopped": stopped,
        "reminds": request.user.is_coordinator and not stopped,
        "text": _default(period, today) if text is None and period else text,
        "key": uuid.uuid4(),
        "writer": carried.mark(request.user),
        "page": Paginator(history.order_by("-pk"), PER_PAGE).get_page(request.GET.get("page")),
        **extra,
    }
    return render(request, "reminders.html", context, status=status)


def _default(period: ReportingPeriod, today: datetime.date) -> str:
    facts = {"period": period, "day": dates.written(period.due_on, year=today.year)}
    if period.due_on < today:
        return _("The %(period)s reports were due on %(day)s. Submit those that are missing now.") % facts
    return _("%(period)s reports are still missing. Submit them by %(day)s.") % facts
