"""The full plan as published, and the list of all plans."""

import datetime
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tasks.choices import Light
from tasks.dashboards import plan as dashboard
from tasks.models import KeyTask, Measure, Plan, Section
from tests.cast import cite, make_measure


@pytest.fixture
def today(settings):
    settings.TODAY = "2022-10-26"
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def reader(cast, client, today):
    client.force_login(cast.people["outsider"])
    return client


def page(reader, cast, **query):
    return reader.get(reverse("plan", args=[cast.plan.pk]), query)


def read(cast, measures=None, number=1):
    measures = Measure.objects.all() if measures is None else measures
    return dashboard.published(measures, plan=cast.plan, page=number)


def rows(table):
    return [row.measure.ref for band in table.bands for block in band.blocks for row in block.rows]


def add_tasks(cast, count, section=None):
    section = section or Section.objects.create(plan=cast.plan, number="二", title="更多", order=2)
    start = Measure.objects.count()
    for number in range(start, start + count):
        task = KeyTask.objects.create(section=section, number=f"T{number}", title="任务", order=number)
        measure = make_measure(cast.plan, task, number + 100, ref=f"T{number}")
        cite(measure, "lead", cast.units["lead"])
    return section


def test_number_and_task_are_merged_over_the_measures_of_the_task(reader, cast):
    html = page(reader, cast).content.decode()
    assert re.findall(r'rowspan="(\d+)"', html) == ["3", "3"]
    assert re.findall(r'<tr id="(m[^"]+)"', html) == ["m1.1", "m1.2", "m1.3"]


def test_units_stand_line_by_line_as_printed_in_the_order_of_the_plan(cast):
    measure = cast.measures["1.1"]
    cite(measure, "assisting", cast.units["outsider"], cast.units["dongcheng"])
    measure.assignments.filter(unit=cast.units["outsider"]).update(printed="市教委(牵线)")
    cells = read(cast).bands[0].blocks[0].rows[0].cells
    assert [cell.lines for cell in cells] == [
        ["市园林绿化局"], ["市水务局"], ["市财政局", "市教委(牵线)", "东城区政府"],
    ]  # fmt: skip


def test_a_dash_stands_only_where_the_table_states_that_there_is_none(reader, cast):
    Measure.objects.filter(ref="1.2").update(stated={"assisting": "none"})
    Measure.objects.filter(ref="1.3").update(stated={"responsible": "empty"})
    assert page(reader, cast).content.decode().count("——") == 1


def test_a_column_that_the_table_does_not_have_is_not_drawn(reader, cast):
    Measure.objects.update(stated={"assisting": "missing"})
    html = page(reader, cast).content.decode()
    assert "Responsible units" in html
    assert "Assisting units" not in html
    assert re.findall(r'colspan="(\d+)"', html) == ["7"]


def test_each_measure_says_its_light_and_leads_to_its_page(reader, cast):
    Measure.objects.filter(ref="1.1").update(status="behind", percent=40, covered_to=9)
    html = page(reader, cast).content.decode()
    first = html[html.index('<tr id="m1.1"') : html.index('<tr id="m1.2"')]
    assert reverse("measure", args=[cast.measures["1.1"].pk]) in first
    assert 'class="light red"' in first
    assert "<b>40%</b>" in first
    assert "Reported as behind" in first


def test_no_percent_is_invented_where_nothing_is_reported(reader, cast):
    html = page(reader, cast).content.decode()
    body = html[html.index("<tbody") :]
    assert 'class="bar"' not in body
    assert "%</b>" not in body


def test_the_sentence_counts_by_light(reader, cast):
    Measure.objects.filter(ref="1.1").update(status="behind", covered_to=9)
    Measure.objects.exclude(ref="1.1").update(status="on_track", covered_to=9)
    text = re.sub(r"<[^>]+>", "", page(reader, cast).content.decode())
    assert "Progress as of 26 Oct 2022, expected progress 82%. 3 measures: Red 1, Green 2." in " ".join(
        text.split()
    )


def test_a_plan_that_is_over_is_shown_as_of_its_last_day(reader, cast, settings):
    settings.TODAY = "2024-03-01"
    assert "Progress as of 31 Dec 2022, expected progress 100%" in page(reader, cast).content.decode()


