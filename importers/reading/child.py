"""Reading an uploaded file in a child process: what it does to its reader, it does to that process alone."""

from __future__ import annotations

import json
import logging
import signal
import subprocess
import sys
from collections.abc import Collection
from pathlib import Path

from importers.reading.model import Problem, Reading

_ROOT = Path(__file__).resolve().parents[2]
_log = logging.getLogger(__name__)


def read_in_child(
    data: bytes,
    filename: str = "",
    known: Collection[str] = (),
    *,
    seconds: int = 10,
    megabytes: int = 512,
) -> Reading:
    """As `read`, but in a process that is stopped at a time and an amount of memory.

    Gives a refusal 'too-slow', 'too-big' or 'reader-failed' where that process doesn't end on its own.
    """
    command = [sys.executable, "-m", "importers.reading", f"--seconds={seconds}", f"--megabytes={megabytes}"]
    header = json.dumps({"filename": filename, "known": sorted(known)}).encode()
    given = header + b"\n" + data
    try:
        done = subprocess.run(
            command, input=given, capture_output=True, cwd=_ROOT, env={}, timeout=seconds, check=False
        )
    except subprocess.TimeoutExpired:
        return _refused("too-slow", filename)
    if done.returncode == 0:
        return Reading.from_dict(json.loads(done.stdout))
    if done.returncode == -signal.SIGXCPU:
        return _refused("too-slow", filename)
    if b"MemoryError" in done.stderr:
        return _refused("too-big", filename)
    _log.error(
        "Reading a file ended with status %s: %s", done.returncode, done.stderr.decode(errors="replace")
    )
    return _refused("reader-failed", filename)


def _refused(code: str, filename: str) -> Reading:
    return Reading([], [Problem("error", code, value=filename)])
