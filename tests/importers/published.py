"""The published plan as tests read it, change it and load it."""

from pathlib import Path

from django.apps import apps
from django.conf import settings

from importers import writer
from importers.proposal import Decisions, propose
from importers.reading import Reading, read
from tests.cast import moment

FIXTURES = settings.BASE_DIR / "fixtures"
ANNEX = FIXTURES / "annex5-2022.xlsx"


def reading(path: Path = ANNEX) -> Reading:
    return read(path.read_bytes(), path.name)


def load(what: Reading, by=None, at=None, **decisions) -> list[writer.Outcome]:
    chosen = Decisions(**decisions)
    proposal = propose(reading=what, decisions=chosen)
    return writer.apply(
        proposal=proposal, decisions=chosen, by=by, at=at or moment(1, 17), file="annex5.xlsx"
    )


def everything() -> dict[str, list]:
    """Every row of every table of the product, histories among them."""
    return {
        model.__name__: list(model._default_manager.order_by("pk").values())
        for app in ("departments", "tasks", "importers")
        for model in apps.get_app_config(app).get_models()
    }


def renumber(what: Reading) -> Reading:
    for seq, one in enumerate(what.plans[0].measures(), 1):
        one.seq = seq
    return what


def find(what: Reading, text: str):
    return next(one for one in what.plans[0].measures() if text in one.text)
