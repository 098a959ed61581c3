"""The empty table to fill in: what it says, and that it reads back in both languages."""

import io

import openpyxl
import pytest
from django.conf import settings
from django.urls import reverse

from departments.models import AuditEntry
from importers import uploads
from importers.proposal import Decisions, propose
from importers.published import template
from importers.reading import read
from tests.cast import make_person

LANGUAGES = [code for code, _name in settings.LANGUAGES]
FILLED = {
    "zh-hans": [
        ["一、水环境治理"],
        [1, "治理河道", "完成 50 公里河道治理。", "年底前", "市水务局", "市财政局\n海淀区政府", "——"],
        [None, None, "编制方案。", "6月底前", "市水务局", None, None],
        ["二、造林"],
        [2, "新增造林", "新增造林 15 万亩。", "9月30日前", "市园林绿化局", None, "各区政府"],
    ],
    "en": [
        ["A. Water"],
        [1, "Clean the rivers", "Clean 50 km of rivers.", "by the end of the year", "市水务局",
         "市财政局\n海淀区政府", "——"],
        [None, None, "Write the scheme.", "by the end of June", "市水务局", None, None],
        ["B. Trees"],
        [2, "Plant trees", "Plant 15 km² of trees.", "by 30 September", "市园林绿化局", None, "各区政府"],
    ],
}  # fmt: skip
TITLES = {"zh-hans": "水务 2023 年行动计划", "en": "Action plan for water 2023"}


def book(language):
    out = io.BytesIO()
    template.write(language, out)
    return openpyxl.load_workbook(out)


def filled(language, title=True):
    found = book(language)
    sheet = found.worksheets[0]
    if title:
        sheet["A2"] = TITLES[language]
    for line, row in enumerate(FILLED[language], template.FIRST):
        for number, value in enumerate(row, 1):
            sheet.cell(line, number).value = value
    return saved(found)


def saved(found) -> bytes:
    out = io.BytesIO()
    found.save(out)
    return out.getvalue()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_filled_template_is_read_without_a_problem(units, language):
    found = read(filled(language), "plan.xlsx", uploads.hints())
    assert [(problem.code, problem.cell) for problem in found.problems] == [("stated-none", "G5")]
    (plan,) = found.plans
    assert (plan.title, plan.year) == (TITLES[language], 2023)
    assert plan.annex in ("附件 1", "Annex 1")
    assert [len(section.tasks[0].measures) for section in plan.sections] == [2, 1]
    assert [str(one.deadline_date) for one in plan.measures()] == ["2023-12-31", "2023-06-30", "2023-09-30"]
    assert [one.responsible for one in plan.measures()] == [["市财政局", "海淀区政府"], [], []]
    assert propose(reading=found, decisions=Decisions()).ready


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_empty_template_is_refused_for_having_no_rows(units, language):
    found = read(saved(book(language)), "plan.xlsx", uploads.hints())
    assert found.refused
    assert [(problem.code, problem.cell) for problem in found.problems] == [("no-rows", "A3")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_hint_at_the_title_is_never_taken_for_one(units, language):
    found = read(filled(language, title=False), "plan.xlsx", uploads.hints())
    assert [problem.code for problem in found.problems if problem.severity == "error"] == ["year-unknown"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_columns_are_known_surely_in_their_language(units, language):
    (layout,) = read(saved(book(language)), "plan.xlsx").layouts
    meanings = ("number", "task", "text", "deadline", "lead", "responsible", "assisting")
    assert [(one.meaning, one.sure) for one in layout.columns] == [(meaning, True) for meaning in meanings]


@pytest.mark.parametrize("language", LANGUAGES)
def test_units_and_deadlines_can_be_chosen_and_others_typed(units, language):
    sheet, known, how = book(language).worksheets
    checks = {str(check.sqref): check for check in sheet.data_validations.dataValidation}
    assert sorted(checks) == ["D4:D203", "E4:E203", "F4:F203", "G4:G203"]
    assert not any(check.showErrorMessage for check in checks.values())
    names = [row[0].value for row in known.iter_rows(min_row=2)]
    assert checks["E4:E203"].formula1 == f"'{known.title}'!$A$2:$A${len(names) + 1}"
    assert {"市水务局", "各区政府", "相关区政府"} <= set(names)
    assert all(row[1].value for row in how.iter_rows())
    assert sheet.freeze_panes == "A4"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_deadline_that_is_offered_is_understood(units, language):
    found = book(language)
    (check,) = (one for one in found.worksheets[0].data_validations.dataValidation if "D" in str(one.sqref))
    for line, deadline in enumerate(check.formula1.strip('"').split(","), template.FIRST):
        for column, value in {"C": f"措施 {line}。", "D": deadline, "E": "市水务局"}.items():
            found.worksheets[0][f"{column}{line}"] = value
        found.worksheets[0][f"B{line}"] = f"任务 {line}"
    found.worksheets[0]["A2"] = TITLES[language]
    reading = read(saved(found), "plan.xlsx", uploads.hints())
    assert reading.problems == []
    assert [one.deadline_kind for one in reading.plans[0].measures()].count("unread") == 0


@pytest.mark.parametrize("who", ["is_administrator", "is_coordinator"])
def test_administrators_and_coordinators_find_it(client, units, who):
    client.force_login(make_person("somebody", **{who: True}))
    path = reverse("plan-template", args=["zh-hans"])
    assert path in client.get(reverse("plans")).content.decode()
    if who == "is_administrator":
        assert path in client.get(reverse("imports")).content.decode()
    response = client.get(path)
    assert b"".join(response.streaming_content).startswith(b"PK")
    assert "attachment" in response.headers["Content-Disposition"]
    entry = AuditEntry.objects.latest("pk")
    assert (entry.what, entry.about) == ("export", "计划填报模板.xlsx")
    assert client.get(reverse("plan-template", args=["fr"])).status_code == 404


def test_nobody_else_is_led_to_it(client, units):
    client.force_login(make_person("nobody"))
    assert "/imports/template/" not in client.get(reverse("plans")).content.decode()
