"""The reason of a return: phrases and own words, and what becomes of it where it can't be sent."""

import uuid

import pytest

from tasks.models import ReportEvent
from tests.cast import moment
from tests.tasks.moves import move
from tests.tasks.page import _today, client, text  # noqa: F401
from tests.tasks.test_review_stage import address, decide, look, state, three_in_queue


@pytest.fixture
def queue(cast):
    return three_in_queue(cast)


def test_phrases_and_own_words_make_the_reason(cast, queue):
    decide(cast, queue[0], "return", phrases=["value", "day"], comment="See page 3.")

    assert ReportEvent.objects.get(move="return").comment == (
        "The value doesn't fit the text.\nName the day by which it will be done.\nSee page 3."
    )


def test_a_phrase_alone_is_a_reason(cast, queue):
    assert decide(cast, queue[0], "return", phrases=["evidence"]).status_code == 302
    assert ReportEvent.objects.get(move="return").comment == "Attach evidence."


def test_a_return_without_a_reason_stays_on_the_page(cast, queue):
    page = decide(cast, queue[0], "return", filters="period=10")

    assert (page.status_code, state(queue[0])) == (422, "submitted")
    assert "Write the reason, so that the unit knows what to do." in text(page)
    assert page.context["filters"] == "period=10"
    assert '<details class="ask" open>' in page.content.decode()


def test_a_reason_that_is_too_long_keeps_the_phrases_ticked(cast, queue):
    page = decide(cast, queue[0], "return", phrases=["day", "nonsense"], comment="x" * 2001)

    assert page.status_code == 422
    assert [word for word, _text, chosen in page.context["phrases"] if chosen] == ["day"]
    assert page.context["envelope"]["comment"].value() == "x" * 2001


def test_what_it_was_returned_for_stands_above_what_came_back(cast, queue):
    decide(cast, queue[0], "return", comment="Say where.")
    move(cast, "submit", "haidian", "1.2", 10, at=moment(10, 26))

    words = text(look(cast, queue[0]))
    assert "Coordinator returned this report on 26 Oct" in words
    assert "Say where." in words


# A session that ended meanwhile


def test_a_reason_comes_back_from_the_sign_in_page_and_nothing_is_decided_before(cast, queue):
    one = client(cast, "coordinator")
    page = one.get(address(cast, queue[0]))
    typed = {
        "version": queue[0].version,
        "key": uuid.uuid4(),
        "stage": "queue",
        "writer": page.context["writer"],
        "comment": "MY-REASON",
    }
    one.logout()

    asked = one.post(f"/reports/{queue[0].pk}/return/", typed)
    assert "MY-REASON" in asked.content.decode()
    assert state(queue[0]) == "submitted"

    one.force_login(cast.people["coordinator"])
    back = one.post(f"/reports/{queue[0].pk}/return/", typed | {"move": "typed"})
    assert (back.status_code, state(queue[0])) == (200, "submitted")
    assert back.context["envelope"]["comment"].value() == "MY-REASON"
    assert '<details class="ask" open>' in back.content.decode()


def test_what_another_person_typed_is_neither_shown_nor_sent(cast, queue):
    mark = look(cast, queue[0]).context["writer"]
    page = decide(cast, queue[0], "return", "second", writer=mark, comment="NOT-MINE")
    assert (page.status_code, state(queue[0])) == (403, "submitted")
    assert "NOT-MINE" not in page.content.decode()
