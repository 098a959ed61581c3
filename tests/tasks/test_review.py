"""What can happen to a report, and that nothing else can."""

import threading
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection

from departments.models import Membership, User
from tasks import review
from tasks.choices import ReportState, Status
from tasks.models import Measure, ProgressReport, ReportEvent
from tasks.review import Conflict, Invalid, Refused
from tests.cast import Cast, make_person, moment
from tests.tasks.moves import content, done, find, move

DRAFT, HANDED, SUBMITTED, RETURNED, APPROVED = ReportState.values
JAN = moment(1, 20)
# How to bring the lead's January report of 1.1 into each state
WAYS = {
    "new": [],
    DRAFT: ["save"],
    SUBMITTED: ["submit"],
    RETURNED: ["submit", "return"],
    APPROVED: ["submit", "approve"],
}
TABLE = {
    ("new", "save"): DRAFT,
    ("new", "submit"): SUBMITTED,
    (DRAFT, "save"): DRAFT,
    (DRAFT, "submit"): SUBMITTED,
    (SUBMITTED, "take_back"): DRAFT,
    (SUBMITTED, "begin"): SUBMITTED,
    (SUBMITTED, "lay_aside"): SUBMITTED,
    (SUBMITTED, "approve"): APPROVED,
    (SUBMITTED, "return"): RETURNED,
    (RETURNED, "save"): RETURNED,
    (RETURNED, "submit"): SUBMITTED,
    (APPROVED, "reopen"): RETURNED,
}
SIGNING = {
    ("new", "hand_over"): HANDED,
    (DRAFT, "hand_over"): HANDED,
    (RETURNED, "hand_over"): HANDED,
    (HANDED, "save"): HANDED,
    (HANDED, "submit"): SUBMITTED,
    (HANDED, "call_back"): DRAFT,
    (HANDED, "hand_back"): DRAFT,
}
UNIT_MOVES = ("save", "submit", "take_back")
COORDINATOR_MOVES = ("begin", "lay_aside", "approve", "return", "reopen")


def everything() -> list[list[dict[str, Any]]]:
    """All that a move could write."""
    return [list(model.objects.order_by("pk").values()) for model in (ProgressReport, ReportEvent, Measure)]


def bring(cast: Cast, state: str, **how: Any) -> None:
    for name in WAYS[state]:
        move(cast, name, "lead", "1.1", 1, at=JAN, **how)


def test_the_moves_are_those_of_the_table():
    moves = {
        (before, name): after for name, rule in review.MOVES.items() for before, after in rule.states.items()
    }
    assert moves == TABLE | SIGNING


@pytest.mark.parametrize("name", review.MOVES)
@pytest.mark.parametrize("state", WAYS)
def test_each_move_from_each_state(cast, state, name):
    bring(cast, state)
    before = everything()
    wanted = TABLE.get((state, name))
    if wanted is None:
        with pytest.raises(Refused, match=r"\S"):
            move(cast, name, "lead", "1.1", 1, at=JAN)
        assert everything() == before
    else:
        event = move(cast, name, "lead", "1.1", 1, at=JAN)
        report = find(cast, "lead", "1.1", 1)
        assert (event.move, event.state, event.number) == (name, wanted, len(WAYS[state]) + 1)
        assert (report.state, report.version) == (wanted, event.number)


@pytest.mark.parametrize(
    "person", ["responsible", "outsider", "nobody", "coordinator", "administrator", "leadership"]
)
@pytest.mark.parametrize(("state", "name"), TABLE)
def test_each_move_is_open_to_its_people_alone(cast, state, name, person):
    bring(cast, state)
    before = everything()
    if person == "coordinator" and name in COORDINATOR_MOVES:
        move(cast, name, "lead", "1.1", 1, at=JAN, by=person)
        return
    with pytest.raises(Refused):
        move(cast, name, "lead", "1.1", 1, at=JAN, by=person)
    assert everything() == before


def test_a_colleague_carries_on_what_another_began(cast):
    move(cast, "save", "lead", "1.1", 1, at=JAN, by="lead")
    move(cast, "submit", "lead", "1.1", 1, at=JAN, by="colleague")
    names = ReportEvent.objects.order_by("number").values_list("by__username", flat=True)
    assert list(names) == ["lead", "colleague"]


