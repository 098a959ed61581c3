"""The one door, as a person or a machine meets it. Nothing here downloads: pip and uv stay offline."""

import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import django
import pytest

DO = Path(__file__).resolve().parent.parent / "do"


def do(*args: str, **env: str) -> subprocess.CompletedProcess[str]:
    """Run it as from a shell: without what the tests' own settings put into the environment."""
    ours = ("DJANGO_SETTINGS_MODULE", "DATABASE_URL", "ACTIONPLAN_SECRET_KEY", "ACTIONPLAN_ALLOWED_HOSTS")
    shell = {name: value for name, value in os.environ.items() if name not in ours}
    offline = {"PIP_NO_INDEX": "1", "UV_OFFLINE": "1"}
    return subprocess.run(
        [sys.executable, DO, *args],
        env=shell | offline | env,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("args", [(), ("help",), ("--help",)])
def test_help_lists_every_command(args):
    commands = re.search(r"^COMMANDS = \{(.*?)^\}", DO.read_text(), re.DOTALL | re.MULTILINE)
    assert commands
    done = do(*args)
    assert done.returncode == 0
    assert set(re.findall(r"\./do (\w+)  ?", done.stdout)) == set(re.findall(r'"(\w+)":', commands[1]))


def test_an_unknown_command_is_refused_in_a_sentence():
    done = do("rnu")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "./do: there is no command 'rnu'; ./do help lists them.\n"


def test_manage_leaves_standard_output_to_the_command():
    done = do("manage", "version")
    assert (done.returncode, done.stdout) == (0, f"{django.get_version()}\n")


def test_manage_is_the_demonstration_where_no_key_is_given():
    done = do("manage", "diffsettings", "--all")
    assert "\nDEMO = True " in done.stdout
    assert "\nTODAY = '2022-10-26' " in done.stdout


def test_manage_passes_the_exit_code_on():
    done = do("manage", "no-such-command")
    assert (done.returncode, done.stdout) == (1, "")


def test_manage_is_production_where_a_key_is_given():
    done = do("manage", "messages", "--compile", ACTIONPLAN_SECRET_KEY="too short")
    assert done.returncode == 1
    assert "ACTIONPLAN_SECRET_KEY" in done.stderr


def test_run_names_an_address_that_it_cannot_use():
    done = do("run", "here")
    assert done.returncode == 2
    assert "'here' is no address to serve on" in done.stderr


def test_run_says_so_where_the_address_is_taken():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = do("run", f"127.0.0.1:{port}")
    assert done.returncode == 1
    assert done.stderr == (
        f"./do: 127.0.0.1:{port} is in use already; name another: ./do run 127.0.0.1:{port + 1}\n"
    )
