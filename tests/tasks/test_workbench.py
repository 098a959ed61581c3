import csv
import io

import pytest
from django.test import Client
from openpyxl import load_workbook

from departments.models import AuditEntry
from tasks import review
from tasks.models import Participation
from tasks.participation import recompute
from tasks.report_rules import Content
from tests.cast import cite, make_measure, moment
from tests.tasks.moves import move


@pytest.fixture(autouse=True)
def _today(settings):
    settings.TODAY = "2022-03-15"


def workbench(cast, unit="lead", **query):
    client = Client()
    client.force_login(cast.people[query.pop("by", unit)])
    return client.get(f"/plans/{cast.plan.pk}/units/{cast.units[unit].code}/", query)


def refs(response):
    return [record.measure.ref for record in response.context["table"].data]


def submit(cast, ref, month, unit="lead", **content):
    report = review.find(measure=cast.measures[ref], unit=cast.units[unit], period=cast.period(month))
    values = {"status": "on_track", "percent": 20, "progress": "做了一些工作。"} | content
    event = review.apply(
        report=report,
        move="submit",
        by=cast.people[unit],
        at=moment(month, 20),
        based_on=report.version,
        content=Content(**values),
    )
    return event.report


def test_a_unit_sees_what_it_owns_and_supports_in_the_plans_order(cast):
    assert refs(workbench(cast, "lead")) == ["1.1", "1.2", "1.3"]
    assert refs(workbench(cast, "responsible")) == ["1.1"]
    assert refs(workbench(cast, "assisting")) == ["1.1"]
    assert refs(workbench(cast, "outsider")) == []


def test_a_district_sees_what_reaches_it_through_a_group_and_what_may_be_its_own(cast):
    rows = workbench(cast, "dongcheng").context["table"].data

    assert [(row.measure.ref, row.role, row.possible_role) for row in rows] == [
        ("1.2", "responsible", ""),
        ("1.3", "possible", "assisting"),
    ]


@pytest.mark.parametrize(
    ("by", "status"),
    [
        ("lead", 200),
        ("colleague", 200),
        ("coordinator", 200),
        ("leadership", 200),
        ("responsible", 404),
        ("outsider", 404),
        ("administrator", 404),
        ("nobody", 404),
    ],
)
def test_only_its_own_people_and_those_who_read_everything_open_a_units_page(cast, by, status):
    assert workbench(cast, "lead", by=by).status_code == status


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"role": "lead"}, ["1.1", "1.2", "1.3"]),
        ({"role": "assisting"}, []),
        ({"light": "red"}, ["1.2", "1.3"]),
        ({"light": "green"}, ["1.1"]),
        ({"q": "造林"}, ["1.2"]),
        ({"q": "市水务局"}, ["1.1"]),
        ({"q": "1.3"}, ["1.3"]),
        ({"q": "造林 市水务局"}, []),
        ({"report": "submitted"}, ["1.1"]),
        ({"report": "missing"}, ["1.2", "1.3"]),
        ({"deadline": "later"}, ["1.1", "1.2", "1.3"]),
        ({"deadline": "over"}, []),
        ({"sort": "-number"}, ["1.3", "1.2", "1.1"]),
        ({"sort": "light"}, ["1.2", "1.3", "1.1"]),
        ({"sort": "-light"}, ["1.1", "1.2", "1.3"]),
        ({"sort": "percent"}, ["1.1", "1.2", "1.3"]),
        ({"sort": "-percent"}, ["1.1", "1.2", "1.3"]),
    ],
)
def test_filters_and_sorting(cast, query, found):
    submit(cast, "1.1", 3)

    assert refs(workbench(cast, "lead", **query)) == found


def test_counts_of_a_filter_follow_the_other_filters(cast):
    submit(cast, "1.1", 3)

    context = workbench(cast, "lead", light="red", q="1").context

    assert {light.value: count for light, count in context["lights"]} == {
        "red": 2, "yellow": 0, "green": 1, "grey": 0, "closed": 0,
    }  # fmt: skip
    assert [(role.value, count) for role, _label, count in context["roles"]] == [("lead", 2)]


def test_lights_and_roles_are_each_counted_among_what_the_other_leaves(cast):
    submit(cast, "1.2", 3, unit="dongcheng")
    make_measure(cast.plan, cast.measures["1.1"].task, 4)
    cite(cast.plan.measures.get(seq=4), "lead", cast.units["dongcheng"])
    recompute(cast.plan.measures.values_list("pk", flat=True), at=moment(1, 4))

    context = workbench(cast, "dongcheng", light="red", role="lead").context

    assert {light.value: count for light, count in context["lights"] if count} == {"red": 1}
    assert [(role.value, count) for role, _label, count in context["roles"]] == [("lead", 1)]
    context = workbench(cast, "dongcheng", light="green", role="lead").context
    assert {light.value: count for light, count in context["lights"] if count} == {"red": 1}
    assert [(role.value, count) for role, _label, count in context["roles"]] == [("responsible", 1)]


def test_a_filter_value_that_cannot_be_is_named_and_the_page_still_works(cast):
    response = workbench(cast, "lead", light="purple")

    assert response.status_code == 200
    assert "purple" in response.content.decode()