def test_one_light_or_several_narrow_the_plan_and_the_page_says_so(reader, cast):
    Measure.objects.filter(ref="1.1").update(status="behind", covered_to=9)
    Measure.objects.filter(ref="1.2").update(status="at_risk", covered_to=9)
    Measure.objects.filter(ref="1.3").update(status="on_track", covered_to=9)
    one = page(reader, cast, light="red")
    assert rows(one.context["table"]) == ["1.1"]
    assert "1 of 3 measures are shown" in one.content.decode()
    assert "Show the whole plan" in one.content.decode()
    several = page(reader, cast, light=["red", "yellow"])
    assert rows(several.context["table"]) == ["1.1", "1.2"]
    assert re.findall(r'rowspan="(\d+)"', several.content.decode()) == ["2", "2"]
    assert "measures are shown" not in page(reader, cast).content.decode()


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("造林", ["1.2"]),
        ("加强生态建设", ["1.1", "1.2", "1.3"]),
        ("相关区", ["1.3"]),
        ("1.2 造林", ["1.2"]),
        ("月球", []),
    ],
)
def test_text_is_looked_for_in_measures_tasks_and_units(reader, cast, words, found):
    assert rows(page(reader, cast, q=words).context["table"]) == found


@pytest.mark.parametrize("query", [{"light": "purple"}, {"q": "a" * 81}, {"q": "a\0b"}])
def test_what_cannot_be_looked_for_is_named_and_the_plan_stays(reader, cast, query):
    response = page(reader, cast, **query)
    assert response.status_code == 200
    assert 'role="alert"' in response.content.decode()
    assert rows(response.context["table"]) == ["1.1", "1.2", "1.3"]


def test_nothing_found_says_so_with_a_way_back(reader, cast):
    html = page(reader, cast, q="月球").content.decode()
    assert "Nothing fits these filters." in html
    assert "<tbody" not in html


def test_a_withdrawn_measure_is_gone(reader, cast):
    Measure.objects.filter(ref="1.2").update(withdrawn_at=datetime.datetime(2022, 6, 1, tzinfo=datetime.UTC))
    response = page(reader, cast)
    assert rows(response.context["table"]) == ["1.1", "1.3"]
    assert "造林" not in response.content.decode()


def test_the_order_is_that_of_the_plan_whatever_the_order_of_loading(cast):
    later = Section.objects.create(plan=cast.plan, number="三", title="后", order=9)
    add_tasks(cast, 1, later)
    add_tasks(cast, 1, Section.objects.create(plan=cast.plan, number="二", title="中", order=5))
    assert [str(band.headings[0]) for band in read(cast).bands] == ["一、生态建设", "二、中", "三、后"]


def test_a_part_of_a_section_stands_under_both_headings_and_the_wider_once(cast):
    parts = Section.objects.get()
    one = Section.objects.create(plan=cast.plan, parent=parts, number="(一)", title="森林", order=2)
    two = Section.objects.create(plan=cast.plan, parent=parts, number="(二)", title="湿地", order=3)
    KeyTask.objects.update(section=one)
    add_tasks(cast, 1, two)
    table = read(cast)
    assert [[heading.title for heading in band.headings] for band in table.bands] == [
        ["生态建设", "森林"],
        ["湿地"],
    ]
    assert [jump.section for jump in table.jumps] == [parts]


def test_a_plan_without_headings_has_no_bands(reader, cast):
    Section.objects.update(number="", title="")
    assert 'class="band"' not in page(reader, cast).content.decode()


def test_a_long_plan_comes_in_pages_of_whole_tasks(cast, monkeypatch):
    monkeypatch.setattr(dashboard, "TASKS_PER_PAGE", 2)
    section = add_tasks(cast, 4)
    pages = [read(cast, number=number) for number in (1, 2, 3)]
    assert [rows(one) for one in pages] == [["1.1", "1.2", "1.3", "T3"], ["T4", "T5"], ["T6"]]
    assert [(jump.section.title, jump.page) for jump in pages[0].jumps] == [("生态建设", 1), ("更多", 1)]
    assert pages[1].bands[0].headings == [section]
    assert pages[1].measures == 7
    assert rows(read(cast, number=99)) == ["T6"]
    assert rows(read(cast, number="x")) == rows(pages[0])


def test_jumps_lead_to_the_page_on_which_the_section_begins(cast, monkeypatch):
    monkeypatch.setattr(dashboard, "TASKS_PER_PAGE", 2)
    add_tasks(cast, 3)
    add_tasks(cast, 1, Section.objects.create(plan=cast.plan, number="三", title="最后", order=3))
    assert [jump.page for jump in read(cast).jumps] == [1, 1, 3]


