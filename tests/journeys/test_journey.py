"""From a table to an approved report: everyone's part in it, in the browser."""

import io
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from playwright.sync_api import expect

from tests.journeys.conftest import SignIn, measure

TITLE = "水环境治理 2022 年行动计划"
HEADER = ["序号", "重点任务", "工作措施", "完成时限", "牵头部门", "主责单位", "协办单位"]
MEASURE = "编制再生水利用规划。"
FIRST = "规划初稿已完成，正在征求各区意见。"
SECOND = "规划初稿已完成，已收到 14 个区的意见。"
REASON = "请写明已收到几个区的意见。"


@pytest.fixture
def table(tmp_path: Path) -> Path:
    book = Workbook()
    for row in (
        ["附件 7"],
        [TITLE],
        HEADER,
        ["一、水资源"],
        [1, "再生水", MEASURE, "年底前", "市水务局", "海淀区政府", "——"],
    ):
        book.active.append(row)
    path = tmp_path / "annex7.xlsx"
    book.save(path)
    return path


@pytest.mark.browser
def test_import_acknowledge_report_return_submit_again_approve_overview_export(sign_in: SignIn, table: Path):
    administrator = sign_in("gl.zhao", language="en")
    page = administrator.open("/imports/")
    page.set_input_files("input[type=file]", table)
    page.get_by_role("button", name="Read the file").click()
    page.wait_for_url("**/imports/*/")
    assert TITLE in page.locator("main").inner_text()
    page.locator(".bot").get_by_role("button", name="Confirm import").click()
    page.locator("#confirm").get_by_role("button", name="Confirm import").click()
    page.get_by_role("heading", name="The import is done").wait_for()
    page.get_by_role("link", name="Full plan").last.click()
    plan = page.url.rstrip("/").rsplit("/", 1)[1]
    assert MEASURE in page.locator("table.plan").inner_text()

    reporter = sign_in("swj.deng", language="en")
    page = reporter.open(f"/plans/{plan}/units/shuiwu/")
    page.get_by_role("button", name="Acknowledge").click()
    page.wait_for_load_state()
    assert page.get_by_role("button", name="Acknowledge").count() == 0
    page.get_by_role("link", name="Fill in 1").click()
    page.get_by_label("Progress", exact=True).fill(FIRST)
    page.get_by_label("Percent done").fill("70")
    page.locator(".bot").get_by_role("button", name="Submit").click()
    page.locator("#ask-submit").get_by_role("button", name="Submit").click()
    page.locator(".sum").wait_for()
    assert "Choose how it stands." in page.locator(".sum").inner_text()
    assert page.get_by_label("Progress", exact=True).input_value() == FIRST
    page.get_by_label("On track").check()
    page.locator(".bot").get_by_role("button", name="Submit").click()
    page.locator("#ask-submit").get_by_role("button", name="Submit").click()
    page.get_by_role("button", name="Take back").wait_for()
    address = page.url.removeprefix(reporter.server)

    coordinator = sign_in("tc.wang", language="en")
    review = coordinator.open(f"/plans/{plan}/overview/")
    review.locator(".asks").get_by_role("link", name="Review").click()
    review.get_by_role("button", name="Review 1").first.click()
    assert FIRST in review.locator("main").inner_text()
    review.locator("summary", has_text="Return").click()
    review.locator("textarea[name=comment]").fill(REASON)
    review.locator("details.ask button.danger").click()
    review.wait_for_load_state()

    page = reporter.open(f"/plans/{plan}/units/shuiwu/")
    assert REASON in page.locator(".todo").inner_text()
    page = reporter.open(address)
    assert REASON in page.locator("main").inner_text()
    page.get_by_label("Progress", exact=True).fill(SECOND)
    page.locator(".bot").get_by_role("button", name="Submit").click()
    page.locator("#ask-submit").get_by_role("button", name="Submit").click()
    page.get_by_role("button", name="Take back").wait_for()

    review = coordinator.open(address.split("?")[0] + "?unit=shuiwu")
    assert SECOND in review.locator("main").inner_text()
    review.get_by_role("button", name="Approve").click()
    review.wait_for_load_state()
    review = coordinator.open(f"/plans/{plan}/overview/")
    assert "70%" in review.locator(".big").inner_text()

    page = reporter.open(f"/plans/{plan}/units/shuiwu/")
    with page.expect_download() as download:
        page.get_by_role("link", name="Export Excel").click()
    rows = list(load_workbook(io.BytesIO(download.value.path().read_bytes())).active.values)
    row = dict(zip(*rows, strict=True))
    assert (row["No."], row["Measure"], row["Progress made"]) == ("1", MEASURE, 70)
    assert row["October report"] == "Approved"
    assert administrator.complaints + coordinator.complaints == []
    assert [text for text in reporter.complaints if "422" not in text] == []