def test_a_unit_that_takes_no_part_reports_nothing(cast):
    with pytest.raises(Refused):
        move(cast, "submit", "outsider", "1.1", 1, at=JAN)
    with pytest.raises(Refused):  # an open group that isn't resolved is no part
        move(cast, "submit", "haidian", "1.3", 1, at=JAN)
    assert not ProgressReport.objects.exists()


def test_an_assisting_unit_may_report(cast):
    assert move(cast, "submit", "assisting", "1.1", 1, at=JAN).state == SUBMITTED


@pytest.mark.parametrize("name", COORDINATOR_MOVES)
def test_a_coordinator_does_not_review_their_own_unit(cast, name):
    both = make_person("both", cast.units["lead"], is_coordinator=True)
    bring(cast, APPROVED if name == "reopen" else SUBMITTED)
    with pytest.raises(Refused, match=r"another coordinator|其他统筹人员"):
        move(cast, name, "lead", "1.1", 1, at=JAN, by=both)


def test_having_left_the_unit_one_still_does_not_approve_what_one_wrote(cast):
    both = make_person("both", cast.units["lead"], is_coordinator=True)
    move(cast, "submit", "lead", "1.1", 1, at=JAN, by=both)
    Membership.objects.filter(user=both).delete()
    with pytest.raises(Refused):
        move(cast, "approve", "lead", "1.1", 1, at=JAN, by=User.objects.get(pk=both.pk))
    assert move(cast, "approve", "lead", "1.1", 1, at=JAN).state == APPROVED


@pytest.mark.parametrize("name", ["return", "reopen"])
@pytest.mark.parametrize("comment", ["", " \n"])
def test_returning_and_reopening_ask_for_a_reason(cast, name, comment):
    bring(cast, SUBMITTED if name == "return" else APPROVED)
    before = everything()
    with pytest.raises(Invalid) as raised:
        move(cast, name, "lead", "1.1", 1, at=JAN, comment=comment)
    assert list(raised.value.errors) == ["comment"]
    assert everything() == before


def test_what_breaks_a_rule_is_kept_as_draft_and_not_submitted(cast):
    measure = cast.measures["1.1"]
    unfinished = replace(content(measure, Status.AT_RISK), next_steps="", percent=None)
    with pytest.raises(Invalid) as raised:
        move(cast, "submit", "lead", "1.1", 1, at=JAN, says=unfinished)
    assert set(raised.value.errors) == {"next_steps", "percent"}
    assert everything()[:2] == [[], []]
    assert move(cast, "save", "lead", "1.1", 1, at=JAN, says=unfinished).state == DRAFT


def test_a_period_that_has_not_begun_takes_no_report(cast):
    with pytest.raises(Refused):
        move(cast, "submit", "lead", "1.1", 2, at=JAN)
    assert not ProgressReport.objects.exists()


def test_a_late_report_is_taken_with_its_day(cast):
    move(cast, "submit", "lead", "1.1", 1, at=moment(3, 3))
    assert find(cast, "lead", "1.1", 1).submitted_on == moment(3, 3).date()


def test_a_report_keeps_the_day_of_its_first_submission(cast):
    bring(cast, RETURNED)
    move(cast, "submit", "lead", "1.1", 1, at=moment(2, 7))
    assert find(cast, "lead", "1.1", 1).submitted_on == JAN.date()


def test_a_closed_part_takes_no_report_until_it_is_reopened(cast):
    measure = cast.measures["1.1"]
    move(cast, "submit", "lead", "1.1", 1, at=JAN, says=done(measure))
    move(cast, "approve", "lead", "1.1", 1, at=JAN)
    for unit in ("lead", "responsible", "assisting"):
        with pytest.raises(Refused):
            move(cast, "submit", unit, "1.1", 2, at=moment(2, 20))
    move(cast, "reopen", "lead", "1.1", 1, at=moment(2, 21))
    assert move(cast, "submit", "responsible", "1.1", 2, at=moment(2, 22)).state == SUBMITTED


def test_a_withdrawn_measure_takes_no_report(cast):
    Measure.objects.filter(ref="1.1").update(withdrawn_at=JAN)
    with pytest.raises(Refused):
        move(cast, "submit", "lead", "1.1", 1, at=JAN)


