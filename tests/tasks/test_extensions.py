"""A later day is asked for before the due day and decided by a coordinator; the plan's own stays beside."""

import datetime

import pytest

from departments.models import AuditEntry, Membership, User
from tasks import extensions, status
from tasks.choices import Decision, News
from tasks.models import ExtensionRequest, Measure, Notice
from tasks.review import Invalid, Refused
from tests.cast import Cast, cite, make_person, moment
from tests.tasks.moves import done, move

DUE = datetime.date(2022, 12, 31)
SPRING = datetime.date(2023, 3, 31)
OCT = moment(10, 26)


pytestmark = pytest.mark.usefixtures("english_in_october")


def person(cast: Cast, name: str) -> User:
    return User.objects.get(pk=cast.people[name].pk)


def ask(cast: Cast, who: str = "lead", **fields) -> ExtensionRequest:
    said = {
        "measure": Measure.objects.get(pk=cast.measures["1.1"].pk),
        "unit": cast.units[who],
        "wanted_on": SPRING,
        "reason": "The ground is frozen.",
        "progress": "Half of it is planted.",
        "by": person(cast, who),
        "at": OCT,
        "key": "one",
    }
    return extensions.ask(**said | fields)


def decide(cast: Cast, extension: ExtensionRequest, grant: bool = True, **fields) -> ExtensionRequest:
    said = {"reason": "Agreed.", "by": person(cast, "coordinator"), "at": moment(10, 28)}
    if grant:
        said["granted_on"] = SPRING
    return extensions.decide(extension=extension, grant=grant, **said | fields)


def told(kind: News) -> set[str]:
    return set(Notice.objects.filter(kind=kind).values_list("person__username", flat=True))


def days(cast: Cast) -> tuple:
    return Measure.objects.values_list("due_on", "first_due_on").get(pk=cast.measures["1.1"].pk)


def test_a_lead_asks_and_the_coordinators_are_told(cast):
    found = ask(cast)

    assert (found.due_on, found.wanted_on, found.state) == (DUE, SPRING, Decision.OPEN)
    assert told(News.EXTENSION_ASKED) == {"coordinator"}
    assert days(cast) == (DUE, None)


@pytest.mark.parametrize("who", ["responsible", "assisting", "outsider", "haidian"])
def test_only_a_lead_asks(cast, who):
    with pytest.raises(Refused, match="Only a unit that leads"):
        ask(cast, who)


def test_nobody_asks_for_another_unit(cast):
    with pytest.raises(Refused, match="Only people of"):
        ask(cast, by=person(cast, "responsible"))


def test_it_can_be_asked_on_the_due_day_and_not_after(cast):
    with pytest.raises(Refused, match="The due day has passed"):
        ask(cast, at=datetime.datetime(2023, 1, 1, 0, 1, tzinfo=OCT.tzinfo))
    assert ask(cast, at=moment(12, 31, 23)).state == Decision.OPEN


@pytest.mark.parametrize(
    ("fields", "names"),
    [
        ({"wanted_on": None}, {"wanted_on"}),
        ({"wanted_on": DUE}, {"wanted_on"}),
        ({"wanted_on": datetime.date(2024, 1, 1)}, {"wanted_on"}),
        ({"reason": " ", "progress": ""}, {"reason", "progress"}),
    ],
)
def test_a_request_is_whole_and_later_but_not_for_ever(cast, fields, names):
    with pytest.raises(Invalid) as invalid:
        ask(cast, **fields)
    assert invalid.value.errors.keys() == names
    assert not ExtensionRequest.objects.exists()


def test_the_same_request_twice_is_one_and_another_under_its_key_is_refused(cast):
    assert ask(cast) == ask(cast)
    assert Notice.objects.filter(kind=News.EXTENSION_ASKED).count() == 1
    with pytest.raises(Refused, match="sent already"):
        ask(cast, reason="Another one.")


def test_a_measure_has_one_open_request(cast):
    first = ask(cast)
    with pytest.raises(Refused, match="awaits its decision"):
        ask(cast, key="two")
    extensions.withdraw(extension=first, by=person(cast, "colleague"), at=OCT)
    assert ask(cast, key="two").state == Decision.OPEN


def test_a_closed_or_withdrawn_measure_is_not_put_off(cast):
    move(cast, "submit", "lead", "1.1", 10, at=OCT, says=done(cast.measures["1.1"]))
    move(cast, "approve", "lead", "1.1", 10, at=OCT)
    with pytest.raises(Refused, match="closed"):
        ask(cast)
    Measure.objects.update(withdrawn_at=OCT)
    with pytest.raises(Refused, match="withdrawn"):
        ask(cast)


def test_granting_moves_the_day_and_keeps_the_plans_own(cast):
    found = decide(cast, ask(cast))

    assert days(cast) == (SPRING, DUE)
    assert (found.state, found.granted_on, found.decision) == (Decision.GRANTED, SPRING, "Agreed.")
    kept = Measure.history.filter(id=cast.measures["1.1"].pk).order_by("-history_id").first()
    signed = (kept.due_on, kept.first_due_on, kept.history_user, kept.history_date)
    assert signed == (SPRING, DUE, cast.people["coordinator"], moment(10, 28))
    assert AuditEntry.objects.get(what="extension-granted").detail["granted_on"] == "2023-03-31"
    assert told(News.EXTENSION_DECIDED) == {"lead", "colleague", "responsible"}
    cast.plan.refresh_from_db()
    assert cast.plan.revision == 1


