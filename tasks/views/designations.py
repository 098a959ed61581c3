"""Deciding which units an open group means, all measures and units on one page."""

import re
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from actionplan.shared import clock
from departments import audit
from departments.requests import Request
from tasks import access
from tasks.dashboards.designations import DECIDED, OPEN, Question, assignments, possible, question
from tasks.group_answers import decide
from tasks.models import Assignment, Plan
from tasks.participation import Decided

SAVE, NONE, REOPEN = "save", "none", "reopen"
OURS = "ours"
"""Asked for with one question: tick the units that say 'ours'."""
PER_PAGE = 25
_ID = re.compile("[0-9]{1,18}")


def designations(request: Request, plan: int) -> HttpResponse:
    """The plan's open groups with the units that each could mean; takes one decision at a time."""
    found = get_object_or_404(access.plans(request.user), pk=plan)
    if request.method == "POST":
        return _decide(request, found)
    cited = assignments(access.measures(request.user).filter(plan=found))
    if only := request.GET.get("only"):
        asked = [question(one) for one in cited.filter(pk=only)] if _ID.fullmatch(only) else []
        if not asked:
            raise Http404
        if request.GET.get("take") == OURS:
            asked = [question(one.assignment, chosen=one.ours) for one in asked]
        return _page(request, found, asked)
    states = {OPEN: Q(resolved_at__isnull=True), DECIDED: Q(resolved_at__isnull=False)}
    show = request.GET.get("show", "")
    page = Paginator(cited.filter(states.get(show, Q())), PER_PAGE).get_page(request.GET.get("page"))
    return _page(request, found, [question(one) for one in page], page=page, show=show)


def _decide(request: Request, plan: Plan) -> HttpResponse:
    asked, act = request.POST.get("assignment", ""), request.POST.get("act")
    if act not in (SAVE, NONE, REOPEN) or not _ID.fullmatch(asked):
        raise Http404
    cited = assignments(access.measures(request.user).filter(plan=plan))
    assignment = get_object_or_404(cited, pk=asked)
    names = {str(unit.pk): unit for unit in possible(assignment)}
    ticked = request.POST.getlist("units")
    if not set(ticked) <= set(names):
        raise Http404
    chosen = [int(pk) for pk in ticked]
    if act == SAVE and not chosen:
        error = _("Tick the units that are meant, or say that none of them is.")
        return _page(request, plan, [question(assignment, chosen=(), error=error)], status=422)
    units = {SAVE: chosen, NONE: [], REOPEN: None}[act]
    try:
        with transaction.atomic():
            changed = decide(
                assignment=assignment,
                units=units,
                by=request.user,
                at=clock.now(),
                based_on=request.POST.get("based_on", "?"),
            )
            if changed:
                _record(request, assignment, None if units is None else [names[pk].name for pk in ticked])
    except Decided:
        standing = cited.get(pk=assignment.pk)
        late = question(standing, chosen=units or (), overtaken=True)
        return _page(request, plan, [late], status=409)
    messages.success(request, _told(assignment, units))
    return redirect(
        f"{request.path}#a{assignment.pk}"
        if request.GET.get("only")
        else f"{request.get_full_path()}#a{assignment.pk}"
    )


def _record(request: Request, assignment: Assignment, units: list[str] | None) -> None:
    audit.record(
        what="designated" if units is not None else "designation-reopened",
        at=clock.now(),
        who=request.user,
        about=str(assignment),
        request=request,
        units=units,
    )


def _told(assignment: Assignment, units: list[int] | None) -> str:
    ref = {"ref": assignment.measure.ref}
    if units is None:
        return _("%(ref)s is open again.") % ref
    return _("%(ref)s is decided.") % ref


def _page(
    request: Request, plan: Plan, questions: list[Question], *, status: int = 200, **extra: Any
) -> HttpResponse:
    request.plan = plan  # type: ignore[attr-defined]
    today = clock.today()
    cited = Assignment.objects.filter(
        measure__in=access.measures(request.user).filter(plan=plan), group__is_open=True
    )
    counts = cited.aggregate(
        all=Count("pk"),
        open=Count("pk", filter=Q(resolved_at__isnull=True)),
        measures=Count("measure", filter=Q(resolved_at__isnull=True), distinct=True),
    )
    context = {
        "plan": plan,
        "plans": access.plans(request.user),
        "today": today,
        "expected": plan.expected(plan.seen_on(today)),
        "questions": questions,
        "measures": counts["measures"],
        "tabs": [
            ("", _("All"), counts["all"]),
            (OPEN, _("To decide"), counts["open"]),
            (DECIDED, _("Decided"), counts["all"] - counts["open"]),
        ],
        **extra,
    }
    return render(request, "designations.html", context, status=status)
