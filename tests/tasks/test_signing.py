"""Where the head of unit signs off: handing over, signing one by one or several at once, handing back."""

import re
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from departments.choices import Position
from departments.models import AuditEntry, Membership, Unit
from tests.cast import make_person, moment
from tests.tasks.moves import content, events, find, move
from tests.tasks.page import _today, client, look, send, text, typed  # noqa: F401

OCTOBER = moment(10, 24)


@pytest.fixture
def signing(cast):
    """The lead's reports are submitted by its head."""
    cast.people["head"] = make_person("head")
    Membership.objects.create(user=cast.people["head"], unit=cast.units["lead"], position=Position.HEAD)
    Unit.objects.filter(code="lead").update(signs_off=True)
    cast.units["lead"].refresh_from_db()
    return cast


def way(cast):
    return f"/plans/{cast.plan.pk}/units/lead/round/"


def buttons(page):
    return set(re.findall(r'<button[^>]* name="move" value="([\w:]+)"', page.content.decode()))


def hand_over(cast, *refs, month=10):
    for ref in refs:
        move(cast, "hand_over", "lead", ref, month, at=OCTOBER)


def test_who_is_no_head_hands_over_instead_of_submitting(signing):
    page = look(signing, "lead", "1.1", unit="lead", period=10)
    assert "hand_over" in buttons(page)
    assert "submit" not in buttons(page)
    assert "Hand the October report over?" in text(page)

    answer = send(signing, "lead", "1.1", "hand_over", **typed())
    assert answer.status_code == 302
    assert find(signing, "lead", "1.1", 10).state == "handed"


def test_the_head_submits(signing):
    assert "submit" in buttons(look(signing, "head", "1.1", unit="lead", period=10))
    assert send(signing, "head", "1.1", "submit", unit="lead", **typed()).status_code == 302


def test_nobody_submits_past_the_head(signing):
    page = send(signing, "lead", "1.1", "submit", **typed(progress="KEEP-ME"))
    assert page.status_code == 403
    assert "In this unit the head submits: hand the report over." in text(page)
    assert "KEEP-ME" in page.content.decode()


def test_what_was_handed_over_can_be_called_back(signing):
    hand_over(signing, "1.1")
    page = look(signing, "lead", "1.1", unit="lead", period=10)
    assert page.context["form"] is None
    assert "It waits for the head of unit" in text(page)
    assert "call_back" in buttons(page)

    assert send(signing, "lead", "1.1", "call_back").status_code == 302
    assert find(signing, "lead", "1.1", 10).state == "draft"


def test_what_is_handed_back_shows_its_reason_above_the_form(signing):
    hand_over(signing, "1.1")
    assert "hand_back" in buttons(look(signing, "head", "1.1", unit="lead", period=10))

    silent = send(signing, "head", "1.1", "hand_back", unit="lead", comment=" ")
    assert silent.status_code == 422
    assert "Write the reason, so that the unit knows what to do." in text(silent)

    send(signing, "head", "1.1", "hand_back", unit="lead", comment="Say how many.")
    words = text(look(signing, "lead", "1.1", unit="lead", period=10))
    assert "Head handed this report back on 26 Oct" in words
    assert words.index("Say how many.") < words.index("Status")
    assert "hand_back" not in buttons(look(signing, "lead", "1.1", unit="lead", period=10))


def test_the_workbench_of_the_head_lists_what_waits_to_be_signed_of_any_period(signing):
    hand_over(signing, "1.1", "1.3")
    hand_over(signing, "1.2", month=9)
    address = f"/plans/{signing.plan.pk}/units/lead/"

    words = text(client(signing, "head").get(address))
    assert "3 reports wait for your signature" in words
    assert "Sign off one by one" in words
    for other in ("lead", "coordinator"):
        assert "signature" not in text(client(signing, other).get(address))


def test_the_head_signs_one_after_the_other(signing):
    hand_over(signing, "1.1", "1.3")
    hand_over(signing, "1.2", month=9)
    browser = client(signing, "head")
    seen = []
    page = browser.get(way(signing), {"state": "handed"})
    for button in ("submit", "hand_back", "submit"):
        seen.append((page.context["measure"].ref, page.context["desk"].choice.period.number, button))
        form = re.search(r'<form id="report-form".*?</form>', page.content.decode(), re.DOTALL).group()
        sent = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))
        page = browser.post(
            f"/measures/{page.context['measure'].pk}/report/",
            sent | page.context["form"].typed | {"move": button, "comment": "Why?"},
            follow=True,
        )
        assert page.status_code == 200

    assert seen == [("1.2", 9, "submit"), ("1.1", 10, "hand_back"), ("1.3", 10, "submit")]
    assert "Nothing waits to be signed" in text(page)
    assert [find(signing, "lead", ref, month).state for ref, month, _button in seen] == [
        "submitted",
        "draft",
        "submitted",
    ]


