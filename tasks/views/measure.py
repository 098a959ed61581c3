"""A measure's page, and its acknowledgement."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from actionplan.shared import clock
from departments.requests import Request
from tasks import access
from tasks.choices import Role
from tasks.participation import acknowledge as mark_acknowledged
from tasks.views import desk


def measure(request: Request, measure: int) -> HttpResponse:
    """The measure, and the report of the unit and period asked for, or of where there is something to do."""
    found = desk.find(request, measure)
    return desk.page(request, found, unit=request.GET.get("unit", ""), period=request.GET.get("period", ""))


def acknowledge(request: Request, measure: int) -> HttpResponse:
    """The person's unit has seen its part in the measure."""
    found = desk.find(request, measure)
    unit = desk.own_unit(request)
    parts = access.participations(request.user).filter(measure=found, unit=unit).exclude(role=Role.POSSIBLE)
    if not parts.exists():
        raise Http404
    mark_acknowledged(participations=parts, by=request.user, at=clock.now())
    messages.success(request, _("Acknowledged for %(unit)s.") % {"unit": unit})
    return redirect(desk.way_on(request) or reverse("measure", args=[found.pk]) + f"?unit={unit.code}")
