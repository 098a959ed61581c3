"""The limits of the child process, provoked."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from importers.reading import Hints, Problem, Reading, read
from importers.reading.child import read_in_child, reading_in_child
from importers.work import Step, finish

from .made import MEASURE, SHEET, member, repacked, workbook

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def heavy() -> bytes:
    """A small file, within the limits of what may be unpacked, that takes long and much to read."""
    data = workbook([MEASURE])
    rows = b"".join(b'<row r="%d">%s</row>' % (row, b"<c><v>1</v></c>" * 20) for row in range(10, 150_000))
    return repacked(data, {SHEET: member(data, SHEET).replace(b"</sheetData>", rows + b"</sheetData>")})


def test_reading_stops_when_its_time_is_up(heavy):
    assert read_in_child(heavy, "a.xlsx", seconds=1, megabytes=4096) == refused("too-slow")


def test_the_process_limits_its_own_time_if_nobody_watches(heavy):
    command = [sys.executable, "-m", "importers.reading", "--seconds=1", "--megabytes=4096"]
    header = b'{"filename": "a.xlsx", "hints": {"names": [], "words": {}, "layouts": {}}}\n'
    done = subprocess.run(command, input=header + heavy, capture_output=True, cwd=ROOT, check=False)
    assert done.returncode == -signal.SIGXCPU
    assert all(line.startswith(b'["opening"') for line in done.stdout.splitlines())


def test_reading_stops_when_its_memory_is_up(heavy):
    assert read_in_child(heavy, "a.xlsx", seconds=60, megabytes=128) == refused("too-big")


def test_a_reader_that_fails_otherwise_is_a_refusal_and_logged(caplog, monkeypatch):
    monkeypatch.setattr(sys, "executable", shutil.which("false"))
    assert read_in_child(workbook([MEASURE]), "a.xlsx") == refused("reader-failed")
    assert [record.name for record in caplog.records] == ["importers.reading.child"]


def test_within_its_limits_it_reads_what_read_reads():
    data = workbook([[*MEASURE[:4], "甲、乙", *MEASURE[5:]]])
    reading = read_in_child(data, "计划.xlsx", Hints(frozenset({"甲", "乙"})))
    assert reading == read(data, "计划.xlsx", Hints(frozenset({"甲", "乙"})))
    assert [measure.lead for measure in reading.plans[0].measures()] == [["甲", "乙"]]


def test_a_refusal_comes_through():
    assert read_in_child(b"", "空.xlsx") == read(b"", "空.xlsx")


def test_it_tells_how_far_it_has_come_and_never_more_than_there_is():
    rows = [[n, f"任务{n}", "编制方案。", "年底前", "市水务局", "", ""] for n in range(1, 6000)]
    steps: list[Step] = []
    reading = finish(reading_in_child(workbook(rows), "a.xlsx"), steps.append)
    assert sum(1 for _ in reading.plans[0].measures()) == 5999
    assert steps[0] == Step("opening")
    assert [step.phase for step in steps] == sorted(step.phase for step in steps)
    assert all(step.done <= step.total for step in steps if step.phase == "reading")


@pytest.fixture
def stuck(tmp_path, monkeypatch):
    """A reader that tells one step, which holds its own process, and then nothing for a long time."""
    path = tmp_path / "stuck"
    path.write_text('#!/bin/sh\necho "[\\"opening\\", $$, 0]"\nexec sleep 60\n')
    path.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(path))


@pytest.mark.parametrize("limits", [{"stalled": 0.5}, {"seconds": 1}])
def test_a_file_without_progress_is_given_up_and_its_process_ended(stuck, limits):
    steps: list[Step] = []
    assert finish(reading_in_child(b"x", "a.xlsx", **limits), steps.append) == refused("too-slow")
    assert is_gone(steps[1].done)


def test_closing_the_work_ends_the_process(stuck):
    work = reading_in_child(b"x", "a.xlsx")
    assert next(work) == Step("opening")
    process = next(work).done
    work.close()
    assert is_gone(process)


def test_whoever_waits_hears_of_it_every_second_or_so(stuck):
    work = reading_in_child(b"x", "a.xlsx")
    steps = [next(work) for _ in range(4)]
    work.close()
    assert steps[1] == steps[2] == steps[3]


def is_gone(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    return False


def refused(code: str) -> Reading:
    return Reading([], [Problem("error", code, value="a.xlsx")])
