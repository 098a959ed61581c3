"""Who may see and do what: each of the cast before each queryset, by equality."""

from dataclasses import dataclass

import pytest

from departments.models import Membership, Unit, User
from tasks import access
from tasks.models import Measure, Participation, ReportEvent
from tests.cast import Cast, make_measure, moment
from tests.tasks.moves import content, find, move

PEOPLE = (
    "lead", "colleague", "responsible", "assisting", "outsider", "haidian", "dongcheng", "nobody",
    "coordinator", "administrator", "leadership",
)  # fmt: skip
READS_ALL = ("coordinator", "leadership")
DRAFT, GIVEN_BACK = "a draft's secret", "a secret written after the return"


@dataclass
class Stage:
    """The cast after two months, with something everywhere that could leak."""

    cast: Cast

    def person(self, name: str) -> User:
        return User.objects.get(pk=self.cast.people[name].pk)


@pytest.fixture
def stage(cast) -> Stage:
    def says(ref: str, text: str):
        return content(cast.measures[ref], text=text)

    at = moment(2, 20)
    # 1.1: the lead's January is approved, its February submitted, returned, and being rewritten.
    move(cast, "submit", "lead", "1.1", 1, at=at, says=says("1.1", "lead January"))
    move(cast, "approve", "lead", "1.1", 1, at=at)
    move(cast, "submit", "lead", "1.1", 2, at=at, says=says("1.1", "lead February"))
    move(cast, "return", "lead", "1.1", 2, at=at)
    move(cast, "save", "lead", "1.1", 2, at=at, says=says("1.1", GIVEN_BACK))
    # 1.1: the responsible unit's January was saved first and then submitted; its February is a draft.
    move(cast, "save", "responsible", "1.1", 1, at=at, says=says("1.1", DRAFT))
    move(cast, "submit", "responsible", "1.1", 1, at=at, says=says("1.1", "responsible January"))
    move(cast, "save", "responsible", "1.1", 2, at=at, says=says("1.1", DRAFT))
    # 1.2: one district has submitted, the other taken back what it had.
    move(cast, "submit", "haidian", "1.2", 1, at=at, says=says("1.2", "haidian January"))
    move(cast, "submit", "dongcheng", "1.2", 1, at=at, says=says("1.2", "dongcheng January"))
    move(cast, "take_back", "dongcheng", "1.2", 1, at=at)
    move(cast, "save", "dongcheng", "1.2", 1, at=at, says=says("1.2", DRAFT))
    # 1.3: the lead's alone; the districts have no part in it yet.
    move(cast, "submit", "lead", "1.3", 1, at=at, says=says("1.3", "lead January"))
    return Stage(cast)


def reports(queryset) -> set[str]:
    rows = queryset.values_list("unit__code", "measure__ref", "period__number")
    return {f"{unit} {ref} {month}" for unit, ref, month in rows}


LEADS = {"lead 1.1 1", "lead 1.1 2", "lead 1.3 1"}
SUBMITTED_1_1 = {"lead 1.1 1", "responsible 1.1 1"}
ALL_EVER_SUBMITTED = LEADS | {"responsible 1.1 1", "haidian 1.2 1", "dongcheng 1.2 1"}

OWN = {
    "lead": LEADS,
    "colleague": LEADS,
    "responsible": {"responsible 1.1 1", "responsible 1.1 2"},
    "haidian": {"haidian 1.2 1"},
    "dongcheng": {"dongcheng 1.2 1"},
}
READ = {
    "lead": LEADS | {"responsible 1.1 1", "haidian 1.2 1"},
    "colleague": LEADS | {"responsible 1.1 1", "haidian 1.2 1"},
    "responsible": SUBMITTED_1_1,
    "assisting": SUBMITTED_1_1,
    "haidian": {"haidian 1.2 1"},
    "dongcheng": {"dongcheng 1.2 1", "haidian 1.2 1"},
    "coordinator": ALL_EVER_SUBMITTED,
    "leadership": ALL_EVER_SUBMITTED,
}
# What each may read of what was written: the texts of the events
TEXTS = {
    "lead": {"lead January", "lead February", GIVEN_BACK, "responsible January", "haidian January"},
    "colleague": {"lead January", "lead February", GIVEN_BACK, "responsible January", "haidian January"},
    "responsible": {"lead January", "responsible January", DRAFT},
    "assisting": {"lead January", "responsible January"},
    "haidian": {"haidian January"},
    "dongcheng": {"haidian January", "dongcheng January", DRAFT},
    "coordinator": {
        "lead January", "lead February", "responsible January", "haidian January", "dongcheng January",
    },
    "leadership": {
        "lead January", "lead February", "responsible January", "haidian January", "dongcheng January",
    },
}  # fmt: skip


@pytest.mark.parametrize("person", PEOPLE)
def test_a_units_working_copies_are_its_own(stage, person):
    assert reports(access.own_reports(stage.person(person))) == OWN.get(person, set())


@pytest.mark.parametrize("person", PEOPLE)
def test_submitted_reports_are_read_by_those_who_take_part(stage, person):
    assert reports(access.submitted_reports(stage.person(person))) == READ.get(person, set())


@pytest.mark.parametrize("person", PEOPLE)
def test_drafts_are_read_by_their_unit_alone(stage, person):
    texts = set(access.events(stage.person(person)).values_list("progress", flat=True))
    assert texts == TEXTS.get(person, set())


