"""The first page: where a person's work is."""

from django.http import HttpResponse
from django.shortcuts import redirect, render

from departments.requests import Request
from tasks import access
from tasks.navigation import current_plan


def home(request: Request) -> HttpResponse:
    """Sends each person to where their work is; tells them what is missing where there is nothing yet."""
    user, plan = request.user, current_plan(request.user, request)
    if plan is None:
        if user.is_administrator:
            return redirect("imports")
        return render(request, "home.html")
    if access.reads_all(user):
        return redirect("overview", plan.pk)
    if user.own_units:
        return redirect("workbench", plan.pk, user.own_units[0].code)
    if user.is_administrator:
        return redirect("imports")
    return redirect("plan", plan.pk)
