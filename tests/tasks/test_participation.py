"""What follows from the assignments: who takes part, in which role, since when."""

from dataclasses import dataclass

import pytest

from departments.models import GroupMember, Unit, UnitGroup
from tasks.choices import Role
from tasks.models import Assignment, Designation, Measure, Participation
from tasks.participation import Part, acknowledge, derive, designate, recompute
from tests.cast import Cast, cite, make_measure, moment
from tests.tasks.moves import move

LEAD, RESPONSIBLE, ASSISTING, POSSIBLE = Role.LEAD, Role.RESPONSIBLE, Role.ASSISTING, Role.POSSIBLE
DISTRICTS, SOME = "各区政府", "相关区政府"


@pytest.fixture
def measure(cast) -> Measure:
    """A measure that cites nobody yet."""
    return make_measure(cast.plan, cast.measures["1.1"].task, 4)


@dataclass(frozen=True)
class Cited:
    """One line of a case: a role, and a unit by its part in the cast or a group by its name."""

    role: Role
    whom: str
    resolved_to: tuple[str, ...] | None = None

    def write(self, cast: Cast, measure: Measure) -> Assignment:
        whom: Unit | UnitGroup = cast.units.get(self.whom) or UnitGroup.objects.get(name=self.whom)
        (assignment,) = cite(measure, self.role, whom)
        if self.resolved_to is not None:
            units = [cast.units[code].pk for code in self.resolved_to]
            designate(assignment=assignment, units=units, by=cast.people["coordinator"], at=moment(1, 5))
        return assignment


