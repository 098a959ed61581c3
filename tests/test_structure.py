"""The shape of the source: sizes, the one clock, and imports where they can be seen.

Which way imports run between modules is held by import-linter (pyproject.toml).
"""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

BASE = settings.BASE_DIR
MOST_LINES = 320
FOLDERS = (
    "actionplan", "departments", "tasks", "importers", "templates", "static", "fixtures", "tests", "docs",
    "locale", "requirements", ".ci",
)  # fmt: skip
CLOCKS = r"timezone\.now\(\)|date\.today\(\)|localdate\(\)|localtime\(\)|datetime\.now\(|utcnow\("
READS_THE_CLOCK = (
    r"actionplan/shared/clock\.py", r".*/views(/\w+)?\.py", r".*/management/commands/\w+\.py",
    r".*/(admin|middleware)\.py", r"tests/.*",
)  # fmt: skip


def sources(*patterns: str) -> list[Path]:
    """The source files that git knows or would take, less generated migrations."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "--", *(patterns or ("*.py",))],
        cwd=BASE, capture_output=True, text=True, check=True,
    ).stdout.splitlines()  # fmt: skip
    return [BASE / name for name in listed if "/migrations/" not in name and (BASE / name).exists()]


def name_of(path: Path) -> str:
    return str(path.relative_to(BASE))


def code_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def test_the_top_level_is_where_newcomers_look():
    assert [name for name in FOLDERS if not (BASE / name).is_dir()] == []
    files = ("manage.py", "pyproject.toml", "README.md", "CHANGELOG.md", "do")
    assert [name for name in files if not (BASE / name).is_file()] == []


def test_a_module_holds_one_subject():
    lines = {name_of(path): len(code_of(path).splitlines()) for path in sources()}
    assert {name: count for name, count in lines.items() if count > MOST_LINES} == {}


def test_only_views_and_commands_ask_the_clock():
    asking = {
        name_of(path)
        for path in sources()
        if re.search(CLOCKS, code_of(path))
        and not any(re.fullmatch(one, name_of(path)) for one in READS_THE_CLOCK)
    }
    assert asking == set()


def test_only_views_and_commands_ask_our_clock():
    asking = {
        name_of(path)
        for path in sources()
        if re.search(r"\bclock\.(now|today)\(\)", code_of(path))
        and not any(re.fullmatch(one, name_of(path)) for one in READS_THE_CLOCK)
    }
    # What draws or frames a page, whichever view it belongs to; Django sets passwords and says no time.
    frames = {"actionplan/shared/templatetags/ui.py", "tasks/navigation.py"}
    assert asking <= frames | {"departments/models/people.py"}


def functions_that_import(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            inner = (ast.Import, ast.ImportFrom)
            if any(isinstance(one, inner) for one in ast.walk(node)):
                yield node.name


@pytest.mark.parametrize("folder", ["actionplan", "departments", "tasks", "importers"])
def test_imports_stand_on_top(folder):
    found = {
        name_of(path): names
        for path in sources(f"{folder}/*.py")
        if (names := list(functions_that_import(ast.parse(code_of(path)))))
    }
    assert found == {}


def test_a_template_part_says_what_it_takes():
    silent = [
        name_of(path)
        for path in sources("templates/*.html")
        if path.name.startswith("_") and not code_of(path).startswith("{#")
    ]
    assert silent == []


def test_a_closed_dialog_asks_for_no_focus():
    # A dialog gives its first button the focus; an autofocus in a closed one competes with the page for it.
    asking = [
        name_of(path)
        for path in sources("templates/*.html")
        if re.search(r"<dialog\b(?:(?!</dialog>).)*\bautofocus", code_of(path), re.DOTALL)
    ]
    assert asking == []


def test_nothing_is_left_for_later():
    later = "|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X", "mark_" + "safe"))
    found = [
        f"{name_of(path)}: {line.strip()}"
        for path in sources("*.py", "*.html", "*.js", "*.css", "*.md")
        for line in code_of(path).splitlines()
        if re.search(rf"\b({later})\b", line)
    ]
    assert found == []
