"""Plans as files: of the stored plan, for everyone who reads it, and back without a difference."""

import io
import json
import sys

import openpyxl
import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from hypothesis import HealthCheck, given, settings

from departments.models import AuditEntry, Unit, UnitAlias, User
from departments.resolver import Register
from importers import uploads
from importers.proposal import Decisions, propose
from importers.published import export as exporting
from importers.published import xlsx
from importers.published.export import Wanted, name_of
from importers.published.progress import progress
from importers.published.source import layout_of
from importers.reading import Hints, read
from importers.reading.model import ParsedPlan, Reading
from tasks.models import Measure, Plan
from tasks.participation import recompute
from tests.cast import cite, make_measure, make_person, moment
from tests.importers.drawing import Table, draw_xlsx
from tests.importers.published import ANNEX, load, reading
from tests.importers.random_plans import UNITS, plans
from tests.tasks.moves import content, move

KINDS = ("xlsx", "docx", "json")
OCTOBER = moment(10, 26)


@pytest.fixture
def today(settings):
    settings.TODAY = "2022-10-26"
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def annex(administrator, today) -> Plan:
    """Annex 5 as an administrator imported it."""
    row = uploads.receive(data=ANNEX.read_bytes(), name=ANNEX.name, by=administrator, at=moment(1, 17))
    basis = uploads.proposal_of(row).basis
    uploads.apply(row=row, basis=basis, by=administrator, at=moment(1, 17))
    return Plan.objects.get()


def file(plan: Plan, kind: str, **wanted) -> bytes:
    out = io.BytesIO()
    exporting.export(plan, Wanted(kind, **wanted), out, today=OCTOBER.date())
    return out.getvalue()


def back(data: bytes, kind: str) -> Reading:
    return read(data, f"plan.{kind}", Hints(names=Register().names))


def same(plan: Plan, kind: str, **wanted) -> bool:
    found = back(file(plan, kind, **wanted), kind)
    assert found.plans, found.problems
    return propose(reading=found, decisions=Decisions(plan=plan.pk)).same


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("with_progress", [False, True])
def test_what_was_exported_changes_nothing_when_it_is_imported(annex, kind, with_progress):
    assert same(annex, kind, progress=with_progress)


@pytest.mark.parametrize("kind", KINDS)
def test_a_renamed_unit_changes_nothing_either(annex, kind):
    Unit.objects.filter(name="市水务局").update(name="市水利局", short_name="水利局")
    UnitAlias.objects.create(name="市水务局", unit=Unit.objects.get(name="市水利局"))
    assert same(annex, kind)


def test_the_workbook_has_the_headers_of_the_file_that_was_imported(annex):
    assert [column.label for column in layout_of(annex).columns] == [
        "序号", "重点任务", "工作措施", "完成时限", "牵头部门", "主责单位", "协办单位",
    ]  # fmt: skip
    sheet = openpyxl.load_workbook(io.BytesIO(file(annex, "xlsx"))).worksheets[0]
    source = openpyxl.load_workbook(ANNEX).worksheets[0]
    texts = [[cell.value for cell in row if cell.value] for row in sheet.iter_rows()]
    assert texts[:3] == [["附件 5"], ["生态保护 2022 年行动计划"], [c.value for c in source[3]]]


def test_each_plan_of_a_file_has_its_own_headers(administrator, today):
    heads = {"水务 2022 年行动计划": "责任单位", "造林 2022 年行动计划": "主办单位"}
    units = "市水务局\n市财政局\n按职责分工负责"
    tables = [
        Table(
            rows=[
                ["序号", "主要任务", "具体措施", "完成时间", head, "备注"],
                [1, "任务", f"完成{title}。", "年底前", units, "急"],
            ],
            above=[title],
            name=title[:2],
        )
        for title, head in heads.items()
    ]
    row = uploads.receive(data=draw_xlsx(*tables), name="a.xlsx", by=administrator, at=moment(1, 17))
    uploads.apply(row=row, basis=uploads.proposal_of(row).basis, by=administrator, at=moment(1, 17))
    assert Plan.objects.count() == 2
    for plan in Plan.objects.all():
        sheet = openpyxl.load_workbook(io.BytesIO(file(plan, "xlsx"))).worksheets[0]
        assert [cell.value for cell in sheet[2]] == [
            "序号", "主要任务", "具体措施", "完成时间", heads[plan.title], "备注",
        ]  # fmt: skip
        assert [cell.value for cell in sheet[3]][4:] == [units, "急"]
        assert same(plan, "xlsx")
        assert same(plan, "docx")


def test_without_a_known_file_the_headers_are_the_standard_ones(units):
    load(reading())
    assert layout_of(Plan.objects.get()) is None
    sheet = openpyxl.load_workbook(io.BytesIO(file(Plan.objects.get(), "xlsx"))).worksheets[0]
    assert [cell.value for cell in sheet[3]][:3] == ["序号", "重点任务", "工作措施"]


