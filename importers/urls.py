"""Addresses of the imports."""

from actionplan.shared.routes import ADMINISTRATOR, COORDINATOR, GET, MEMBER, POST, Route
from importers import views
from importers.published import views as published
from importers.sheets import views as sheets
from tasks.urls import EVERYONE, OWN

ONLY = frozenset({ADMINISTRATOR})
FILES = frozenset({ADMINISTRATOR, COORDINATOR})
MEMBERS = frozenset({MEMBER})
SHEET = "plans/<int:plan>/units/<slug:unit>/sheet/"

ROUTES: list[Route] = [
    Route("imports/", views.Imports.as_view(), "imports", ONLY, GET | POST, carries=True),
    Route("imports/<int:pk>/", views.preview_import, "import", ONLY, GET | POST, carries=True),
    Route("imports/<int:pk>/apply/", views.apply_import, "apply-import", ONLY, POST, carries=True),
    Route("imports/<int:pk>/discard/", views.discard_import, "discard-import", ONLY, POST),
    Route(
        "imports/<int:pk>/file/",
        views.original,
        "import-file",
        FILES,
        limit="a coordinator: files that were applied to a plan",
    ),
    Route("plans/<int:plan>/file/<str:kind>/", published.plan_file, "plan-file", EVERYONE),
    Route(SHEET, sheets.sheet, "sheet", MEMBERS, GET | POST, limit=OWN),
    Route(SHEET + "download/", sheets.download, "sheet-download", MEMBERS, limit=OWN),
    Route(SHEET + "<int:pk>/", sheets.filled_sheet, "filled-sheet", MEMBERS, GET | POST, limit=OWN),
]
