"""Reading an uploaded file in a child process: what it does to its reader, it does to that process alone."""

from __future__ import annotations

import json
import logging
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from importers.reading.filled import Sheet
from importers.reading.hints import Hints
from importers.reading.limits import Refused
from importers.reading.model import Problem, Reading

_NOTHING = Hints()
_ROOT = Path(__file__).resolve().parents[2]
_log = logging.getLogger(__name__)


def read_in_child(
    data: bytes,
    filename: str = "",
    hints: Hints = _NOTHING,
    *,
    seconds: int = 10,
    megabytes: int = 512,
) -> Reading:
    """As `read`, but in a process that is stopped at a time and an amount of memory.

    Gives a refusal 'too-slow', 'too-big' or 'reader-failed' where that process doesn't end on its own.
    """
    header = {"filename": filename, "hints": hints.to_dict()}
    try:
        return Reading.from_dict(_run(header, data, seconds, megabytes))
    except Refused as refusal:
        return Reading([], [Problem("error", refusal.code, value=filename)])


def cells_in_child(data: bytes, *, seconds: int = 10, megabytes: int = 512) -> list[Sheet]:
    """As `filled.sheets`, but in a process that is stopped at a time and an amount of memory."""
    said = _run({"cells": True}, data, seconds, megabytes)
    if "refused" in said:
        raise Refused(said["refused"], **said["params"])
    return [Sheet(**sheet) for sheet in said["sheets"]]


def _run(header: dict[str, Any], data: bytes, seconds: int, megabytes: int) -> Any:
    """What the process prints; where it doesn't end well, Refused: 'too-slow', 'too-big', 'reader-failed'."""
    command = [sys.executable, "-m", "importers.reading", f"--seconds={seconds}", f"--megabytes={megabytes}"]
    given = json.dumps(header).encode() + b"\n" + data
    try:
        done = subprocess.run(
            command, input=given, capture_output=True, cwd=_ROOT, env={}, timeout=seconds, check=False
        )
    except subprocess.TimeoutExpired:
        raise Refused("too-slow") from None
    if done.returncode == 0:
        return json.loads(done.stdout)
    if done.returncode == -signal.SIGXCPU:
        raise Refused("too-slow")
    if b"MemoryError" in done.stderr:
        raise Refused("too-big")
    _log.error(
        "Reading a file ended with status %s: %s", done.returncode, done.stderr.decode(errors="replace")
    )
    raise Refused("reader-failed")