@pytest.mark.browser
def test_filtering_keeps_counts_address_and_focus(sign_in: SignIn):
    page = sign_in("yllhj.zhang", language="en").open("/plans/1/units/yuanlin/")
    page.locator("#q").fill("湿地")
    page.locator("#results .pager", has_text="2 entries").wait_for()
    page.wait_for_url("**q=**")

    assert page.locator("#results tbody tr:not(.band)").count() == 2
    assert page.locator("#strip a").first.inner_text().split()[0] == "2"
    assert page.evaluate("document.activeElement.id") == "q"
    with page.expect_download() as download:
        page.get_by_role("link", name="Export Excel").click()
    rows = list(load_workbook(io.BytesIO(download.value.path().read_bytes())).active.values)
    assert [row[0] for row in rows[1:]] == ["4.1", "4.3"]
    page.go_back()
    page.locator("#results .pager", has_text="14 entries").wait_for()
    assert page.evaluate("Object.keys(localStorage)") == []


@pytest.mark.browser
@pytest.mark.parametrize(
    ("link", "asks"),
    [("light-yellow", "light=yellow"), ("role-lead", "role=lead"), ("sort-percent", "sort=percent")],
)
def test_a_link_that_narrows_or_sorts_keeps_the_focus(sign_in: SignIn, link: str, asks: str):
    page = sign_in("yllhj.zhang", language="en").open("/plans/1/units/yuanlin/")
    page.locator(f"#{link}").focus()
    with page.expect_response(lambda response: asks in response.url):
        page.keyboard.press("Enter")
    page.wait_for_url(f"**{asks}**")
    expect(page.locator(f"#{link}")).to_be_focused()


@pytest.mark.browser
def test_a_report_is_written_and_submitted_with_the_keyboard_alone(sign_in: SignIn):
    page = sign_in("yllhj.zhang", language="en").open("/plans/1/units/yuanlin/")

    def go_to(selector: str) -> None:
        for _ in range(150):
            page.keyboard.press("Tab")
            if page.evaluate("selector => document.activeElement.matches(selector)", selector):
                return
        raise AssertionError(f"Tab never reaches {selector}")

    go_to(".c-act a[href*='/measures/2/']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/measures/2/**")
    go_to(".skip")
    page.keyboard.press("Enter")
    go_to("[name=status]")
    page.keyboard.press("ArrowRight")
    go_to("[name=percent]")
    page.keyboard.type("68")
    go_to("[name=progress]")
    page.keyboard.type("规划送审稿已报市政府。")
    go_to(".bot [value=submit]")
    page.keyboard.press("Enter")
    page.locator("#ask-submit[open]").wait_for()
    go_to("#ask-submit [value=submit]")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Take back").wait_for()

    assert "规划送审稿已报市政府。" in page.locator("main").inner_text()


@pytest.mark.browser
def test_on_a_phone_the_second_of_two_lands_on_what_the_first_changed(sign_in: SignIn):
    address = f"{measure('4.2')}?unit=yuanlin&period=10#report"
    first, second = (
        sign_in(name, width=390, language="en").open(address) for name in ("yllhj.zhang", "yllhj.ma")
    )
    first.locator("[name=progress]").fill("规划送审稿已报市政府。")
    first.locator(".bot [value=save]").click()
    first.get_by_text("Saved as a draft").wait_for()
    second.locator("[name=progress]").fill("规划送审稿已完成。")
    second.locator(".bot [value=save]").click()
    second.get_by_text("Someone else was faster").wait_for()

    assert second.evaluate("document.activeElement.getAttribute('role')") == "alert"
    assert second.evaluate("document.activeElement.getBoundingClientRect().bottom < innerHeight")
