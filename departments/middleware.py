"""What stands between a person who is signed in and every page."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect

from actionplan.shared import clock, routes
from departments import views
from departments.models import User


class SignInRequiredMiddleware(LoginRequiredMiddleware):
    """Leads whoever isn't signed in to the sign-in page, and what they had typed into a report with them."""

    def handle_no_permission(  # type: ignore[override]  # the stubs know of a redirect alone
        self, request: HttpRequest, view_func: Any
    ) -> HttpResponseBase:
        """A page's own script hears it in JSON; a form that is carried goes on to the sign-in page."""
        route = getattr(view_func, "route", None)
        if route and route.for_scripts:
            return JsonResponse({"signed_in": False}, status=401, headers={"Cache-Control": "no-store"})
        return views.ask_to_sign_in(request) or super().handle_no_permission(request, view_func)


class PasswordAgeMiddleware:
    """Leads a person whose password is too old from every page to the one where it is changed.

    What a form sends still goes through: whoever was writing when the time came loses nothing.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        match = request.resolver_match
        if request.method not in routes.GET or (match and match.view_name == "password"):
            return None
        person = request.user
        if isinstance(person, User) and person.password_is_due(at=clock.now()):
            return redirect("password")
        return None
