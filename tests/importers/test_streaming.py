"""Long work as lines of JSON: its steps, its end, what it refuses, and that closing the answer closes it."""

import json
import logging

import pytest
from django.db import transaction
from django.test import RequestFactory
from django.utils import translation

from departments.models import UnitGroup
from importers import streaming
from importers.work import Step


class Refusal(Exception):
    """What some work may say instead of coming to its end."""


def work(end=None, closed=None):
    try:
        yield Step("reading", 0, 3)
        yield Step("reading", 3, 3)
        if end:
            raise end
        return 7
    finally:
        if closed is not None:
            closed.append(True)


def answered(work) -> list[dict]:
    answer = streaming.steps(work, "/imports/{}/".format, {Refusal: "/refused/"})
    assert answer.headers["Content-Type"] == "application/x-ndjson"
    assert answer.headers["X-Accel-Buffering"] == "no"
    return [json.loads(line) for line in answer.streaming_content]


def test_each_step_is_a_line_and_the_last_one_leads_on():
    assert answered(work()) == [
        {"phase": "reading", "done": 0, "total": 3},
        {"phase": "reading", "done": 3, "total": 3},
        {"to": "/imports/7/"},
    ]


def test_a_refusal_leads_where_it_is_told():
    assert answered(work(Refusal()))[-1] == {"to": "/refused/"}


@pytest.mark.parametrize(("language", "words"), [("en", "nothing was changed"), ("zh-hans", "没有改动")])
def test_what_nobody_expected_is_logged_and_told_without_its_words(caplog, language, words):
    with translation.override(language), caplog.at_level(logging.ERROR):
        answer = streaming.steps(work(RuntimeError("SELECT secret")), str, {})
    lines = b"".join(answer.streaming_content).decode()
    assert words in json.loads(lines.splitlines()[-1])["error"][0]
    assert "secret" not in lines
    assert "SELECT secret" in caplog.text


def test_closing_the_answer_closes_the_work_wherever_it_stands():
    closed: list[bool] = []
    answer = streaming.steps(work(closed=closed), str, {})
    next(iter(answer.streaming_content))
    assert closed == []
    answer.close()
    assert closed == [True]


@pytest.mark.django_db(transaction=True)
def test_closing_the_answer_rolls_back_what_the_work_began():
    def writing():
        with transaction.atomic():
            UnitGroup.objects.create(name="某些单位")
            yield Step("writing", 1, 2)

    answer = streaming.steps(writing(), str, {})
    next(iter(answer.streaming_content))
    assert UnitGroup.objects.exists()
    answer.close()
    assert not UnitGroup.objects.exists()


def test_only_who_asks_for_steps_gets_them():
    plain, asking = (RequestFactory().get("/", headers={"Accept": one}) for one in ("*/*", streaming.LINES))
    assert (streaming.wanted(plain), streaming.wanted(asking)) == (False, True)
