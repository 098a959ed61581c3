"""What is suggested for a name that the register doesn't know, in which order, and why."""

import pytest
from django.utils import translation

from departments.models import Unit, UnitAlias, UnitGroup
from departments.resolver import Register
from importers import names as naming
from importers.proposal import Decisions, propose
from importers.reading.model import ParsedMeasure, ParsedPlan, ParsedSection, ParsedTask
from tests.importers.published import find, load, reading

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("units")]


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def measure(*lead: str, **roles: list[str]) -> ParsedMeasure:
    cited = {"responsible": [], "assisting": []} | roles
    return ParsedMeasure(1, "措施", "年底前", None, "fixed", list(lead), kind="deliverable", **cited)


def plan(*measures: ParsedMeasure) -> ParsedPlan:
    return ParsedPlan(
        "计划", 2022, None, [ParsedSection(None, None, tasks=[ParsedTask(None, None, [*measures])])]
    )


def questions(*measures, **given):
    names = naming.look_up([plan(*measures)], register=Register(), decisions={}, known={}, **given)
    return {question.name: question for question in names.questions}


def suggested(question):
    return [(target.name, reason.code, reason.beside) for target, reason in question.suggested]


def test_what_it_is_shortened_for_comes_first_and_decides_nothing():
    UnitAlias.objects.filter(name="海淀区").delete()
    asked = questions(
        measure("市水务局", "财政局"), measure("海淀", "朝阳区政府"), measure("东城区政府", "园林局")
    )
    assert set(asked) == {"财政局", "海淀", "园林局"}
    assert all(question.decided is None for question in asked.values())
    assert suggested(asked["财政局"])[0] == ("市财政局", "shortened", "市水务局")
    assert suggested(asked["海淀"])[0] == ("海淀区政府", "shortened", "朝阳区政府")
    assert suggested(asked["园林局"])[0] == ("市园林绿化局", "official", "")
    assert [question.looks for question in asked.values()] == ["", "", ""]
    assert str(asked["财政局"].reasons[0]) == "shortened beside “市水务局”"


def test_only_one_form_beside_nobody_elses_is_a_good_reason():
    district = questions(measure("市教委", "海淀区农业农村局", "水务局"))["水务局"]
    assert suggested(district) == [("市水务局", "alike", "")]
    (district,) = questions(measure("海淀区", "水务局")).values()
    assert suggested(district) == [("市水务局", "alike", "")]
    (city,) = questions(measure("海淀区政府", "水务局")).values()
    assert suggested(city) == [("市水务局", "official", "")]
    Unit.objects.create(code="w", name="北京水务委", short_name="水务局", kind="municipal", order=99)
    (both,) = questions(measure("水务局")).values()
    assert {code for _name, code, _beside in suggested(both)} == {"alike"}


def test_several_in_one_are_never_the_one_that_stood_there_before():
    water = Unit.objects.get(name="市水务局")
    (question,) = questions(measure("市水务局、甲委"), beside={"市水务局、甲委": water}).values()
    assert (question.looks, [code for _name, code, _beside in suggested(question)]) == ("several", ["alike"])


def test_the_unit_that_stood_there_before_comes_before_all():
    water = Unit.objects.get(name="市水务局")
    (question,) = questions(measure("市教委", "财政局"), beside={"财政局": water}).values()
    assert suggested(question)[:2] == [("市水务局", "before", ""), ("市财政局", "shortened", "市教委")]


def test_each_is_suggested_once_and_never_more_than_four():
    finance = Unit.objects.get(name="市财政局")
    (question,) = questions(measure("市水务局", "财政局"), beside={"财政局": finance}).values()
    found = [name for name, _code, _beside in suggested(question)]
    assert found[0] == "市财政局"
    assert len(found) == len(set(found)) <= 4
    assert len(question.reasons) == len(question.suggestions)


def test_a_name_that_is_no_units_is_told_as_such():
    asked = questions(measure("张三(市水务局)"), measure("市农业、水务局"), measure("市园林草局"))
    person, several, unit = asked.values()
    assert (person.looks, several.looks, unit.looks) == ("person", "several", "")
    assert "looks like a person" in person.advice
    assert "looks like several units" in several.advice
    assert unit.advice == ""


def pairs(*measures):
    return [(before, after) for before, after in measures]


def test_a_new_name_meets_the_unit_in_whose_place_it_stands():
    before = measure("市水务局", "市教委", assisting=["相关区政府"])
    after = measure("市水利委", "市教育委", assisting=["有关各区"])
    register = Register()
    names = naming.look_up([plan(after)], register=register, decisions={}, known={})
    assert naming.stood_before(pairs((before, after)), names, register) == {
        "市水利委": Unit.objects.get(name="市水务局"),
        "有关各区": UnitGroup.objects.get(name="相关区政府"),
    }


@pytest.mark.parametrize(
    "changed",
    [
        [(["市水务局"], ["市水利委"]), (["市财政局"], ["市水利委"])],  # two say different things
        [(["市水务局", "市财政局"], ["市水利委"])],
        [(["市水务局"], ["市水利委", "市林草局"])],
        [(["市水务局"], ["市水务局", "市水利委"])],
        [(["没有的局"], ["市水利委"])],
        [
            (["市水务局"], ["市应急局"]),
            (["市水务局"], ["市水务局"]),
        ],  # it is still there: another took its place
    ],
)
def test_where_it_is_not_clear_whom_a_name_replaces_nobody_is(changed):
    both = [(measure(*before), measure(*after)) for before, after in changed]
    register = Register()
    names = naming.look_up([plan(*(after for _, after in both))], register=register, decisions={}, known={})
    assert naming.stood_before(both, names, register) == {}


def test_a_unit_with_a_new_name_is_recognised_when_its_plan_is_issued_again(administrator):
    load(reading(), by=administrator)
    what = reading()
    for one in what.plans[0].measures():
        for role in ("lead", "responsible", "assisting"):
            cited = getattr(one, role)
            setattr(one, role, ["市林业和草原局" if name == "市园林绿化局" else name for name in cited])
    proposal = propose(reading=what, decisions=Decisions())
    (question,) = proposal.names.open
    assert suggested(question)[0] == ("市园林绿化局", "before", "")
    assert proposal.plans[0].names is proposal.names
    park = naming.key_of(Unit.objects.get(name="市园林绿化局"))
    decided = propose(reading=what, decisions=Decisions(names={"市林业和草原局": park}))
    assert decided.names.open == []
    assert [one.unit.name for one in decided.plans[0].access.units if one.gained or one.lost] == []


def test_a_unit_that_was_renamed_in_the_register_is_known_by_its_former_name(administrator):
    load(reading(), by=administrator)
    unit = Unit.objects.get(name="市园林绿化局")
    unit.name = "市林业和草原局"
    unit.save()
    UnitAlias.objects.create(name="市园林绿化局", unit=unit)
    assert propose(reading=reading(), decisions=Decisions()).same
    what = reading()
    find(what, "15 万亩").lead = ["市林业和草原局"]
    assert propose(reading=what, decisions=Decisions()).names.open == []
