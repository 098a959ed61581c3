"""What is asked about a report, stops nothing, and says what to do."""

import datetime
from decimal import Decimal

import pytest
from django.utils import translation

from tasks import cross_checks
from tasks.choices import MeasureKind, Status
from tasks.cross_checks import Sum, says_done
from tasks.models import ReportEvent
from tests.cast import moment
from tests.tasks.moves import content, done, find, move
from tests.tasks.page import _today, client, look, send, text, typed  # noqa: F401

TODAY = datetime.date(2022, 10, 26)


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("任务已全部完成。", "全部完成"),
        ("15 万亩造林全部完成", "全部完成"),
        ("已完成", "已完成"),
        ("完成", "完成"),
        ("方案编制完成。正在征求意见", "完成"),
        ("设施已建成，尚未验收", "已建成"),
        ("已完成任务", "已完成任务"),
        ("The survey is done.", "done"),
        ("Completed", "Completed"),
        ("All done: 15 of 15", "All done"),
        ("未完成", ""),
        ("尚未全部完成", ""),
        ("没有完成", ""),
        ("预计年底完成", ""),
        ("12 月底前完成", ""),
        ("确保如期完成", ""),
        ("累计完成造林 11.1 万亩", ""),
        ("已完成 60%", ""),
        ("已建成 3 处口袋公园", ""),
        ("基本完成", ""),
        ("完成率较高", ""),
        ("Not done", ""),
        ("not yet completed", ""),
        ("70% completed", ""),
        ("will be done in May", ""),
        ("Half done", ""),
        ("It isn't finished", ""),
        ("", ""),
    ],
)
def test_words_that_say_done_and_words_that_dont(said, found):
    assert says_done(said) == found


def looks(
    cast, said: ReportEvent, *, leads=True, before=None, sums=None, proved=False, ref="1.1", today=TODAY
):
    with translation.override("en"):
        found = cross_checks.looks(
            said,
            measure=cast.measures[ref],
            leads=leads,
            before=before,
            sums=sums or {},
            proved=proved,
            today=today,
        )
    return {look.field: look.text for look in found}


def test_done_in_words_beside_a_percent_under_a_hundred(cast):
    said = ReportEvent(status=Status.ON_TRACK, percent=74, progress="全部完成。")

    assert looks(cast, said) == {
        "progress": "The text says “全部完成”, the figures say 74%: mend the one that doesn't hold."
    }
    said.percent = 100
    assert looks(cast, said, proved=True) == {}


def test_done_in_words_beside_a_leads_value_under_the_years_target(cast):
    measure = cast.measures["1.2"]
    measure.kind = MeasureKind.OUTCOME
    said = ReportEvent(status=Status.ON_TRACK, values={str(cast.target.pk): "14.5"}, progress="全部完成。")

    assert "the figures say 14.5 万亩" in looks(cast, said, ref="1.2")["progress"]
    assert looks(cast, said, ref="1.2", leads=False) == {}
    said.values = {str(cast.target.pk): "15"}
    assert looks(cast, said, ref="1.2") == {}


def test_a_percent_that_falls_asks_why_and_stops_nothing(cast):
    move(cast, "submit", "lead", "1.1", 9, at=moment(9, 20), says=content(cast.measures["1.1"], percent=80))
    told = "The percent fell from 80% to 70%: say why under “Problems”."
    send(cast, "lead", "1.1", "save", **typed(percent="70"))

    assert told in text(look(cast, "lead", "1.1", unit="lead", period=10))
    assert send(cast, "lead", "1.1", "submit", **typed(percent="70")).status_code == 302
    assert told in text(look(cast, "coordinator", "1.1", unit="lead", period=10))

    move(cast, "take_back", "lead", "1.1", 10, at=moment(10, 26))
    send(cast, "lead", "1.1", "submit", **typed(percent="70", problems="Counted anew."))
    assert told not in text(look(cast, "coordinator", "1.1", unit="lead", period=10))


def test_the_same_text_as_last_time_unless_all_is_the_same(cast):
    before = find(cast, "lead", "1.1", 9)
    earlier = ReportEvent(report=before, progress="Dug.")
    said = ReportEvent(percent=50, progress="Dug.\n")

    assert list(looks(cast, said, before=earlier)) == ["progress"]
    said.no_change = True
    assert looks(cast, said, before=earlier) == {}


