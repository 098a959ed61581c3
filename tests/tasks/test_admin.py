"""The administration of units, groups, plans and measures: whom it binds follows at once."""

import datetime
import re

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from departments.models import GroupMember, Unit, UnitAlias, UnitGroup
from tasks import admin as module
from tasks.choices import Role
from tasks.models import Measure, Participation, Plan
from tests.administration import fields, page, save
from tests.cast import cite, make_measure, make_unit

pytestmark = pytest.mark.usefixtures("english_in_october")


def bound(measure, **narrowed):
    parts = Participation.objects.filter(measure=measure, until=None, **narrowed)
    return dict(parts.values_list("unit__code", "role"))


def group(cast):
    return UnitGroup.objects.get(is_open=False)


def test_a_new_member_of_a_group_is_bound_at_once(desk, cast):
    newcomer = make_unit("bda", "经开区", "area")
    address = page("departments_unitgroup_change", group(cast).pk)
    response = save(desk, address, **{"memberships-2-unit": newcomer.pk})
    assert response.status_code == 302
    assert bound(cast.measures["1.2"])["bda"] == Role.RESPONSIBLE
    assert "bda" not in bound(cast.measures["1.3"])


def test_a_member_who_leaves_a_group_is_bound_no_more_and_the_past_stays(desk, cast):
    members = list(group(cast).memberships.order_by("unit__order"))
    address = page("departments_unitgroup_change", group(cast).pk)
    assert save(desk, address, **{"memberships-0-DELETE": "on"}).status_code == 302
    gone = members[0].unit
    assert gone.code not in bound(cast.measures["1.2"])
    ended = Participation.objects.get(measure=cast.measures["1.2"], unit=gone)
    assert f"{timezone.localdate(ended.until)}" == "2022-10-26"


def test_opening_a_group_makes_its_members_possible_only(desk, cast):
    address = page("departments_unitgroup_change", group(cast).pk)
    assert save(desk, address, is_open="on").status_code == 302
    assert bound(cast.measures["1.2"])["haidian"] == Role.POSSIBLE


def test_if_the_working_out_fails_nothing_is_saved(desk, cast, monkeypatch):
    def fail(*args, **kwargs):
        raise IntegrityError("on purpose")

    monkeypatch.setattr(module, "recompute", fail)
    address = page("departments_unitgroup_change", group(cast).pk)
    with pytest.raises(IntegrityError):
        save(desk, address, **{"memberships-0-DELETE": "on"})
    assert GroupMember.objects.filter(group=group(cast)).count() == 2


def test_a_unit_that_is_no_longer_active_leaves_what_groups_gave_it(desk, cast):
    address = page("departments_unit_change", cast.units["haidian"].pk)
    assert save(desk, address, is_active=None).status_code == 302
    assert "haidian" not in bound(cast.measures["1.2"])
    assert save(desk, address, is_active="on").status_code == 302
    assert bound(cast.measures["1.2"])["haidian"] == Role.RESPONSIBLE


def test_a_unit_that_is_no_longer_active_leaves_what_names_it(desk, cast):
    address = page("departments_unit_change", cast.units["responsible"].pk)
    assert save(desk, address, is_active=None).status_code == 302
    assert "responsible" not in bound(cast.measures["1.1"])
    assert save(desk, address, is_active="on").status_code == 302
    assert bound(cast.measures["1.1"])["responsible"] == Role.RESPONSIBLE


def test_the_code_of_a_unit_stays_since_addresses_hold_it(desk, cast):
    address = page("departments_unit_change", cast.units["haidian"].pk)
    assert save(desk, address, code="other", short_name="海淀").status_code == 302
    unit = Unit.objects.get(pk=cast.units["haidian"].pk)
    assert (unit.code, unit.short_name) == ("haidian", "海淀")


