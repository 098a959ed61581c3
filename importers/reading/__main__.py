"""Read one file in a process of its own, within limits of memory and time.

Standard input: one line of JSON, {"filename": …, "hints": {…}} for the plans of a file or {"cells": true} for
its bare cells, then the file's bytes. Standard output: a line of JSON for each step on the way, as a list,
and then the reading as an object.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import time
from dataclasses import astuple

from importers.reading import filled, read
from importers.reading.hints import Hints
from importers.reading.limits import MAX_BYTES, MEGABYTE
from importers.work import Step

_OFTEN = 0.1
"""Seconds between two steps that are told."""


def main() -> None:
    """Set the limits before a byte of the file is touched, read it, print what was read."""
    parser = argparse.ArgumentParser(prog="python -m importers.reading", description=__doc__)
    parser.add_argument("--seconds", type=int, required=True)
    parser.add_argument("--megabytes", type=int, required=True)
    limits = parser.parse_args()
    _limit(resource.RLIMIT_AS, limits.megabytes * MEGABYTE)
    _limit(resource.RLIMIT_CPU, limits.seconds)
    _limit(resource.RLIMIT_CORE, 0)
    header = json.loads(sys.stdin.buffer.readline())
    data = sys.stdin.buffer.read(MAX_BYTES + 1)
    if "cells" in header:
        found = filled.as_json(data)
    else:
        found = read(data, header["filename"], Hints.from_dict(header["hints"]), _Teller()).to_dict()
    json.dump(found, sys.stdout)
    sys.stdout.write("\n")


class _Teller:
    """Tells steps on standard output, but not more often than anyone could see."""

    def __init__(self) -> None:
        self._next = 0.0

    def __call__(self, step: Step) -> None:
        now = time.monotonic()
        if now >= self._next:
            self._next = now + _OFTEN
            sys.stdout.write(json.dumps(astuple(step)) + "\n")
            sys.stdout.flush()


def _limit(what: int, most: int) -> None:
    _, hard = resource.getrlimit(what)
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(what, (most, hard))


if __name__ == "__main__":
    main()