def test_the_head_signs_several_at_once(signing):
    hand_over(signing, "1.1", "1.3")
    browser = client(signing, "head")
    page = browser.get(way(signing), {"state": "handed", "end": "1"})
    reports = [f"{one.report.pk}:{one.report.version}" for one in page.context["ready"]]

    page = browser.post(
        way(signing) + "send/", {"state": "handed", "key": uuid.uuid4(), "report": reports}, follow=True
    )

    assert "2 reports submitted." in text(page)
    assert events() == ["hand_over", "hand_over", "submit", "submit"]


def test_at_the_end_of_their_round_a_reporter_hands_over_all_that_is_fit(signing):
    move(signing, "save", "lead", "1.1", 10, at=OCTOBER)
    browser = client(signing, "lead")
    page = browser.get(way(signing), {"end": "1"})
    assert "Hand over all that are ticked" in text(page)
    (one,) = page.context["ready"]

    page = browser.post(way(signing) + "send/", {"period": 10, "report": f"{one.report.pk}:1"}, follow=True)

    assert "1 report handed over to the head of unit." in text(page)
    assert find(signing, "lead", "1.1", 10).state == "handed"


def test_only_the_head_goes_the_way_of_signing(signing):
    hand_over(signing, "1.1")
    for who in ("lead", "responsible", "coordinator"):
        assert client(signing, who).get(way(signing), {"state": "handed"}).status_code == 404
        answer = client(signing, who).post(way(signing) + "send/", {"state": "handed"})
        assert answer.status_code == 404


def test_the_number_of_queries_does_not_grow_with_what_waits(signing):
    def count():
        found = []
        for path in (f"/plans/{signing.plan.pk}/units/lead/", way(signing) + "?state=handed&end=1"):
            with CaptureQueriesContext(connection) as queries:
                assert client(signing, "head").get(path).status_code == 200
            found.append(len(queries))
        return found

    hand_over(signing, "1.1")
    few = count()
    hand_over(signing, "1.2", "1.3")
    for month in range(1, 10):
        hand_over(signing, "1.1", "1.3", month=month)
    assert count() == few


# Switching it on and off


def switch(cast, who, on, unit="lead"):
    return client(cast, who).post(f"/units/{unit}/sign-off/", {"on": on})


def signs_off():
    return Unit.objects.get(code="lead").signs_off


def test_the_head_switches_sign_off_on_the_units_card_and_it_is_noted(signing):
    assert "Switch sign-off off" in text(client(signing, "head").get("/units/lead/"))
    assert switch(signing, "head", "0").status_code == 302
    assert signs_off() is False
    switch(signing, "head", "0")
    switch(signing, "head", "1")
    assert signs_off() is True

    noted = AuditEntry.objects.order_by("pk").values_list("what", "who__username", "about")
    assert list(noted) == [
        ("sign-off-off", "head", "市园林绿化局"),
        ("sign-off-on", "head", "市园林绿化局"),
    ]


@pytest.mark.parametrize("who", ["lead", "responsible", "coordinator", "administrator"])
def test_nobody_else_does(signing, who):
    assert switch(signing, who, "0").status_code == 404
    assert "Switch sign-off" not in text(client(signing, who).get("/units/lead/"))
    assert signs_off() is True


def test_a_head_decides_for_their_own_unit_alone(signing):
    assert switch(signing, "head", "1", unit="responsible").status_code == 404
    assert Unit.objects.get(code="responsible").signs_off is False


def test_what_waits_when_it_is_switched_off_is_still_the_heads_to_sign(signing):
    hand_over(signing, "1.1")
    switch(signing, "head", "0")
    assert "1 report waits for your signature" in text(
        client(signing, "head").get(f"/plans/{signing.plan.pk}/units/lead/")
    )
    assert send(signing, "head", "1.1", "submit", unit="lead", **typed()).status_code == 302


# Taking back


def test_a_report_under_review_names_its_reviewer_instead_of_a_button(cast):
    move(cast, "submit", "lead", "1.1", 10, at=OCTOBER, says=content(cast.measures["1.1"]))
    assert "take_back" in buttons(look(cast, "lead", "1.1", unit="lead", period=10))
    move(cast, "begin", "lead", "1.1", 10, at=OCTOBER)

    page = look(cast, "lead", "1.1", unit="lead", period=10)

    assert "take_back" not in buttons(page)
    assert "Coordinator has begun its review; ask for it to be returned." in text(page)
