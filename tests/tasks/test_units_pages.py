"""The directory of units and each unit's card."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from departments.models import Membership, Unit, UnitAlias, UnitGroup, User
from tasks.choices import Role
from tasks.dashboards import units as dashboard
from tasks.participation import recompute
from tests.cast import cite, make_measure, make_person, make_unit, moment


@pytest.fixture
def reader(cast, client, settings):
    settings.TODAY = "2022-10-26"
    settings.LANGUAGE_CODE = "en"
    client.force_login(cast.people["assisting"])
    return client


def listed(response):
    return {
        row.unit.code: row.counts for kind in response.context["kinds"] for row in kind.units
    }  # fmt: skip


def card(reader, code):
    return reader.get(reverse("unit", args=[code]))


def test_units_stand_in_government_order_grouped_by_kind(reader, cast):
    Unit.objects.filter(code="dongcheng").update(order=0)
    make_unit("bda", "北京经济技术开发区管委会", "area")
    kinds = reader.get(reverse("units")).context["kinds"]
    assert [(kind.label, [row.unit.code for row in kind.units]) for kind in kinds] == [
        ("Municipal bureaus", ["lead", "responsible", "assisting", "outsider"]),
        ("Districts", ["dongcheng", "haidian"]),
        ("Area authorities", ["bda"]),
    ]


def test_each_unit_says_how_many_measures_it_has_in_each_role(reader, cast):
    assert listed(reader.get(reverse("units"))) == {
        "lead": [3, 0, 0, 0],
        "responsible": [0, 1, 0, 0],
        "assisting": [0, 0, 1, 0],
        "outsider": [0, 0, 0, 0],
        "haidian": [0, 1, 0, 1],
        "dongcheng": [0, 1, 0, 1],
    }


def test_parts_that_ended_and_measures_that_were_withdrawn_do_not_count(reader, cast):
    cast.measures["1.1"].assignments.filter(unit=cast.units["responsible"]).delete()
    recompute([cast.measures["1.1"].pk], at=moment(3, 1))
    cast.measures["1.2"].withdrawn_at = moment(3, 1)
    cast.measures["1.2"].save()
    counts = listed(reader.get(reverse("units")))
    assert counts["responsible"] == [0, 0, 0, 0]
    assert counts["haidian"] == [0, 0, 0, 1]


def test_groups_say_what_they_stand_for(reader, cast):
    html = reader.get(reverse("units")).content.decode()
    assert "Means all of these 2 units." in html
    assert "Means some of these 2 units; a coordinator says which, measure by measure." in html


@pytest.mark.parametrize(("looked_for", "found"), [
    ("水务", ["responsible"]), ("北京市水利局", ["responsible"]), ("短名", ["haidian"]), ("月球", []),
])  # fmt: skip
def test_a_unit_is_found_by_name_short_name_or_alias(reader, cast, looked_for, found):
    UnitAlias.objects.create(name="北京市水利局", unit=cast.units["responsible"])
    Unit.objects.filter(code="haidian").update(short_name="短名")
    assert list(listed(reader.get(reverse("units"), {"q": looked_for}))) == found


def test_a_group_is_found_by_its_alias(reader, cast):
    UnitAlias.objects.create(name="有关区", group=UnitGroup.objects.get(is_open=True))
    response = reader.get(reverse("units"), {"q": "有关区"})
    assert [group.name for group in response.context["groups"]] == ["相关区政府"]


@pytest.mark.parametrize("q", ["a" * 81, "a\0b"])
def test_a_name_that_cannot_be_looked_for_is_told_so(reader, cast, q):
    response = reader.get(reverse("units"), {"q": q})
    assert response.status_code == 200
    assert 'role="alert"' in response.content.decode()
    assert len(listed(response)) == 6


def test_the_card_shows_names_people_and_measures_by_role(reader, cast):
    UnitAlias.objects.create(name="海淀区人民政府", unit=cast.units["haidian"])
    head = make_person("head")
    User.objects.filter(pk=head.pk).update(name="秦卫东", email="qin@example.org")
    Membership.objects.create(user=head, unit=cast.units["haidian"], position="head")
    response = card(reader, "haidian")
    html = response.content.decode()
    for text in (
        "海淀区人民政府",
        "各区政府",
        "相关区政府",
        "秦卫东",
        "Head of unit",
        "mailto:qin@example.org",
    ):
        assert text in html, text
    parts = [
        (part.role, part.count, [row.measure.ref for row in part.shown]) for part in response.context["parts"]
    ]
    assert parts == [(Role.RESPONSIBLE, 1, ["1.2"]), (Role.POSSIBLE, 1, ["1.3"])]
    assert reverse("measure", args=[cast.measures["1.2"].pk]) in html


def test_the_card_does_not_name_people_who_left(reader, cast):
    User.objects.filter(username="haidian").update(is_active=False)
    assert "Nobody signs in for this unit yet" in card(reader, "haidian").content.decode()


def test_the_card_leads_to_the_workbench_only_for_those_who_may_open_it(client, cast, settings):
    settings.TODAY = "2022-10-26"
    for person, opens in (("haidian", True), ("lead", False), ("outsider", False), ("administrator", False)):
        client.force_login(cast.people[person])
        html = card(client, "haidian").content.decode()
        address = reverse("workbench", args=[cast.plan.pk, "haidian"])
        assert (re.search(f'class="btn" href="{address}"', html) is not None) == opens, person


def test_a_unit_with_very_many_measures_shows_the_first_and_says_how_many_more(reader, cast, monkeypatch):
    monkeypatch.setattr(dashboard, "MEASURES_SHOWN", 2)
    response = card(reader, "lead")
    (part,) = response.context["parts"]
    assert ([row.measure.ref for row in part.shown], part.more) == (["1.1", "1.2"], 1)
    assert "and 1 more" in response.content.decode()


@pytest.mark.parametrize("code", ["nosuch", "outsider"])
def test_an_unknown_and_an_inactive_unit_are_equally_not_there(reader, cast, code):
    Unit.objects.filter(code="outsider").update(is_active=False)
    assert card(reader, code).status_code == 404
    assert "outsider" not in listed(reader.get(reverse("units")))


def test_without_any_plan_the_directory_and_the_cards_stand(client, db):
    client.force_login(make_person("first", make_unit("jw", "市教委")))
    assert client.get(reverse("units")).status_code == 200
    assert card(client, "jw").status_code == 200


@pytest.mark.parametrize("address", [["units"], ["unit", "lead"]])
def test_as_many_queries_for_many_as_for_few(reader, cast, django_assert_num_queries, address):
    url = reverse(address[0], args=address[1:])
    with CaptureQueriesContext(connection) as few:
        reader.get(url)
    task = cast.measures["1.1"].task
    for number in range(20):
        unit = make_unit(f"u{number}", f"单位{number}")
        UnitAlias.objects.create(name=f"别名{number}", unit=cast.units["lead"])
        make_person(f"p{number}", unit, cast.units["lead"])
        measure = make_measure(cast.plan, task, 100 + number)
        cite(measure, "lead", unit, cast.units["lead"])
        recompute([measure.pk], at=moment(2, 1))
    with django_assert_num_queries(len(few)):
        reader.get(url)


def test_everyone_signed_in_may_look_units_up_and_nobody_else(client, cast):
    assert client.get(reverse("units")).status_code == 302
    assert card(client, "lead").status_code == 302
    client.force_login(cast.people["nobody"])
    assert client.get(reverse("units")).status_code == 200
    assert card(client, "lead").status_code == 200
