"""What an import writes of a new plan: the plan as printed and who is bound, or nothing at all."""

import copy
from collections import Counter, defaultdict

import pytest
from django.db import IntegrityError

from departments.models import GroupMember, Unit, UnitAlias
from importers import writer
from importers.proposal import Decisions, propose
from importers.stored import read_plan
from tasks.choices import OWNING, Role
from tasks.models import Assignment, KeyTask, Measure, Participation, Plan, Section, Target
from tests.cast import moment
from tests.importers.big import big_reading
from tests.importers.published import FIXTURES, everything, find, load, reading

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["annex5-2022.xlsx", "annex5-2022.txt"])
def test_the_published_plan_is_loaded_whole(administrator, name):
    (outcome,) = load(reading(FIXTURES / name), by=administrator)
    assert (Section.objects.count(), KeyTask.objects.count(), Measure.objects.count()) == (5, 14, 20)
    assert Counter(Assignment.objects.values_list("role", flat=True)) == {
        "lead": 26, "responsible": 37, "assisting": 35,
    }  # fmt: skip
    plan = Plan.objects.get()
    assert (plan.title, plan.year, plan.annex) == ("生态保护 2022 年行动计划", 2022, "附件 5")
    assert (str(plan.starts_on), str(plan.ends_on), plan.periods.count()) == ("2022-01-01", "2022-12-31", 12)
    assert set(map(str, Measure.objects.values_list("due_on", flat=True))) == {"2022-12-31"}
    held = Participation.objects.filter(until__isnull=True)
    assert held.filter(role__in=OWNING).count() == held.filter(owed_from__isnull=False).count() == 91
    assert held.values("unit").distinct().count() == outcome.units == 27
    assert outcome.open_groups == 11


def test_the_parts_of_single_units_are_right(units):
    load(reading())

    def parts(name: str) -> dict[str, int]:
        held = Participation.objects.filter(until__isnull=True, unit__name=name)
        return dict(Counter(held.values_list("role", flat=True)))

    assert parts("市园林绿化局") == {"lead": 5, "responsible": 7, "assisting": 2}
    assert parts("海淀区政府") == {"lead": 2, "responsible": 2, "assisting": 3, "possible": 11}
    assert parts("东城区政府") == {"lead": 1, "responsible": 1, "assisting": 3, "possible": 11}
    held = Participation.objects.filter(until__isnull=True, unit__name="海淀区政府")
    direct = held.filter(assignment__unit__isnull=False)
    assert sorted(direct.values_list("measure__ref", flat=True)) == ["14", "5.2"]


def test_references_words_and_order_are_the_plans_own(units):
    load(reading())
    refs = list(Measure.objects.values_list("ref", flat=True))
    assert refs == [
        "1", "2", "3", "4.1", "4.2", "4.3", "5.1", "5.2", "6", "7.1", "7.2", "8", "9",
        "10.1", "10.2", "10.3", "11", "12", "13", "14",
    ]  # fmt: skip
    second = Measure.objects.get(ref="2").assignments.order_by("order")
    assert list(second.values_list("role", "printed")) == [
        ("lead", "市生态环境局"), ("responsible", "市园林绿化局"), ("responsible", "市规划自然资源委"),
        ("assisting", "市科委、中关村管委会"), ("assisting", "市教委"), ("assisting", "市水务局"),
        ("assisting", "市农业农村局"), ("assisting", "相关区政府"),
    ]  # fmt: skip
    eleventh = Measure.objects.get(ref="11")
    assert eleventh.stated["assisting"] == "none"
    assert eleventh.source == {"file": "annex5.xlsx", "sheet": "附件5", "cells": eleventh.source["cells"]}
    assert eleventh.source["cells"]["text"] == "C25"


def test_targets_are_confirmed_by_who_agrees_but_for_those_refused(administrator):
    what = reading()
    refused = find(what, "15 万亩")
    key = f"0.{refused.seq}.{refused.targets[0].start}"
    load(what, by=administrator, refused=[key], kinds={"0.1": "continuing"})
    assert list(Target.objects.values_list("quote", "confirmed_by__username")) == [
        ("200 公顷", "administrator"), ("1—2 个区", "administrator"),
    ]  # fmt: skip
    assert Measure.objects.get(ref="1").kind == "continuing"


def test_history_names_the_person_and_the_moment(administrator):
    load(reading(), by=administrator)
    for model in (Plan, Section, KeyTask, Measure, Assignment, Target):
        assert model.history.count() == model.objects.count()
        signed = set(model.history.values_list("history_user", "history_date"))
        assert signed == {(administrator.pk, moment(1, 17))}


def test_what_is_stored_reads_like_the_file(units):
    what = reading()
    load(what)
    stored = read_plan(Plan.objects.get()).parsed
    assert [(s.number, s.title, s.parent) for s in stored.sections] == [
        (s.number, s.title, s.parent) for s in what.plans[0].sections
    ]
    keys = [
        *(
            "seq",
            "text",
            "deadline_text",
            "deadline_date",
            "deadline_kind",
            "kind",
            "targets",
            "stated",
            "cells",
        ),
        *("lead", "responsible", "assisting"),
    ]
    assert [[getattr(one, key) for key in keys] for one in stored.measures()] == [
        [getattr(one, key) for key in keys] for one in what.plans[0].measures()
    ]


def test_a_stored_plan_is_read_in_the_same_number_of_queries(units, django_assert_num_queries):
    load(reading())
    names = {"bureaus": ["市水务局"], "districts": ["海淀区政府"], "groups": ["各区政府"]}
    load(big_reading(200, **names))
    for plan in Plan.objects.all():
        with django_assert_num_queries(5):
            read_plan(plan)


