"""Every page, as each kind of person, at both widths: quiet, at home, accessible, and not too wide."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from openpyxl import load_workbook

from tests.importers import made
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


def issues(folder: Path) -> dict[str, Path]:
    """Files that lead to each kind of preview: what is wrong, or what would change, by names."""
    book, sheet = load_workbook(ANNEX), "附件5"
    paths = {name: folder / f"{name}.xlsx" for name in ("unchanged", "refused", "reissued", "unknown", "new")}
    book.save(paths["unchanged"])
    book[sheet]["E25"] = "市园林局人员"
    book[sheet]["D12"] = "2月30日前"
    book.save(paths["refused"])
    book[sheet]["D12"] = "年底前"
    book[sheet]["C14"] = "完成 220 公顷废弃矿山生态修复治理任务。"
    book.save(paths["reissued"])
    row = [1, "再生水利用", "新建再生水管线 30 公里。", "年底前", "园林绿化局", "市某办", "实事"]
    header = ["序号", "主要任务", "办法", "时间要求", "牵头单位", "配合单位", "备注"]
    paths["unknown"].write_bytes(made.workbook([row], title="某区 2022 年工作要点", header=header))
    paths["new"].write_bytes(made.workbook([[1, "任务", "建 5 个站。", "年底前", "市水务局", None, None]]))
    return paths


@pytest.mark.browser
def test_the_pages_of_imports_fit_in_both_languages_at_both_widths(sign_in: SignIn, tmp_path):
    person = sign_in("gl.zhao")
    page = person.page
    addresses = {"list": "/imports/"}
    for name, path in issues(tmp_path).items():
        person.open("/imports/").set_input_files("#id_file", path)
        page.locator("[name=way][value=file]").click()
        page.wait_for_url("**/imports/*/")
        addresses[name] = page.url.removeprefix(person.server)
    page.locator(".bot [data-open=confirm]").click()
    page.locator("#confirm .go").click()
    page.locator("[data-open=undo]").wait_for()
    found = {}
    for language in ("zh-hans", "en"):
        cookie = {"name": "django_language", "value": language, "url": person.server}
        page.context.add_cookies([cookie])
        for name, path in addresses.items():
            person.open(path)
            for width in (1440, 390):
                page.set_viewport_size({"width": width, "height": 900})
                wrong = [one["id"] for one in Axe().run(page).response["violations"]]
                wide = page.evaluate("document.documentElement.scrollWidth")
                wrong += [f"{wide} px wide"] if wide > width else []
                if wrong:
                    found[name, language, width] = wrong
    assert found == {}
    assert person.complaints == []


ADMIN = ["/admin/", "/admin/departments/unit/", "/admin/departments/user/add/"]


@pytest.mark.browser
def test_the_administration_is_quiet_under_the_strict_policy(sign_in: SignIn):
    person = sign_in("gl.zhao")
    for path in ADMIN:
        person.open(path)
    assert person.complaints == []
