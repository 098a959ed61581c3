"""The pages of a unit's workbook: download it, load it back, look at what it would do, agree."""

import datetime
import secrets
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from actionplan.shared import clock
from actionplan.shared.workbook import XLSX
from actionplan.shared.workbook import download as as_file
from departments import audit
from departments.models import Unit
from departments.requests import Request
from importers.models import ImportState, ReportSheet
from importers.reading.limits import Refused
from importers.sheets import checking, taking, words, workbook
from importers.sheets.forms import AgreementForm, SheetForm
from importers.sheets.rows import Row, rows_of
from tasks import owed, periods
from tasks.models import Plan, ReportingPeriod
from tasks.views import desk


def sheet(request: Request, plan: int, unit: str) -> HttpResponse:
    """The way out and back of the workbook of a period; a POST reads the file that was filled in."""
    found, own = desk.own_place(request, plan, unit)
    chosen = _period(request, found)
    form = SheetForm(initial={"key": secrets.token_hex(16)})
    if request.method == "POST" and chosen and not chosen.closed_at:
        form = SheetForm(request.POST, request.FILES)
        if form.is_valid():
            file = form.cleaned_data["file"]
            try:
                row = taking.receive(
                    data=file.read(),
                    name=file.name,
                    key=form.cleaned_data["key"],
                    plan=found,
                    unit=own,
                    period=chosen,
                    by=request.user,
                    at=clock.now(),
                    request=request,
                )
            except Refused as refusal:
                form.add_error("file", words.sentence(refusal))
            else:
                return redirect("filled-sheet", found.pk, own.code, row.pk)
    return _show(request, found, own, chosen, form)


def download(request: Request, plan: int, unit: str) -> HttpResponse:
    """The prefilled workbook of a period."""
    found, own = desk.own_place(request, plan, unit)
    chosen = _period(request, found)
    if chosen is None or chosen.closed_at:
        raise Http404
    today = clock.today()
    rows = _rows(request, found, own, chosen, today)
    content = workbook.write(plan=found, unit=own, period=chosen, rows=rows, by=request.user, day=today)
    name = f"{workbook.heading(own, chosen)} {today:%Y-%m-%d}.xlsx"
    audit.record(what="export", at=clock.now(), who=request.user, about=name, request=request, rows=len(rows))
    return as_file(content, name, XLSX)


def filled_sheet(request: Request, plan: int, unit: str, pk: int) -> HttpResponse:
    """What a workbook that came back would do, or what it did; a POST agrees to it."""
    found, own = desk.own_place(request, plan, unit)
    row = get_object_or_404(taking.sheets(request.user), pk=pk, unit=own, period__plan=found)
    if row.state != ImportState.READ:
        return render(request, "sheet_done.html", {"plan": found, "unit": own, "row": row})
    if request.method != "POST":
        return _preview(request, found, own, row)
    proposal = _proposal(request, found, row)
    form = AgreementForm(request.POST, lines=[one.line for one in proposal.of(checking.STALE)])
    form.is_valid()
    chosen = form.cleaned_data.get("take", [])
    try:
        taking.apply(
            sheet=row,
            plan=found,
            by=request.user,
            at=clock.now(),
            day=clock.today(),
            basis=form.cleaned_data.get("basis", ""),
            chosen=chosen,
            request=request,
        )
    except taking.Stale:
        return _preview(request, found, own, row, chosen=chosen, status=409)
    except taking.NothingChosen:
        return _preview(request, found, own, row, status=422)
    return redirect("filled-sheet", found.pk, own.code, row.pk)


def _open(plan: Plan) -> list[ReportingPeriod]:
    """The periods that have begun to take reports."""
    return [period for period in plan.periods.all() if period.opens_on <= clock.today()]


def _period(request: HttpRequest, plan: Plan) -> ReportingPeriod | None:
    """The period asked for, else the one that runs; none before the first."""
    begun = _open(plan)
    if "period" not in request.GET:
        return periods.current(begun, plan.seen_on(clock.today()))
    for period in begun:
        if str(period.number) == request.GET["period"]:
            return period
    raise Http404


def _rows(
    request: Request, plan: Plan, unit: Unit, period: ReportingPeriod, today: datetime.date
) -> list[Row]:
    return rows_of(user=request.user, plan=plan, unit=unit, period=period, day=today)


def _show(
    request: Request, plan: Plan, unit: Unit, period: ReportingPeriod | None, form: SheetForm
) -> HttpResponse:
    today = clock.today()
    rows = _rows(request, plan, unit, period, today) if period else []
    context = {
        "plan": plan,
        "unit": unit,
        "period": period,
        "periods": [one for one in _open(plan) if not one.closed_at or one == period],
        "owing": sum(row.owes for row in rows if row.write),
        "free": sum(not row.owes for row in rows if row.write),
        "locked": sum(not row.write for row in rows),
        "days_left": owed.days_left(period, today) if period else 0,
        "form": form,
    }
    return render(request, "sheet.html", context, status=422 if form.errors else 200)


def _proposal(request: Request, plan: Plan, row: ReportSheet) -> checking.Proposal:
    return taking.proposal_of(row, plan=plan, user=request.user, day=clock.today())


def _preview(
    request: Request, plan: Plan, unit: Unit, row: ReportSheet, *, chosen: Any = (), status: int = 200
) -> HttpResponse:
    proposal = _proposal(request, plan, row)
    context = {
        "plan": plan,
        "unit": unit,
        "row": row,
        "proposal": proposal,
        "taken": proposal.of(checking.TAKEN),
        "stale": proposal.of(checking.STALE),
        "left": proposal.of(checking.WRONG) + proposal.of(checking.REFUSED),
        "chosen": chosen,
        "moved": status == 409,
        "nothing": status == 422,
        "again": reverse("sheet", args=[plan.pk, unit.code]) + f"?period={row.period.number}",
    }
    return render(request, "sheet_check.html", context, status=status)