def test_there_was_something_to_leak(stage):
    drafts = ReportEvent.objects.filter(progress__in=(DRAFT, GIVEN_BACK))
    assert set(drafts.values_list("report__unit__code", "move")) == {
        ("lead", "save"), ("responsible", "save"), ("dongcheng", "save"),
    }  # fmt: skip


@pytest.mark.parametrize("person", PEOPLE)
def test_what_is_submitted_again_shows_no_draft_between(stage, person):
    move(
        stage.cast, "submit", "lead", "1.1", 2, at=moment(2, 25),
        says=content(stage.cast.measures["1.1"], text="lead February again"),
    )  # fmt: skip
    texts = set(access.events(stage.person(person)).values_list("progress", flat=True))
    assert (GIVEN_BACK in texts) == (person in ("lead", "colleague"))
    reads = (*READS_ALL, "lead", "colleague", "responsible", "assisting")
    assert ("lead February again" in texts) == (person in reads)


def test_reports_end_to_be_read_when_the_part_ends(stage):
    Participation.objects.filter(unit=stage.cast.units["assisting"]).update(until=moment(2, 21))
    assert reports(access.submitted_reports(stage.person("assisting"))) == set()


def test_a_unit_that_is_no_more_gives_its_people_nothing(stage):
    Unit.objects.filter(code="lead").update(is_active=False)
    person = stage.person("lead")
    assert person.own_units == []
    assert reports(access.submitted_reports(person)) == set()
    assert not access.units(person).exists()


@pytest.mark.parametrize("person", PEOPLE)
def test_everyone_reads_the_plan_and_the_directory(stage, person):
    make_measure(stage.cast.plan, stage.cast.measures["1.1"].task, 9, withdrawn_at=moment(2, 1))
    user = stage.person(person)
    assert list(access.plans(user)) == [stage.cast.plan]
    assert set(access.measures(user)) == set(stage.cast.measures.values())
    Unit.objects.filter(code="outsider").update(is_active=False)
    assert set(access.directory(user)) == set(Unit.objects.exclude(code="outsider"))


EVERY_UNIT = {"lead", "responsible", "assisting", "outsider", "haidian", "dongcheng"}
PAGES = {
    "lead": {"lead"}, "colleague": {"lead"}, "responsible": {"responsible"}, "assisting": {"assisting"},
    "outsider": {"outsider"}, "haidian": {"haidian"}, "dongcheng": {"dongcheng"},
    "coordinator": EVERY_UNIT, "leadership": EVERY_UNIT,
}  # fmt: skip
PARTS = {
    "lead": {"1.1", "1.2", "1.3"}, "responsible": {"1.1"}, "assisting": {"1.1"}, "haidian": {"1.2", "1.3"},
    "dongcheng": {"1.2", "1.3"},
}  # fmt: skip


@pytest.mark.parametrize("person", PEOPLE)
def test_pages_of_units_are_open_to_their_people_and_to_who_reads_all(stage, person):
    user = stage.person(person)
    assert {unit.code for unit in access.units(user)} == PAGES.get(person, set())
    parts = {(row.unit.code, row.measure.ref) for row in access.participations(user)}
    assert parts == {(code, ref) for code in PAGES.get(person, set()) for ref in PARTS.get(code, set())}


def test_parts_that_ended_or_whose_measure_was_withdrawn_are_on_no_page(stage):
    Measure.objects.filter(ref="1.1").update(withdrawn_at=moment(2, 1))
    part = stage.cast.part("lead", "1.2")
    part.until = moment(2, 1)
    part.save()
    assert {row.measure.ref for row in access.participations(stage.person("lead"))} == {"1.3"}


def test_someone_in_two_units_is_at_home_in_both_and_sees_each_once(stage):
    Membership.objects.create(user=stage.cast.people["lead"], unit=stage.cast.units["haidian"])
    user = stage.person("lead")
    assert sorted(unit.code for unit in access.units(user)) == ["haidian", "lead"]
    assert reports(access.own_reports(user)) == OWN["lead"] | OWN["haidian"]


# One object: the answer and its reason


WRITES = {
    ("lead", "1.1"): {"lead", "colleague"},
    ("responsible", "1.1"): {"responsible"},
    ("assisting", "1.1"): {"assisting"},
    ("outsider", "1.1"): set(),
    ("haidian", "1.2"): {"haidian"},
    ("haidian", "1.3"): set(),
}


@pytest.mark.parametrize(("unit", "ref"), WRITES)
def test_who_may_write_a_report(stage, unit, ref):
    report = find(stage.cast, unit, ref, 2)
    answers = {name: access.may_report(stage.person(name), report) for name in PEOPLE}
    assert {name for name, answer in answers.items() if answer} == WRITES[unit, ref]
    assert all(bool(answer) != bool(answer.reason) for answer in answers.values())


def test_who_may_review_a_report(stage):
    report = find(stage.cast, "lead", "1.1", 1)
    answers = {name: access.may_review(stage.person(name), report) for name in PEOPLE}
    assert {name for name, answer in answers.items() if answer} == {"coordinator"}
    assert all(bool(answer) != bool(answer.reason) for answer in answers.values())


def test_roles_are_read_anew_at_each_request(stage, client):
    client.force_login(stage.cast.people["coordinator"])
    address = f"/plans/{stage.cast.plan.pk}/overview/"
    assert client.get(address).status_code == 200
    User.objects.filter(username="coordinator").update(is_coordinator=False)
    assert client.get(address).status_code == 404
    User.objects.filter(username="coordinator").update(is_active=False)
    assert client.get(address).status_code == 302
