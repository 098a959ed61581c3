"""The limits of the child process, provoked."""

import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from importers.reading import Hints, Problem, Reading, read
from importers.reading.child import read_in_child

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


def refused(code: str) -> Reading:
    return Reading([], [Problem("error", code, value="a.xlsx")])
