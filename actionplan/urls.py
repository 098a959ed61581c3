"""All addresses: the routes of every application, and Django's admin for administrators."""

from typing import Any

from django.contrib import admin
from django.urls import path
from django.views.i18n import set_language

from actionplan.shared.routes import ADMINISTRATOR, ANYONE, GET, POST, Route, patterns
from departments.urls import ROUTES as DEPARTMENTS
from departments.views import note_refusal
from importers.urls import ROUTES as IMPORTERS
from tasks.urls import ROUTES as TASKS

ROUTES = [
    *DEPARTMENTS,
    *TASKS,
    *IMPORTERS,
    Route("language/", set_language, "language", frozenset({ANYONE}), POST),
]

ADMIN = Route(
    "admin/", admin.site.index, "admin:index", frozenset({ADMINISTRATOR}), GET | POST,
    limit="with every address below it",
)  # fmt: skip

urlpatterns = [*patterns(ROUTES, refused=note_refusal), path(ADMIN.path, admin.site.urls)]


def table() -> list[dict[str, Any]]:
    """Every address with its name, its methods and the roles that may use it."""
    return [route.describe() for route in (*ROUTES, ADMIN)]


handler400 = "actionplan.shared.errors.bad_request"
handler403 = "actionplan.shared.errors.denied"
handler404 = "actionplan.shared.errors.not_found"
handler500 = "actionplan.shared.errors.server_error"
