"""The lead's office on 20 January, where January's reports are to be written."""

import pytest

from tests.importers.sheets.office import Office


@pytest.fixture
def office(cast, settings) -> Office:
    settings.TODAY = "2022-01-20"
    return Office(cast)
