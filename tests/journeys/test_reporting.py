"""A unit reports in the browser: a round by keyboard, a lost connection, an ended session, a conflict."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from openpyxl import Workbook
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Person, SignIn, measure

PASSWORD = "sample-account-2022"
HEADER = ["序号", "重点任务", "工作措施", "完成时限", "牵头部门", "主责单位", "协办单位"]
TEXT = "已完成初稿，正在征求意见。"
ROUND = "/plans/1/units/yuanlin/round/"


def form(person: Person, ref: str, unit: str) -> Page:
    """The October form of a unit's report."""
    page = person.open(f"{measure(ref)}?unit={unit}&period=10#report")
    page.locator("#id_progress").wait_for()
    return page


def write(page: Page, words: str) -> None:
    """Types at the end of the progress and leaves the field."""
    page.locator("#id_progress").press("Control+End")
    page.locator("#id_progress").press_sequentially(words)
    page.locator("#id_progress").blur()


def stored(page: Page) -> str:
    """The progress that the server holds."""
    page.reload()
    return page.locator("#id_progress").input_value()


def says(page: Page, name: str) -> None:
    """Waits for the one message that the script shows."""
    expect(page.locator("[data-saving]:visible")).to_have_attribute("data-saving", name)


def sign_in_again(page: Page, username: str) -> None:
    page.get_by_label("User name").fill(username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


@pytest.fixture
def fourteen(tmp_path: Path, sign_in: SignIn) -> str:
    """The number of a plan whose fourteen measures one bureau leads."""
    book = Workbook()
    rows = [[number, f"规划 {number}", f"编制第 {number} 项规划。"] for number in range(1, 15)]
    for row in (
        ["附件 8"],
        ["规划编制 2022 年行动计划"],
        HEADER,
        ["一、规划"],
        *([*row, "年底前", "市教委", "——", "——"] for row in rows),
    ):
        book.active.append(row)
    book.save(tmp_path / "annex8.xlsx")
    page = sign_in("gl.zhao", language="en").open("/imports/")
    page.set_input_files("input[type=file]", tmp_path / "annex8.xlsx")
    page.get_by_role("button", name="Read the file").click()
    page.wait_for_url("**/imports/*/")
    page.locator(".bot").get_by_role("button", name="Confirm import").click()
    page.locator("#confirm").get_by_role("button", name="Confirm import").click()
    page.get_by_role("heading", name="The import is done").wait_for()
    page.get_by_role("link", name="Full plan").last.click()
    return page.url.rstrip("/").rsplit("/", 1)[1]


@pytest.mark.browser
def test_a_round_of_fourteen_by_keyboard_alone(sign_in: SignIn, fourteen: str):
    person = sign_in("jw.fan", language="en")
    page = person.open(f"/plans/{fourteen}/units/jiaowei/")

    def go_to(selector: str) -> None:
        for _ in range(80):
            page.keyboard.press("Tab")
            if page.evaluate("selector => document.activeElement.matches(selector)", selector):
                return
        raise AssertionError(f"Tab never reaches {selector}")

    def enter() -> None:
        with page.expect_navigation():
            page.keyboard.press("Enter")

    go_to(".start a")
    enter()
    for number in range(1, 15):
        expect(page.locator("nav.eyebrow")).to_contain_text(f"{number} of 14")
        go_to("[name=status]")
        page.keyboard.press("ArrowRight")
        go_to("[name=percent]")
        page.keyboard.type("60")
        go_to("[name=progress]")
        page.keyboard.type(f"{TEXT}{number}")
        if number % 2:
            go_to(".bot [value=submit]")
            enter()
        else:
            with page.expect_navigation():
                page.keyboard.press("Control+Enter")

    expect(page.locator("h1")).to_have_text("October: 7 reports left")
    go_to(".start button.go")
    enter()
    expect(page.locator("h1")).to_have_text("All reports of October are in.")
    assert person.complaints == []


@pytest.mark.browser
def test_the_page_on_which_a_round_began_comes_back_with_its_draft_and_many_fields(sign_in: SignIn):
    page = sign_in("mtgq.an", language="en").open("/plans/1/units/mentougou/round/?period=10")
    began, title = page.url, page.locator("h1").inner_text()
    assert "&measure=" in began
    texts = {"progress": "进展 😀\n" * 500, "problems": "问题\n" * 200, "next_steps": "下一步" * 300}
    page.context.set_offline(True)
    page.locator("[name=status][value=at_risk]").check()
    for name, words in texts.items():
        page.locator(f"#id_{name}").fill(words)
    page.locator("#id_expected_on").fill("2022-12-20")
    page.locator("#id_progress").focus()
    says(page, "offline")
    with page.expect_response(lambda answer: "autosave" in answer.url):
        page.context.set_offline(False)
    expect(page.locator("[data-saved]")).to_contain_text("saved by itself")

    page.reload()

    assert (page.url, page.locator("h1").inner_text()) == (began, title)
    for name, words in texts.items():
        assert page.locator(f"#id_{name}").input_value() == words.strip()
    assert page.locator("#id_expected_on").input_value() == "2022-12-20"


@pytest.mark.browser
def test_a_round_cuts_no_text_and_asks_only_where_there_is_something_to_ask(sign_in: SignIn):
    person = sign_in("yqq.shi", language="en")
    number = measure("5.2").split("/")[2]
    page = person.open(f"/plans/1/units/yanqing/round/?period=10&measure={number}")
    page.locator("[name=status][value=on_track]").check()
    page.locator("#id_percent").fill("99")
    page.locator("#id_progress").focus()
    with page.expect_response(lambda answer: len(answer.request.post_data or "") > 6000):
        page.keyboard.insert_text("长" * 6000)
        over = "1000 characters too many: shorten the text"
        expect(page.get_by_text(over)).to_be_visible()
    expect(page.locator("[data-saved]")).to_contain_text("saved by itself")
    assert len(stored(page)) == 6000

    page.locator("#id_progress").fill("全部完成。")
    send = page.locator(".bot [value=submit]")
    send.focus()
    page.keyboard.press("Enter")
    dialog = page.locator("#ask-submit")
    expect(dialog).to_contain_text("The text says “全部完成”, the figures say 99%")
    page.keyboard.press("Escape")
    page.locator("#id_progress").fill("文本送审。")
    with page.expect_navigation():
        send.press("Enter")
    expect(page.locator(".toast")).to_contain_text("October report submitted")
    assert person.complaints == []


@pytest.mark.browser
def test_a_lost_connection_loses_nothing(sign_in: SignIn):
    person = sign_in("hdq.liu", language="en")
    page = form(person, "14", "haidian")
    write(page, "One.")
    expect(page.locator("[data-saved]")).to_contain_text("saved by itself")

    page.context.set_offline(True)
    write(page, " Two.")
    says(page, "offline")
    asks = "() => !dispatchEvent(new Event('beforeunload', { cancelable: true }))"
    assert page.evaluate(asks)
    write(page, " Three.")
    page.locator(".bot [value=save]").click()
    assert page.locator("#id_progress").input_value() == "One. Two. Three."

    with page.expect_navigation():  # the press is made up for
        page.context.set_offline(False)
    expect(page.locator("[data-saved]")).to_contain_text("Saved as a draft")
    assert stored(page) == "One. Two. Three."
    assert not page.evaluate(asks)
    kept = page.evaluate("JSON.stringify([{ ...localStorage }, { ...sessionStorage }])")
    assert "One." not in kept


@pytest.mark.browser
def test_when_the_session_ends_the_page_goes_on_after_signing_in_beside_it(sign_in: SignIn):
    page = form(sign_in("fsq.sui", language="en"), "7.1", "fangshan")
    page.context.clear_cookies(name="sessionid")
    write(page, "Kept.")
    says(page, "out")

    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Sign in in a new tab").click()
    sign_in_again(opened.value, "hdq.liu")
    opened.value.wait_for_load_state()
    says(page, "other")

    opened.value.context.clear_cookies(name="sessionid")
    opened.value.goto(page.url.split("/measures")[0] + "/sign-in/")
    sign_in_again(opened.value, "fsq.sui")
    opened.value.wait_for_load_state()
    expect(page.locator("[data-saved]")).to_contain_text("saved by itself", timeout=15_000)
    expect(page.locator("[data-saving]:visible")).to_have_count(0)
    assert stored(page) == "Kept."


@pytest.mark.browser
def test_what_is_sent_after_the_session_has_ended_comes_back_into_its_form(sign_in: SignIn):
    page = form(sign_in("pgq.yue", language="en"), "11", "pinggu")
    page.context.clear_cookies(name="sessionid")
    page.locator("#id_progress").fill("First line.\nSecond line.")
    page.locator(".bot [value=save]").click()
    page.get_by_text("What you had typed is kept on this page alone").wait_for()
    sign_in_again(page, "pgq.yue")

    page.get_by_text("Your text is back; nothing was saved meanwhile.").wait_for()
    assert page.locator("#id_progress").input_value() == "First line.\nSecond line."
    page.locator(".bot [value=save]").click()
    expect(page.locator("[data-saved]")).to_contain_text("Saved as a draft")
    assert stored(page) == "First line.\nSecond line."


@pytest.mark.browser
def test_a_button_stays_under_the_pointer_that_presses_it(sign_in: SignIn):
    page = form(sign_in("yqq.shi", language="en"), "11", "yanqing")
    page.context.clear_cookies(name="sessionid")
    page.locator("#id_progress").fill("Pressed slowly.")
    page.locator(".bot [value=save]").hover()
    with page.expect_response("**/autosave/"):  # leaving the field saves; the answer shows a message
        page.mouse.down()
    page.evaluate("() => new Promise(requestAnimationFrame)")
    page.mouse.up()
    page.get_by_text("What you had typed is kept on this page alone").wait_for()


@pytest.mark.browser
def test_two_people_in_one_report_join_their_texts(sign_in: SignIn):
    first, second = (
        form(sign_in(name, language="en"), "6", "yuanlin") for name in ("yllhj.zhang", "yllhj.ma")
    )
    write(first, "From the first.")
    expect(first.locator("[data-saved]")).to_contain_text("saved by itself")
    write(second, "From the second.")
    says(second, "overtaken")
    expect(second.locator("[data-saving=overtaken]")).to_contain_text(": Progress")

    second.get_by_role("button", name="See both").click()
    second.get_by_role("button", name="Keep both Progress").click()
    joined = "From the first.\n————\nFrom the second."
    expect(second.locator("#id_progress")).to_have_value(joined)
    second.locator(".bot [value=save]").click()
    expect(second.locator("[data-saved]")).to_contain_text("Saved as a draft")
    assert stored(second) == joined


@pytest.mark.browser
@pytest.mark.parametrize(("width", "language"), [(1440, "zh-hans"), (390, "en")])
def test_the_pages_of_a_round_are_quiet_accessible_and_fit(sign_in: SignIn, width, language):
    person = sign_in("yllhj.zhang", width=width, language=language)
    found = {}
    for path in (ROUND, ROUND + "?end=1", ROUND + "?measure=11"):
        page = person.open(path)
        violations = Axe().run(page).response["violations"]
        complaints = [f"axe: {one['id']} {one['nodes'][0]['html']}" for one in violations] + person.complaints
        if page.evaluate("document.documentElement.scrollWidth") > width or complaints:
            found[path] = complaints
    assert found == {}
