"""The leadership leaves a word on a measure; each owning unit answers once."""

import pytest

from departments.models import User
from tasks import access, instructions
from tasks.choices import News
from tasks.models import Instruction, InstructionAnswer, Notice
from tasks.review import Invalid, Refused
from tests.cast import Cast, moment

FEB = moment(2, 1)


pytestmark = pytest.mark.usefixtures("english_in_october")


def person(cast: Cast, name: str) -> User:
    return User.objects.get(pk=cast.people[name].pk)


def leave(cast: Cast, who: str = "leadership", text: str = "Why so slow?", key: str = "one") -> Instruction:
    return instructions.leave(measure=cast.measures["1.1"], text=text, by=person(cast, who), at=FEB, key=key)


def answer(cast: Cast, found: Instruction, who: str = "lead", text: str = "We catch up.", **fields):
    said = {"unit": cast.units[who], "text": text, "by": person(cast, who), "at": FEB}
    return instructions.answer(instruction=found, **said | fields)


def told(kind: News) -> set[str]:
    return set(Notice.objects.filter(kind=kind).values_list("person__username", flat=True))


def test_the_owning_units_are_told_of_an_instruction(cast):
    leave(cast)
    assert told(News.INSTRUCTED) == {"lead", "colleague", "responsible"}


@pytest.mark.parametrize("who", ["coordinator", "administrator", "lead", "nobody"])
def test_only_the_leadership_leaves_one(cast, who):
    with pytest.raises(Refused):
        leave(cast, who)


def test_a_double_click_leaves_one_and_another_text_under_its_key_is_refused(cast):
    assert leave(cast) == leave(cast)
    with pytest.raises(Refused, match="sent already"):
        leave(cast, text="Another.")
    assert Notice.objects.filter(kind=News.INSTRUCTED).count() == 3


def test_an_instruction_and_an_answer_say_something(cast):
    with pytest.raises(Invalid):
        leave(cast, text=" \n")
    found = leave(cast)
    with pytest.raises(Invalid):
        answer(cast, found, text=" ")


def test_each_owning_unit_answers_once_and_the_asker_hears_it(cast):
    found = leave(cast)
    answer(cast, found)
    answer(cast, found)
    answer(cast, found, "responsible")
    with pytest.raises(instructions.Answered) as answered:
        answer(cast, found, text="Something else.", by=person(cast, "colleague"))
    assert answered.value.answer.text == "We catch up."
    assert InstructionAnswer.objects.count() == 2
    assert told(News.ANSWERED) == {"leadership", "coordinator"}
    assert Notice.objects.filter(kind=News.ANSWERED).count() == 4


@pytest.mark.parametrize("who", ["assisting", "outsider", "haidian"])
def test_who_does_not_own_the_measure_does_not_answer(cast, who):
    with pytest.raises(Refused):
        answer(cast, leave(cast), who)


def test_nobody_answers_for_another_unit(cast):
    with pytest.raises(Refused):
        answer(cast, leave(cast), by=person(cast, "responsible"))


def test_the_measures_units_coordinators_and_leadership_read_it_and_nobody_else(cast):
    leave(cast)
    readers = {name for name in cast.people if access.instructions(person(cast, name)).exists()}
    assert readers == {"lead", "colleague", "responsible", "assisting", "coordinator", "leadership"}
