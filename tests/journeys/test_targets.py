"""What is pressed on the overview is large enough: 24 px, and 40 px on a phone."""

import pytest

from tests.journeys.conftest import SignIn

SMALL = """least => [...document.querySelectorAll('main :is(a[href], button, summary, select)')]
  .filter(one => one.getClientRects().length && one.getBoundingClientRect().height < least)
  .map(one => one.textContent.trim())"""


@pytest.mark.browser
@pytest.mark.parametrize(("width", "least"), [(1440, 24), (390, 40)])
@pytest.mark.parametrize("query", ["", "?on=2022-06-30"])
def test_targets_of_the_overview_are_large_enough(sign_in: SignIn, width, least, query):
    person = sign_in("tc.wang", width=width)
    page = person.open(f"/plans/1/overview/{query}")
    assert page.locator("#matrix tbody th").count() == 27
    assert page.evaluate(SMALL, least) == []
