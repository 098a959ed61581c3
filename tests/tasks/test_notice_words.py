"""Every notice in a sentence, in the language of whoever reads it, and the place where it leads."""

import datetime

import pytest
from django.utils import translation

from tasks import notice_words
from tasks.choices import News, PeriodMove
from tasks.models import Measure, Notice, Reminder
from tests.cast import Cast, moment

DUE = {"key": "k", "unit": "市园林绿化局", "due": "2022-10-31", "count": 5}
OCTOBER = DUE | {"starts": "2022-10-01", "ends": "2022-10-31"}
SEPTEMBER = OCTOBER | {"starts": "2022-09-01", "ends": "2022-09-30", "due": "2022-09-30", "count": 1}
HAIDIAN = OCTOBER | {"unit": "海淀区政府", "count": 2}
REPORT = "/measures/M/?unit=lead&period=10#report"
CASES = [
    ("returned", {}, "Measure 1.1: the October report of {lead} was returned by Coordinator."),
    ("approved", {}, "Measure 1.1: the October report of {lead} was approved."),
    ("reopened", {}, "Measure 1.1: the October report of {lead} was reopened by Coordinator."),
    ("handed_over", {}, "Measure 1.1: the October report of {lead} waits for you to sign it off."),
    ("handed_back", {}, "Measure 1.1: the October report of {lead} was handed back by Coordinator."),
    ("reports_due", {"past": False, "due": [OCTOBER]}, "October: 5 reports due on 31 Oct"),
    (
        "reports_due",
        {"past": True, "due": [SEPTEMBER, OCTOBER]},
        "September: 1 report overdue since 30 Sep; October: 5 reports overdue since 31 Oct",
    ),
    (
        "reports_due",
        {"past": False, "due": [OCTOBER, HAIDIAN]},
        "{lead}, October: 5 reports due on 31 Oct; {haidian}, October: 2 reports due on 31 Oct",
    ),
    (
        "reports_due",
        {"past": False, "due": [SEPTEMBER] * 6},
        "; ".join(["September: 1 report due on 30 Sep"] * 4) + "; and 2 more",
    ),
    ("deadline", {"past": False, "due": [DUE]}, "5 measures due on 31 Oct"),
    ("deadline", {"past": True, "due": [DUE | {"count": 1}]}, "1 measure overdue since 31 Oct"),
    ("reminded", {"count": 3}, "Yellow reminder: 3 reports of October are to be submitted."),
    ("instructed", {"comment": "Hurry."}, "Measure 1.1: an instruction from Coordinator."),
    ("answered", {}, "Measure 1.1: {lead} has answered the instruction."),
    (
        "extension_asked",
        {"wanted_on": "2023-01-31"},
        "Measure 1.1: {lead} asks for an extension until 31 Jan 2023.",
    ),
    (
        "extension_decided",
        {"granted_on": "2023-01-31"},
        "Measure 1.1: the extension was granted, until 31 Jan 2023.",
    ),
    ("extension_decided", {"granted_on": None}, "Measure 1.1: the extension was refused."),
    ("group_answered", {"is_ours": True}, "Measure 1.1: {lead} says that it is theirs."),
    ("group_answered", {"is_ours": False}, "Measure 1.1: {lead} says that it isn't theirs."),
    ("designated", {"role": "lead"}, "Measure 1.1: {lead} takes part in it (Lead)."),
    ("designated", {"role": ""}, "Measure 1.1: {lead} isn't meant."),
    (
        "duties",
        {"added": 2, "changed": 1, "removed": 1},
        "The plan changed for {lead}: 2 new measures, 1 measure changed, 1 measure fallen away.",
    ),
    ("duties", {"added": 0, "changed": 2}, "The plan changed for {lead}: 2 measures changed."),
    ("period", {"move": "open"}, "October: reports can be filled in now."),
    ("period", {"move": "close"}, "October was closed; its figures stay as they are."),
    ("period", {"move": "reopen"}, "October was reopened; reports can be filled in again."),
]  # fmt: skip
WITHOUT_MEASURE = ("reports_due", "deadline", "reminded", "period", "duties")
PLACES = {
    **dict.fromkeys(("returned", "approved", "reopened", "handed_over", "handed_back"), REPORT),
    **dict.fromkeys(("reports_due", "reminded", "duties"), "/plans/P/units/lead/"),
    "deadline": "/plans/P/units/lead/?deadline=soon",
    "period": "/",
}


