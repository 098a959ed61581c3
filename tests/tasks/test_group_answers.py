"""'Ours' or 'not ours': units answer what an open group means, the coordinator decides."""

import pytest

from departments.models import User
from tasks import group_answers
from tasks.choices import News
from tasks.models import Assignment, GroupAnswer, Notice
from tasks.participation import Decided
from tasks.review import Invalid, Refused
from tests.cast import Cast, moment

FEB = moment(2, 1)


pytestmark = pytest.mark.usefixtures("english_in_october")


def question(cast: Cast) -> Assignment:
    return cast.measures["1.3"].assignments.get(group__is_open=True)


def person(cast: Cast, name: str) -> User:
    return User.objects.get(pk=cast.people[name].pk)


def answer(cast: Cast, who: str, is_ours: bool, reason: str = "", **fields) -> GroupAnswer:
    said = {"assignment": question(cast), "unit": cast.units[who], "by": person(cast, who), "at": FEB}
    return group_answers.answer(is_ours=is_ours, reason=reason, **said | fields)


def decide(cast: Cast, *units: str, **fields) -> bool:
    said = {"by": person(cast, "coordinator"), "at": FEB, "based_on": ""}
    chosen = [cast.units[unit].pk for unit in units]
    return group_answers.decide(assignment=question(cast), **{"units": chosen} | said | fields)


def told(kind: News) -> dict[str, dict]:
    return dict(Notice.objects.filter(kind=kind).values_list("person__username", "detail"))


def test_a_unit_says_ours_without_a_reason_and_not_ours_with_one(cast):
    assert answer(cast, "haidian", True).is_ours
    with pytest.raises(Invalid) as invalid:
        answer(cast, "dongcheng", False, " ")
    assert invalid.value.errors.keys() == {"reason"}
    assert not answer(cast, "dongcheng", False, "No forest here.").is_ours
    heard = Notice.objects.filter(kind=News.GROUP_ANSWERED, person=cast.people["coordinator"])
    assert heard.first().detail == {"is_ours": False, "comment": "No forest here."}
    assert set(heard.values_list("unit__code", flat=True)) == {"haidian", "dongcheng"}


def test_an_answer_can_be_changed_and_the_earlier_one_is_kept(cast):
    answer(cast, "haidian", False, "Not here.")
    found = answer(cast, "haidian", True)

    assert GroupAnswer.objects.count() == 1
    assert list(found.history.values_list("is_ours", "history_user__username")) == [
        (True, "haidian"), (False, "haidian"),
    ]  # fmt: skip


def test_the_same_answer_twice_tells_once(cast):
    answer(cast, "haidian", True)
    answer(cast, "haidian", True)

    assert Notice.objects.count() == 1


def test_nobody_answers_for_another_unit_or_what_does_not_concern_it(cast):
    with pytest.raises(Refused, match="Only people of"):
        answer(cast, "haidian", True, by=person(cast, "dongcheng"))
    with pytest.raises(Refused, match="can't mean"):
        answer(cast, "outsider", True)
    with pytest.raises(Refused, match="can't mean"):
        answer(cast, "lead", True, assignment=cast.measures["1.3"].assignments.get(role="lead"))


def test_what_is_decided_is_not_answered_any_more(cast):
    decide(cast, "haidian")
    with pytest.raises(Decided):
        answer(cast, "dongcheng", True)
    assert not GroupAnswer.objects.exists()


def test_a_decision_tells_whom_it_binds_and_whoever_had_answered(cast):
    answer(cast, "dongcheng", False, "No forest here.")
    assert decide(cast, "haidian")
    assert told(News.DESIGNATED) == {"haidian": {"role": "assisting"}, "dongcheng": {"role": ""}}
    assert not decide(cast, "haidian")
    assert Notice.objects.filter(kind=News.DESIGNATED).count() == 2


def test_who_is_bound_no_longer_is_told_so(cast):
    decide(cast, "haidian")
    Notice.objects.all().delete()
    decide(cast, units=None, based_on=str(cast.units["haidian"].pk))
    assert told(News.DESIGNATED) == {"haidian": {"role": ""}}
