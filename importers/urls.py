"""Addresses of the imports."""

from actionplan.shared.routes import ADMINISTRATOR, COORDINATOR, GET, MEMBER, POST, Route
from importers.published import views as published
from importers.sheets import views as sheets
from importers.views import giving, looking, settling, undoing, words
from tasks.urls import EVERYONE, OWN

ONLY = frozenset({ADMINISTRATOR})
FILES = frozenset({ADMINISTRATOR, COORDINATOR})
MEMBERS = frozenset({MEMBER})
SHEET = "plans/<int:plan>/units/<slug:unit>/sheet/"

ROUTES: list[Route] = [
    Route("imports/", giving.Imports.as_view(), "imports", ONLY, GET | POST, carries=True),
    Route("imports/words/", words.header_words, "header-words", ONLY, GET | POST),
    Route("imports/words/<int:pk>/remove/", words.remove_word, "remove-word", ONLY, POST),
    Route("imports/layouts/<int:pk>/forget/", words.forget_layout, "forget-layout", ONLY, POST),
    Route("imports/<int:pk>/", looking.preview_import, "import", ONLY, GET | POST, carries=True),
    Route("imports/<int:pk>/apply/", looking.apply_import, "apply-import", ONLY, POST, carries=True),
    Route("imports/<int:pk>/discard/", giving.discard_import, "discard-import", ONLY, POST),
    Route("imports/<int:pk>/undo/", undoing.undo_import, "undo-import", ONLY, POST),
    Route("imports/<int:pk>/columns/", settling.assign_columns, "assign-columns", ONLY, POST, carries=True),
    Route("imports/<int:pk>/units/", settling.create_unit, "create-unit", ONLY, POST, carries=True),
    Route(
        "imports/<int:pk>/file/",
        giving.original,
        "import-file",
        FILES,
        limit="a coordinator: files that were applied to a plan",
    ),
    Route("imports/template/<str:language>/", published.plan_template, "plan-template", FILES),
    Route("plans/<int:plan>/file/<str:kind>/", published.plan_file, "plan-file", EVERYONE),
    Route(SHEET, sheets.sheet, "sheet", MEMBERS, GET | POST, limit=OWN),
    Route(SHEET + "download/", sheets.download, "sheet-download", MEMBERS, limit=OWN),
    Route(SHEET + "<int:pk>/", sheets.filled_sheet, "filled-sheet", MEMBERS, GET | POST, limit=OWN),
]
