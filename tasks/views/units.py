"""The directory of units, and each unit's card."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from actionplan.shared import clock
from departments import signing
from departments.models import UnitGroup
from departments.requests import Request
from tasks import access
from tasks.dashboards import units as dashboard
from tasks.filters import DirectoryFilter


def units(request: Request) -> HttpResponse:
    """All units in government order and the groups, or those that go by the name looked for."""
    plan = access.plans(request.user).first()
    found = DirectoryFilter(request.GET, queryset=access.directory(request.user))
    groups = DirectoryFilter(request.GET, queryset=UnitGroup.objects.all())
    context = {
        "plan": plan,
        "kinds": dashboard.directory(found.qs, plan=plan),
        "groups": dashboard.groups(groups.qs),
        "q": found.form.cleaned_data.get("q", ""),
        "errors": found.form.errors,
    }
    return render(request, "units.html", context)


def unit(request: Request, unit: str) -> HttpResponse:
    """One unit: its names, people, groups and measures."""
    found = get_object_or_404(access.directory(request.user), code=unit)
    plan = access.plans(request.user).first()
    context = {
        "unit": found,
        "plan": plan,
        "aliases": found.aliases.all(),
        "groups": found.groups.all(),
        "people": dashboard.people(found),
        "parts": dashboard.parts(found, plan=plan),
        "heads": request.user.heads(found),
        "opens": access.units(request.user).filter(pk=found.pk).exists(),
    }
    return render(request, "unit_card.html", context)


def switch_sign_off(request: Request, unit: str) -> HttpResponse:
    """The head of a unit decides whether its reports need their signature."""
    found = get_object_or_404(access.directory(request.user), code=unit)
    if found not in request.user.own_units or not request.user.heads(found):
        raise Http404
    on = request.POST.get("on") == "1"
    if signing.switch_sign_off(unit=found, on=on, by=request.user, at=clock.now()):
        words = (
            _("From now on the head of %(unit)s submits its reports.")
            if on
            else _("From now on everyone of %(unit)s submits its reports.")
        )
        messages.success(request, words % {"unit": found})
    return redirect("unit", found.code)
