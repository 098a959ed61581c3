"""A coordinator approves, returns and reopens reports."""

import uuid

import pytest

from tasks.models import ReportEvent
from tests.cast import make_person, moment
from tests.tasks.moves import content, find, move
from tests.tasks.page import _today, client, look, text  # noqa: F401


def decide(cast, who, what, *, unit="lead", ref="1.1", month=10, **fields):
    """Presses a coordinator's button on the report as it stands."""
    report = find(cast, unit, ref, month)
    fields.setdefault("version", report.version)
    return client(cast, who).post(f"/reports/{report.pk or 0}/{what}/", fields)


@pytest.fixture
def submitted(cast):
    move(
        cast, "submit", "lead", "1.1", 10, at=moment(10, 20), says=content(cast.measures["1.1"], text="Dug.")
    )


def state(cast):
    return find(cast, "lead", "1.1", 10).state


@pytest.mark.usefixtures("submitted")
def test_a_coordinator_approves(cast):
    answer = decide(cast, "coordinator", "approve")

    assert (answer.status_code, state(cast)) == (302, "approved")
    assert answer.url == f"/measures/{cast.measures['1.1'].pk}/?unit=lead&period=10"


@pytest.mark.usefixtures("submitted")
def test_a_coordinator_returns_with_a_reason(cast):
    assert decide(cast, "coordinator", "return", comment="Say which streets.").status_code == 302

    assert state(cast) == "returned"
    assert ReportEvent.objects.get(move="return").comment == "Say which streets."


@pytest.mark.usefixtures("submitted")
@pytest.mark.parametrize("comment", ["", "   ", "x" * 2001, "\x00"])
def test_a_return_needs_a_reason_and_keeps_what_was_typed(cast, comment):
    page = decide(cast, "coordinator", "return", comment=comment)

    assert (page.status_code, state(cast)) == (422, "submitted")
    html = page.content.decode()
    assert 'id="id_comment_error"' in html
    assert '<details class="ask" open>' in html
    assert page.context["envelope"]["comment"].value() == comment


@pytest.mark.usefixtures("submitted")
def test_an_approved_report_is_reopened_with_a_reason(cast):
    decide(cast, "coordinator", "approve")

    assert decide(cast, "coordinator", "reopen").status_code == 422
    assert decide(cast, "coordinator", "reopen", comment="A number is wrong.").status_code == 302
    assert state(cast) == "returned"
    assert "A number is wrong." in text(look(cast, "lead", "1.1", unit="lead", period=10))


@pytest.mark.usefixtures("submitted")
def test_a_decision_on_a_report_that_was_taken_back_is_told_so_without_its_new_text(cast):
    version = find(cast, "lead", "1.1", 10).version
    move(cast, "take_back", "lead", "1.1", 10, at=moment(10, 21, 14))
    move(
        cast,
        "save",
        "lead",
        "1.1",
        10,
        at=moment(10, 22),
        says=content(cast.measures["1.1"], text="NEW-DRAFT"),
    )

    page = decide(cast, "coordinator", "return", version=version, comment="MY-REASON")

    assert (page.status_code, state(cast)) == (409, "draft")
    words = text(page)
    assert "Lead took this report back on 21 Oct at 14:00." in words
    assert "MY-REASON" in words
    assert "NEW-DRAFT" not in page.content.decode()


@pytest.mark.usefixtures("submitted")
def test_of_two_coordinators_the_second_is_told_what_the_first_did(cast):
    cast.people["second"] = make_person("second", is_coordinator=True)
    version = find(cast, "lead", "1.1", 10).version
    decide(cast, "coordinator", "approve")

    page = decide(cast, "second", "return", version=version, comment="MY-REASON")

    assert (page.status_code, state(cast)) == (409, "approved")
    assert "Coordinator approved this report" in text(page)
    assert '<details class="ask" open>' in page.content.decode()
    assert "MY-REASON" in text(page)


@pytest.mark.usefixtures("submitted")
def test_nobody_reviews_their_own(cast):
    cast.people["both"] = make_person("both", cast.units["lead"], is_coordinator=True)

    page = decide(cast, "both", "approve")

    assert (page.status_code, state(cast)) == (403, "submitted")
    assert "Nobody reviews their own report" in text(page)
    assert b"/approve/" not in look(cast, "both", "1.1", unit="lead", period=10).content


@pytest.mark.usefixtures("submitted")
@pytest.mark.parametrize("who", ["lead", "responsible", "administrator", "leadership", "nobody"])
def test_only_coordinators_review(cast, who):
    assert decide(cast, who, "approve").status_code == 404
    assert state(cast) == "submitted"


@pytest.mark.usefixtures("submitted")
def test_a_double_click_decides_once(cast):
    key, version = uuid.uuid4(), find(cast, "lead", "1.1", 10).version

    answers = [decide(cast, "coordinator", "approve", key=key, version=version) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert ReportEvent.objects.filter(move="approve").count() == 1


def test_a_report_never_submitted_isnt_there_for_a_coordinator(cast):
    move(cast, "save", "lead", "1.1", 10, at=moment(10, 20))

    assert decide(cast, "coordinator", "approve").status_code == 404


@pytest.mark.usefixtures("submitted")
@pytest.mark.parametrize("what", ["save", "submit", "take_back", "nonsense"])
def test_a_coordinator_has_no_other_moves(cast, what):
    assert decide(cast, "coordinator", what).status_code == 404


@pytest.mark.usefixtures("submitted")
def test_after_a_decision_it_goes_on_where_one_came_from(cast):
    page = look(cast, "coordinator", "1.1", next="/plans/")
    assert '<input type="hidden" name="next" value="/plans/">' in page.content.decode()

    assert decide(cast, "coordinator", "approve", next="/plans/").url == "/plans/"
