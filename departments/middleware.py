"""What stands between a person who is signed in and every page."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from actionplan.shared import clock, routes
from departments.models import User


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
