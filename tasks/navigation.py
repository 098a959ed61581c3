"""The bar on top: the entries that a person's roles open, and what waits there."""

import re
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from actionplan import __version__
from actionplan.shared import clock
from departments.models import User
from tasks import access
from tasks.models import Plan

MOST = 6
"""As many entries as the bar has room for; the overview leads to those that are left out."""


@dataclass(frozen=True)
class Entry:
    """One entry of the bar."""

    label: str
    address: str
    current: bool = False


def current_plan(user: User, request: HttpRequest) -> Plan | None:
    """The plan of the page at hand, else the newest one that this person may read."""
    match = request.resolver_match
    plans = access.plans(user)
    if match and "plan" in match.kwargs:
        return plans.filter(pk=match.kwargs["plan"]).first()
    return plans.first()


def context(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `navigation` for the frame of every page."""
    frame: dict[str, Any] = {"sample": settings.DEMO, "version": __version__, "entries": []}
    user = getattr(request, "user", None)
    if isinstance(user, User):
        titles = {
            _("coordinator"): user.is_coordinator,
            _("administrator"): user.is_administrator,
            _("leadership"): user.is_leadership,
        }
        names = [unit.name for unit in user.own_units] + [title for title, has in titles.items() if has]
        frame |= {"person": user.name or user.username, "now": clock.now(), "roles": " · ".join(names)}
        frame["entries"] = _entries(user, request)
        frame |= {"notices": reverse("notices"), "unread": partial(_unread, user)}
    return {"navigation": frame}


def _unread(user: User) -> int:
    """How many notices the person hasn't read; only a page that shows the bar asks."""
    return user.notices.filter(read_at__isnull=True).count()


def _entries(user: User, request: HttpRequest) -> list[Entry]:
    plan = getattr(request, "plan", None) or current_plan(user, request)
    here = request.path
    places: list[tuple[str, str]] = []
    if plan:
        if user.own_units:
            places.append((_("Workbench"), reverse("workbench", args=[plan.pk, _own_unit(user, request)])))
        if access.reads_all(user):
            places.append((_("Overview"), reverse("overview", args=[plan.pk])))
        places.append((_("Full plan"), reverse("plan", args=[plan.pk])))
        if user.is_coordinator:
            places.append((_("Review"), reverse("review-queue", args=[plan.pk])))
        if access.reads_all(user):
            places.append((_("Reminders"), reverse("reminders", args=[plan.pk])))
        if user.own_units or access.reads_all(user):
            places.append((_("Reports"), reverse("reports", args=[plan.pk])))
    places.append((_("Units"), reverse("units")))
    if user.is_administrator:
        places.append((_("Import"), reverse("imports")))
    spare = [_("Reports"), _("Reminders")]
    while len(places) > MOST and spare:
        gone = spare.pop(0)
        places = [place for place in places if place[0] != gone]
    under = [address for _label, address in places if here == address or _is_under(here, address)]
    return [
        Entry(label, address, current=address == max(under, key=len, default="")) for label, address in places
    ]


def _own_unit(user: User, request: HttpRequest) -> str:
    """The person's own unit that the page at hand is of, else their first; its page leads to the others."""
    at_hand = request.resolver_match.kwargs.get("unit") if request.resolver_match else None
    own = [unit.code for unit in user.own_units]
    return at_hand if at_hand in own else own[0]


def _is_under(here: str, address: str) -> bool:
    """Most entries have pages beneath them; a plan's other pages stand beside its own."""
    return here.startswith(address) and not re.fullmatch(r"/plans/\d+/", address)
