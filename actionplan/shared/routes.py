"""Addresses as a table: what each is called, which methods it takes and which roles may use it.

The URL configuration is built from the table and each view is wrapped by `guarded`, so an address that
isn't in the table doesn't exist and a view without roles can't be reached. Which *objects* a person may
see through a view is decided by the querysets of `tasks.access`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import Resolver404, URLPattern, path, resolve

from actionplan.shared import errors

ANYONE = "anyone"
SIGNED_IN = "signed-in"
MEMBER = "member"
COORDINATOR = "coordinator"
ADMINISTRATOR = "administrator"
LEADERSHIP = "leadership"
ROLES = (SIGNED_IN, MEMBER, COORDINATOR, ADMINISTRATOR, LEADERSHIP)
"""`signed-in` is everyone with an account; `member` has a unit; the other three are given by name."""

GET = frozenset({"GET", "HEAD"})
POST = frozenset({"POST"})
NOBODY: frozenset[str] = frozenset()
LARGEST = 2**63 - 1
"""The largest number that a database compares its own with."""

View = Callable[..., HttpResponseBase]
Refused = Callable[[HttpRequest], None]


@dataclass(frozen=True)
class Route:
    """One address. `limit` says in words which objects of it a role reaches, where not all.

    `carries`: what is typed into its form goes through the sign-in page and back where the session has ended.
    `for_scripts`: a page's own script asks, and is told in JSON that the session has ended.
    """

    path: str
    view: View
    name: str
    roles: frozenset[str]
    methods: frozenset[str] = GET
    limit: str = ""
    carries: bool = False
    for_scripts: bool = False

    def describe(self) -> dict[str, Any]:
        """The row that `manage.py routes --json` prints."""
        everyone = ROLES if SIGNED_IN in self.roles or ANYONE in self.roles else ()
        roles = [role for role in (ANYONE, *ROLES) if role in self.roles or role in everyone]
        return {
            "path": "/" + self.path,
            "name": self.name,
            "methods": sorted(self.methods),
            "roles": roles,
            "limit": self.limit,
        }


def guarded(route: Route, refused: Refused) -> View:
    """The route's view behind its rule: another method is told so, another role finds nothing there.

    `refused` hears of each request whose role may not, and of each that the view itself answers with 403.
    """

    @wraps(route.view)
    def view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if ANYONE not in route.roles and not route.roles & getattr(request.user, "roles", NOBODY):
            refused(request)
            raise Http404
        if any(isinstance(value, int) and value > LARGEST for value in kwargs.values()):
            raise Http404
        if request.method not in route.methods:
            return errors.not_allowed(request, route.methods)
        response = route.view(request, *args, **kwargs)
        if response.status_code == HTTPStatus.FORBIDDEN:
            refused(request)
        return response

    view.route = route  # type: ignore[attr-defined]
    return login_not_required(view) if ANYONE in route.roles else view


def patterns(routes: Iterable[Route], *, refused: Refused) -> list[URLPattern]:
    """The routes as Django's URL patterns."""
    return [path(route.path, guarded(route, refused), name=route.name) for route in routes]


def route_at(address: str) -> Route | None:
    """The route that an address belongs to."""
    try:
        return getattr(resolve(urlsplit(address).path).func, "route", None)
    except (Resolver404, ValueError):
        return None


def is_page(address: str) -> bool:
    """False for the address of a route that takes no GET, such as one that only a form is sent to."""
    route = route_at(address)
    return route is None or "GET" in route.methods


def may_open(address: str, roles: frozenset[str]) -> bool:
    """Whether who has these roles may open an address; one that isn't in any table looks after itself."""
    route = route_at(address)
    return route is None or ANYONE in route.roles or bool(route.roles & roles)