def test_pages_keep_what_the_plan_is_narrowed_to(reader, cast, monkeypatch):
    monkeypatch.setattr(dashboard, "TASKS_PER_PAGE", 1)
    add_tasks(cast, 2)
    html = page(reader, cast, q="园林").content.decode()
    assert 'href="?q=%E5%9B%AD%E6%9E%97&amp;page=2"' in html


def test_all_of_a_long_plan_comes_on_one_page_to_be_printed(reader, cast, monkeypatch):
    monkeypatch.setattr(dashboard, "TASKS_PER_PAGE", 2)
    add_tasks(cast, 4)
    first = page(reader, cast).content.decode()
    assert 'href="?page=all#print"' in first
    assert "On paper here: key tasks 1 to 2 of 5." in first
    everything = page(reader, cast, page="all")
    assert rows(everything.context["table"]) == ["1.1", "1.2", "1.3", "T3", "T4", "T5", "T6"]
    html = everything.content.decode()
    assert [jump.page for jump in everything.context["table"].jumps] == ["all", "all"]
    assert "Page by page" in html
    assert "All on one page" not in html
    assert 'class="pager"' not in html
    assert "On paper here" not in html
    assert "#print" not in html
    assert "as many as stand on one page" not in html
    assert rows(page(reader, cast, page="all", q="1.2").context["table"]) == ["1.2"]


def test_a_short_plan_needs_no_other_way_to_be_printed(reader, cast):
    for number in ("1", "all"):
        html = page(reader, cast, page=number).content.decode()
        assert [words for words in ("All on one page", "Page by page") if words in html] == []


def test_one_page_has_a_bound_and_says_so(reader, cast, monkeypatch):
    monkeypatch.setattr(dashboard, "TASKS_PER_PAGE", 2)
    monkeypatch.setattr(dashboard, "MOST_TASKS_AT_ONCE", 3)
    add_tasks(cast, 3)
    add_tasks(cast, 1, Section.objects.create(plan=cast.plan, number="三", title="最后", order=3))
    response = page(reader, cast, page="all")
    assert rows(response.context["table"]) == ["1.1", "1.2", "1.3", "T3", "T4"]
    assert "These are the first 3 of 5 key tasks" in response.content.decode()
    assert [jump.page for jump in response.context["table"].jumps] == ["all", "all", 3]


def test_all_at_once_takes_as_many_queries_as_a_page(reader, cast, django_assert_num_queries):
    address = reverse("plan", args=[cast.plan.pk])
    with CaptureQueriesContext(connection) as few:
        reader.get(address)
    add_tasks(cast, 150)
    with django_assert_num_queries(len(few)):
        assert reader.get(address, {"page": "all"}).content.count(b'class="prg"') == 153


def test_as_many_queries_for_many_measures_as_for_few(reader, cast, django_assert_num_queries):
    address = reverse("plan", args=[cast.plan.pk])
    with CaptureQueriesContext(connection) as few:
        reader.get(address)
    add_tasks(cast, 60)
    with django_assert_num_queries(len(few)):
        assert reader.get(address).content.count(b'class="prg"') == 63


def test_everyone_signed_in_reads_the_plan(client, cast, today):
    for person in cast.people.values():
        client.force_login(person)
        assert page(client, cast).status_code == 200


def test_nobody_else_does(client, cast):
    assert page(client, cast).status_code == 302


def test_a_plan_that_is_not_there_is_not_found(reader):
    assert reader.get(reverse("plan", args=[999])).status_code == 404


def test_all_plans_are_listed_with_what_they_hold(reader, cast):
    Measure.objects.filter(ref="1.1").update(closed_on=datetime.date(2022, 9, 1))
    Plan.objects.create(
        title="空计划", year=2023, starts_on=datetime.date(2023, 1, 1), ends_on=datetime.date(2023, 12, 31)
    )
    response = reader.get(reverse("plans"))
    assert [(plan.title, plan.held, plan.closed) for plan in response.context["plans"]] == [
        ("空计划", 0, 0), (cast.plan.title, 3, 1),
    ]  # fmt: skip


def test_every_light_can_be_asked_for(reader, cast):
    for light in Light:
        assert page(reader, cast, light=light.value).status_code == 200