def test_the_round_counts_what_is_owed_by_where_it_stands(cast):
    returned = submit(cast, "1.1", 3)
    review.apply(
        report=returned, move="return", by=cast.people["coordinator"], at=moment(3, 21), based_on=1,
        comment="请补充数据。",
    )  # fmt: skip
    draft = review.find(measure=cast.measures["1.2"], unit=cast.units["lead"], period=cast.period(3))
    review.apply(report=draft, move="save", by=cast.people["lead"], at=moment(3, 9), based_on=0)

    todo = workbench(cast, "lead").context["todo"]

    assert (todo.round.owed, todo.round.returned, todo.round.draft, todo.round.unwritten) == (3, 1, 1, 1)
    assert [part.comment for part in todo.returned] == ["请补充数据。"]
    assert [part.measure.ref for part in todo.new] == ["1.1", "1.2", "1.3"]
    assert [part.measure.ref for part in todo.overdue] == ["1.1", "1.2", "1.3"]


def test_in_a_closed_period_nothing_is_asked_that_cant_be_done(cast, settings):
    settings.LANGUAGE_CODE = "en"
    move(cast, "submit", "lead", "1.1", 3, at=moment(3, 12))
    move(cast, "return", "lead", "1.1", 3, at=moment(3, 13), comment="Say more.")
    address = f"/plans/{cast.plan.pk}/units/{cast.units['lead'].code}/round/"
    assert address in workbench(cast, "lead").content.decode()
    cast.plan.periods.filter(number=3).update(closed_at=moment(3, 14))

    page = workbench(cast, "lead")

    assert (page.context["todo"].round.open, page.context["todo"].returned) == (3, [])
    shown = page.content.decode()
    assert "March is closed; a coordinator can reopen it." in shown
    assert address not in shown
    assert "period=3#report" not in shown


def test_acknowledging_all_marks_the_units_own_and_leaves_what_is_only_possible(cast):
    client = Client()
    client.force_login(cast.people["dongcheng"])

    response = client.post(f"/plans/{cast.plan.pk}/units/dongcheng/acknowledge/")

    assert response.status_code == 302
    acknowledged = Participation.objects.filter(acknowledged_at__isnull=False)
    assert [(part.unit.code, part.measure.ref) for part in acknowledged] == [("dongcheng", "1.2")]


def test_nobody_acknowledges_for_another_unit(cast):
    client = Client()
    client.force_login(cast.people["lead"])

    assert client.post(f"/plans/{cast.plan.pk}/units/dongcheng/acknowledge/").status_code == 404
    assert not Participation.objects.filter(acknowledged_at__isnull=False).exists()


def test_exports_hold_exactly_what_is_filtered_and_are_noted(cast):
    submit(cast, "1.1", 3)
    book = workbench(cast, "lead", light="red", sort="-number", export="xlsx")
    text = workbench(cast, "lead", light="red", sort="-number", export="csv")

    rows = list(load_workbook(io.BytesIO(book.content)).active.values)
    lines = list(csv.reader(io.StringIO(text.content.decode("utf-8-sig"))))

    assert [row[0] for row in rows[1:]] == ["1.3", "1.2"]
    assert [line[0] for line in lines[1:]] == ["1.3", "1.2"]
    assert len(rows[0]) == len(lines[0])
    assert [entry.detail["rows"] for entry in AuditEntry.objects.filter(what="export")] == [2, 2]


def test_the_number_of_queries_does_not_depend_on_the_number_of_measures(cast, django_assert_num_queries):
    def many(count):
        task = cast.measures["1.1"].task
        start = cast.plan.measures.count()
        made = [make_measure(cast.plan, task, start + number + 1) for number in range(count)]
        for measure in made:
            cite(measure, "lead", cast.units["lead"])
            cite(measure, "assisting", cast.units["assisting"])
        recompute([measure.pk for measure in made], at=moment(1, 4))

    client = Client()
    client.force_login(cast.people["lead"])
    url = f"/plans/{cast.plan.pk}/units/lead/"
    many(17)
    with django_assert_num_queries(QUERIES):
        client.get(url)
    many(180)
    with django_assert_num_queries(QUERIES):
        client.get(url)


QUERIES = 19


def test_an_htmx_request_gets_the_list_alone(cast):
    client = Client()
    client.force_login(cast.people["lead"])

    response = client.get(
        f"/plans/{cast.plan.pk}/units/lead/", headers={"HX-Request": "true", "HX-Target": "results"}
    )

    assert b"<html" not in response.content
    assert b'id="results"' in response.content


@pytest.mark.parametrize("place", ["units/lead/", "reports/", "review/"])
def test_filters_keep_how_the_list_is_sorted(cast, place):
    client = Client()
    client.force_login(cast.people["lead" if place.startswith("units") else "coordinator"])
    headers = {"HX-Request": "true", "HX-Target": "results"}

    response = client.get(f"/plans/{cast.plan.pk}/{place}", {"sort": "-percent"}, headers=headers)

    kept = '<input type="hidden" form="narrow" name="sort" value="-percent">'
    assert kept in response.content.decode()


def test_new_measures_are_acknowledged_together_from_the_second_on(cast):
    together = f"/plans/{cast.plan.pk}/units/{{}}/acknowledge/"
    assert together.format("lead") in workbench(cast, "lead").content.decode()
    assert together.format("responsible") not in workbench(cast, "responsible").content.decode()
    assert together.format("lead") not in workbench(cast, "lead", by="coordinator").content.decode()
