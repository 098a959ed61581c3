"""The bar on top: which entries a person's roles open, and where each leads."""

import pytest
from django.urls import reverse

from departments.models import Membership, User

pytestmark = pytest.mark.usefixtures("english_in_october")


def bar(client, person, address):
    client.force_login(person)
    return client.get(address, follow=True).context["navigation"]["entries"]


def labels(entries):
    return [entry.label for entry in entries]


@pytest.mark.parametrize(
    ("person", "expected"),
    [
        ("lead", ["Workbench", "Full plan", "Reports", "Units"]),
        ("coordinator", ["Overview", "Full plan", "Review", "Reminders", "Reports", "Units"]),
        ("leadership", ["Overview", "Full plan", "Reminders", "Reports", "Units"]),
        ("administrator", ["Full plan", "Units", "Import"]),
        ("nobody", ["Full plan", "Units"]),
    ],
)
def test_each_role_has_the_entries_that_it_may_open(client, cast, person, expected):
    entries = bar(client, cast.people[person], reverse("units"))
    assert labels(entries) == expected
    assert {client.get(entry.address).status_code for entry in entries} == {200}


def test_whoever_is_everything_and_has_several_units_has_six_entries(client, cast):
    person = cast.people["lead"]
    User.objects.filter(pk=person.pk).update(is_coordinator=True, is_administrator=True, is_leadership=True)
    Membership.objects.create(user=person, unit=cast.units["haidian"])
    entries = bar(client, User.objects.get(pk=person.pk), reverse("units"))
    assert labels(entries) == ["Workbench", "Overview", "Full plan", "Review", "Units", "Import"]


def test_the_workbench_of_each_own_unit_leads_to_the_others(client, cast):
    person = cast.people["lead"]
    Membership.objects.create(user=person, unit=cast.units["haidian"])
    places = {code: reverse("workbench", args=[cast.plan.pk, code]) for code in ("lead", "haidian")}
    assert bar(client, person, reverse("units"))[0].address == places["lead"]
    for here, there in (("lead", "haidian"), ("haidian", "lead")):
        first = bar(client, person, places[here])[0]
        assert (first.address, first.current) == (places[here], True)
        html = client.get(places[here]).content.decode()
        assert f'<a href="{places[there]}">{cast.units[there].short_name}</a>' in html


def test_another_units_workbench_is_not_ones_own(client, cast):
    person = cast.people["coordinator"]
    Membership.objects.create(user=person, unit=cast.units["lead"])
    first = bar(client, person, reverse("workbench", args=[cast.plan.pk, "haidian"]))[0]
    assert (first.address, first.current) == (reverse("workbench", args=[cast.plan.pk, "lead"]), False)
