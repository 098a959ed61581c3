"""Addresses of the imports."""

from actionplan.shared.routes import ADMINISTRATOR, GET, POST, Route
from importers import views

ONLY = frozenset({ADMINISTRATOR})

ROUTES: list[Route] = [
    Route("imports/", views.Imports.as_view(), "imports", ONLY, GET | POST),
    Route("imports/<int:pk>/", views.preview_import, "import", ONLY, GET | POST),
    Route("imports/<int:pk>/apply/", views.apply_import, "apply-import", ONLY, POST),
    Route("imports/<int:pk>/discard/", views.discard_import, "discard-import", ONLY, POST),
    Route("imports/<int:pk>/file/", views.original, "import-file", ONLY),
]
