"""What a unit does with a report among itself, and what keeps a report from moving at all."""

import pytest

from departments.choices import Position
from departments.models import Membership
from tasks import review
from tasks.models import ReportEvent, ReportingPeriod
from tasks.review import Conflict, Refused, Sitting
from tests.cast import Cast, make_person, moment
from tests.tasks.moves import content, find, move
from tests.tasks.test_review import DRAFT, HANDED, JAN, SIGNING, SUBMITTED, TABLE, WAYS, bring, everything

SIGNED = {"new": [], HANDED: ["hand_over"], SUBMITTED: ["hand_over", "submit"]}
"""The same where the head of unit signs off."""


@pytest.fixture
def signing(cast):
    """The lead's reports are submitted by its head."""
    cast.people["head"] = make_person("head")
    Membership.objects.create(user=cast.people["head"], unit=cast.units["lead"], position=Position.HEAD)
    cast.units["lead"].signs_off = True
    cast.units["lead"].save()
    return cast


@pytest.mark.parametrize("person", ["lead", "head", "coordinator", "outsider"])
@pytest.mark.parametrize("name", ["save", "hand_over", "call_back", "hand_back", "submit", "take_back"])
@pytest.mark.parametrize("state", SIGNED)
def test_where_the_head_signs_off_the_head_alone_submits_and_hands_back(signing, state, name, person):
    for earlier in SIGNED[state]:
        move(signing, earlier, "lead", "1.1", 1, at=JAN, by="head" if earlier == "submit" else "lead")
    before = everything()
    wanted = (TABLE | SIGNING).get((state, name))
    of_head = name in ("submit", "hand_back") or (name, state) == ("save", HANDED)
    may = person == "head" or (person == "lead" and not of_head)
    if wanted and may:
        assert move(signing, name, "lead", "1.1", 1, at=JAN, by=person).state == wanted
    else:
        with pytest.raises(Refused, match=r"\S"):
            move(signing, name, "lead", "1.1", 1, at=JAN, by=person)
        assert everything() == before


def test_a_report_whose_review_has_begun_is_not_taken_back_until_it_is_laid_aside(cast):
    bring(cast, SUBMITTED)
    move(cast, "begin", "lead", "1.1", 1, at=JAN)
    with pytest.raises(Refused, match="Coordinator"):
        move(cast, "take_back", "lead", "1.1", 1, at=JAN)
    move(cast, "lay_aside", "lead", "1.1", 1, at=JAN)
    assert move(cast, "take_back", "lead", "1.1", 1, at=JAN).state == DRAFT


@pytest.mark.parametrize("name", review.MOVES)
@pytest.mark.parametrize("state", WAYS)
def test_nothing_moves_in_a_closed_period(cast, state, name):
    bring(cast, state)
    ReportingPeriod.objects.filter(number=1).update(closed_at=moment(2, 10))
    before = everything()
    with pytest.raises(Refused, match=r"\S"):
        move(cast, name, "lead", "1.1", 1, at=moment(2, 11))
    assert everything() == before


def sitting(number: int, form: str = "one") -> Sitting:
    return Sitting(form, number)


def keep(
    cast: Cast, number: int, text: str, *, by: str = "lead", form: str = "one", based_on: int = 0
) -> int:
    report = find(cast, "lead", "1.1", 1)
    return review.autosave(
        report=report, by=cast.people[by], at=moment(1, 20, 10 + number), based_on=based_on,
        content=content(report.measure, text=text), sitting=sitting(number, form),
    )  # fmt: skip


def texts() -> list[tuple[str, str, str, int]]:
    rows = ReportEvent.objects.order_by("pk").values_list("move", "by__username", "progress", "number")
    return list(rows)


def test_what_a_form_saves_by_itself_is_one_step_until_somebody_takes_the_next(cast):
    assert [keep(cast, 1, "D"), keep(cast, 2, "Do", based_on=1), keep(cast, 3, "Done", based_on=2)] == [
        1,
        2,
        3,
    ]
    assert texts() == [("save", "lead", "D", 1)]
    assert find(cast, "lead", "1.1", 1).progress == "Done"
    move(
        cast, "save", "lead", "1.1", 1, at=JAN, by="colleague", says=content(cast.measures["1.1"], text="No")
    )
    assert texts() == [
        ("save", "lead", "D", 1), ("save", "lead", "Done", 3), ("save", "colleague", "No", 4),
    ]  # fmt: skip


def test_a_form_goes_on_where_the_answer_to_its_last_save_was_lost(cast):
    keep(cast, 1, "D")
    assert keep(cast, 2, "Do", based_on=0) == 2
    assert keep(cast, 3, "Done", based_on=0) == 3
    with pytest.raises(Conflict):  # an earlier one that arrives late
        keep(cast, 2, "Do", based_on=0)
    assert find(cast, "lead", "1.1", 1).progress == "Done"


def test_what_a_form_saves_by_itself_overwrites_nobody(cast):
    keep(cast, 1, "Mine")
    with pytest.raises(Conflict):
        keep(cast, 1, "Yours", by="colleague", form="two")
    with pytest.raises(Conflict):
        keep(cast, 2, "Yours", by="colleague", form="one")
    assert texts() == [("save", "lead", "Mine", 1)]
