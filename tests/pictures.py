"""Takes the pictures of the documentation, in both languages, at a server that serves a fresh demonstration.

    python -m tests.pictures http://127.0.0.1:8000

It only looks: nothing of the demonstration changes but the list of files that were read. The pictures go to
docs/pictures.
"""

import sys
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.browser import BROWSER_FLAGS, find_browser
from tests.importers.made import workbook

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "pictures"
LANGUAGES = {"zh": "zh-hans", "en": "en"}


@dataclass(frozen=True)
class Picture:
    """What one account sees at an address, or behind the link of a measure there, or once a file is read."""

    name: str
    who: str
    path: str
    height: int
    width: int = 1040
    measure: str = ""
    file: bytes = b""


OFFICE = workbook(
    [
        [
            1,
            "再生水利用",
            "编制再生水利用规划，新建再生水管线 30 公里。",
            "9月底前",
            "市水务局、园林绿化局",
            "实事",
        ],
        [2, "河湖治理", "持续开展河湖巡查。", "年底前", "市水务局", ""],
    ],
    title="水环境治理 2022 年工作要点",
    header=["序号", "主要任务", "抓手", "时间要求", "牵头单位", "备注"],
)

PICTURES = [
    Picture("workbench", "yllhj.zhang", "/plans/1/units/yuanlin/", 760),
    Picture("round", "yllhj.zhang", "/plans/1/units/yuanlin/round/", 720, width=1180),
    Picture("offline", "yllhj.zhang", "/plans/1/units/yuanlin/sheet/", 620),
    Picture("review", "tc.wang", "/plans/1/review/?sort=sent", 1000, measure="7.1"),
    Picture("reminders", "tc.wang", "/plans/1/reminders/?period=9", 800),
    Picture("period-closed", "tc.wang", "/plans/1/periods/8/", 840),
    Picture("import", "gl.zhao", "/imports/", 720, width=1180),
    Picture("import-check", "gl.zhao", "/imports/", 1180, width=1180, file=OFFICE),
]


def take(picture: Picture, language: str, browser: Browser, server: str) -> None:
    """Saves one picture in one language, as NAME-zh.png or NAME-en.png."""
    context = browser.new_context(viewport={"width": picture.width, "height": picture.height}, locale="zh-CN")
    context.add_cookies([{"name": "django_language", "value": LANGUAGES[language], "url": server}])
    page = context.new_page()
    page.goto(f"{server}/sign-in/")
    page.locator("details.more summary").click()
    page.locator(f"button[name=username][value='{picture.who}']").click()
    page.wait_for_load_state()
    page.goto(server + picture.path)
    if picture.measure:
        page.locator("tr", has=page.locator("td.no", has_text=picture.measure)).first.locator("a.mt").click()
        page.wait_for_load_state()
    if picture.file:
        given = {"name": "office.xlsx", "mimeType": "application/octet-stream", "buffer": picture.file}
        page.set_input_files("#id_file", given)  # type: ignore[arg-type]
        page.locator("[name=way][value=file]").click()
        page.wait_for_url("**/imports/*/")
    page.screenshot(path=FOLDER / f"{picture.name}-{language}.png")
    context.close()


def main(server: str) -> None:
    """Takes all of them."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=BROWSER_FLAGS)
        for picture in PICTURES:
            for language in LANGUAGES:
                take(picture, language, browser, server.rstrip("/"))
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
