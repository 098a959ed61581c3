"""A client that goes away while its import is read or written: at a real server, nothing of it is left."""

import json
import re
import time
import urllib.parse
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from importers import streaming
from tests import serving
from tests.cast import PASSWORD
from tests.importers.made import published
from tests.races.conftest import Person

PREPARE = f"""
from django.conf import settings
from departments import register
from tests.cast import make_person
register.load(settings.BASE_DIR / "fixtures" / "units.json")
make_person("administrator", is_administrator=True)
assert make_person("other", is_administrator=True).check_password({PASSWORD!r})
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving.database(tmp_path_factory.mktemp("going")) as url:
        environment = serving.environment(DJANGO_SETTINGS_MODULE="tests.settings", DATABASE_URL=url)
        serving.manage("migrate", "-v0", environment=environment)
        serving.manage("shell", "-v0", "-c", PREPARE, environment=environment)
        with serving.serve("actionplan.wsgi", environment) as address:
            yield address


@pytest.fixture
def person(server: str) -> Person:
    return Person(server, "administrator")


def table(rows: int) -> bytes:
    line = "{0}\t任务{0}\t编制第 {0} 项方案，明确任务分工。\t年底前\t市水务局\t海淀区政府\t——"
    return published(*(line.format(n) for n in range(1, rows + 1)), title=f"{uuid.uuid4().hex} 2022 年计划")


def ask(person: Person, path: str, fields: dict[str, str], file: bytes | None = None):
    """Sends a form as the page's script does; the answer, of which nothing is read yet."""
    token = next(cookie.value for cookie in person.cookies if cookie.name == "csrf")
    fields = {"csrfmiddlewaretoken": token, **fields}
    edge = uuid.uuid4().hex
    parts = [
        f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    ]
    body = "".join(parts).encode()
    if file is not None:
        head = f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="plan.txt"\r\n\r\n'
        body += head.encode() + file + b"\r\n"
    request = urllib.request.Request(person.server + path, body + f"--{edge}--\r\n".encode())
    request.add_header("Content-Type", f"multipart/form-data; boundary={edge}")
    request.add_header("Accept", streaming.LINES)
    answer = person.opener.open(request, timeout=60)
    assert answer.headers["Content-Type"] == streaming.LINES
    assert answer.headers["X-Accel-Buffering"] == "no"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers.get("Content-Encoding") is None
    return answer


def page(person: Person, path: str) -> str:
    with person.opener.open(person.server + path, timeout=60) as answer:
        return answer.read().decode()


def until(holds: Callable[[], bool]) -> None:
    """Waits for what has to come about soon."""
    for _ in range(150):
        if holds():
            return
        time.sleep(0.1)
    raise AssertionError("it never came about")


def children(server: str) -> list[str]:
    """The processes that read files for this server."""
    processes = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_text().split("\0")
            parent = (folder / "stat").read_text().rpartition(")")[2].split()[1]
        except OSError:
            continue  # it has just ended
        processes[folder.name] = (parent, command)
    port = urllib.parse.urlsplit(server).netloc
    own = {pid for pid, (_parent, command) in processes.items() if port in command}
    return [
        pid
        for pid, (parent, command) in processes.items()
        if parent in own and "importers.reading" in command
    ]


def test_who_goes_away_while_a_file_is_read_leaves_no_file_and_no_process(person, server):
    answer = ask(person, "/imports/", {"key": "one"}, table(20_000))
    until(lambda: bool(children(server)))
    answer.close()
    until(lambda: not children(server))
    assert "plan.txt" not in page(person, "/imports/")


def test_who_goes_away_while_a_plan_is_written_leaves_nothing_written_and_nothing_locked(person, server):
    lines = [json.loads(line) for line in ask(person, "/imports/", {"key": "two"}, table(3_000))]
    address = lines[-1]["to"]
    shown = page(person, address)
    assert "3,000" in shown or "3000" in shown
    basis = re.search(r'name="basis" value="(\w+)"', shown)
    assert basis
    answer = ask(person, f"{address}apply/", {"basis": basis[1]})
    while json.loads(answer.readline())["phase"] != "writing":
        pass
    answer.close()
    other = Person(server, "other")  # signing in writes: it waits until what was begun is taken back
    assert other.send(f"{address}discard/", on="1") == 302
    assert "was discarded" in page(other, address) or "放弃" in page(other, address)
    assert re.findall(r"/plans/\d+/", page(other, "/plans/")) == []


def test_what_is_waited_for_is_told_in_rows_and_leads_on(person):
    lines = [json.loads(line) for line in ask(person, "/imports/", {"key": "three"}, table(2_000))]
    told = [(line["done"], line["total"]) for line in lines[:-1] if line["phase"] == "reading"]
    assert told
    assert told == sorted(told)
    assert {total for _done, total in told} == {2_002}
    assert page(person, lines[-1]["to"])
