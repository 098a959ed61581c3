"""Addresses of the imports."""

from actionplan.shared.routes import ADMINISTRATOR, GET, MEMBER, POST, Route
from importers import views
from importers.sheets import views as sheets
from tasks.urls import OWN

ONLY = frozenset({ADMINISTRATOR})
MEMBERS = frozenset({MEMBER})
SHEET = "plans/<int:plan>/units/<slug:unit>/sheet/"

ROUTES: list[Route] = [
    Route("imports/", views.Imports.as_view(), "imports", ONLY, GET | POST, carries=True),
    Route("imports/<int:pk>/", views.preview_import, "import", ONLY, GET | POST, carries=True),
    Route("imports/<int:pk>/apply/", views.apply_import, "apply-import", ONLY, POST, carries=True),
    Route("imports/<int:pk>/discard/", views.discard_import, "discard-import", ONLY, POST),
    Route("imports/<int:pk>/file/", views.original, "import-file", ONLY),
    Route(SHEET, sheets.sheet, "sheet", MEMBERS, GET | POST, limit=OWN),
    Route(SHEET + "download/", sheets.download, "sheet-download", MEMBERS, limit=OWN),
    Route(SHEET + "<int:pk>/", sheets.filled_sheet, "filled-sheet", MEMBERS, GET | POST, limit=OWN),
]
