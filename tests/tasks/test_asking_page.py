"""What is asked and answered on a measure's page, as the people of the cast meet it."""

import datetime
import uuid

from django.db import connection
from django.test.utils import CaptureQueriesContext

from departments.models import User
from tasks import extensions, instructions
from tasks.models import (
    ExtensionRequest,
    GroupAnswer,
    Instruction,
    InstructionAnswer,
    Measure,
    Participation,
)
from tasks.participation import acknowledge, renew
from tests.cast import Cast, cite, make_unit, moment
from tests.tasks.page import _today, client, look, text  # noqa: F401

OCT = moment(10, 26)


def post(cast: Cast, who: str, path: str, **fields):
    return client(cast, who).post(path, fields)


def extend(cast: Cast, who: str = "lead", **fields):
    said = {
        "unit": who,
        "wanted_on": "2023-03-31",
        "reason": "The ground is frozen.",
        "progress": "Half is planted.",
        "key": uuid.uuid4(),
    }
    return post(cast, who, f"/measures/{cast.measures['1.1'].pk}/extension/", **said | fields)


def instruct(cast: Cast, body: str = "Why so slow?", who: str = "leadership", **fields):
    said = {"text": body, "key": uuid.uuid4()}
    return post(cast, who, f"/measures/{cast.measures['1.1'].pk}/instruct/", **said | fields)


def say(cast: Cast, who: str, word: str, **fields):
    assignment = cast.measures["1.3"].assignments.get(group__is_open=True)
    said = {"unit": who, "assignment": assignment.pk, "is_ours": word}
    return post(cast, who, f"/measures/{cast.measures['1.3'].pk}/ours/", **said | fields)


def test_a_lead_asks_for_a_later_day_and_sees_its_request(cast):
    assert "Ask for a later day…" in text(look(cast, "lead", "1.1"))
    assert extend(cast).status_code == 302

    page = text(look(cast, "lead", "1.1"))
    assert "Extension to 31 Mar 2023 requested" in page
    assert "Ask for a later day…" not in page
    assert "The ground is frozen." in text(look(cast, "assisting", "1.1"))
    assert "The ground is frozen." not in text(look(cast, "outsider", "1.1"))
    for who in ("responsible", "coordinator", "outsider"):
        assert "Ask for a later day…" not in text(look(cast, who, "1.1"))


def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(cast):
    answer = extend(cast, wanted_on="2022-12-01", progress="")

    assert answer.status_code == 422
    page = text(answer)
    assert "Choose a day after 31 Dec 2022, the due day that holds." in page
    assert "Write what has been done so far." in page
    assert "The ground is frozen." in page
    assert 'value="2022-12-01"' in answer.content.decode()
    assert extend(cast, wanted_on="tomorrow").status_code == 422
    assert not ExtensionRequest.objects.exists()


def test_who_comes_second_keeps_what_was_typed(cast):
    extend(cast)
    late = extend(cast, reason="Another reason, at length.")

    assert late.status_code == 403
    assert "A request for this measure awaits its decision." in text(late)
    assert "Another reason, at length." in text(late)


def test_a_request_is_withdrawn_by_its_own_unit_alone(cast):
    extend(cast)
    pk = ExtensionRequest.objects.get().pk
    assert post(cast, "responsible", f"/extensions/{pk}/withdraw/").status_code == 404
    assert post(cast, "colleague", f"/extensions/{pk}/withdraw/").status_code == 302
    assert "Request for 31 Mar 2023 withdrawn" in text(look(cast, "lead", "1.1"))
    assert post(cast, "lead", f"/extensions/{pk}/withdraw/").status_code == 302


def test_what_was_decided_meanwhile_is_not_withdrawn(cast):
    extend(cast)
    extension = ExtensionRequest.objects.get()
    by = User.objects.get(username="coordinator")
    extensions.decide(extension=extension, grant=False, reason="No.", by=by, at=OCT)

    late = post(cast, "lead", f"/extensions/{extension.pk}/withdraw/")
    assert late.status_code == 409
    assert "This request was decided in the meantime." in text(late)


def test_the_plans_own_day_stands_beside_the_new_one_everywhere(cast):
    extend(cast)
    by = User.objects.get(username="coordinator")
    extensions.decide(
        extension=ExtensionRequest.objects.get(), grant=True, granted_on=datetime.date(2023, 3, 31),
        reason="Agreed.", by=by, at=OCT,
    )  # fmt: skip
    plan = cast.plan.pk
    places = [f"/measures/{cast.measures['1.1'].pk}/", f"/plans/{plan}/units/lead/", f"/plans/{plan}/"]
    for place in places:
        page = text(client(cast, "lead").get(place))
        assert "31 Mar 2023, " in page, place
        assert "first 31 Dec" in page, place
    table = client(cast, "lead").get(f"/plans/{plan}/units/lead/?export=csv").content.decode()
    assert "2023-03-31" in table
    assert "2022-12-31" in table


def test_an_instruction_stands_on_top_until_the_unit_has_answered(cast):
    assert instruct(cast).status_code == 302
    found = Instruction.objects.get()
    for who in ("lead", "responsible"):
        assert f"Answer for {cast.units[who]}" in text(look(cast, who, "1.1"))
        board = text(client(cast, who).get(f"/plans/{cast.plan.pk}/units/{who}/"))
        assert "Why so slow?" in board
    answer = post(cast, "lead", f"/instructions/{found.pk}/answer/", unit="lead", text="We catch up.")
    assert answer.status_code == 302
    assert f"Answer for {cast.units['lead']}" not in text(look(cast, "lead", "1.1"))
    assert "Why so slow?" not in text(client(cast, "lead").get(f"/plans/{cast.plan.pk}/units/lead/"))
    for who in ("leadership", "coordinator", "responsible", "assisting"):
        page = text(look(cast, who, "1.1"))
        assert "We catch up." in page
        assert "Still to answer: 市水务局" in page
    for who in ("outsider", "haidian", "administrator", "nobody"):
        page = text(look(cast, who, "1.1"))
        assert "Why so slow?" not in page
        assert "We catch up." not in page


