"""Runs every case on every database, each in a process of its own, and prints one table.

Progress goes to standard error, the table alone to standard output.
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

SIZES = (20, 2_000, 20_000)
MEASURED = (("ms", "ms"), ("cpu_ms", "cpu ms"), ("peak_mb", "peak MB"))
"""What has a column for each database."""


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="./do bench", description=__doc__)
    parser.add_argument("--sizes", type=_sizes, default=SIZES, help="measures in the plan, such as 20,2000")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the raw numbers there")
    parser.add_argument("--database", action="append", metavar="URL", help="default: DATABASE_URL, or SQLite")
    return parser.parse_args()


def _sizes(text: str) -> list[int]:
    sizes = [int(size) for size in text.split(",")]
    if min(sizes) < 1:
        raise ValueError
    return sizes


def run_case(size: int, url: str | None) -> list[dict[str, Any]]:
    """The measurements of one size on one database."""
    env = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"} | ({"DATABASE_URL": url} if url else {})
    command = [sys.executable, "-m", "tests.bench.case", str(size)]
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True) as case:
        try:
            output, _ = case.communicate()
        except KeyboardInterrupt:
            case.terminate()  # it drops its database
            raise
    if case.returncode:
        sys.exit(case.returncode)
    return [json.loads(line) for line in output.splitlines()]


def table(found: Sequence[dict[str, Any]]) -> str:
    """The measurements as text: a line for each size and step, and for each database its columns."""
    databases = list(dict.fromkeys(one["database"] for one in found))
    lines = [
        ["", "", "", "", *(word for name in databases for word in (name, "", ""))],
        ["measures", "step", "queries", "KB", *(label for _ in databases for _key, label in MEASURED)],
    ]
    ordered = sorted(found, key=lambda one: (one["measures"], one["order"]))
    for (size, step), ones in groupby(ordered, key=lambda one: (one["measures"], one["step"])):
        on = {one["database"]: one for one in ones}
        first, *_ = on.values()
        numbers = [on[name][key] if name in on else None for name in databases for key, _label in MEASURED]
        plain = (_number(value) for value in (first["queries"], first["kb"], *numbers))
        lines.append([f"{size:,}", step, *plain])
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if at == 1 else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )


def _number(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:,.1f}" if value < 10 and value != int(value) else f"{value:,.0f}"


def main() -> None:
    """Runs what the command line asks for."""
    asked = arguments()
    found = [one for size in asked.sizes for url in asked.database or [None] for one in run_case(size, url)]
    if asked.json:
        asked.json.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(table(found))


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
