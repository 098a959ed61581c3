"""Annotations that are worked out once: the same rows and values, however they are used afterwards."""

import datetime

import pytest
from django.db.models import Count, F, OuterRef, Q, Subquery

from actionplan.shared.once import worked_out
from departments.models import Unit
from tasks.models import Measure, Participation, Plan
from tests.cast import moment


@pytest.fixture
def parts(cast):
    cast.measures["1.2"].due_on = datetime.date(2022, 6, 30)
    cast.measures["1.2"].save()
    due = Measure.objects.filter(pk=OuterRef("measure")).values("due_on")[:1]
    return Participation.objects.filter(unit__kind="municipal").annotate(due=Subquery(due))


def test_the_rows_are_the_same_with_their_columns_and_values(parts):
    found = worked_out(parts, "due")

    names = [field.attname for field in Participation._meta.concrete_fields]
    assert sorted(found.values_list(*names, "due")) == sorted(parts.values_list(*names, "due"))
    assert {type(row.due) for row in found} == {datetime.date}


def test_what_is_referred_to_often_stands_in_the_statement_once(parts):
    twice = {"later": F("due") + datetime.timedelta(days=1), "same": F("due")}

    statements = [str(rows.annotate(**twice).query) for rows in (parts, worked_out(parts, "due"))]
    assert [statement.count('FROM "tasks_measure"') for statement in statements] == [3, 1]


def test_they_are_narrowed_joined_grouped_and_excluded_like_any_others(parts):
    found = worked_out(parts, "due")
    june = Q(due__lt=datetime.date(2022, 7, 1))

    assert found.filter(june, measure__ref="1.2").count() == parts.filter(june).count() == 1
    assert found.exclude(june).count() == parts.exclude(june).count() > 1
    by_unit = [
        sorted(rows.order_by().values_list("unit__code", "due").annotate(Count("pk")))
        for rows in (found, parts)
    ]
    assert by_unit[0] == by_unit[1]
    assert set(Unit.objects.filter(participations__in=found)) == set(
        Unit.objects.filter(participations__in=parts)
    )


def test_they_can_be_worked_out_again_out_of_each_other(parts):
    again = worked_out(worked_out(parts, "due").annotate(until_then=F("due")), "until_then")

    assert sorted(again.values_list("pk", "until_then")) == sorted(parts.values_list("pk", "due"))


def test_a_field_of_another_table_is_still_reached(parts):
    assert {row.plan for row in worked_out(parts, "due").select_related("plan")} == set(Plan.objects.all())
    assert worked_out(parts, "due").filter(since__gt=moment(12, 1)).count() == 0
