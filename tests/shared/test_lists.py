"""The list page, by a small declaration of its own: units by name and kind."""

import copy
import csv
import io
from typing import Any

import django_filters
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import path
from openpyxl import load_workbook

from actionplan import urls
from actionplan.shared.lists import ListPage
from actionplan.shared.tables import Column, Table
from departments.choices import UnitKind
from departments.models import Unit
from tests.cast import make_person

PAGE = '{% extends "base.html" %}{% block main %}{% include "_results.html" %}{% endblock %}'
exported: list[tuple[str, int]] = []


class UnitTable(Table):
    row_template = "_planted_row.html"
    caption = "Units"

    name = Column("Name", key="name")
    order = Column("Order", key="order", screen=False)
    kind = Column("Kind")
    action = Column("Action", export=False)

    def value_name(self, record: Unit) -> str:
        return record.name

    def value_order(self, record: Unit) -> int:
        return record.order

    def value_kind(self, record: Unit) -> str:
        return record.kind


class UnitFilter(django_filters.FilterSet):
    kind = django_filters.ChoiceFilter(choices=UnitKind.choices)
    q = django_filters.CharFilter(field_name="name", lookup_expr="icontains")


class Units(ListPage):
    table_class = UnitTable
    filterset_class = UnitFilter
    template_name = "planted.html"
    export_name = "Units"

    def get_queryset(self) -> Any:
        return Unit.objects.all()

    def exported(self, name: str, rows: int) -> None:
        exported.append((name, rows))


urlpatterns = [*urls.urlpatterns, path("planted/", Units.as_view())]
handler404 = urls.handler404


@pytest.fixture
def client(db, settings, tmp_path) -> Client:
    """Someone signed in before a list of 120 units, half of them districts."""
    (tmp_path / "planted.html").write_text(
        '{% extends "base.html" %}{% block main %}{% include "_results.html" %}{% endblock %}'
    )
    (tmp_path / "_planted_row.html").write_text("<tr><td>{{ record.name }}</td></tr>")
    settings.TEMPLATES = copy.deepcopy(settings.TEMPLATES)
    settings.TEMPLATES[0]["DIRS"].append(tmp_path)
    settings.ROOT_URLCONF = "tests.shared.test_lists"
    add_units(120)
    exported.clear()
    client = Client()
    client.cookies["language"] = "en"
    client.force_login(make_person("reader"))
    return client


def add_units(count: int) -> None:
    start = Unit.objects.count()
    Unit.objects.bulk_create(
        Unit(
            code=f"u{number}", name=f"Unit {number:03}", short_name=str(number), order=1000 - number,
            kind="district" if number % 2 else "municipal",
        )
        for number in range(start, start + count)
    )  # fmt: skip


def shown(client: Client, **query: Any) -> list[str]:
    return [row.record.name for row in client.get("/planted/", query).context["table"].paginated_rows]


def download(client: Client, form: str, **query: Any) -> list[list[str]]:
    content = client.get("/planted/", query | {"export": form}).content
    if form == "csv":
        return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    sheet = load_workbook(io.BytesIO(content)).active
    return [[str(value) for value in row] for row in sheet.iter_rows(values_only=True)]


def names(*numbers: int) -> list[str]:
    return [f"Unit {number:03}" for number in numbers]


def test_pages_follow_one_another(client):
    assert shown(client) == names(*range(119, 69, -1))
    assert shown(client, page=3) == names(*range(19, -1, -1))


@pytest.mark.parametrize("page", ["0", "-1", "99", "x", ""])
def test_a_page_that_is_not_there_is_some_page(client, page):
    assert client.get("/planted/", {"page": page}).status_code == 200


@pytest.mark.parametrize("length", ["-1", "0", "1", "1000000", "x", "9" * 100])
def test_how_long_a_page_is_can_not_be_asked_for(client, length):
    assert shown(client, per_page=length) == names(*range(119, 69, -1))


def test_an_export_is_sorted_as_the_list_is_also_by_two_columns(client):
    sort = ["order", "-name"]
    rows = download(client, "csv", sort=sort, kind="district")
    assert [row[0] for row in rows[1:51]] == shown(client, sort=sort, kind="district")


def test_sorting_and_filtering(client):
    assert shown(client, sort="name")[:2] == names(0, 1)
    assert shown(client, sort="-name", kind="district")[:2] == names(119, 117)
    assert shown(client, q="unit 01", sort="name") == names(*range(10, 20))


@pytest.mark.parametrize("sort", ["kind", "nothing", "-nothing", "password", ""])
def test_what_can_not_be_sorted_by_changes_no_order(client, sort):
    assert shown(client, sort=sort) == shown(client)


def test_a_filter_value_that_can_not_be_right_is_named(client):
    page = client.get("/planted/", {"kind": "planet"}).content.decode()
    assert 'role="alert"' in page
    assert "planet" in page


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_an_export_holds_exactly_what_is_filtered_on_all_pages(client, form):
    rows = download(client, form, kind="district", sort="name", page="2")
    wanted = [[name, str(1000 - int(name[-3:])), "district"] for name in names(*range(1, 120, 2))]
    assert rows == [["Name", "Order", "Kind"], *wanted]
    assert exported == [(f"Units.{form}", 60)]


def test_nothing_else_is_an_export(client):
    assert client.get("/planted/", {"export": "pdf"}).status_code == 404
    assert exported == []


def test_htmx_gets_the_results_alone(client):
    headers = {"HX-Request": "true", "HX-Target": "results"}
    part = client.get("/planted/", headers=headers).content.decode()
    assert part.lstrip().startswith('<div id="results"')
    assert "<html" not in part
    assert "<html" in client.get("/planted/", headers=headers | {"HX-Target": "other"}).content.decode()


def test_what_is_shown_says_how_it_is_sorted(client):
    page = client.get("/planted/", {"sort": "-name"}).content.decode()
    assert page.count('aria-sort="descending"') == 1
    assert "Order" not in page


def test_an_empty_list_says_so(client):
    assert "Nothing fits these filters." in client.get("/planted/", {"q": "nothing"}).content.decode()


@pytest.mark.parametrize("query", [{}, {"export": "csv"}])
def test_the_number_of_queries_does_not_grow(client, query, django_assert_num_queries):
    with CaptureQueriesContext(connection) as few:
        client.get("/planted/", query)
    add_units(400)
    with django_assert_num_queries(len(few.captured_queries)):
        client.get("/planted/", query)