def test_a_second_answer_of_a_unit_is_shown_the_first_and_keeps_its_text(cast):
    instruct(cast)
    found = Instruction.objects.get()
    path = f"/instructions/{found.pk}/answer/"
    post(cast, "lead", path, unit="lead", text="We catch up.")
    late = post(cast, "colleague", path, unit="lead", text="Quite another answer.")

    assert late.status_code == 409
    assert "We catch up." in text(late)
    assert "Quite another answer." in text(late)
    assert InstructionAnswer.objects.count() == 1


def test_an_empty_instruction_is_asked_for_again(cast):
    answer = instruct(cast, " ")
    assert answer.status_code == 422
    assert "Write the instruction." in text(answer)


def test_who_does_not_read_an_instruction_does_not_find_it(cast):
    instruct(cast)
    pk = Instruction.objects.get().pk
    assert post(cast, "outsider", f"/instructions/{pk}/answer/", unit="outsider", text="x").status_code == 404
    answer = post(cast, "assisting", f"/instructions/{pk}/answer/", unit="assisting", text="x")
    assert answer.status_code == 403
    assert post(cast, "lead", f"/instructions/{pk}/answer/", unit="responsible", text="x").status_code == 404


def test_a_unit_answers_ours_from_its_workbench_and_not_ours_with_a_reason(cast):
    board = f"/plans/{cast.plan.pk}/units/haidian/?role=possible"
    page = client(cast, "haidian").get(board)
    assert "Not ours" in text(page)
    assert say(cast, "haidian", "ours", next=board).url == board
    assert "Said ours" in text(client(cast, "haidian").get(board))

    refused = say(cast, "dongcheng", "not-ours")
    assert refused.status_code == 422
    assert "Write why the measure isn't yours" in text(refused)
    assert say(cast, "dongcheng", "not-ours", reason="No forest here.").status_code == 302
    page = text(look(cast, "dongcheng", "1.3"))
    assert "Your unit said “not ours”" in page
    assert "No forest here." not in text(look(cast, "haidian", "1.3"))


def test_the_coordinator_takes_over_what_the_units_say(cast):
    say(cast, "haidian", "ours")
    say(cast, "dongcheng", "not-ours", reason="No forest here.")
    path = f"/plans/{cast.plan.pk}/designations/"
    page = client(cast, "coordinator").get(path)
    assert "2 units have answered" in text(page)
    assert "No forest here." in text(page)
    only = cast.measures["1.3"].assignments.get(group__is_open=True).pk
    taken = client(cast, "coordinator").get(path, {"only": only, "take": "ours"})
    (question,) = taken.context["questions"]
    assert question.chosen == {cast.units["haidian"].pk}
    assert client(cast, "coordinator").get(path, {"only": "0"}).status_code == 404
    assert client(cast, "coordinator").get(path, {"only": "x"}).status_code == 404


def test_strange_answers_find_nothing(cast):
    other = cast.measures["1.3"].assignments.get(role="lead").pk
    strange = [
        say(cast, "haidian", "perhaps"),
        say(cast, "haidian", "ours", assignment="x"),
        say(cast, "haidian", "ours", assignment="9" * 30),
        say(cast, "haidian", "ours", assignment=cast.measures["1.1"].assignments.first().pk),
        say(cast, "haidian", "ours", unit="dongcheng"),
    ]
    assert [answer.status_code for answer in strange] == [404] * len(strange)
    assert say(cast, "haidian", "ours", assignment=other).status_code == 403
    assert not GroupAnswer.objects.exists()


def test_a_changed_measure_is_not_called_new(cast):

    board = f"/plans/{cast.plan.pk}/units/lead/"
    parts = Participation.objects.filter(unit=cast.units["lead"])
    assert {part.changed for part in client(cast, "lead").get(board).context["todo"].new} == {False}
    acknowledge(participations=parts, by=cast.people["lead"], at=moment(2, 1))
    renew([cast.measures["1.1"].pk], at=moment(6, 1))

    todo = client(cast, "lead").get(board).context["todo"]
    assert [(part.measure.ref, part.changed) for part in todo.new] == [("1.1", True)]
    page = text(look(cast, "lead", "1.1"))
    assert "This measure changed on 1 Jun;" in page
    assert "市园林绿化局: acknowledged Lead, 1 Feb" in page


def test_a_page_with_much_on_it_asks_as_much_of_the_database(cast):
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            look(cast, "lead", "1.1")
        return len(queries)

    measure = Measure.objects.get(pk=cast.measures["1.1"].pk)
    lead, boss = User.objects.get(username="lead"), User.objects.get(username="leadership")

    def fill(numbers: range) -> None:
        for number in numbers:
            unit = make_unit(f"more{number}", f"单位{number}")
            cite(measure, "assisting", unit)
            found = instructions.leave(measure=measure, text=f"{number}?", by=boss, at=OCT, key=f"{number}")
            instructions.answer(instruction=found, unit=cast.units["lead"], text="!", by=lead, at=OCT)
            asked = extensions.ask(
                measure=measure, unit=cast.units["lead"], wanted_on=datetime.date(2023, 2, 1),
                reason="Why.", progress="So far.", by=lead, at=OCT, key=f"{number}",
            )  # fmt: skip
            extensions.withdraw(extension=asked, by=lead, at=OCT)

    fill(range(2))
    few = count()
    fill(range(2, 12))
    assert count() == few
