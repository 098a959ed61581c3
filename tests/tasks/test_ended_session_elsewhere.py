"""What is typed elsewhere than in reports comes back too after signing in anew, and is looked at first."""

import uuid

import pytest

from departments import carried
from tasks.models import (
    ExtensionRequest,
    GroupAnswer,
    Instruction,
    InstructionAnswer,
    PeriodEvent,
    Reminder,
)
from tasks.period_terms import stamp
from tests.cast import PASSWORD, moment
from tests.tasks.page import _today, client, text  # noqa: F401

WORDS = "Kept <b>&amp; “whole”"


@pytest.fixture(autouse=True)
def _in_english(settings):
    settings.LANGUAGE_CODE = "en"


def asked(cast):
    return ExtensionRequest.objects.create(
        measure=cast.measures["1.1"], unit=cast.units["lead"], due_on="2022-12-31", wanted_on="2023-02-01",
        reason="Rain.", progress="Half.", by=cast.people["lead"], at=moment(10, 20), key="asked",
    )  # fmt: skip


def told(cast):
    return Instruction.objects.create(
        measure=cast.measures["1.1"], text="Why?", by=cast.people["leadership"], at=moment(10, 20), key="told"
    )


FORMS = {
    "ask-extension": lambda cast: (
        "lead",
        f"/measures/{cast.measures['1.1'].pk}/extension/",
        {
            "unit": "lead",
            "key": uuid.uuid4(),
            "wanted_on": "2023-01-31",
            "reason": WORDS,
            "progress": "Half.",
        },
    ),
    "answer-group": lambda cast: (
        "haidian",
        f"/measures/{cast.measures['1.3'].pk}/ours/",
        {
            "unit": "haidian",
            "assignment": cast.measures["1.3"].assignments.get(group__is_open=True).pk,
            "reason": WORDS,
            "is_ours": "not-ours",
        },
    ),
    "instruct": lambda cast: (
        "leadership",
        f"/measures/{cast.measures['1.1'].pk}/instruct/",
        {"key": uuid.uuid4(), "text": WORDS},
    ),
    "answer-instruction": lambda cast: (
        "lead",
        f"/instructions/{told(cast).pk}/answer/",
        {"unit": "lead", "text": WORDS},
    ),
    "decide-extension": lambda cast: (
        "coordinator",
        f"/extensions/{asked(cast).pk}/decide/",
        {"act": "grant", "granted_on": "2023-02-01", "decision": WORDS},
    ),
    "remind": lambda cast: (
        "coordinator",
        f"/plans/{cast.plan.pk}/remind/",
        {
            "key": uuid.uuid4(),
            "period": 10,
            "text": WORDS,
            "act": "chosen",
            "units": cast.units["lead"].pk,
            "seen": f"{cast.units['lead'].pk}:0",
        },
    ),
    "change": lambda cast: (
        "coordinator",
        f"/plans/{cast.plan.pk}/periods/10/change/",
        {"version": 0, "opens_on": "2022-10-01", "due_on": "2022-11-05", "asks": WORDS},
    ),
    "lay-out": lambda cast: (
        "coordinator",
        f"/plans/{cast.plan.pk}/periods/lay-out/",
        {"stamp": stamp(cast.plan.periods.all()), "rhythm": "monthly", "due_after": 5, "asks": WORDS},
    ),
}


def written() -> int:
    """How many rows the forms above have made."""
    kinds = (ExtensionRequest, GroupAnswer, Instruction, InstructionAnswer, PeriodEvent, Reminder)
    return sum(kind.objects.count() for kind in kinds)


@pytest.mark.parametrize("name", FORMS)
def test_a_text_comes_back_into_its_form_and_nothing_is_written(cast, name):
    who, address, fields = FORMS[name](cast)
    browser, before = client(cast, who), written()
    browser.logout()

    door = browser.post(address, fields | {"writer": carried.mark(cast.people[who])})
    assert door.status_code == 401
    kept = dict(door.context["carried"].hidden)
    way = browser.post("/sign-in/", kept | {"username": who, "password": PASSWORD})
    assert way.context["carried"].address == address
    page = browser.post(address, dict(way.context["carried"].fields) | {"move": "typed"})

    assert page.status_code == 200
    assert "Your text is back; nothing was saved meanwhile." in text(page)
    assert "Kept &lt;b&gt;&amp;amp; “whole”</textarea>" in page.content.decode()
    assert written() == before
    assert browser.post(address, fields).status_code == 302


@pytest.mark.parametrize("name", FORMS)
def test_what_another_person_has_typed_is_neither_shown_nor_sent(cast, name):
    who, address, fields = FORMS[name](cast)
    before = written()
    mark = carried.mark(cast.people["nobody"])

    for more in ({}, {"move": "typed"}):
        page = client(cast, who).post(address, fields | {"writer": mark} | more)
        assert page.status_code == 403
        assert "This was typed while somebody else was signed in" in text(page)
        assert WORDS[:4] not in text(page)
    assert written() == before


@pytest.mark.parametrize("name", FORMS)
def test_a_text_that_is_too_long_is_told_and_kept_whole(cast, name):
    who, address, fields = FORMS[name](cast)
    before = written()
    (field,) = (one for one, value in fields.items() if value == WORDS)

    page = client(cast, who).post(address, fields | {field: "长" * 2001})

    assert page.status_code == 422
    assert "it has 2001." in text(page)
    assert "长" * 2001 in page.content.decode()
    assert written() == before
