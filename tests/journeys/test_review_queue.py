"""A coordinator works through the review queue by the keyboard alone; its pages are accessible and fit."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.journeys.conftest import SignIn

QUEUE = "/plans/1/review/"


def shown(page: Page) -> str:
    """The key of the report that is shown."""
    found = re.search(r"/review/(\d+)/", page.url)
    assert found, page.url
    return found[1]


def press(page: Page, key: str) -> None:
    """Presses a key that leads to another page."""
    with page.expect_navigation():
        page.keyboard.press(key)


@pytest.mark.browser
def test_a_queue_of_several_by_keyboard_alone(sign_in: SignIn):
    person = sign_in("tc.li", language="en")
    page = person.open(QUEUE)
    waiting = int(page.locator(".state-of").inner_text().split()[0])

    press(page, "j")
    first = shown(page)
    expect(page.locator(".eyebrow")).to_contain_text(f"1 of {waiting}")

    press(page, "s")
    second = shown(page)
    assert second != first
    press(page, "ArrowLeft")
    assert shown(page) == first
    press(page, "ArrowRight")
    assert shown(page) == second

    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    page.keyboard.press("a")
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).to_be_hidden()
    assert shown(page) == second

    press(page, "a")
    expect(page.locator(".toast")).to_contain_text("approved")
    third = shown(page)

    page.keyboard.press("r")
    reason = page.locator("#id_comment")
    expect(reason).to_be_focused()
    page.keyboard.type("Jakarta says a lot.")
    expect(reason).to_have_value("Jakarta says a lot.")
    assert shown(page) == third
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(reason).to_have_value(
        "Jakarta says a lot.\nSay what was done in this period, not in the plan's words."
    )
    page.keyboard.press("r")
    press(page, "Control+Enter")
    expect(page.locator(".toast")).to_contain_text("returned to")
    fourth = shown(page)
    assert len({first, second, third, fourth}) == 4

    page = person.open(QUEUE)
    expect(page.locator(".state-of")).to_contain_text(f"{waiting - 2} reports await review")
    page = person.open(f"{QUEUE}{third}/")
    expect(page.locator(".rep .tag").first).to_have_text("Returned")
    expect(page.locator(".msg .said")).to_have_text(
        "Jakarta says a lot.\nSay what was done in this period, not in the plan's words."
    )
    assert person.complaints == []


@pytest.mark.browser
def test_the_keys_can_be_switched_off(sign_in: SignIn):
    person = sign_in("tc.wang", language="en")
    page = person.open(QUEUE)
    page.keyboard.press("?")
    page.locator("#keys input").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.reload()
    page.keyboard.press("j")
    page.get_by_role("button", name=re.compile("^Keys")).click()
    expect(page.locator("#keys input")).not_to_be_checked()
    assert page.url.endswith(QUEUE)


@pytest.mark.browser
@pytest.mark.parametrize(("width", "language"), [(1440, "zh-hans"), (390, "en")])
def test_the_pages_are_quiet_accessible_and_fit(sign_in: SignIn, width, language):
    person = sign_in("tc.wang", width=width, language=language)
    page = person.open(QUEUE)
    one = page.locator(".c-txt a").first.get_attribute("href")
    found = {}
    for path in (QUEUE, QUEUE + "?light=red&unit=none", one):
        person.complaints.clear()
        page = person.open(path)
        for opened in ("", "details.ask > summary"):
            if opened and page.locator(opened).count():
                page.locator(opened).click()
            violations = Axe().run(page).response["violations"]
            complaints = [f"axe: {each['id']} {each['nodes'][0]['html']}" for each in violations]
            wide = page.evaluate("document.documentElement.scrollWidth")
            complaints += [*person.complaints, *([f"{wide} px wide"] if wide > width else [])]
            if complaints:
                found[path, opened] = complaints
    page.locator("main").focus()
    page.keyboard.press("?")
    found |= {"keys": [each["id"] for each in Axe().run(page).response["violations"]]}
    assert found == {"keys": []}
