"""A table is copied where it stands and pasted into the box, as a person does it, with its merged cells."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Person, SignIn

TITLE = "再生水 2022 年计划"
STYLE = "<style>td{border:1px solid}.x{color:red}</style>"
TABLE = """
<table style="width:90%">
<tr><th>序号</th><th>重点任务</th><th>工作措施</th><th>完成时限</th><th>牵头部门</th><th>协办单位</th></tr>
<tr><td colspan="6" class="x"><b>一、水资源</b></td></tr>
<tr><td rowspan="2">1</td><td rowspan="2">再生水利用</td><td>新建管线。</td><td>年底前</td>
<td rowspan="2">市水务局</td><td>市园林绿化局<br>海淀区政府</td></tr>
<tr><td>召开调度会。</td><td>年底前</td><td>——</td></tr>
<tr style="display:none"><td>9</td><td>草稿</td><td>不公布。</td><td></td><td>市水务局</td><td></td></tr>
<tr><td>2</td><td>河湖治理</td><td><p>清理河道，</p><p>整治河岸。</p></td><td>年底前</td><td>市水务局</td><td></td></tr>
</table>"""


def copied(person: Person, folder: Path, *, title: str = TITLE) -> None:
    """Everything on a page of another program is marked and copied."""
    heading = f"<h1>{title}</h1>" if title else ""
    place = folder / "published.html"
    place.write_text(f"<!doctype html><meta charset=utf-8>{STYLE}{heading}{TABLE}", encoding="utf-8")
    other = person.page.context.new_page()
    other.goto(place.as_uri())
    other.keyboard.press("ControlOrMeta+a")
    other.keyboard.press("ControlOrMeta+c")
    other.close()


def pasted(person: Person) -> Page:
    page = person.page
    page.bring_to_front()
    page.locator("#id_text").focus()
    page.keyboard.press("ControlOrMeta+v")
    return page


def read(page: Page) -> Page:
    """What the text is understood as."""
    page.locator("[name=way][value=text]").click()
    page.wait_for_url("**/imports/*/")
    return page


@pytest.mark.browser
@pytest.mark.parametrize(("width", "language"), [(1440, "en"), (390, "zh-hans")])
def test_a_copied_table_is_read_with_its_merged_cells(sign_in: SignIn, tmp_path, width, language):
    person = sign_in("gl.zhao", width=width, language=language)
    person.open("/imports/")
    copied(person, tmp_path)
    page = pasted(person)
    expect(page.locator("[data-pasted=whole]")).to_be_visible()
    expect(page.locator("[data-pasted=changed]")).to_be_hidden()
    assert Axe().run(page).response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    read(page)
    expect(page.locator("main .chg h3")).to_have_text(["1.1 再生水利用", "1.2 再生水利用", "2 河湖治理"])
    expect(page.locator("main .chg .u")).to_have_text(
        ["市水务局", "市园林绿化局", "海淀区政府", "市水务局", "市水务局"]
    )
    assert person.complaints == []


@pytest.mark.browser
def test_a_title_is_typed_above_and_lines_below_a_pasted_table(sign_in: SignIn, tmp_path):
    person = sign_in("gl.zhao", language="en")
    person.open("/imports/")
    copied(person, tmp_path, title="")
    page = pasted(person)
    box = page.locator("#id_text")
    box.press("ControlOrMeta+Home")
    box.press_sequentially(TITLE)
    box.press("Enter")
    expect(page.locator("[data-pasted=whole]")).to_be_visible()
    read(page)
    expect(page.locator("main")).to_contain_text("A new plan with 3 measures would be loaded.")
    assert person.complaints == []


@pytest.mark.browser
def test_a_pasted_table_that_is_changed_in_the_box_counts_as_its_text(sign_in: SignIn, tmp_path):
    person = sign_in("gl.zhao", language="en")
    person.open("/imports/")
    copied(person, tmp_path)
    page = pasted(person)
    box, cells = page.locator("#id_text"), page.locator("#id_cells")
    assert "召开调度会。" in cells.input_value()
    assert "不公布" not in cells.input_value()
    whole = box.input_value()
    box.fill(whole.replace("召开调度会。", "召开会议。"))
    expect(page.locator("[data-pasted=changed]")).to_be_visible()
    assert cells.input_value() == ""
    box.fill(whole)
    expect(page.locator("[data-pasted=whole]")).to_be_visible()
    box.fill("")
    expect(page.locator("[data-pasted=whole]")).to_be_hidden()
    expect(page.locator("[data-pasted=changed]")).to_be_hidden()
    assert cells.input_value() == ""
    assert person.complaints == []
