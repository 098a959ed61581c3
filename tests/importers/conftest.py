"""Who imports: an administrator where the register's units are known, and the same at the pages."""

import io
import sys
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.utils import translation

from departments import register
from tests.cast import make_person
from tests.importers.applied import first  # noqa: F401
from tests.importers.commands import NoTerminal
from tests.importers.published import FIXTURES


@pytest.fixture
def units(db):
    register.load(FIXTURES / "units.json")


@pytest.fixture
def administrator(units):
    return make_person("administrator", is_administrator=True)


@pytest.fixture
def visitor(client, administrator):
    client.force_login(administrator)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


@pytest.fixture
def english_without_terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Commands speak English, and nobody answers them."""
    monkeypatch.setattr(sys, "stdin", NoTerminal(io.BytesIO()))
    with translation.override("en"):
        yield
