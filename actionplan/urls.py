"""All addresses: the routes of every application, and Django's admin for administrators."""

from django.contrib import admin
from django.urls import path
from django.views.i18n import set_language

from actionplan.shared.routes import ANYONE, POST, Route, patterns
from departments.urls import ROUTES as DEPARTMENTS
from importers.urls import ROUTES as IMPORTERS
from tasks.urls import ROUTES as TASKS

ROUTES = [
    *DEPARTMENTS,
    *TASKS,
    *IMPORTERS,
    Route("language/", set_language, "language", frozenset({ANYONE}), POST),
]

urlpatterns = [*patterns(ROUTES), path("admin/", admin.site.urls)]

handler400 = "actionplan.shared.errors.bad_request"
handler403 = "actionplan.shared.errors.denied"
handler404 = "actionplan.shared.errors.not_found"
handler500 = "actionplan.shared.errors.server_error"
