"""Two write one report, or one person sends it twice: nothing is written over and nothing typed is lost."""

import uuid

import pytest

from tasks.models import ProgressReport
from tests.cast import moment
from tests.tasks.moves import content, events, find, move
from tests.tasks.page import _today, send, text, typed  # noqa: F401


def test_an_invalid_form_stays_based_on_the_version_it_came_with(cast):
    send(cast, "lead", "1.1", "save", progress="First.")
    page = send(cast, "colleague", "1.1", "submit", unit="lead", version=0, **typed(percent="x"))

    assert page.status_code == 422
    assert page.context["version"] == "0"


def test_the_second_of_two_is_told_what_the_first_changed_and_keeps_their_own_text(cast):
    send(cast, "lead", "1.1", "save", **typed(progress="完成 12 处。", problems="No money."))

    page = send(
        cast,
        "colleague",
        "1.1",
        "save",
        unit="lead",
        version=0,
        **typed(progress="完成 14 处。", problems="No money."),
    )

    assert page.status_code == 409
    words = text(page)
    assert "Lead changed this report on 26 Oct" in words
    assert "Changed: Status, Percent done, Progress, Problems." in words
    assert [change.label for change in page.context["differences"]] == ["Progress"]
    html = page.content.decode()
    assert "完成 <del>12</del> 处。" in html
    assert "完成 <ins>14</ins> 处。" in html
    assert page.context["form"].typed["progress"] == "完成 14 处。"
    assert find(cast, "lead", "1.1", 10).progress == "完成 12 处。"


def test_after_a_conflict_the_next_save_goes_through(cast):
    send(cast, "lead", "1.1", "save", **typed(progress="Theirs."))
    page = send(cast, "colleague", "1.1", "save", unit="lead", version=0, **typed(progress="Mine."))

    again = send(
        cast,
        "colleague",
        "1.1",
        "save",
        unit="lead",
        version=page.context["version"],
        **typed(progress="Mine."),
    )

    assert again.status_code == 302
    assert find(cast, "lead", "1.1", 10).progress == "Mine."


def test_in_a_conflict_the_others_text_can_be_taken_over_field_by_field_or_all(cast):
    send(cast, "lead", "1.1", "save", **typed(progress="Their progress.", problems="Their problem."))
    mine = typed(progress="My progress.", problems="My problem.")

    one = send(cast, "colleague", "1.1", "theirs:problems", unit="lead", version=1, **mine)
    all_of_it = send(cast, "colleague", "1.1", "theirs", unit="lead", version=1, **mine)

    assert one.status_code == 200
    assert one.context["form"].typed == typed(progress="My progress.", problems="Their problem.")
    assert [change.name for change in one.context["differences"]] == ["progress"]
    assert all_of_it.context["form"].typed == typed(progress="Their progress.", problems="Their problem.")
    assert find(cast, "lead", "1.1", 10).version == 1


def test_taking_over_where_nobody_has_written_yet_leaves_the_form_as_it_is(cast):
    page = send(cast, "lead", "1.1", "theirs", version=0, **typed())

    assert (page.status_code, page.context["form"].typed) == (200, typed())
    assert ProgressReport.objects.count() == 0


def test_where_a_colleague_has_submitted_meanwhile_the_typed_text_stands_there_for_copying(cast):
    send(cast, "lead", "1.1", "submit", **typed())

    page = send(cast, "colleague", "1.1", "save", unit="lead", version=0, **typed(progress="MY-OWN-TEXT"))

    assert (page.status_code, page.context["form"]) == (409, None)
    assert ("Progress", "MY-OWN-TEXT") in page.context["kept"]
    assert "MY-OWN-TEXT" in text(page)
    assert "Lead submitted this report" in text(page)


@pytest.mark.parametrize("asked", ["same", "repeat", "repeat:progress", "theirs", "both"])
def test_where_nothing_can_be_written_any_more_no_text_replaces_what_was_typed(cast, asked):
    says = content(cast.measures["1.1"], text="Dug.")
    move(cast, "submit", "lead", "1.1", 9, at=moment(9, 20), says=says)
    move(cast, "save", "lead", "1.1", 10, at=moment(10, 20), says=says)
    cast.plan.periods.filter(number=10).update(closed_at=moment(10, 25))

    page = send(cast, "lead", "1.1", asked, version=1, **typed(progress="MY-OWN-TEXT"))

    assert (page.status_code, page.context["form"]) == (403, None)
    assert ("Progress", "MY-OWN-TEXT") in page.context["kept"]
    assert "October is closed; a coordinator can reopen it." in text(page)


def test_a_double_click_makes_one_event(cast):
    key = uuid.uuid4()

    first = send(cast, "lead", "1.1", "submit", version=0, key=key, **typed())
    second = send(cast, "lead", "1.1", "submit", version=0, key=key, **typed())

    assert (first.status_code, second.status_code) == (302, 302)
    assert events() == ["submit"]


def test_a_used_key_with_other_text_is_no_repetition_and_loses_nothing(cast):
    key = uuid.uuid4()
    send(cast, "lead", "1.1", "save", version=0, key=key, **typed(progress="First."))

    page = send(cast, "lead", "1.1", "save", version=0, key=key, **typed(progress="After going back."))

    assert page.status_code == 409
    assert page.context["form"].typed["progress"] == "After going back."


def test_a_key_used_elsewhere_is_a_conflict(cast):
    key = uuid.uuid4()
    send(cast, "lead", "1.1", "save", version=0, key=key, **typed())

    assert send(cast, "lead", "1.3", "save", version=0, key=key, **typed()).status_code == 409
    assert events() == ["save"]


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 5000])
def test_a_version_that_cant_be_read_is_a_conflict(cast, version):
    page = send(cast, "lead", "1.1", "save", version=version, **typed(progress="KEEP-ME"))

    assert page.status_code == 409
    assert "KEEP-ME" in page.content.decode()
