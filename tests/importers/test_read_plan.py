"""What reading a file on the command line prints, where, and with which exit status."""

import io
import json
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.management import call_command

from departments import register
from importers.management import terminal
from importers.work import Step
from tests.importers.commands import ANNEX, FIXTURES, NoTerminal, Terminal, run, spoiled
from tests.importers.drawing import DRAWN, Table
from tests.importers.made import HEADER, MEASURE, TITLE

pytestmark = pytest.mark.usefixtures("english_without_terminal")


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


def test_a_place_in_a_text_is_said_in_words_to_people_and_kept_in_json(units):
    text = str(FIXTURES / "annex5-2022.txt")
    _status, said, _errors = run("read_plan", text, "--text")
    assert "warning: line 21, column 1: " in said
    _status, printed, _errors = run("read_plan", text)
    assert json.loads(printed)["problems"][0]["cell"] == "L21C1"
