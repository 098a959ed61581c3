"""Importing on the command line: what it prints, where, and with which exit status."""

import json
import sys

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError

from departments.models import AuditEntry, UnitAlias
from importers import writer
from importers.models import Import
from tasks.models import Measure, Plan
from tests.cast import make_person
from tests.importers.commands import ANNEX, FIXTURES, Terminal, run, spoiled

pytestmark = pytest.mark.usefixtures("english_without_terminal")


def test_import_plan_loads_and_the_second_time_says_that_nothing_changed(units):
    person = make_person("administrator", is_administrator=True)
    status, out, err = run("import_plan", ANNEX, by="administrator")
    assert (status, err) == (0, "")
    assert out.splitlines()[:2] == [
        "生态保护 2022 年行动计划 (new)", "  20 added, 0 changed, 0 moved, 0 removed, 0 unchanged",
    ]  # fmt: skip
    plan = Plan.objects.get()
    row = Import.objects.get()
    assert out.splitlines()[-2:] == [
        f"Done: “{plan.title}” (plan {plan.pk}) binds 27 units with 20 measures.",
        f"To undo it: manage.py undo_import {row.pk}",
    ]
    assert (row.by, row.state, row.plan) == (person, "applied", plan)
    entries = list(AuditEntry.objects.values_list("what", "who"))
    assert sorted(entries) == [("import-applied", person.pk), ("import-read", person.pk)]
    status, out, err = run("import_plan", str(FIXTURES / "annex5-2022.txt"))
    assert (status, err) == (0, "")
    assert out.splitlines()[-1] == "Nothing changed: everything stands in the database as the file has it."
    assert Import.objects.count() == 1


def test_a_dry_run_writes_nothing(units):
    status, out, _err = run("import_plan", ANNEX, dry_run=True)
    assert (status, out.splitlines()[-1]) == (0, "A dry run: nothing was written.")
    assert (Plan.objects.count(), Import.objects.count(), AuditEntry.objects.count()) == (0, 0, 0)


def test_an_error_in_the_file_ends_it(units, tmp_path):
    status, _out, err = run("import_plan", spoiled(tmp_path, E9=None, D10="2月30日前"))
    assert status == 2
    assert err.splitlines() == [
        "附件5 E9: This measure has no lead. Write the leading unit into the cell.",
        "附件5 D10: The deadline “2月30日前” is no day of the calendar. Correct it.",
        "Nothing was written.",
    ]
    assert (Plan.objects.count(), Import.objects.count()) == (0, 0)


def test_the_names_to_decide_are_said_with_the_errors(units, tmp_path):
    path = spoiled(tmp_path, E25="市园林草局", D10="2月30日前")
    error = "附件5 D10: The deadline “2月30日前” is no day of the calendar. Correct it."
    status, _out, err = run("import_plan", path)
    assert status == 2
    assert err.splitlines()[0] == error
    assert err.splitlines()[1].startswith("附件5 E25: The unit “市园林草局” is not in the register.")
    status, out, _err = run("read_plan", path, "--text")
    assert status == 2
    assert f"error: {error}" in out
    assert "附件5 E25: The unit “市园林草局” is not in the register." in out
    assert "  It may mean: 市园林绿化局 (written alike)" in out
    assert json.loads(run("read_plan", path)[1])["unknown_names"] == [
        {"name": "市园林草局", "places": ["附件5 E25"], "suggestions": ["市园林绿化局"]}
    ]


def test_an_unknown_unit_ends_it_with_suggestions(units, tmp_path):
    path = spoiled(tmp_path, E25="市园林草局")
    status, _out, err = run("import_plan", path)
    assert status == 2
    assert err.splitlines()[0].startswith("附件5 E25: The unit “市园林草局” is not in the register.")
    assert err.splitlines()[1:] == [
        "  It may mean: 市园林绿化局 (written alike)",
        "  Here it is decided by --name 市园林草局=UNIT",
        "Nothing was written.",
    ]
    assert (Plan.objects.count(), UnitAlias.objects.filter(name="市园林草局").count()) == (0, 0)


