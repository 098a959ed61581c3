"""The two commands: what they print, where, and with which exit status."""

import io
import json
import subprocess
import sys

import openpyxl
import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.utils import translation

from departments import register
from departments.models import AuditEntry, UnitAlias
from importers import writer
from importers.management import terminal
from importers.models import Import
from importers.work import Step
from tasks.models import Measure, Plan
from tests.cast import make_person
from tests.importers.drawing import DRAWN, Table
from tests.importers.made import HEADER, MEASURE, TITLE

FIXTURES = settings.BASE_DIR / "fixtures"
ANNEX = str(FIXTURES / "annex5-2022.xlsx")


class NoTerminal(io.TextIOWrapper):
    def isatty(self) -> bool:
        return False


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def _english_and_no_terminal(monkeypatch):
    monkeypatch.setattr(sys, "stdin", NoTerminal(io.BytesIO()))
    with translation.override("en"):
        yield


def run(*args: str, **options) -> tuple[int, str, str]:
    """Exit status, standard output, standard error."""
    out, err = io.StringIO(), io.StringIO()
    status = 0
    try:
        call_command(*args, stdout=out, stderr=err, **options)
    except SystemExit as ended:
        status = int(ended.code or 0)
    return status, out.getvalue(), err.getvalue()


def spoiled(tmp_path, **cells: str | None) -> str:
    """The published workbook with other words in some cells."""
    book = openpyxl.load_workbook(ANNEX)
    for address, value in cells.items():
        book.worksheets[0][address] = value
    path = tmp_path / "spoiled.xlsx"
    book.save(path)
    return str(path)


@pytest.mark.parametrize("name", ["annex5-2022.xlsx", "annex5-2022.txt"])
def test_read_plan_prints_the_plan_as_json(units, name):
    status, out, err = run("read_plan", str(FIXTURES / name))
    (plan,) = json.loads(out)["plans"]
    assert (status, err) == (0, "")
    assert [plan["title"], plan["year"], plan["annex"]] == ["生态保护 2022 年行动计划", 2022, "附件 5"]
    measures = [one for section in plan["sections"] for task in section["tasks"] for one in task["measures"]]
    assert [one["seq"] for one in measures] == list(range(1, 21))
    assert {one["deadline_date"] for one in measures} == {"2022-12-31"}
    assert [sum(len(one[role]) for one in measures) for role in ("lead", "responsible", "assisting")] == [
        26,
        37,
        35,
    ]
    assert all(problem["message"] for problem in json.loads(out)["problems"])


def test_read_plan_says_why_it_refuses(units, tmp_path):
    status, out, _err = run("read_plan", spoiled(tmp_path, E9=None))
    found = json.loads(out)
    assert (status, len(found["plans"])) == (2, 1)
    (error,) = [problem for problem in found["problems"] if problem["severity"] == "error"]
    assert (error["code"], error["sheet"], error["cell"]) == ("measure-without-lead", "附件5", "E9")
    assert error["message"].startswith("This measure has no lead.")


def test_read_plan_says_it_to_people_too(units, tmp_path):
    status, out, _err = run("read_plan", ANNEX, "--text")
    assert status == 0
    assert out.splitlines()[:2] == ["生态保护 2022 年行动计划", "5 sections, 14 key tasks, 20 measures"]
    status, out, _err = run("read_plan", spoiled(tmp_path, E9=None), "--text")
    assert status == 2
    assert "error: 附件5 E9: This measure has no lead." in out


@pytest.mark.django_db
def test_read_plan_reads_standard_input(monkeypatch):
    given = NoTerminal(io.BytesIO((FIXTURES / "annex5-2022.txt").read_bytes()))
    monkeypatch.setattr(sys, "stdin", given)
    status, out, _err = run("read_plan", "-")
    assert (status, len(json.loads(out)["plans"])) == (0, 1)


@pytest.mark.django_db
def test_a_file_that_is_not_there_is_a_refusal_too():
    status, out, _err = run("read_plan", "/nowhere/plan.xlsx")
    assert (status, json.loads(out)["problems"][0]["code"]) == (2, "no-file")
    register.load(FIXTURES / "units.json")
    assert run("import_plan", "/nowhere/plan.xlsx")[0] == 2


def test_read_plan_needs_no_database(tmp_path):
    environment = {
        "DATABASE_URL": f"sqlite:///{tmp_path}/none.sqlite3", "ACTIONPLAN_VAR": str(tmp_path),
        "ACTIONPLAN_DEMO": "1", "DJANGO_SETTINGS_MODULE": "actionplan.settings",
    }  # fmt: skip
    command = [sys.executable, "manage.py", "read_plan", ANNEX]
    done = subprocess.run(command, cwd=settings.BASE_DIR, env=environment, capture_output=True, check=False)
    assert (done.returncode, len(json.loads(done.stdout)["plans"])) == (0, 1)


@pytest.mark.parametrize("kind", DRAWN)
@pytest.mark.django_db
def test_read_plan_takes_every_kind(kind, tmp_path):
    path = tmp_path / f"plan.{kind}"
    path.write_bytes(DRAWN[kind](Table([list(HEADER), list(MEASURE)], above=[TITLE])))
    status, out, err = run("read_plan", str(path))
    assert (status, err) == (0, "")
    (plan,) = json.loads(out)["plans"]
    (measure,) = plan["sections"][0]["tasks"][0]["measures"]
    assert (plan["title"], measure["text"], measure["milestones"]) == (TITLE, MEASURE[2], [])


@pytest.mark.django_db
def test_read_plan_tells_how_far_it_has_come_where_it_is_asked_to():
    status, out, err = run("read_plan", ANNEX, "--progress")
    assert (status, len(json.loads(out)["plans"])) == (0, 1)
    assert err.splitlines()[0] == "Opening the file"


@pytest.mark.django_db
def test_on_a_terminal_it_tells_it_in_one_line_that_is_gone_in_the_end(monkeypatch):
    monkeypatch.setattr(terminal, "QUIET", 0)
    err = Terminal()
    call_command("read_plan", ANNEX, stdout=io.StringIO(), stderr=err)
    assert "Opening the file" in err.getvalue()
    assert err.getvalue().endswith("\r\033[K")
    assert "\n" not in err.getvalue()


@pytest.mark.django_db
def test_read_plan_is_interrupted_cleanly(monkeypatch):
    def interrupted(data, name):
        yield Step("opening")
        raise KeyboardInterrupt

    monkeypatch.setattr("importers.uploads.reading", interrupted)
    assert run("read_plan", ANNEX) == (130, "", "")


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


def test_a_place_in_a_text_is_said_in_words_to_people_and_kept_in_json(units):
    text = str(FIXTURES / "annex5-2022.txt")
    _status, said, _errors = run("read_plan", text, "--text")
    assert "warning: line 21, column 1: " in said
    _status, printed, _errors = run("read_plan", text)
    assert json.loads(printed)["problems"][0]["cell"] == "L21C1"


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