def test_a_citation_that_is_added_or_changed_binds_at_once(desk, cast):
    measure = cast.measures["1.1"]
    address = page("tasks_measure_change", measure.pk)
    added = {
        "assignments-TOTAL_FORMS": "4", "assignments-3-role": "responsible", "assignments-3-order": "9",
        "assignments-3-unit": cast.units["outsider"].pk, "assignments-3-printed": "市教委",
        "assignments-3-measure": measure.pk,
    }  # fmt: skip
    assert save(desk, address, **added).status_code == 302
    assert bound(measure)["outsider"] == Role.RESPONSIBLE
    assert save(desk, address, **{"assignments-3-role": "lead"}).status_code == 302
    assert bound(measure)["outsider"] == Role.LEAD


def test_a_citation_that_can_not_be_is_told_so(desk, cast):
    measure = cast.measures["1.1"]
    address = page("tasks_measure_change", measure.pk)
    both = save(desk, address, **{"assignments-0-group": group(cast).pk})
    assert "An assignment cites either a unit or a group." in both.content.decode()
    twice = {
        "assignments-TOTAL_FORMS": "4", "assignments-3-role": "lead", "assignments-3-order": "9",
        "assignments-3-unit": cast.units["lead"].pk, "assignments-3-printed": "x",
        "assignments-3-measure": measure.pk,
    }  # fmt: skip
    assert save(desk, address, **twice).status_code == 200
    assert measure.assignments.count() == 3


def test_a_due_day_and_a_kind_are_decided_and_remembered(desk, cast):
    measure = cast.measures["1.1"]
    address = page("tasks_measure_change", measure.pk)
    assert save(desk, address, due_on="2022-11-30", kind="continuing", awaits_higher="on").status_code == 302
    measure.refresh_from_db()
    assert (measure.due_on, measure.kind, measure.awaits_higher) == (
        datetime.date(2022, 11, 30), "continuing", True,
    )  # fmt: skip
    assert measure.history.count() == 2
    missing = save(desk, address, due_on="")
    assert "A fixed deadline needs its day." in missing.content.decode()


def test_the_words_of_the_plan_are_not_changed_here(desk, cast):
    measure = cast.measures["1.1"]
    save(desk, page("tasks_measure_change", measure.pk), text="别的", ref="9", deadline_text="明年", plan="7")
    measure.refresh_from_db()
    assert (measure.text, measure.ref, measure.deadline_text) == ("Measure 1", "1.1", "年底前")


def test_a_target_is_confirmed_by_a_person_and_can_be_doubted_again(desk, cast):
    address = page("tasks_measure_change", cast.measures["1.2"].pk)
    assert save(desk, address, **{"targets-0-confirmed": "on"}).status_code == 302
    cast.target.refresh_from_db()
    assert cast.target.confirmed_by == cast.people["administrator"]
    assert save(desk, address, awaits_higher="on").status_code == 302
    cast.target.refresh_from_db()
    assert cast.target.confirmed_by == cast.people["administrator"]
    assert save(desk, address, **{"targets-0-confirmed": None}).status_code == 302
    cast.target.refresh_from_db()
    assert cast.target.confirmed_by is None


def test_a_target_below_nothing_is_told_so(desk, cast):
    response = save(desk, page("tasks_measure_change", cast.measures["1.2"].pk), **{"targets-0-low": "-1"})
    assert "A target is above zero" in response.content.decode()


def test_the_numbers_of_the_lights_are_the_plans_own(desk, cast):
    address = page("tasks_plan_change", cast.plan.pk)
    assert save(desk, address, red_gap="40", yellow_gap="20", title="别的").status_code == 302
    plan = Plan.objects.get()
    assert (plan.red_gap, plan.yellow_gap, plan.title) == (40, 20, cast.plan.title)
    wrong = save(desk, address, red_gap="5")
    assert "Red must need at least as many points under as yellow." in wrong.content.decode()


def test_withdrawn_measures_are_not_offered(desk, cast):
    Measure.objects.filter(ref="1.1").update(withdrawn_at=datetime.datetime(2022, 5, 1, tzinfo=datetime.UTC))
    html = desk.get(page("tasks_measure_changelist")).content.decode()
    assert "Measure 1<" not in html
    assert "Measure 3<" in html


