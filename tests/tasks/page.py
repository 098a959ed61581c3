"""A measure's page as the tests of it open it and send from it."""

import html
import re
from typing import Any

import pytest
from django.test import Client

from tests.cast import Cast
from tests.tasks import moves

TODAY = "2022-10-26"


@pytest.fixture(autouse=True)
def _today(settings):
    settings.TODAY = TODAY


def client(cast: Cast, who: str) -> Client:
    one = Client()
    one.cookies["language"] = "en"
    one.force_login(cast.people[who])
    return one


def look(cast: Cast, who: str, ref: str, **query: Any) -> Any:
    """The page as this person gets it."""
    return client(cast, who).get(f"/measures/{cast.measures[ref].pk}/", query)


def text(response: Any) -> str:
    """The page's text without markup and with single blanks."""
    return plain(response.content.decode())


def plain(markup: str) -> str:
    """A piece of a page as it reads."""
    bare = re.sub(r"<[^>]+>", " ", markup)
    return re.sub(r"\s+", " ", html.unescape(bare))


def typed(**fields: Any) -> dict[str, Any]:
    """What a person types into a whole report on a deliverable."""
    return {
        "status": "on_track",
        "percent": "70",
        "progress": "Planted the north.",
        "problems": "",
        "next_steps": "",
        "expected_on": "",
        "steps": "",
    } | fields


def send(
    cast: Cast, who: str, ref: str, move: str, *, unit: str = "", period: int = 10, **fields: Any
) -> Any:
    """Presses a button of the form; without a version, on the report as it stands."""
    unit = unit or who
    if "version" not in fields:
        fields["version"] = moves.find(cast, unit, ref, period).version
    data = {"unit": unit, "period": period, "move": move} | fields
    return client(cast, who).post(f"/measures/{cast.measures[ref].pk}/report/", data)
