"""Every page, as each kind of person, at both widths: quiet, at home, accessible, and not too wide."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from openpyxl import load_workbook

from tests.journeys.conftest import SignIn, measure
from tests.serving import BASE

ANNEX = BASE / "fixtures" / "annex5-2022.xlsx"

PAGES = {
    None: ["/sign-in/"],
    "yllhj.zhang": [
        "/plans/1/units/yuanlin/",
        "/plans/1/units/yuanlin/?light=yellow&q=none",
        measure("11"),
        measure("4.1"),
        measure("8"),
        "/plans/1/",
        "/plans/1/?light=red",
        "/plans/",
        "/units/",
        "/units/haidian/",
        "/plans/1/units/yuanlin/round/",
        "/plans/1/units/yuanlin/sheet/",
        "/notices/",
        "/password/",
        "/nothing-here/",
    ],
    "hdq.qin": [
        "/plans/1/units/haidian/",
        "/plans/1/units/haidian/round/?state=handed",
        "/units/haidian/",
    ],
    "dcq.liang": ["/plans/1/units/dongcheng/", "/plans/1/units/dongcheng/?role=possible", measure("13")],
    "tc.wang": [
        "/plans/1/overview/",
        "/plans/1/overview/?on=2022-06-30",
        "/plans/1/designations/",
        "/plans/1/reports/",
        "/plans/1/review/",
        "/plans/1/requests/",
        "/plans/1/periods/",
        "/plans/1/periods/8/",
        "/plans/1/periods/10/",
        "/plans/1/reminders/",
        "/messages/",
        measure("8"),
        "/plans/1/units/haidian/",
    ],
    "ld.chen": ["/plans/1/overview/", "/plans/1/units/fengtai/", measure("5.2")],
    "gl.zhao": ["/imports/", "/imports/words/", "/units/"],
}


@pytest.mark.browser
@pytest.mark.parametrize(("width", "language"), [(1440, "zh-hans"), (390, "en")])
@pytest.mark.parametrize("who", PAGES)
def test_pages_are_quiet_accessible_and_fit(sign_in: SignIn, who, width, language):
    person = sign_in(who, width=width, language=language)
    found = {}
    for path in PAGES[who]:
        person.complaints.clear()
        person.open(path)
        violations = Axe().run(person.page).response["violations"]
        complaints = [f"axe: {one['id']} {one['nodes'][0]['html']}" for one in violations]
        complaints += [text for text in person.complaints if "nothing-here" not in path]
        wide = person.page.evaluate("document.documentElement.scrollWidth")
        complaints += [f"{wide} px wide"] if wide > width else []
        if complaints:
            found[path] = complaints
    assert found == {}


@pytest.mark.browser
@pytest.mark.parametrize("width", [320, 768, 1024, 1366, 1920])
def test_no_page_scrolls_sideways(sign_in: SignIn, width):
    person = sign_in("tc.wang", width=width)
    wide = []
    for path in ("/plans/1/units/yuanlin/", "/plans/1/overview/", "/plans/1/", measure("11"), "/units/"):
        person.open(path)
        if person.page.evaluate("document.documentElement.scrollWidth") > width:
            wide.append(path)
    assert wide == []


@pytest.mark.browser
@pytest.mark.parametrize(("width", "language"), [(1440, "zh-hans"), (390, "en")])
def test_what_a_file_would_change_is_shown_accessibly(sign_in: SignIn, tmp_path, width, language):
    book = load_workbook(ANNEX)
    book.active["E25"] = "市园林局人员"
    book.active["D12"] = "适时"
    book.save(tmp_path / "spoiled.xlsx")
    book.active["D12"] = "年底前"
    book.active["C14"] = "完成 220 公顷废弃矿山生态修复治理任务。"
    book.save(tmp_path / "reissued.xlsx")
    person = sign_in("gl.zhao", width=width, language=language)

    for name in ("spoiled.xlsx", "reissued.xlsx"):
        page = person.open("/imports/")
        page.set_input_files("input[type=file]", tmp_path / name)
        page.locator("main button.go").first.click()
        page.wait_for_url("**/imports/*/")
        assert [one["id"] for one in Axe().run(page).response["violations"]] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert person.complaints == []


ADMIN = ["/admin/", "/admin/departments/unit/", "/admin/departments/user/add/"]


@pytest.mark.browser
def test_the_administration_is_quiet_under_the_strict_policy(sign_in: SignIn):
    person = sign_in("gl.zhao")
    for path in ADMIN:
        person.open(path)
    assert person.complaints == []
