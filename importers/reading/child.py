"""Reading an uploaded file in a child process: what it does to its reader, it does to that process alone."""

from __future__ import annotations

import json
import logging
import os
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from importers.reading.filled import Sheet
from importers.reading.hints import Hints
from importers.reading.limits import Refused
from importers.reading.model import Problem, Reading
from importers.work import Step, Work, finish

STALLED = 10
"""Seconds without progress after which a file is given up: one that is read tells rows or pages."""
SECONDS = 180
MEGABYTES = 512
_NOTHING = Hints()
_ROOT = Path(__file__).resolve().parents[2]
_log = logging.getLogger(__name__)


def reading_in_child(
    data: bytes,
    filename: str = "",
    hints: Hints = _NOTHING,
    *,
    stalled: float = STALLED,
    seconds: int = SECONDS,
    megabytes: int = MEGABYTES,
) -> Work[Reading]:
    """As `read`, step by step, in a process that is stopped at a time and an amount of memory.

    Comes to a refusal 'too-slow', 'too-big' or 'reader-failed' where that process doesn't end on its own. It
    ends with this work, also where that is closed before its end. A step is told at least every second.
    """
    header = {"filename": filename, "hints": hints.to_dict()}
    try:
        said = yield from _running(header, data, stalled, seconds, megabytes)
    except Refused as refusal:
        return Reading([], [Problem("error", refusal.code, value=filename)])
    return Reading.from_dict(said)


def read_in_child(data: bytes, filename: str = "", hints: Hints = _NOTHING, **limits: Any) -> Reading:
    """As `reading_in_child`, at once."""
    return finish(reading_in_child(data, filename, hints, **limits))


def cells_in_child(data: bytes, *, seconds: int = STALLED, megabytes: int = MEGABYTES) -> list[Sheet]:
    """As `filled.sheets`, but in a process that is stopped at a time and an amount of memory."""
    said = finish(_running({"cells": True}, data, seconds, seconds, megabytes))
    if "refused" in said:
        raise Refused(said["refused"], **said["params"])
    return [Sheet(**sheet) for sheet in said["sheets"]]


def _running(header: dict[str, Any], data: bytes, stalled: float, seconds: int, megabytes: int) -> Work[Any]:
    """What the process says last; where it doesn't end well, Refused: too-slow, too-big, reader-failed."""
    yield Step("opening")
    with _process(header, data, seconds, megabytes) as (process, errors):
        last = yield from _listening(process, stalled, seconds)
        status = process.wait()
        if status == 0 and last:
            return json.loads(last)
        errors.seek(0)
        said = errors.read()
    if status == -signal.SIGXCPU:
        raise Refused("too-slow")
    # A library that isn't written in Python ends the whole process where it gets no memory.
    if b"MemoryError" in said or (status == -signal.SIGABRT and b"memory allocation" in said):
        raise Refused("too-big")
    _log.error("Reading a file ended with status %s: %s", status, said.decode(errors="replace")[-2000:])
    raise Refused("reader-failed")


@contextmanager
def _process(
    header: dict[str, Any], data: bytes, seconds: int, megabytes: int
) -> Iterator[tuple[subprocess.Popen[bytes], IO[bytes]]]:
    """The process at work on the file, and where it writes its errors; it ends with the block."""
    command = [sys.executable, "-m", "importers.reading", f"--seconds={seconds}", f"--megabytes={megabytes}"]
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as errors:
        given.write(json.dumps(header).encode() + b"\n" + data)
        given.seek(0)
        with subprocess.Popen(
            command, stdin=given, stdout=subprocess.PIPE, stderr=errors, cwd=_ROOT, env={}
        ) as process:
            try:
                yield process, errors
            finally:
                process.kill()


def _listening(process: subprocess.Popen[bytes], stalled: float, seconds: int) -> Work[bytes]:
    """The steps that the process tells, a line each, and then its last line, which holds all it has read."""
    assert process.stdout
    began = heard = time.monotonic()
    parts: list[bytes] = []
    step = Step("opening")
    while True:
        ready, _, _ = select.select([process.stdout], [], [], min(1, stalled))
        now = time.monotonic()
        if ready:
            heard = now
            chunk = os.read(process.stdout.fileno(), 1 << 16)
            if not chunk:
                return b"".join(parts)
            *lines, rest = chunk.split(b"\n")
            for line in lines:
                whole = b"".join([*parts, line])
                parts = []
                if not whole.startswith(b"["):
                    return whole
                step = Step(*json.loads(whole))
                yield step
            parts.append(rest)
        elif now - heard >= stalled:
            raise Refused("too-slow")
        else:
            yield step
        if now - began >= seconds:
            raise Refused("too-slow")
