"""The overview of a plan for those who see the whole of it."""

import datetime
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from actionplan.shared import clock, workbook
from departments import audit
from departments.requests import Request
from tasks import access, owed, periods, status
from tasks.dashboards import matrix
from tasks.dashboards import overview as dashboard
from tasks.dashboards.course import course
from tasks.models import Participation, Plan


def overview(request: Request, plan: int) -> HttpResponse:
    """How the plan stands today, or on the earlier day that `?on=` names, as it was known then."""
    found = get_object_or_404(access.plans(request.user).prefetch_related("periods"), pk=plan)
    today = clock.today()
    day, complaint = _day_asked(request.GET.get("on", ""), today=today)
    if day < today and dashboard.too_many_to_look_back(found):
        day, complaint = today, _("This plan is too large to be shown as of an earlier day.")
    known_on = day if day < today else None
    seen_on = found.seen_on(day)
    period = periods.current(found.periods.all(), seen_on)

    parts = access.participations(request.user).filter(plan=found)
    measures = access.measures(request.user).filter(plan=found)
    unseen = Q(acknowledged_at__isnull=True)
    if known_on:
        # Both roles of this page read everything, also what no longer holds.
        parts = Participation.objects.filter(plan=found)
        measures = dashboard.held_on(found.measures.all(), known_on)
        unseen |= Q(acknowledged_at__date__gt=known_on)
    lit_parts = status.with_light(parts, plan=found, day=day, known_on=known_on)
    units = matrix.rows(owed.with_report(lit_parts, period, known_on=known_on), unseen=unseen)
    kind, sort = request.GET.get("kind", ""), request.GET.get("sort") or matrix.WORST_FIRST
    shown = matrix.arranged(units, kind=kind, sort=sort)
    if form := request.GET.get("export"):
        return _export(request, found, day, matrix.sheet(shown, period=period.label if period else ""), form)

    lit = status.with_light(measures, plan=found, day=day, known_on=known_on)
    figures, lines = dashboard.figures_and_lines(lit, plan=found)
    queue = None
    if known_on is None:
        reports = access.submitted_reports(request.user).filter(period__plan=found)
        queue = dashboard.queue(units, plan=found, measures=measures, reports=reports, day=day)
    completeness = dashboard.completeness(units, period=period, day=day)
    context: dict[str, Any] = {
        "plan": found,
        "plans": access.plans(request.user),
        "today": day,
        "latest": today,
        "known_on": known_on,
        "complaint": complaint,
        "seen_on": seen_on,
        "expected": found.expected(seen_on),
        "period": period,
        "figures": figures,
        "queue": queue,
        "named": dashboard.NAMED,
        "course": course(found, day=seen_on, percent=figures.percent),
        "lines": lines,
        "detailed": figures.total <= dashboard.DETAILED,
        "units": shown,
        "columns": matrix.columns(units, period=period.label if period else "", sort=sort),
        "kind": kind if kind in matrix.KINDS else "",
        "kinds": _kinds(units),
        "round": completeness,
        "reported": completeness.owed - completeness.open if completeness else 0,
        "left_out": dashboard.LeftOut(
            undecided=queue.undecided if queue else dashboard.undecided_on(found, day),
            gone=len(queue.gone) if queue else dashboard.naming_the_gone(measures, day).count(),
            unseen=sum(1 for row in units if row.unseen),
            missing=completeness.open if completeness else 0,
            overdue=sum(row.overdue for row in units),
            without_percent=figures.total - figures.with_percent,
        ),
    }
    return render(request, "overview.html", context)


def _day_asked(text: str, *, today: datetime.date) -> tuple[datetime.date, str]:
    """The day to stand on, and what is wrong with the one asked for; then today is shown."""
    if not text:
        return today, ""
    try:
        day = datetime.date.fromisoformat(text)
    except ValueError:
        return today, _("“%(text)s” is no day. Write it as year-month-day, such as 2022-06-30.") % {
            "text": text[:40]
        }
    if day > today:
        return today, _("That day is still to come. Choose today or an earlier day.")
    return day, ""


def _kinds(units: list[matrix.UnitRow]) -> list[tuple[str, str, int]]:
    labels = {"": _("All"), "municipal": _("Municipal bureaus"), "districts": _("Districts")}
    return [
        (kind, label, len(matrix.arranged(units, kind=kind, sort="unit"))) for kind, label in labels.items()
    ]


def _export(
    request: Request, plan: Plan, day: datetime.date, rows: list[list[Any]], form: str
) -> HttpResponse:
    if form != "xlsx":
        raise Http404
    title = _("Units by light")
    name = f"{title} {plan} {day:%Y-%m-%d}.xlsx"
    audit.record(
        what="export", at=clock.now(), who=request.user, about=name, request=request, rows=len(rows) - 1
    )
    return workbook.download(workbook.xlsx(title, rows, widths=(28,)), name, workbook.XLSX)