def test_an_earlier_text_is_kept_when_a_report_is_reopened_and_rewritten(cast):
    measure = cast.measures["1.1"]
    move(cast, "submit", "lead", "1.1", 1, at=JAN, says=content(measure, text="First text."))
    for name in ("approve", "reopen"):
        move(cast, name, "lead", "1.1", 1, at=JAN)
    move(cast, "submit", "lead", "1.1", 1, at=JAN, says=content(measure, text="Second text."))
    texts = ReportEvent.objects.order_by("number").values_list("move", "progress")
    assert list(texts) == [
        ("submit", "First text."),
        ("approve", "First text."),
        ("reopen", "First text."),
        ("submit", "Second text."),
    ]


def test_no_change_is_noticed_whatever_was_clicked(cast):
    measure = cast.measures["1.1"]
    says = content(measure, text="As before.")
    assert not move(cast, "submit", "lead", "1.1", 1, at=JAN, says=says).no_change
    assert move(cast, "submit", "lead", "1.1", 2, at=moment(2, 20), says=says).no_change
    again = replace(says, percent=41)
    assert not move(cast, "submit", "lead", "1.1", 3, at=moment(3, 20), says=again).no_change


# Two people, two clicks


def test_the_second_of_two_is_told_and_nothing_of_theirs_is_written(cast):
    measure = cast.measures["1.1"]
    move(cast, "save", "lead", "1.1", 1, at=JAN, based_on=0, says=content(measure, text="Mine."))
    before = everything()
    with pytest.raises(Conflict) as raised:
        move(
            cast, "save", "lead", "1.1", 1, at=JAN, based_on=0, by="colleague",
            says=content(measure, text="Theirs."),
        )  # fmt: skip
    assert (raised.value.report.progress, raised.value.report.version) == ("Mine.", 1)
    assert raised.value.event is not None
    assert (raised.value.event.by, raised.value.event.move) == (cast.people["lead"], "save")
    assert everything() == before


@pytest.mark.parametrize(("state", "name"), TABLE)
@pytest.mark.parametrize("off", [-1, 1, 1000])
def test_no_move_is_based_on_another_version(cast, state, name, off):
    bring(cast, state)
    before = everything()
    with pytest.raises(Conflict):
        move(cast, name, "lead", "1.1", 1, at=JAN, based_on=len(WAYS[state]) + off)
    assert everything() == before


@pytest.mark.parametrize(("state", "name"), TABLE)
def test_a_move_sent_twice_is_made_once(cast, state, name):
    bring(cast, state)
    version = len(WAYS[state])
    first = move(cast, name, "lead", "1.1", 1, at=JAN, based_on=version, key="k")
    after = everything()
    assert move(cast, name, "lead", "1.1", 1, at=JAN, based_on=version, key="k") == first
    assert everything() == after


@pytest.mark.parametrize(
    "other",
    [
        {"by": "colleague"},
        {"name": "save"},
        {"unit": "responsible"},
        {"month": 2, "at": moment(2, 20)},
        {"ref": "1.3"},
    ],
)
def test_a_key_belongs_to_one_request(cast, other):
    request = {"name": "submit", "unit": "lead", "ref": "1.1", "month": 1, "at": JAN, "key": "k"}
    move(cast, **request)
    before = everything()
    with pytest.raises(Conflict):
        move(cast, **(request | other))
    assert everything() == before


def save_at_once(cast: Cast, people: tuple[str, str]) -> list[str]:
    """What becomes of two who save the same new report at one moment."""
    start, outcomes = threading.Barrier(2), []

    def save(person: str) -> None:
        try:
            start.wait(timeout=20)
            move(cast, "save", "lead", "1.1", 1, at=JAN, based_on=0, by=person)
            outcomes.append("saved")
        except Conflict:
            outcomes.append("told")
        finally:
            connection.close()

    threads = [threading.Thread(target=save, args=[person]) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return sorted(outcomes)


@pytest.mark.django_db(transaction=True)
def test_of_two_at_one_moment_one_is_told(request):
    cast = request.getfixturevalue("cast")
    assert save_at_once(cast, ("lead", "colleague")) == ["saved", "told"]
    assert [event.number for event in ReportEvent.objects.all()] == [1]
