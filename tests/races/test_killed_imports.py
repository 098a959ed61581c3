"""An import whose process is killed at any moment is whole or not there; undoing one is done or not begun."""

import random
import re
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg2

from tests import serving
from tests.importers.made import published
from tests.races.conftest import Track

Command = AbstractContextManager[subprocess.Popen[str]]
TIMES = 20
MEASURES = 150
TABLES = (
    *(f"tasks_{name}" for name in ("plan", "section", "keytask", "measure", "assignment", "participation")),
    *(f"tasks_historical{name}" for name in ("plan", "measure", "assignment")),
    *("tasks_reportingperiod", "tasks_notice", "importers_import"),
    *("departments_auditentry", "departments_unitalias"),
)


@contextmanager
def connected(url: str) -> Iterator[Any]:
    path = url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(path) if path != url else psycopg2.connect(url)) as connection:
        yield connection


def rows(url: str) -> dict[str, int]:
    """How many rows each table has that an import writes."""
    found = {}
    with connected(url) as connection:
        cursor = connection.cursor()
        for table in TABLES:
            cursor.execute(f"SELECT count(*) FROM {table}")
            (found[table],) = cursor.fetchone()
    return found


def plan(folder: Path, number: int) -> Path:
    lines = [
        f"{n}\t任务 {n}\t完成第 {n} 项任务。\t年底前\t市园林和林草局{number}\t市水务局\t各区政府 相关区政府"
        for n in range(1, MEASURES + 1)
    ]
    path = folder / f"{number}.txt"
    path.write_bytes(published(*lines, title=f"断电 2022 年行动计划 {number}"))
    return path


def importing(track: Track, path: Path) -> Command:
    """The command that imports this plan, in a process of its own."""
    named = f"市园林和林草局{path.stem}=市园林绿化局"
    return running(track, "import_plan", path, "--name", named)


@contextmanager
def running(track: Track, *command: str | Path) -> Iterator[subprocess.Popen[str]]:
    """A command that writes, in a process of its own."""
    with subprocess.Popen(
        [sys.executable, "manage.py", *command, "--yes", "--progress"],
        cwd=serving.BASE, env=track.environment, text=True, stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    ) as process:  # fmt: skip
        yield process


def begins(process: subprocess.Popen[str]) -> bool:
    """Waits until the process has compared and begins to write; whether it came to that."""
    assert process.stderr is not None
    return any(re.search("写入|Writing", line) for line in process.stderr)


def grown(before: dict[str, int], after: dict[str, int]) -> dict[str, int]:
    return {table: after[table] - before[table] for table in TABLES}


def to_its_end(url: str, command: Command) -> tuple[dict[str, int], float]:
    """The rows that a command writes which nobody kills, and how long it writes."""
    before = rows(url)
    with command as process:
        assert begins(process)
        began = time.monotonic()
        assert process.wait(60) == 0
    return grown(before, rows(url)), time.monotonic() - began


def killed(url: str, command: Command, seconds: float) -> dict[str, int]:
    """The rows that a command leaves which is killed so long after it began to write."""
    before = rows(url)
    with command as process:
        if begins(process):
            time.sleep(seconds)
        process.kill()
    return grown(before, rows(url))


def test_killed_at_any_moment_it_is_whole_or_not_there(track, tmp_path):
    url, chance = track.environment["DATABASE_URL"], random.Random()
    nothing = dict.fromkeys(TABLES, 0)
    whole, lasts = to_its_end(url, importing(track, plan(tmp_path, 0)))
    assert whole["tasks_measure"] == MEASURES
    cut_off = 0
    for number in range(1, TIMES + 1):
        came = killed(url, importing(track, plan(tmp_path, number)), chance.uniform(0, lasts))
        assert came in (nothing, whole), f"attempt {number} left {came}"
        cut_off += came == nothing
    assert cut_off, "no attempt was cut off: the moments are badly chosen"
    assert to_its_end(url, importing(track, plan(tmp_path, TIMES + 1)))[0] == whole


def test_undoing_killed_at_any_moment_is_done_or_not_begun(track, tmp_path):
    url, chance = track.environment["DATABASE_URL"], random.Random()
    nothing = dict.fromkeys(TABLES, 0)

    def imported(number: int) -> str:
        """Imports a plan; the number of the import."""
        to_its_end(url, importing(track, plan(tmp_path, 1000 + number)))
        with connected(url) as connection:
            cursor = connection.cursor()
            cursor.execute("SELECT max(id) FROM importers_import")
            return str(cursor.fetchone()[0])

    whole, lasts = to_its_end(url, running(track, "undo_import", imported(0)))
    assert whole["tasks_historicalmeasure"] == MEASURES
    row, cut_off = imported(1), 0
    for number in range(1, TIMES + 1):
        came = killed(url, running(track, "undo_import", row), chance.uniform(0, lasts))
        assert came in (nothing, whole), f"attempt {number} left {came}"
        cut_off += came == nothing
        if came == whole:
            row = imported(1 + number)
    assert cut_off, "no attempt was cut off: the moments are badly chosen"
    assert to_its_end(url, running(track, "undo_import", row))[0] == whole