CASES: dict[str, tuple[list[Cited], dict[str, tuple]]] = {
    "nobody cited": ([], {}),
    "named in each role": (
        [Cited(LEAD, "lead"), Cited(RESPONSIBLE, "responsible"), Cited(ASSISTING, "assisting")],
        {"lead": (LEAD, 0, True), "responsible": (RESPONSIBLE, 1, True), "assisting": (ASSISTING, 2, True)},
    ),
    "several leads": (
        [Cited(LEAD, "lead"), Cited(LEAD, "responsible")],
        {"lead": (LEAD, 0, True), "responsible": (LEAD, 1, True)},
    ),
    "a group reaches its members": (
        [Cited(LEAD, "lead"), Cited(RESPONSIBLE, DISTRICTS)],
        {"lead": (LEAD, 0, True), "haidian": (RESPONSIBLE, 1), "dongcheng": (RESPONSIBLE, 1)},
    ),
    "the strongest role wins, whichever comes first": (
        [Cited(ASSISTING, "lead"), Cited(LEAD, "lead"), Cited(RESPONSIBLE, "lead")],
        {"lead": (LEAD, 1, True)},
    ),
    "the stronger role through a group beats a weaker one by name": (
        [Cited(ASSISTING, "haidian"), Cited(RESPONSIBLE, DISTRICTS)],
        {"haidian": (RESPONSIBLE, 1), "dongcheng": (RESPONSIBLE, 1)},
    ),
    "of equal roles, being named beats the group": (
        [Cited(RESPONSIBLE, DISTRICTS), Cited(RESPONSIBLE, "haidian")],
        {"haidian": (RESPONSIBLE, 1, True), "dongcheng": (RESPONSIBLE, 0)},
    ),
    "of two groups alike, the first": (
        [Cited(ASSISTING, DISTRICTS), Cited(ASSISTING, SOME, resolved_to=("haidian",))],
        {"haidian": (ASSISTING, 0), "dongcheng": (ASSISTING, 0)},
    ),
    "an open group is no part yet": (
        [Cited(LEAD, "lead"), Cited(ASSISTING, SOME)],
        {
            "lead": (LEAD, 0, True),
            "haidian": (POSSIBLE, 1, False, ASSISTING),
            "dongcheng": (POSSIBLE, 1, False, ASSISTING),
        },
    ),
    "resolved, it reaches the designated": (
        [Cited(RESPONSIBLE, SOME, resolved_to=("haidian",))],
        {"haidian": (RESPONSIBLE, 0)},
    ),
    "resolved to nobody": ([Cited(RESPONSIBLE, SOME, resolved_to=())], {}),
    "certain and weaker, possibly stronger": (
        [Cited(ASSISTING, "haidian"), Cited(RESPONSIBLE, SOME)],
        {
            "haidian": (ASSISTING, 0, True, RESPONSIBLE),
            "dongcheng": (POSSIBLE, 1, False, RESPONSIBLE),
        },
    ),
    "certain and as strong already": (
        [Cited(RESPONSIBLE, "haidian"), Cited(RESPONSIBLE, SOME), Cited(ASSISTING, SOME)],
        {"haidian": (RESPONSIBLE, 0, True), "dongcheng": (POSSIBLE, 1, False, RESPONSIBLE)},
    ),
    "the strongest of what may be": (
        [Cited(ASSISTING, SOME), Cited(LEAD, SOME)],
        {"haidian": (POSSIBLE, 1, False, LEAD), "dongcheng": (POSSIBLE, 1, False, LEAD)},
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_parts_follow_from_assignments(cast, measure, case):
    lines, wanted = CASES[case]
    cited = [line.write(cast, measure) for line in lines]
    rows = Assignment.objects.filter(measure=measure).order_by("order")
    parts = {
        cast.units[code].pk: Part(Role(role), cited[line].pk, *rest)
        for code, (role, line, *rest) in wanted.items()
    }
    assert derive(rows) == parts
    recompute([measure.pk], at=moment(2, 1))
    written = held(measure)
    assert written == {
        code: (role, rest[1] if len(rest) > 1 else "") for code, (role, _line, *rest) in wanted.items()
    }


def held(measure: Measure) -> dict[str, tuple[str, str]]:
    rows = measure.participations.filter(until=None).select_related("unit")
    return {row.unit.code: (row.role, row.possible_role) for row in rows}


def snapshot(measure: Measure) -> list[dict]:
    return list(measure.participations.order_by("pk").values())


def test_recomputing_again_changes_nothing(cast):
    measure = cast.measures["1.1"]
    acknowledge(participations=measure.participations.all(), by=cast.people["lead"], at=moment(1, 6))
    before = snapshot(measure)
    recompute([measure.pk], at=moment(3, 1))
    assert snapshot(measure) == before


def test_a_role_that_stays_keeps_its_acknowledgement_and_one_that_changes_asks_again(cast):
    measure = cast.measures["1.1"]
    acknowledge(participations=measure.participations.all(), by=cast.people["lead"], at=moment(1, 6))
    measure.assignments.filter(role=ASSISTING).update(role=RESPONSIBLE)
    recompute([measure.pk], at=moment(3, 1))
    assert cast.part("lead", "1.1").acknowledged_at == moment(1, 6)
    assert cast.part("assisting", "1.1").acknowledged_at is None


def test_a_part_by_another_assignment_in_the_same_role_is_the_same_part(cast):
    measure = cast.measures["1.2"]
    acknowledge(participations=measure.participations.all(), by=cast.people["haidian"], at=moment(1, 6))
    part = cast.part("haidian", "1.2")
    (named,) = cite(measure, RESPONSIBLE, cast.units["haidian"])
    recompute([measure.pk], at=moment(3, 1))
    again = cast.part("haidian", "1.2")
    assert (again.pk, again.assignment_id) == (part.pk, named.pk)
    assert again.acknowledged_at == moment(1, 6)


def test_what_ends_is_kept_with_its_end(cast):
    measure = cast.measures["1.1"]
    part = cast.part("assisting", "1.1")
    measure.assignments.filter(role=ASSISTING).delete()
    recompute([measure.pk], at=moment(3, 1))
    part.refresh_from_db()
    assert (part.role, part.since, part.until) == (ASSISTING, moment(1, 4), moment(3, 1))
    assert "assisting" not in held(measure)


def test_a_changed_role_ends_one_row_and_begins_another(cast):
    measure = cast.measures["1.1"]
    measure.assignments.filter(unit=cast.units["assisting"]).update(role=RESPONSIBLE)
    recompute([measure.pk], at=moment(3, 1))
    rows = Participation.objects.filter(measure=measure, unit=cast.units["assisting"]).order_by("since")
    assert [(row.role, row.since, row.until) for row in rows] == [
        (ASSISTING, moment(1, 4), moment(3, 1)),
        (RESPONSIBLE, moment(3, 1), None),
    ]


def test_a_withdrawn_measure_binds_nobody(cast):
    measure = cast.measures["1.1"]
    Measure.objects.filter(pk=measure.pk).update(withdrawn_at=moment(3, 1))
    recompute([measure.pk], at=moment(3, 1))
    assert held(measure) == {}
    assert measure.participations.count() == 3


def test_a_member_joins_and_leaves_a_group(cast):
    group = UnitGroup.objects.get(name=DISTRICTS)
    GroupMember.objects.filter(group=group, unit=cast.units["dongcheng"]).delete()
    GroupMember.objects.create(group=group, unit=cast.units["outsider"])
    recompute([cast.measures["1.2"].pk], at=moment(3, 1))
    assert set(held(cast.measures["1.2"])) == {"lead", "haidian", "outsider"}


def test_a_unit_that_is_no_more_is_reached_by_no_group(cast):
    Unit.objects.filter(code="dongcheng").update(is_active=False)
    recompute([cast.measures[ref].pk for ref in ("1.2", "1.3")], at=moment(3, 1))
    assert set(held(cast.measures["1.2"])) == {"lead", "haidian"}
    assert set(held(cast.measures["1.3"])) == {"lead", "haidian"}


def test_reports_are_owed_by_those_who_own_from_the_period_in_which_they_begin(cast):
    measure = cast.measures["1.1"]
    owed = {code: cast.part(code, "1.1").owed_from for code in ("lead", "responsible", "assisting")}
    assert owed == {"lead": 1, "responsible": 1, "assisting": None}
    cite(measure, RESPONSIBLE, cast.units["outsider"])
    measure.assignments.filter(unit=cast.units["responsible"]).update(role=LEAD)
    recompute([measure.pk], at=moment(6, 30))
    assert cast.part("outsider", "1.1").owed_from == 6
    assert cast.part("responsible", "1.1").owed_from == 1  # another role, the same duty


def test_a_new_part_after_the_last_period_owes_nothing(cast):
    cite(cast.measures["1.1"], RESPONSIBLE, cast.units["outsider"])
    recompute([cast.measures["1.1"].pk], at=moment(12, 31).replace(year=2023))
    assert cast.part("outsider", "1.1").owed_from is None


def test_a_part_that_begins_knows_what_its_unit_has_reported(cast):
    move(cast, "submit", "responsible", "1.1", 1, at=moment(1, 20))
    cast.measures["1.1"].assignments.filter(unit=cast.units["responsible"]).update(role=LEAD)
    recompute([cast.measures["1.1"].pk], at=moment(3, 1))
    part = cast.part("responsible", "1.1")
    assert (part.role, part.status, part.percent, part.covered_to) == (LEAD, "on_track", 40, 1)


def test_without_reports_the_facts_come_out_the_same_unread(cast):
    facts = ("pk", "status", "percent", "reported_on", "covered_to", "closed_on")
    slow = list(Measure.objects.values_list(*facts))
    Participation.objects.all().delete()
    Measure.objects.update(covered_to=None)
    recompute([one.pk for one in cast.measures.values()], at=moment(1, 4), reported=False)
    assert list(Measure.objects.values_list(*facts)) == slow


# Designating


@pytest.fixture
def open_assignment(cast) -> Assignment:
    return cast.measures["1.3"].assignments.get(group__name=SOME)


def test_designating_decides_and_can_be_undone(cast, open_assignment):
    say = {"assignment": open_assignment, "by": cast.people["coordinator"]}
    designate(units=[cast.units["haidian"].pk], at=moment(2, 1), **say)
    assert held(cast.measures["1.3"]) == {"lead": (LEAD, ""), "haidian": (ASSISTING, "")}
    designate(units=[cast.units["dongcheng"].pk], at=moment(2, 2), **say)
    assert held(cast.measures["1.3"]) == {"lead": (LEAD, ""), "dongcheng": (ASSISTING, "")}
    designate(units=None, at=moment(2, 3), **say)
    assert held(cast.measures["1.3"]) == {
        "lead": (LEAD, ""), "haidian": (POSSIBLE, ASSISTING), "dongcheng": (POSSIBLE, ASSISTING),
    }  # fmt: skip
    assert not Designation.objects.exists()
    assert Designation.history.filter(history_type="-").count() == 2


@pytest.mark.parametrize("units", [("outsider",), ("haidian", "outsider")])
def test_a_group_is_not_made_to_mean_what_it_can_not(cast, open_assignment, units):
    before = held(cast.measures["1.3"])
    with pytest.raises(ValueError, match="can't mean"):
        designate(
            assignment=open_assignment,
            units=[cast.units[code].pk for code in units],
            by=cast.people["coordinator"],
            at=moment(2, 1),
        )
    assert held(cast.measures["1.3"]) == before
    assert not Designation.objects.exists()


@pytest.mark.parametrize(("ref", "role"), [("1.2", RESPONSIBLE), ("1.2", LEAD)])
def test_only_an_open_group_is_designated(cast, ref, role):
    assignment = cast.measures[ref].assignments.get(role=role)
    with pytest.raises(ValueError, match="no open group"):
        designate(
            assignment=assignment,
            units=[cast.units["haidian"].pk],
            by=cast.people["coordinator"],
            at=moment(2, 1),
        )


def test_acknowledging_counts_only_what_was_not(cast):
    parts = Participation.objects.filter(unit=cast.units["lead"])
    assert acknowledge(participations=parts, by=cast.people["lead"], at=moment(1, 6)) == 3
    assert acknowledge(participations=parts, by=cast.people["colleague"], at=moment(1, 7)) == 0
    assert set(parts.values_list("acknowledged_at", "acknowledged_by")) == {
        (moment(1, 6), cast.people["lead"].pk)
    }
