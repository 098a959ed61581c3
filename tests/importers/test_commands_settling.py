"""All that the page of an import can settle, said on the command line; and undoing there."""

import datetime
import sys
from pathlib import Path

import pytest
from django.utils import timezone

from departments.models import AuditEntry, UnitAlias
from importers.management import terminal
from importers.models import Import, KnownLayout
from tasks.models import Measure, Plan, Target
from tests.cast import make_person
from tests.importers.commands import ANNEX, Terminal, run, spoiled
from tests.importers.drawing import DRAWN, Table
from tests.importers.made import MEASURE, TITLE, published

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english_without_terminal")]


def issue(folder: Path, *texts: str, unit: str = "市水务局") -> str:
    lines = [f"{n}\t任务{n}\t{text}\t年底前\t{unit}\t——\t——" for n, text in enumerate(texts, 1)]
    path = folder / "issue.txt"
    path.write_bytes(published(*lines))
    return str(path)


def test_a_column_is_assigned_and_the_choice_remembered_with_the_import_alone(units, tmp_path):
    header = ("序号", "重点任务", "甲", "完成时限", "乙", "主责单位", "协办单位")
    path = tmp_path / "odd.xlsx"
    path.write_bytes(DRAWN["xlsx"](Table([list(header), list(MEASURE)], above=[TITLE])))
    columns = ["重点任务=task", "甲=text", "乙=lead", "主责单位=responsible"]
    status, out, err = run("import_plan", str(path), columns=columns, dry_run=True)
    assert (status, err, KnownLayout.objects.count()) == (0, "", 0)
    assert "  1 added" in out
    assert run("import_plan", str(path), columns=columns)[0] == 0
    assert KnownLayout.objects.get().columns["甲"] == "text"
    assert Measure.objects.get().text == MEASURE[2]
    assert run("import_plan", str(path))[0] == 0, "the next table with these headers is read by it"


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"columns": ["工作措施=nothing"]}, "A column holds one of: number,"),
        ({"columns": ["没有=text"]}, "No column is headed “没有”. There are: 序号"),
        ({"columns": ["工作措施=extra"]}, "Choose which column holds the measures"),
        ({"kinds": ["99=continuing"]}, "“99=continuing” begins with no measure's number in the file."),
        ({"kinds": ["9=often"]}, "A kind is one of: quantity,"),
        ({"same": ["9=4711"]}, "The plan has no measure 4711."),
        ({"apart": ["9=x"]}, "The plan has no measure x."),
        ({"refused": ["9=7 项"]}, "“7 项” isn't proposed as a target of measure 9."),
    ],
)
def test_what_fits_nothing_ends_it_and_says_why(units, said, why):
    status, out, err = run("import_plan", ANNEX, **said)
    assert (status, out, Plan.objects.count()) == (2, "", 0)
    assert err.startswith(why)


def test_measures_are_paired_and_told_apart_by_the_numbers_that_it_tells(units, tmp_path):
    run("import_plan", issue(tmp_path, "建立名录。", "开展监测评估,形成报告。"))
    old = dict(Measure.objects.values_list("text", "pk"))
    path = issue(tmp_path, "编制清单并公布。", "开展监测评估,形成年报。")
    status, out, _err = run("import_plan", path, dry_run=True)
    assert status == 0
    assert [line for line in out.splitlines() if line.startswith("  ") and "题" not in line][1:4] == [
        "  Changed 2: 2",
        "    Measure: 开展监测评估,形成报告。 → 开展监测评估,形成年报。",
        f"    taken for measure {old['开展监测评估,形成报告。']} of the plan",
    ]
    assert "  Added 1: 1 编制清单并公布。" in out
    assert f"  Removed {old['建立名录。']}: 1 建立名录。" in out
    said = {"same": [f"1={old['建立名录。']}"], "apart": [f"2={old['开展监测评估,形成报告。']}"]}
    assert run("import_plan", path, yes=True, **said)[0] == 0
    assert Measure.objects.get(pk=old["建立名录。"]).text == "编制清单并公布。"
    assert Measure.objects.get(pk=old["开展监测评估,形成报告。"]).withdrawn_at is not None