def test_another_day_can_be_granted_and_put_off_again(cast):
    january, february = datetime.date(2023, 1, 31), datetime.date(2023, 2, 28)
    decide(cast, ask(cast), granted_on=january)
    decide(cast, ask(cast, key="two", wanted_on=february), granted_on=february)

    assert days(cast) == (february, DUE)


def test_a_refusal_changes_no_day_and_needs_its_reason_too(cast):
    asked = ask(cast)
    with pytest.raises(Invalid) as invalid:
        decide(cast, asked, grant=False, reason=" ")
    assert invalid.value.errors.keys() == {"decision"}
    decide(cast, asked, grant=False, reason="It must be done.")

    assert days(cast) == (DUE, None)
    assert AuditEntry.objects.filter(what="extension-refused").count() == 1
    assert Notice.objects.filter(kind=News.EXTENSION_DECIDED).first().detail == {
        "granted_on": None, "comment": "It must be done.",
    }  # fmt: skip


@pytest.mark.parametrize("day", [None, DUE, datetime.date(2024, 1, 1)])
def test_no_other_day_than_a_later_one_is_granted(cast, day):
    with pytest.raises(Invalid) as invalid:
        decide(cast, ask(cast), granted_on=day)
    assert invalid.value.errors.keys() == {"granted_on"}
    assert days(cast) == (DUE, None)


@pytest.mark.parametrize("who", ["lead", "leadership", "administrator"])
def test_only_coordinators_decide(cast, who):
    with pytest.raises(Refused, match="Only coordinators"):
        decide(cast, ask(cast), by=person(cast, who))


def test_no_coordinator_decides_for_the_own_unit(cast):
    asked = ask(cast)
    both = make_person("both", cast.units["lead"], is_coordinator=True)
    with pytest.raises(Refused, match="own unit"):
        decide(cast, asked, by=both)
    Membership.objects.filter(user=both).delete()
    ExtensionRequest.objects.update(by=both)
    with pytest.raises(Refused, match="own unit"):
        decide(cast, asked, by=User.objects.get(pk=both.pk))


def test_a_double_click_decides_once_and_who_comes_second_is_told(cast):
    asked = ask(cast)
    decide(cast, asked)
    decide(cast, asked)
    assert AuditEntry.objects.filter(what="extension-granted").count() == 1
    second = make_person("second", is_coordinator=True)
    with pytest.raises(extensions.Decided) as decided:
        decide(cast, asked, grant=False, by=second)
    assert decided.value.extension.decided_by == cast.people["coordinator"]
    with pytest.raises(extensions.Decided):
        extensions.withdraw(extension=asked, by=person(cast, "lead"), at=OCT)


def test_only_the_unit_withdraws_and_twice_is_harmless(cast):
    asked = ask(cast)
    with pytest.raises(Refused):
        extensions.withdraw(extension=asked, by=person(cast, "responsible"), at=OCT)
    for _twice in range(2):
        assert extensions.withdraw(extension=asked, by=person(cast, "lead"), at=OCT).state == "withdrawn"
    with pytest.raises(extensions.Decided):
        decide(cast, asked)


def test_what_was_changed_since_it_was_asked_is_not_put_off(cast):
    asked = ask(cast)
    Measure.objects.update(due_on=datetime.date(2022, 11, 30))
    with pytest.raises(Refused, match="changed since"):
        decide(cast, asked)
    assert decide(cast, asked, grant=False).state == Decision.REFUSED


def test_looking_back_judges_by_the_day_that_held_then(cast):
    """The plan's own day was 31 October; in November it was put off, and December sees that as granted."""
    Measure.objects.update(due_on=datetime.date(2022, 10, 31))
    decide(cast, ask(cast), granted_on=DUE, at=moment(10, 30))

    def left(month: int, day: int, rows=None) -> int:
        on = datetime.date(2022, month, day)
        rows = Measure.objects.filter(pk=cast.measures["1.1"].pk) if rows is None else rows
        return status.with_light(rows, plan=cast.plan, day=on, known_on=on).get().left

    part = type(cast.part("lead", "1.1")).objects.filter(pk=cast.part("lead", "1.1").pk)
    assert (left(10, 29), left(10, 29, part)) == (2, 2)
    assert (left(10, 30), left(11, 30), left(11, 30, part)) == (62, 31, 31)


def test_looking_back_expects_what_was_expected_then(cast):
    Measure.objects.update(due_on=datetime.date(2022, 10, 31))
    decide(cast, ask(cast), granted_on=DUE, at=moment(10, 30))
    rows = Measure.objects.filter(pk=cast.measures["1.1"].pk)
    day = datetime.date(2022, 10, 26)

    then = status.with_light(rows, plan=cast.plan, day=day, known_on=day).get().expected
    now = status.with_light(rows, plan=cast.plan, day=day).get().expected
    assert (then, now) == (98, 82)


def test_all_owning_units_hear_of_a_decision_each_person_once(cast):
    cite(cast.measures["1.1"], "responsible", cast.units["outsider"])
    Membership.objects.create(user=cast.people["lead"], unit=cast.units["responsible"])
    decide(cast, ask(cast))
    heard = Notice.objects.filter(kind=News.EXTENSION_DECIDED).values_list("person__username", flat=True)
    assert sorted(heard) == ["colleague", "lead", "responsible"]
