"""Nothing is lost: what happened can't be changed, what changes keeps what it was."""

import pytest
from django.db import DatabaseError, connection, models, transaction

from departments.models import AuditEntry, Membership, Unit, User
from tasks.models import Assignment, Measure, Plan, ProgressReport, ReportEvent, ReportingPeriod
from tests.cast import moment
from tests.tasks.moves import move

JAN = moment(1, 20)


def refuses(statement: str) -> None:
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


@pytest.mark.parametrize("table", ["tasks_reportevent", "departments_auditentry"])
def test_the_database_itself_keeps_what_happened(cast, table):
    move(cast, "submit", "lead", "1.1", 1, at=JAN)
    AuditEntry.objects.create(what="export", at=JAN)
    column = "comment" if table == "tasks_reportevent" else "about"
    refuses(f"UPDATE {table} SET {column} = 'another word'")
    refuses(f"DELETE FROM {table}")
    if connection.vendor == "postgresql":
        connection.check_constraints()  # those still to be checked would hold TRUNCATE up first
        refuses(f"TRUNCATE {table}")
    else:
        refuses(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")


@pytest.mark.parametrize("model", [ReportEvent, AuditEntry])
def test_the_application_can_not_change_what_happened_either(cast, model):
    move(cast, "submit", "lead", "1.1", 1, at=JAN)
    AuditEntry.objects.create(what="export", at=JAN)
    for change in (model.objects.get().save, model.objects.get().delete, model.objects.all().delete):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()
    assert model.objects.count() == 1


@pytest.mark.parametrize(
    ("model", "field", "value"),
    [
        (Plan, "title", "另一个计划"),
        (Measure, "text", "Another text"),
        (Measure, "deadline_text", "9月底前"),
        (Assignment, "role", "assisting"),
        (Unit, "name", "另一个名字"),
        (User, "is_coordinator", True),
        (Membership, "position", "head"),
    ],
)
def test_a_change_keeps_what_was_before(cast, model, field, value):
    row = model.objects.order_by("pk").first()
    before = getattr(row, field)
    setattr(row, field, value)
    row.save()
    kept = [getattr(version, field) for version in row.history.order_by("history_id")]
    assert kept[-2:] == [before, value]


def test_a_password_is_in_no_history(cast):
    assert "password" not in {field.name for field in User.history.model._meta.fields}


@pytest.mark.parametrize("name", ["measure", "unit", "period", "report", "person", "plan"])
def test_what_has_reports_is_not_deleted(cast, name):
    event = move(cast, "submit", "lead", "1.1", 1, at=JAN)
    report = event.report
    rows = {"measure": report.measure, "unit": report.unit, "period": report.period, "report": report}
    row = (rows | {"person": event.by, "plan": cast.plan})[name]
    with pytest.raises(models.ProtectedError):
        row.delete()
    assert (ProgressReport.objects.count(), ReportEvent.objects.count()) == (1, 1)
    assert ReportingPeriod.objects.count() == 12