def notice(cast: Cast, kind: str, detail: dict) -> Notice:
    reminder = None
    if kind == "reminded":
        reminder = Reminder.objects.create(
            period=cast.period(10), unit=cast.units["lead"], number=2, level="yellow", text="Go on.",
            by=cast.people["coordinator"], at=moment(10, 2), key="k",
        )  # fmt: skip
    return Notice.objects.create(
        person=cast.people["lead"], kind=kind, at=moment(10, 26), plan=cast.plan,
        measure=None if kind in WITHOUT_MEASURE else cast.measures["1.1"],
        unit=None if kind == "period" else cast.units["lead"],
        period=None if kind == "deadline" else cast.period(10),
        reminder=reminder, by=cast.people["coordinator"], detail=detail,
    )  # fmt: skip


@pytest.mark.parametrize(("kind", "detail", "words"), CASES)
def test_a_notice_is_a_sentence(cast, kind, detail, words):
    names = {code: unit.name for code, unit in cast.units.items()}
    with translation.override("en"):
        assert notice_words.title(notice(cast, kind, detail)) == words.format(**names)


@pytest.mark.parametrize(("kind", "detail", "words"), CASES)
def test_in_chinese_it_is_another(cast, kind, detail, words):
    one = notice(cast, kind, detail)
    with translation.override("en"):
        english = notice_words.title(one)
    with translation.override("zh-hans"):
        assert notice_words.title(one) != english


def test_every_kind_and_every_move_of_a_period_has_its_words():
    assert {kind for kind, _detail, _words in CASES} == set(News)
    assert {detail["move"] for kind, detail, _words in CASES if kind == "period"} == set(PeriodMove)


@pytest.mark.parametrize(("kind", "detail", "words"), CASES)
def test_a_notice_leads_to_its_place(cast, client, kind, detail, words, settings):
    settings.TODAY = "2022-10-26"
    detail = detail | {"past": False} if kind == "deadline" else detail
    place = notice_words.place(notice(cast, kind, detail))
    wanted = PLACES.get(kind, "/measures/M/")
    filled = wanted.replace("M", str(cast.measures["1.1"].pk)).replace("P", str(cast.plan.pk))
    assert place == filled
    client.force_login(cast.people["lead"])
    assert client.get(place, follow=True).status_code == 200


def test_of_a_withdrawn_measure_the_plan_is_shown(cast):
    one = notice(cast, "returned", {})
    Measure.objects.update(withdrawn_at=moment(10, 27))
    assert notice_words.place(Notice.objects.get(pk=one.pk)) == f"/plans/{cast.plan.pk}/"


def test_what_was_written_stands_word_for_word(cast):
    assert notice_words.said(notice(cast, "returned", {"comment": "Say more.\nMuch."})) == "Say more.\nMuch."
    assert notice_words.said(notice(cast, "reminded", {"count": 3})) == "Go on."
    assert notice_words.said(notice(cast, "approved", {})) == ""


def test_mail_tells_nothing_of_a_draft(cast):
    with translation.override("en"):
        for kind in ("handed_over", "handed_back"):
            one = notice(cast, kind, {"comment": "Between us."})
            assert notice_words.mail_title(one) == f"A report of {cast.units['lead']} waits for you."
            assert notice_words.mail_place(one) == f"/plans/{cast.plan.pk}/units/lead/"
        assert "1.1" in notice_words.mail_title(notice(cast, "returned", {}))


def test_a_period_keeps_its_name_also_as_a_quarter(cast):
    quarter = OCTOBER | {"starts": "2022-10-01", "ends": "2022-12-31", "due": "2022-12-31"}
    one = notice(cast, "reports_due", {"past": False, "due": [quarter]})
    with translation.override("en"):
        assert notice_words.title(one) == "Quarter 4: 5 reports due on 31 Dec"
    assert datetime.date.fromisoformat(quarter["due"]) == datetime.date(2022, 12, 31)
