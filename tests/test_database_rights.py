"""On PostgreSQL the application runs as a user who can't change what happened; docs/operating.md says how."""

import json
import os
import re
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg2
import pytest
from django.conf import settings

from tests import serving
from tests.races.conftest import Person

OPERATING = Path(settings.BASE_DIR) / "docs" / "operating.md"
GUARDED = ["departments_auditentry", "tasks_frozenstanding", "tasks_periodevent", "tasks_reportevent"]


def recipe(name: str) -> str:
    """The statements that the documentation gives under this name."""
    (found,) = re.findall(rf"<!-- {name} -->\n```sql\n(.*?)```", OPERATING.read_text("utf-8"), re.S)
    return found


@dataclass
class Installed:
    """A database with its two users; `application` and `owner` are its addresses as each of them."""

    name: str
    application: str
    owner: str

    def refusal(self, statement: str, *, who: str = "") -> str:
        """What the database says against a statement of the application's user, or of another; else ''."""
        with closing(psycopg2.connect(who or self.application)) as connection, connection.cursor() as cursor:
            try:
                cursor.execute(statement.replace("actionplan", self.name))
            except psycopg2.Error as error:
                return str(error).splitlines()[0]
        return ""


def environment(address: str) -> dict[str, str]:
    return serving.environment(DJANGO_SETTINGS_MODULE="tests.settings", DATABASE_URL=address)


@pytest.fixture(scope="module")
def installed() -> Iterator[Installed]:
    """An installation made with the documented statements, under names of its own."""
    url = os.environ["DATABASE_URL"]
    if url.startswith("sqlite"):
        pytest.skip("SQLite has no users")
    server, name, password = urlsplit(url), f"rights_{uuid.uuid4().hex[:8]}", uuid.uuid4().hex
    host = server.netloc.rpartition("@")[2]

    def address(user: str) -> str:
        return urlunsplit(server._replace(netloc=f"{user}:{password}@{host}", path=f"/{name}"))

    def named(sql: str) -> str:
        return re.sub(r"\bactionplan(?=\b|_owner)", name, sql).replace("…", password)

    here = Installed(name, address(name), address(f"{name}_owner"))
    with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
        connection.autocommit = True
        for statement in named(recipe("users")).strip().split("\n"):
            cursor.execute(statement)
        try:
            serving.manage("migrate", "-v0", environment=environment(here.owner))
            with closing(psycopg2.connect(here.owner)) as owner, owner, owner.cursor() as giving:
                giving.execute(named(recipe("rights")))
            yield here
        finally:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
            cursor.execute(f"DROP ROLE {name}")
            cursor.execute(f"DROP ROLE {name}_owner")


@pytest.fixture(scope="module")
def lived(installed: Installed) -> dict[str, int]:
    """The rows of each guarded table after a report was submitted and approved and its period closed."""
    surroundings = environment(installed.application)
    told = subprocess.run(
        [sys.executable, "-m", "tests.races.prepare"],
        cwd=serving.BASE, env=surroundings, check=True, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    measure = json.loads(told.stdout)["1.3"]
    with serving.serve("actionplan.wsgi", surroundings) as server:
        lead, coordinator = Person(server, "lead"), Person(server, "coordinator")
        said = {"status": "on_track", "progress": "Done so far.", "problems": "", "next_steps": ""}
        place = {"unit": "lead", "period": 1, "version": 0, "key": uuid.uuid4(), "move": "submit"}
        answers = [
            lead.send(f"/measures/{measure}/report/", **place, **said, expected_on=""),
            coordinator.send("/reports/1/approve/", version=1, key=uuid.uuid4()),
            coordinator.send("/plans/1/periods/1/close/", version=0),
            coordinator.send("/plans/1/overview/"),
        ]
    assert answers == [302, 302, 302, 200]
    serving.manage("send_reminders", environment=surroundings)
    with closing(psycopg2.connect(installed.application)) as connection, connection.cursor() as cursor:
        return {table: _rows(cursor, table) for table in GUARDED}


def _rows(cursor: psycopg2.extensions.cursor, table: str) -> int:
    cursor.execute(f"SELECT count(*) FROM {table}")
    return cursor.fetchone()[0]


def test_the_application_works_as_a_user_who_owns_nothing(lived):
    assert lived["tasks_reportevent"] == 2
    assert lived["tasks_periodevent"] == 1
    assert lived["tasks_frozenstanding"] > 0
    assert lived["departments_auditentry"] > 0


def test_the_documentation_names_every_table_with_a_trigger(installed):
    with closing(psycopg2.connect(installed.owner)) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal")
        assert sorted(table for (table,) in cursor.fetchall()) == GUARDED


@pytest.mark.parametrize("table", GUARDED)
def test_what_happened_can_not_be_changed(installed, lived, table):
    for statement in (f"UPDATE {table} SET id = id", f"DELETE FROM {table}", f"TRUNCATE {table}"):
        assert installed.refusal(statement) == f"permission denied for table {table}"
    assert installed.refusal(f"DELETE FROM {table}", who=installed.owner) == f"{table} is append-only"


@pytest.mark.parametrize("table", GUARDED)
def test_nor_can_the_triggers_rest_or_go(installed, table):
    trigger = f"{table}_append_only"
    owners = {
        f"ALTER TABLE {table} DISABLE TRIGGER {trigger}": "must be owner of table",
        f"DROP TRIGGER {trigger} ON {table}": "must be owner of relation",
        f"DROP TABLE {table}": "must be owner of table",
    }
    for statement, refusal in owners.items():
        assert installed.refusal(statement) == f"{refusal} {table}"


@pytest.mark.parametrize(
    ("statement", "refusal"),
    [
        (
            "SET session_replication_role = replica",
            'permission denied to set parameter "session_replication_role"',
        ),
        ("SET ROLE actionplan_owner", 'permission denied to set role "actionplan_owner"'),
        ("CREATE TABLE another (id int)", "permission denied for schema public"),
        ("DELETE FROM django_migrations", "permission denied for table django_migrations"),
    ],
)
def test_nor_is_there_a_way_round(installed, statement, refusal):
    assert installed.refusal(statement) == refusal.replace("actionplan", installed.name)
