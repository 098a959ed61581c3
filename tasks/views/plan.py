"""All plans, and a plan in its published layout with what has become of each measure."""

from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from actionplan.shared import clock
from departments.requests import Request
from tasks import access, status
from tasks.choices import Light
from tasks.dashboards.plan import published
from tasks.dashboards.workbench import counts
from tasks.filters import PlanFilter


def plans(request: Request) -> HttpResponse:
    """Every plan with how much it holds."""
    there = Q(measures__withdrawn_at__isnull=True)
    closed = there & Q(measures__closed_on__isnull=False)
    counted = access.plans(request.user).annotate(
        held=Count("measures", filter=there), closed=Count("measures", filter=closed)
    )
    found = counted.order_by("-year", "pk")
    return render(request, "plans.html", {"plans": found, "today": clock.today()})


def plan(request: Request, plan: int) -> HttpResponse:
    """The published table, whole or narrowed by light and text, each measure with its light."""
    today = clock.today()
    found = get_object_or_404(access.plans(request.user).prefetch_related("periods"), pk=plan)
    measures = access.measures(request.user).filter(plan=found)
    lit = status.with_light(measures, plan=found, day=today)
    by_light = counts(lit, by="light")
    narrowed = PlanFilter(request.GET, queryset=lit)
    table = published(narrowed.qs, plan=found, page=request.GET.get("page", 1))
    chosen = narrowed.form.cleaned_data
    context = {
        "plan": found,
        "plans": access.plans(request.user),
        "today": today,
        "seen_on": found.seen_on(today),
        "expected": found.expected(found.seen_on(today)),
        "by_light": [(light, by_light[light]) for light in Light if by_light.get(light)],
        "total": sum(by_light.values()),
        "table": table,
        "chosen": chosen,
        "narrowed": any(chosen.values()),
        "errors": narrowed.form.errors,
    }
    return render(request, "plan.html", context)
