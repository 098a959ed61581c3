"""Plans as files: of the stored plan, for everyone who reads it, and back without a difference."""

import io
import json
import sys

import openpyxl
import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.urls import reverse
from hypothesis import HealthCheck, given, settings

from departments.models import Unit, UnitAlias
from importers import uploads
from importers.proposal import Decisions, propose
from importers.published import xlsx
from importers.published.export import Wanted, name_of
from importers.published.source import layout_of
from importers.reading.model import ParsedPlan, Reading
from tasks.models import Measure, Plan
from tests.cast import make_person, moment
from tests.importers.drawing import Table, draw_xlsx
from tests.importers.exported import OCTOBER, back, file
from tests.importers.published import ANNEX, load, reading
from tests.importers.random_plans import UNITS, plans

KINDS = ("xlsx", "docx", "json")


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


# Names and the command


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