def test_kinds_targets_and_names_for_this_file_alone(units, tmp_path):
    status, _out, err = run(
        "import_plan", spoiled(tmp_path, E25="市园林草局"), names=["市园林草局=市园林绿化局"], once=True,
        kinds=["1=outcome"], refused=["17=15 万亩"],
    )  # fmt: skip
    assert (status, err) == (0, "")
    assert not UnitAlias.objects.filter(name="市园林草局").exists()
    assert Measure.objects.get(seq=1).kind == "outcome"
    assert not Target.objects.filter(quote="15 万亩").exists()


def test_a_part_of_the_plan_is_not_taken_for_the_whole_without_being_said(units, tmp_path):
    run("import_plan", ANNEX)
    path = tmp_path / "part.txt"
    path.write_bytes(
        published("1\t任务\t建立名录。\t年底前\t市水务局\t——\t——", title="生态保护 2022 年行动计划")
    )
    status, _out, err = run("import_plan", str(path))
    assert (status, Measure.objects.filter(withdrawn_at__isnull=True).count()) == (2, 20)
    assert err.splitlines() == [
        "20 of the 20 measures of “生态保护 2022 年行动计划” would leave the plan, 0 of them with reports. "
        "If the file holds only a part of the plan, or another plan, don't import it.",
        "Nothing was written. If that is meant, say it with --yes.",
    ]
    assert run("import_plan", str(path), yes=True)[0] == 0


def test_an_import_is_undone_by_its_number(units):
    person = make_person("administrator", is_administrator=True)
    assert run("undo_import") == (0, "No import is in force.\n", "")
    run("import_plan", ANNEX)
    row = Import.objects.get()
    status, out, _err = run("undo_import")
    assert status == 0
    assert out.startswith(f"{row.pk}: annex5-2022.xlsx, ")
    assert "command line: 20 measures added" in out
    assert run("undo_import", str(row.pk), dry_run=True)[1].endswith("nothing was written.\n")
    assert run("undo_import", str(row.pk), by="administrator")[1].endswith("“annex5-2022.xlsx” was undone.\n")
    row.refresh_from_db()
    assert (row.state, row.undone_by) == ("undone", person)
    assert AuditEntry.objects.filter(what="import-undone", who=person).count() == 1
    assert run("undo_import", str(row.pk))[::2] == (2, f"Import {row.pk} isn't in force: Undone.\n")
    assert run("undo_import", "4711")[::2] == (2, "There is no import 4711.\n")


def test_what_stands_in_the_way_is_told(units):
    run("import_plan", ANNEX)
    row = Import.objects.get()
    Measure.objects.get(ref="11").participations.update(
        acknowledged_at=timezone.now() + datetime.timedelta(1)
    )
    status, out, err = run("undo_import", str(row.pk), yes=True)
    assert (status, out) == (2, "")
    assert "acknowledged since" in err
    assert "11 市园林绿化局" in err
    assert Import.objects.get().state == "applied"


@pytest.mark.parametrize(("answer", "state"), [("y\n", "undone"), ("\n", "applied")])
def test_on_a_terminal_undoing_is_asked(units, monkeypatch, answer, state):
    run("import_plan", ANNEX)
    monkeypatch.setattr(sys, "stdin", Terminal(answer))
    run("undo_import", str(Import.objects.get().pk))
    assert Import.objects.get().state == state


def test_a_unit_that_the_register_lacks_is_added_and_known_from_then_on(units, tmp_path):
    path = spoiled(tmp_path, E25="市数据局", G25="有关街道")
    assert run("import_plan", path)[0] == 2
    assert run("add_unit", "市数据局", kind="municipal") == (0, "“市数据局” stands in the register.\n", "")
    assert run("add_unit", "有关街道", kind="area", open_group=True)[0] == 0
    assert run("import_plan", path)[0] == 0
    assert Measure.objects.get(ref="11").assignments.get(role="lead").unit.name == "市数据局"
    status, out, err = run("add_unit", "市数据局", kind="municipal")
    assert (status, out) == (2, "")
    assert err.startswith("The register knows this name already: it means 市数据局.")
    assert AuditEntry.objects.filter(what="unit-created").count() == 1


@pytest.mark.parametrize(
    ("environment", "found"),
    [
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh-hans"),
        ({"LANG": "en_GB", "LC_ALL": "zh_CN"}, "zh-hans"),
        ({"LANG": "C"}, "zh-hans"),
        ({}, "zh-hans"),
    ],
)
def test_it_speaks_the_language_of_the_terminal_or_of_the_system(environment, found):
    assert terminal.language(environment) == found
