"""Progress beside an exported plan, as its reader may see it; and the links to a plan's files."""

import io

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from departments.models import AuditEntry, User
from importers.proposal import Decisions, propose
from importers.published import export as exporting
from importers.published import xlsx
from importers.published.export import Wanted
from importers.published.progress import progress
from tasks.models import Measure, Plan
from tasks.participation import recompute
from tests.cast import cite, make_measure, moment
from tests.importers.exported import OCTOBER, back, file
from tests.tasks.moves import content, move


@pytest.fixture
def today(settings):
    settings.TODAY = "2022-10-26"
    settings.LANGUAGE_CODE = "en"


def said(cast):
    return content(cast.measures["1.1"], percent=50, text="Planted the north.")


@pytest.fixture
def reported(cast, today):
    move(cast, "submit", "lead", "1.1", 1, at=moment(1, 20), says=said(cast))
    return cast


@pytest.mark.parametrize(
    ("who", "reads"),
    [("coordinator", True), ("leadership", True), ("responsible", True), ("assisting", True),
     ("lead", True), ("outsider", False), ("administrator", False), ("nobody", False), (None, True)],
)  # fmt: skip
def test_the_report_stands_there_for_whoever_may_read_it(reported, who, reads):
    user = reported.people[who] if who else None
    found = progress(plan=reported.plan, user=user, today=OCTOBER.date()).of[1]
    assert found["progress"] == ("Planted the north." if reads else "")
    assert found["last_report"] == ("市园林绿化局, January" if reads else "")
    assert (found["light"], found["status"]) == ("Red", "On track")


def test_a_draft_stands_nowhere(cast, today):
    move(cast, "save", "lead", "1.1", 1, at=moment(1, 20), says=said(cast))
    for user in (None, cast.people["lead"], cast.people["coordinator"]):
        found = progress(plan=cast.plan, user=user, today=OCTOBER.date()).of[1]
        assert (found["progress"], found["last_report"]) == ("", "")


def test_progress_stands_at_the_right_under_its_day(reported):
    with translation.override("zh-hans"):
        sheet = openpyxl.load_workbook(io.BytesIO(file(reported.plan, "xlsx", progress=True))).worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[2][0] == "（截至 2022 年 10 月 26 日）"
    assert rows[3][-6:] == [
        "当前灯", "当前完成百分比", "当前序时百分比", "当前状态", "最近一次报告", "最近一次报告的进展",
    ]  # fmt: skip
    assert rows[5][-6:] == ["红", 50, 82, "按期推进", "市园林绿化局，1 月", "Planted the north."]


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_progress_in_any_language_is_no_part_of_the_plan(reported, language):
    with translation.override(language):
        data = file(reported.plan, "xlsx", progress=True)
    found = back(data, "xlsx")
    assert propose(reading=found, decisions=Decisions(plan=reported.plan.pk)).same
    assert {one.meaning for one in found.layouts[0].columns[-6:]} == {"ignored"}
    assert not [problem for problem in found.problems if problem.code == "column-unsure"]


def test_an_export_takes_as_many_queries_for_many_measures_as_for_few(reported):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            plan = Plan.objects.get(pk=reported.plan.pk)
            user = User.objects.get(username="responsible")
            exporting.export(plan, Wanted("xlsx", True, user), io.BytesIO(), today=OCTOBER.date())
        return len(captured)

    few = queries()
    task = reported.measures["1.1"].task
    more = [make_measure(reported.plan, task, seq) for seq in range(10, 40)]
    for measure in more:
        cite(measure, "lead", reported.units["lead"], reported.units["responsible"])
    recompute([measure.pk for measure in more], at=moment(1, 4))
    assert queries() == few


# The page's links and the command


@pytest.mark.parametrize("kind", ["xlsx", "docx", "json"])
def test_everyone_who_reads_the_plan_has_it_as_a_file(reported, client, kind):
    client.force_login(reported.people["nobody"])
    path = reverse("plan-file", args=[reported.plan.pk, kind])
    assert path in client.get(reverse("plan", args=[reported.plan.pk])).content.decode()
    response = client.get(path, {"progress": "1"})
    body = b"".join(response.streaming_content)
    assert response.headers["Content-Type"] == exporting.CONTENT_TYPES[kind]
    assert response.headers["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert body.startswith(b"{" if kind == "json" else b"PK")
    entry = AuditEntry.objects.latest("pk")
    assert (entry.what, entry.about) == ("export", f"生态保护 2022 年行动计划 2022-10-26.{kind}")
    assert entry.detail == {"rows": 3}


def test_another_kind_of_file_is_not_there(reported, client):
    client.force_login(reported.people["nobody"])
    assert client.get(reverse("plan-file", args=[reported.plan.pk, "exe"])).status_code == 404


def test_a_text_that_no_workbook_holds_is_said_on_the_plans_page(reported, client):
    Measure.objects.filter(seq=1).update(text="长" * (xlsx.MOST + 1))
    client.force_login(reported.people["nobody"])
    response = client.get(reverse("plan-file", args=[reported.plan.pk, "xlsx"]), follow=True)
    assert response.redirect_chain == [(reverse("plan", args=[reported.plan.pk]), 302)]
    assert "Take the plan as Word or JSON" in response.content.decode()