def test_an_unknown_unit_blocks_and_nothing_is_written(units):
    what = reading()
    find(what, "15 万亩").lead = ["市园林草局"]
    before = everything()
    proposal = propose(reading=what, decisions=Decisions())
    (question,) = proposal.names.open
    assert (question.name, question.places) == ("市园林草局", ("附件5 E25",))
    assert str(question.suggestions[0]) == "市园林绿化局"
    assert all(str(unit.unit) != "市园林草局" for unit in proposal.plans[0].access.units)
    with pytest.raises(writer.NotReady):
        load(what)
    assert everything() == before


def test_a_name_decided_for_one_file_alone_is_not_remembered(administrator):
    what = reading()
    find(what, "15 万亩").lead = ["市园林草局"]
    unit = Unit.objects.get(name="市园林绿化局")
    load(what, by=administrator, names={"市园林草局": f"unit-{unit.pk}"}, once=["市园林草局"])
    assert Assignment.objects.get(measure__ref="11", role=Role.LEAD).unit == unit
    assert not UnitAlias.objects.filter(name="市园林草局").exists()
    assert len(propose(reading=what, decisions=Decisions()).names.open) == 1


def test_a_decided_name_becomes_an_alias_and_is_known_next_time(administrator):
    what = reading()
    find(what, "15 万亩").lead = ["市园林草局"]
    unit = Unit.objects.get(name="市园林绿化局")
    load(what, by=administrator, names={"市园林草局": f"unit-{unit.pk}"})
    assert UnitAlias.objects.get(name="市园林草局").unit == unit
    cited = Assignment.objects.get(measure__ref="11", role=Role.LEAD)
    assert (cited.unit, cited.printed) == (unit, "市园林草局")
    assert propose(reading=what, decisions=Decisions()).same


@pytest.mark.parametrize("meant", ["unit-0", "unit-x", "group-99", ""])
def test_a_decision_that_means_nothing_decides_nothing(units, meant):
    what = reading()
    find(what, "15 万亩").lead = ["市园林草局"]
    assert propose(reading=what, decisions=Decisions(names={"市园林草局": meant})).names.open


def test_a_unit_named_twice_in_a_cell_has_one_part(units):
    what = reading()
    one = find(what, "15 万亩")
    one.lead = ["市园林绿化局", "市园林局"]
    load(what)
    assert Assignment.objects.filter(measure__ref="11", role=Role.LEAD).count() == 1
    assert propose(reading=what, decisions=Decisions()).same


def test_a_failure_in_the_middle_leaves_nothing(administrator):
    what = reading()
    before = everything()
    list(what.plans[0].measures())[10].deadline_date = None  # fixed, but without a day: the database refuses
    with pytest.raises(IntegrityError, match="measure_fixed_has_day"):
        load(what, by=administrator)
    assert everything() == before


def test_sections_within_sections_are_kept(units):
    what = reading()
    for part in what.plans[0].sections[1:3]:
        part.number, part.parent = f"({part.number})", "一"
    load(what)
    assert dict(Section.objects.exclude(parent=None).values_list("number", "parent__number")) == {
        "(二)": "一", "(三)": "一",
    }  # fmt: skip
    assert propose(reading=what, decisions=Decisions()).same


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda plan: setattr(plan, "title", "长" * 201), "too-long"),
        (lambda plan: setattr(plan, "year", None), "year-unknown"),
        (lambda plan: setattr(next(plan.measures()), "lead", ["局" * 81]), "too-long"),
    ],
)
def test_what_the_database_can_not_hold_is_a_problem_before(units, spoil, code):
    what = reading()
    spoil(what.plans[0])
    proposal = propose(reading=what, decisions=Decisions())
    assert [problem.code for problem in proposal.problems if problem.severity == "error"] == [code]
    assert proposal.refused


def test_two_plans_of_one_name_in_a_file_are_refused(units):
    what = reading()
    what.plans.append(copy.deepcopy(what.plans[0]))
    problems = propose(reading=what, decisions=Decisions()).problems
    assert [problem.code for problem in problems if problem.severity == "error"] == ["plan-twice"]


def test_a_file_with_two_plans_loads_both_or_none(units):
    what = reading()
    second = copy.deepcopy(what.plans[0])
    second.title = "水环境 2022 年行动计划"
    what.plans.append(second)
    outcomes = load(what)
    assert [outcome.created for outcome in outcomes] == [True, True]
    assert Measure.objects.count() == 40


def test_an_inactive_unit_gets_nothing_through_a_group(units):
    gone = GroupMember.objects.filter(group__name="各区政府").first().unit
    gone.is_active = False
    gone.save()
    what = reading()
    access = propose(reading=what, decisions=Decisions()).plans[0].access
    assert gone not in [unit.unit for unit in access.units]
    assert {str(use.group): use.units for use in access.groups} == {
        "各区政府": 15, "各区政府(含北京经济技术开发区管委会)": 16, "相关区政府": 15,
    }  # fmt: skip


def test_a_unit_that_is_no_longer_active_loses_nothing(units):
    load(reading())
    Unit.objects.filter(name="市水务局").update(is_active=False)
    what = reading()
    del what.plans[0].sections[0]
    access = propose(reading=what, decisions=Decisions()).plans[0].access
    named = [str(unit.unit) for unit in access.units]
    assert "市农业农村局" in named
    assert "市水务局" not in named


def test_the_access_shown_is_the_access_given(units):
    proposal = propose(reading=reading(), decisions=Decisions())
    units_shown = proposal.plans[0].access.units
    shown = {str(unit.unit): {str(role): n for role, n in unit.gained.items()} for unit in units_shown}
    load(reading())
    given = defaultdict(Counter)
    for name, role in Participation.objects.filter(until__isnull=True).values_list("unit__name", "role"):
        given[name][role] += 1
    assert shown == given