@pytest.mark.parametrize(
    ("units", "told", "differs"),
    [("11", 2, False), ("12", 2, True), ("12", 1, True), ("10", 2, True), ("10", 1, False)],
)
def test_while_units_are_silent_theirs_may_be_the_rest(units, told, differs):
    assert Sum(Decimal(11), Decimal(units), told, 2).differs is differs


def test_a_day_after_the_due_day_leads_to_an_extension_for_those_who_can_ask(cast):
    said = ReportEvent(status=Status.BEHIND, percent=40, expected_on=datetime.date(2023, 1, 15))

    assert "ask for an extension before that day" in looks(cast, said)["expected_on"]
    assert "tell the lead" in looks(cast, said, leads=False)["expected_on"]
    late = looks(cast, said, today=datetime.date(2023, 1, 1))["expected_on"]
    assert "say under “Next steps” how it gets there" in late
    said.expected_on = datetime.date(2022, 12, 31)
    assert looks(cast, said) == {}


def test_done_with_open_steps_and_without_a_file(cast):
    said = ReportEvent(
        status=Status.DONE, percent=100, steps=[{"title": "审议"}, {"title": "起草", "done": "2022-10-01"}]
    )

    found = looks(cast, said)

    assert list(found) == ["steps", "evidence"]
    assert "审议" in found["steps"]
    assert "起草" not in found["steps"]
    assert looks(cast, ReportEvent(status=Status.DONE, percent=100), proved=True) == {}


def test_the_districts_sum_is_told_to_the_lead_and_to_the_districts_reviewer(cast):
    measure, value = cast.measures["1.2"], f"value_{cast.target.pk}"
    for unit, percent in (("haidian", 40), ("dongcheng", 60)):
        says = content(measure, percent=percent)
        move(cast, "submit", unit, "1.2", 10, at=moment(10, 20), says=says)

    send(cast, "lead", "1.2", "save", **typed(**{value: "14"}))
    page = look(cast, "lead", "1.2", unit="lead", period=10)
    assert "You report 14 万亩; the responsible units together report 15 (2 of 2 have said theirs)" in text(
        page
    )
    sent = send(cast, "lead", "1.2", "submit", **typed(**{value: "14"}))

    assert sent.status_code == 302
    review = look(cast, "coordinator", "1.2", unit="haidian", period=10)
    assert "The lead reports 14 万亩; the responsible units together report 15" in text(review)
    move(cast, "take_back", "lead", "1.2", 10, at=moment(10, 21))
    send(cast, "lead", "1.2", "submit", **typed(**{value: "15", "status": "done"}))
    assert "together report" not in text(look(cast, "coordinator", "1.2", unit="haidian", period=10))


def test_what_is_worth_a_look_stands_on_the_saved_form_and_the_reviewers_page_and_stops_nothing(cast):
    fresh = look(cast, "lead", "1.1", unit="lead", period=10)
    assert "Worth a look" not in text(fresh)
    fields = typed(progress="全部完成。")
    send(cast, "lead", "1.1", "save", **fields)

    page = look(cast, "lead", "1.1", unit="lead", period=10)
    assert [one.field for one in page.context["looks"]] == ["progress"]
    assert "Worth a look" in text(page)

    assert send(cast, "lead", "1.1", "submit", **fields).status_code == 302
    assert "Worth a look" in text(look(cast, "coordinator", "1.1", unit="lead", period=10))
    assert "Worth a look" not in text(look(cast, "responsible", "1.1", unit="lead", period=10))


def test_before_it_is_sent_the_form_is_looked_at_as_it_stands_and_nothing_is_saved(cast):
    address = f"/measures/{cast.measures['1.1'].pk}/look/"
    data = {"unit": "lead", "period": 10} | typed(status="done", percent="100")

    answer = client(cast, "lead").post(address, data)

    assert (answer.status_code, answer.headers["X-Part"]) == (200, "looks")
    assert "Done, without a file that proves it" in text(answer)
    assert find(cast, "lead", "1.1", 10).version == 0
    assert client(cast, "responsible").post(address, data).status_code == 404
    assert client(cast, "lead").post(address, data | {"percent": "x"}).content.strip() == b""


def test_a_done_report_with_all_its_steps_asks_for_a_file_alone(cast):
    move(cast, "submit", "lead", "1.1", 10, at=moment(10, 20), says=done(cast.measures["1.1"]))

    page = look(cast, "coordinator", "1.1", unit="lead", period=10)
    assert [one.field for one in page.context["looks"]] == ["evidence"]