def test_the_json_is_the_form_in_which_plans_are_exchanged(annex):
    found = json.loads(file(annex, "json"))
    assert found["problems"] == []
    first = found["plans"][0]["sections"][0]["tasks"][0]["measures"][0]
    assert (first["seq"], first["lead"], first["deadline_date"]) == (
        1,
        ["市生态环境局", "各区政府"],
        "2022-12-31",
    )
    assert "progress" not in first
    told = json.loads(file(annex, "json", progress=True))["plans"][0]
    assert told["progress_on"] == "2022-10-26"
    assert told["sections"][0]["tasks"][0]["measures"][0]["progress"]["light"] == "Red"
    assert ParsedPlan.from_dict(told).title == annex.title


# Progress, as its reader may see it


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


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("生态保护 2022 年行动计划", "生态保护 2022 年行动计划.xlsx"),
        ('../a\\b:"c"\r\n?<d>', "a b c d.xlsx"),
        ("\u202egnp.exe", "gnp.exe.xlsx"),
        ("...", "2022.xlsx"),
        ("长" * 200, "长" * 100 + ".xlsx"),
    ],
)
def test_a_files_name_is_safe(title, name):
    assert name_of(Plan(title=title, year=2022), Wanted("xlsx"), OCTOBER.date()) == name


def test_the_command_writes_the_file_and_says_what_is_wrong(annex, tmp_path):
    path = tmp_path / "plan.docx"
    call_command("export_plan", str(annex.pk), "--as", "docx", "--progress", "-o", str(path))
    assert path.read_bytes().startswith(b"PK")
    with pytest.raises(CommandError, match="There is no plan 99"):
        call_command("export_plan", "99")
    with pytest.raises(CommandError, match="nowhere"):
        call_command("export_plan", str(annex.pk), "-o", str(tmp_path / "nowhere" / "plan.xlsx"))
    Measure.objects.filter(seq=1).update(text="长" * (xlsx.MOST + 1))
    with pytest.raises(CommandError, match="Take the plan as Word or JSON"):
        call_command("export_plan", str(annex.pk), "-o", str(tmp_path / "plan.xlsx"))
    assert [one.name for one in tmp_path.iterdir()] == ["plan.docx"]


def test_the_command_writes_to_standard_output(annex, monkeypatch):
    class Out:
        buffer = io.BytesIO()

        def isatty(self) -> bool:
            return False

    monkeypatch.setattr(sys, "stdout", Out())
    call_command("export_plan", str(annex.pk), "--as", "json")
    assert json.loads(Out.buffer.getvalue())["plans"][0]["title"] == annex.title


# The files that plans came from


def test_a_coordinator_has_the_files_that_were_applied(annex, client):
    applied = annex.imports.get()
    only_read = uploads.receive(data=b"x", name="draft.txt", by=None, at=moment(1, 18))
    client.force_login(make_person("coordinator", is_coordinator=True))
    response = client.get(reverse("import-file", args=[applied.pk]))
    assert b"".join(response.streaming_content) == ANNEX.read_bytes()
    assert client.get(reverse("import-file", args=[only_read.pk])).status_code == 404


# Whatever stands in the database


@pytest.mark.parametrize("kind", KINDS)
def test_what_no_cell_would_give_is_no_difference(annex, kind):
    first, second, third = Measure.objects.order_by("seq")[:3]
    first.text = "第一行\r\n第二行。\n第三行\u200b "
    first.deadline_text = "年底\n前"
    second.extra = {"备注": "一\n二\x0b三", "Budget": "=1+1"}
    second.text = "=SUM(A1)\n完成。"
    third.text = "Plant\ntrees by hand."
    Measure.objects.bulk_update([first, second, third], ["text", "deadline_text", "extra"])
    task = first.task
    task.title = "目标\n任务"
    task.save()
    assert same(annex, kind)


@pytest.mark.parametrize("kind", KINDS)
def test_a_plan_from_which_measures_were_withdrawn_comes_back(annex, kind):
    Measure.objects.filter(ref__in=["4.2", "11"]).update(withdrawn_at=moment(3, 1))
    assert same(annex, kind)


@pytest.mark.parametrize("kind", KINDS)
@given(plan=plans())
@settings(deadline=None, max_examples=12, suppress_health_check=list(HealthCheck))
def test_any_plan_that_was_stored_comes_back(units, kind, plan):
    with transaction.atomic():
        load(Reading([plan], []), names={UNITS[-1]: f"unit-{Unit.objects.first().pk}"})
        stored = Plan.objects.get()
        read_plan = json.loads(file(stored, "json"))["plans"][0]
        assert sum(len(task["measures"]) for one in read_plan["sections"] for task in one["tasks"]) == sum(
            1 for _ in plan.measures()
        )
        assert same(stored, kind)
        transaction.set_rollback(True)


def test_an_imported_measure_leads_to_its_file_and_says_its_cells(annex, client):
    client.force_login(make_person("coordinator", is_coordinator=True))
    client.cookies["language"] = "en"
    measure = Measure.objects.get(ref="11")
    page = client.get(reverse("measure", args=[measure.pk])).content.decode()
    path = reverse("import-file", args=[annex.imports.get().pk])
    assert f'<a href="{path}">{ANNEX.name}</a>' in page
    assert f"<b>{measure.source['cells']['text']}</b>" in page
    row = measure.source["cells"]["text"][1:]
    assert f"row {row}" in page