@pytest.mark.parametrize(
    "name", ["tasks_measure", "tasks_participation", "departments_user", "departments_unit"]
)
def test_lists_take_as_many_queries_for_many_rows_as_for_few(
    desk,
    cast,
    name,
    django_assert_num_queries,
):
    address = page(f"{name}_changelist")
    with CaptureQueriesContext(connection) as few:
        desk.get(address)
    for number in range(10):
        unit = make_unit(f"u{number}", f"单位{number}")
        measure = make_measure(cast.plan, cast.measures["1.1"].task, 100 + number)
        cite(measure, "lead", unit)
        module.recompute([measure.pk], at=datetime.datetime(2022, 2, 1, tzinfo=datetime.UTC))
    with django_assert_num_queries(len(few)):
        desk.get(address)


@pytest.mark.parametrize(
    ("address", "name", "first", "late"),
    [
        ("departments_unit_change", "short_name", "先到", "后到"),
        ("tasks_measure_change", "due_on", "2022-11-10", "2022-11-11"),
        ("tasks_plan_change", "yellow_days", "16", "17"),
    ],
)
def test_a_stale_form_is_a_conflict_that_keeps_what_was_typed(desk, cast, address, name, first, late):
    things = {"unit": cast.units["lead"], "measure": cast.measures["1.1"], "plan": cast.plan}
    thing = things[address.split("_")[1]]
    there = page(address, thing.pk)
    opened = fields(desk.get(there).content.decode())
    assert save(desk, there, **{name: first}).status_code == 302
    refused = desk.post(there, opened | {name: late})
    assert refused.status_code == 409
    assert "Administrator changed this in the meantime" in refused.content.decode()
    assert fields(refused.content.decode())[name] == late
    thing.refresh_from_db()
    assert str(getattr(thing, name)) == first


def test_a_form_that_is_only_wrong_is_no_conflict(desk, cast):
    wrong = save(desk, page("departments_unit_change", cast.units["lead"].pk), short_name="")
    assert wrong.status_code == 200
    assert "This field is required." in wrong.content.decode()


def test_a_citation_is_named_with_the_colon_of_the_readers_language(cast):
    citation, part = cast.measures["1.1"].assignments.first(), cast.part("lead", "1.1")
    with translation.override("zh-hans"):
        assert (str(citation), str(part)) == ("1.1 牵头：市园林绿化局",) * 2
    with translation.override("en"):
        assert (str(citation), str(part)) == ("1.1 Lead: 市园林绿化局",) * 2


def test_the_numbers_of_the_lights_are_named_by_their_light(desk, cast):
    html = desk.get(page("tasks_plan_change", cast.plan.pk)).content.decode()
    assert re.findall(r"<label[^>]*>((?:Red|Yellow): [^<]+):</label>", html) == [
        "Red: points below expected progress",
        "Yellow: points below expected progress",
        "Yellow: days left before the deadline",
        "Red: periods without a report",
    ]


def test_a_unit_that_is_renamed_keeps_its_former_name_as_an_alias(desk, cast):
    unit = cast.units["lead"]
    former = unit.name
    response = save(desk, page("departments_unit_change", unit.pk), name="市林业和草原局")
    assert response.status_code == 302
    assert UnitAlias.objects.get(name=former).unit == unit
    said = [str(message) for message in desk.get(response["Location"]).context["messages"]]
    assert f"Plans that say “{former}” still mean it: the name was kept." in said
    save(desk, page("departments_unit_change", unit.pk), short_name="林草局")
    assert UnitAlias.objects.filter(unit=unit).count() == 1


def test_a_former_name_that_means_somebody_else_is_left_alone(desk, cast):
    unit, other = cast.units["lead"], cast.units["outsider"]
    former = unit.name
    UnitAlias.objects.create(name=former, unit=other)
    save(desk, page("departments_unit_change", unit.pk), name="市林业和草原局")
    assert UnitAlias.objects.get(name=former).unit == other


def test_a_group_that_is_renamed_keeps_its_former_name_too(desk, cast):
    group = UnitGroup.objects.create(name="各单位", order=9)
    save(desk, page("departments_unitgroup_change", group.pk), name="各有关单位")
    assert UnitAlias.objects.get(name="各单位").group == group
