"""An administrator takes the plan table of an office that nobody has heard of, to the end, in the browser."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.importers import made
from tests.journeys.conftest import Person, SignIn

MEASURE = "新建再生水管线 30 公里，召开 12 次调度会。"
PATROL = "持续开展河湖巡查。"


def header(own: str) -> list[str]:
    """Headers of which no reader knows `own`."""
    return ["序号", "主要任务", own, "时间要求", "牵头单位", "配合单位", "备注"]


def table(folder: Path, own: str, title: str, short: str, unit: str) -> Path:
    rows = [
        [1, "再生水利用", MEASURE, "年底前", f"市水务局、{short}", unit, "实事"],
        [2, "河湖治理", PATROL, "年底前", "市水务局", "海淀区政府", None],
    ]
    path = folder / f"{title}.xlsx"
    path.write_bytes(made.workbook(rows, title=title, header=header(own)))
    return path


def text(rows: int, title: str = "粘贴的 2022 年计划") -> str:
    line = "{0}\t任务{0}\t编制第 {0} 项方案。\t年底前\t市水务局\t海淀区政府\t——"
    return made.published(*(line.format(n) for n in range(1, rows + 1)), title=title).decode()


def fits(page: Page, width: int) -> None:
    """The page is accessible and not too wide."""
    assert [(one["id"], one["nodes"][0]["html"]) for one in Axe().run(page).response["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def give(person: Person, file: Path) -> Page:
    page = person.open("/imports/")
    page.set_input_files("#id_file", file)
    page.locator("[name=way][value=file]").click()
    page.wait_for_url("**/imports/*/")
    return page


def column(page: Page, label: str):
    return page.locator(".columns tr", has=page.locator("th", has_text=label)).locator("select")


def question(page: Page, name: str):
    return page.locator(".fix", has=page.locator("q", has_text=name))


@pytest.mark.browser
@pytest.mark.parametrize(
    ("width", "language", "short", "member", "code"),
    [
        (1440, "zh-hans", "园林绿化局", "yllhj.zhang", "yuanlin"),
        (390, "en", "农业农村局", "nyncj.tian", "nongye"),
    ],
)
def test_an_unknown_offices_table_is_understood_settled_and_imported(
    sign_in: SignIn, tmp_path, width, language, short, member, code
):
    person = sign_in("gl.zhao", width=width, language=language)
    own, title, unit = f"抓手{width}", f"某办 {width} 号 2022 年工作要点", f"市数字{width}办"
    page = give(person, table(tmp_path, own, title, short, unit))
    fits(page, width)
    expect(page.locator(".cols")).to_have_attribute("open", "")
    expect(page.locator(".columns .asked")).to_have_count(2)
    column(page, "主要任务").select_option("task")
    column(page, own).select_option("text")
    with page.expect_navigation():
        page.locator("button[name=assign]").click()
    expect(page.locator(".columns .asked")).to_have_count(0)
    expect(page.locator("#confirm-wordings")).to_contain_text(PATROL)
    fits(page, width)

    question(page, short).locator(".opts label", has_text=f"市{short}").click()
    missing = question(page, unit)
    missing.locator(".new-unit summary").click()
    missing.locator("[name$='-short']").fill(f"数字办{width}")
    missing.locator("[name$='-kind'][value=municipal]").check()
    fits(page, width)
    with page.expect_navigation():
        missing.locator("button[name=create]").click()
    expect(page.locator(".fix q")).to_have_count(1)
    expect(question(page, short).locator("[type=radio]").first).to_be_checked()

    wrong = page.locator("#confirm-wordings .quote", has_text="12 次").locator(
        "[type=checkbox]:not([hidden])"
    )
    wrong.uncheck()
    with page.expect_navigation():
        page.locator("[name=confirm][value=all]").click()
    expect(page.locator("#confirm-wordings .ok")).to_have_count(
        page.locator("#confirm-wordings tbody tr").count()
    )
    page.locator(".bot [data-open=confirm]").click()
    fits(page, width)
    with page.expect_navigation(url="**/imports/*/"):
        page.locator("#confirm .go").click()
    expect(page.locator(".steps [aria-current]")).to_have_text("完成" if language == "zh-hans" else "Done")
    fits(page, width)
    plan = page.locator("main a.go").get_attribute("href")

    for who, unit_code in (("swj.deng", "shuiwu"), (member, code)):
        bench = sign_in(who, language=language).open(f"{plan}units/{unit_code}/")
        expect(bench.locator("#results")).to_contain_text(MEASURE)
    again = give(person, table(tmp_path, own, f"{title}（二）", short, "市财政局"))
    expect(again.locator(".columns .asked")).to_have_count(0)
    expect(again.locator("[name=forget]")).to_have_count(1)
    assert person.complaints == []


@pytest.mark.browser
def test_pasted_text_is_read_and_stays_where_it_is_refused(sign_in: SignIn):
    person = sign_in("gl.zhao", language="en")
    page = person.open("/imports/")
    page.locator("[name=way][value=text]").click()
    expect(page.locator("[data-trouble]")).to_contain_text("Paste the table into the box first.")
    expect(page.locator("[data-trouble]")).to_be_focused()
    page.locator("#id_text").fill(text(3))
    page.locator("[name=way][value=text]").click()
    page.wait_for_url("**/imports/*/")
    expect(page.locator("h1")).to_have_text("Check the changes")
    expect(page.locator("main")).to_contain_text("A new plan with 3 measures would be loaded.")
    assert person.complaints == []


@pytest.mark.browser
@pytest.mark.parametrize(("width", "language"), [(1440, "zh-hans"), (390, "en")])
def test_reading_a_long_table_shows_how_far_it_is_and_can_be_cancelled(
    sign_in: SignIn, tmp_path, width, language
):
    person = sign_in("gl.zhao", width=width, language=language)
    page = person.open("/imports/")
    path = tmp_path / f"long{width}.txt"
    path.write_text(text(20_000))
    page.set_input_files("#id_file", path)
    page.locator("[name=way][value=file]").click()
    expect(page.locator("#working [data-cancel]")).to_be_focused()
    words = "正在读取第" if language == "zh-hans" else "Reading row"
    expect(page.locator("#working [data-step]")).to_contain_text(words)
    expect(page.locator("#working [data-step]")).to_contain_text("20,00")
    fits(page, width)
    page.keyboard.press("Enter")
    expect(page.locator("#working")).to_be_hidden()
    expect(page.locator("[data-trouble]")).to_be_focused()
    fits(page, width)
    assert page.locator("#id_file").evaluate("input => input.files.length") == 1
    page.reload()
    expect(page.locator("#results")).not_to_contain_text(path.name)
    assert person.complaints == []


@pytest.mark.browser
def test_an_ended_session_and_a_lost_connection_lose_nothing(sign_in: SignIn):
    person = sign_in("gl.zhao", language="en")
    page = person.open("/imports/")
    pasted = text(2, title="断线的 2022 年计划")
    page.locator("#id_text").fill(pasted)
    page.context.set_offline(True)
    page.locator("[name=way][value=text]").click()
    expect(page.locator("[data-when=lost]")).to_be_visible()
    page.context.set_offline(False)
    kept = page.context.cookies()
    page.context.clear_cookies(name="sessionid")
    page.locator("[name=way][value=text]").click()
    expect(page.locator("[data-when=out]")).to_be_visible()
    assert page.locator("#id_text").input_value() == pasted
    page.context.add_cookies(kept)
    page.locator("[name=way][value=text]").click()
    page.wait_for_url("**/imports/*/")
    expect(page.locator("main")).to_contain_text("A new plan with 2 measures would be loaded.")


@pytest.mark.browser
def test_a_table_is_imported_with_the_keyboard_alone(sign_in: SignIn, tmp_path):
    person = sign_in("gl.zhao", language="en")
    page = person.open("/imports/")

    def go_to(selector: str) -> None:
        for _ in range(200):
            page.keyboard.press("Tab")
            if page.evaluate("selector => document.activeElement.matches(selector)", selector):
                return
        raise AssertionError(f"Tab never reaches {selector}")

    page.set_input_files(
        "#id_file", table(tmp_path, "键盘抓手", "键盘 2022 年工作要点", "生态环境局", "市财政局")
    )
    go_to("[name=way][value=file]")
    page.keyboard.press("Enter")
    page.wait_for_url("**/imports/*/")
    go_to("[name=column-0-1]")
    page.keyboard.press("k")
    assert page.evaluate("document.activeElement.value") == "task"
    go_to("[name=column-0-2]")
    page.keyboard.press("m")
    assert page.evaluate("document.activeElement.value") == "text"
    go_to("button[name=assign]")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    go_to(".fix [type=radio]")
    page.keyboard.press("Space")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    go_to("[name=confirm][value=all]")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    go_to(".bot [data-open=confirm]")
    page.keyboard.press("Enter")
    page.locator("#confirm[open]").wait_for()
    go_to("#confirm .go")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="The import is done").wait_for()
    assert person.complaints == []