def test_a_deadline_that_cannot_be_read_ends_it_with_its_cell(units, tmp_path):
    path = spoiled(tmp_path, D25="很快")
    status, _out, err = run("import_plan", path)
    assert (status, Plan.objects.count()) == (2, 0)
    assert err.splitlines()[0].startswith("附件5 D25: The deadline “很快” can't be read.")
    assert run("read_plan", path)[0] == 0


@pytest.mark.django_db
def test_without_units_it_says_how_to_get_them():
    status, _out, err = run("import_plan", ANNEX)
    assert (status, err.strip()) == (
        2, "There are no units yet. Load the register first: manage.py load_units",
    )  # fmt: skip


@pytest.mark.parametrize(("answer", "plans", "status"), [("y\n", 1, 0), ("\n", 0, 2), ("no\n", 0, 2)])
def test_on_a_terminal_it_asks_first(units, monkeypatch, answer, plans, status):
    monkeypatch.setattr(sys, "stdin", Terminal(answer))
    ended, out, _err = run("import_plan", ANNEX)
    assert (ended, Plan.objects.count()) == (status, plans)
    assert "Load it? [y/N]" in out


def test_yes_spares_the_question(units, monkeypatch):
    monkeypatch.setattr(sys, "stdin", Terminal(""))
    status, out, _err = run("import_plan", ANNEX, yes=True)
    assert (status, Plan.objects.count(), "Load it?" in out) == (0, 1, False)


def test_a_new_issue_under_another_title_is_named_by_its_plan(units, tmp_path):
    run("import_plan", ANNEX)
    plan = Plan.objects.get()
    path = spoiled(tmp_path, A2="生态保护 2022 年行动计划(调整稿)")
    hint = f"  If it is a new issue of “{plan.title}”, say --plan {plan.pk}"
    assert hint in run("import_plan", path, dry_run=True)[1].splitlines()
    assert run("import_plan", path, plan=plan.pk + 1)[0] == 2
    assert run("import_plan", path, plan=plan.pk)[0] == 0
    plan.refresh_from_db()
    assert (plan.title, Measure.objects.count()) == ("生态保护 2022 年行动计划(调整稿)", 20)
    Plan.objects.update(year=2021, title="x")
    assert run("import_plan", path, plan=plan.pk)[0] == 2


def test_only_an_administrator_can_agree(units):
    make_person("somebody")
    for name in ("somebody", "nobody-of-that-name"):
        with pytest.raises(CommandError):
            run("import_plan", ANNEX, by=name)
    assert Plan.objects.count() == 0


def test_unknown_names_are_settled_on_the_command_line_and_remembered(units, tmp_path):
    path = spoiled(tmp_path, E25="市园林草局")
    status, _out, err = run("import_plan", path, names=["市园林草局=市园林绿化局"])
    assert (status, err) == (0, "")
    assert UnitAlias.objects.get(name="市园林草局").unit.name == "市园林绿化局"
    assert Measure.objects.get(ref="11").assignments.get(role="lead").printed == "市园林草局"


@pytest.mark.parametrize("said", ["市园林草局=没有这个单位", "=市园林绿化局", "市园林绿化局"])
def test_a_name_that_settles_nothing_ends_it(units, tmp_path, said):
    status, _out, err = run("import_plan", spoiled(tmp_path, E25="市园林草局"), names=[said])
    assert (status, Plan.objects.count()) == (2, 0)
    assert err.startswith(f"“{said}” names no unit or group")


def test_progress_is_told_to_standard_error_where_it_is_asked_for(units):
    status, out, err = run("import_plan", ANNEX, progress=True)
    assert status == 0
    assert "Writing it: 20 of 20" in err
    assert "Writing" not in out


@pytest.mark.parametrize("broken", [KeyboardInterrupt, writer.Stale])
def test_broken_off_it_is_not_there_nor_is_its_file(units, monkeypatch, broken):
    def files() -> list[str]:
        return sorted(default_storage.listdir("imports")[1]) if default_storage.exists("imports") else []

    def break_off(*args: object, **kwargs: object) -> None:
        raise broken

    before = files()
    monkeypatch.setattr(writer.duties, "tell", break_off)
    status, _out, err = run("import_plan", ANNEX)
    assert status == (130 if broken is KeyboardInterrupt else 2)
    assert "Nothing was written" in err
    assert (Plan.objects.count(), Import.objects.count(), files()) == (0, 0, before)
