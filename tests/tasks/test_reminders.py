"""Reminders by coordinators: the levels, the days between, answers, and who is told."""

import datetime
import threading
import uuid

import pytest
from django.db import connection
from django.utils import translation

from departments.models import Unit, User
from tasks import owed, reminded, reminders
from tasks.choices import COUNTING, Level, News
from tasks.models import Measure, Notice, Participation, Reminder, ReportingPeriod
from tasks.reminders import next_level, remind, standings
from tasks.review import Invalid, Refused
from tests.cast import Cast, make_person, moment
from tests.tasks.moves import done, move

REFS = ("1.1", "1.2", "1.3")


def send(
    cast: Cast, *units: str, month: int = 2, at: datetime.datetime, by: str = "coordinator", **how
) -> reminders.Outcome:
    """Reminds these units as somebody does who sees the page as it stands."""
    period = cast.period(month)
    pks = [cast.units[unit].pk for unit in units]
    last = {row.unit_id: row.number for row in Reminder.objects.filter(period=period).order_by("number")}
    asked = {
        "period": period,
        "units": {pk: last.get(pk, 0) for pk in pks},
        "text": "Submit them.",
        "by": User.objects.get(pk=cast.people[by].pk),
        "at": at,
        "key": str(uuid.uuid4()),
    }
    return remind(**asked | how)


def sent(cast: Cast, unit: str) -> list[tuple[int, str]]:
    rows = Reminder.objects.filter(unit=cast.units[unit]).order_by("pk")
    return [(row.number, row.level) for row in rows]


@pytest.mark.parametrize(
    ("last", "answered", "level"),
    [
        (None, True, "blue"), ("blue", False, "yellow"), ("yellow", False, "red"), ("red", False, "red"),
        ("blue", True, "blue"), ("yellow", True, "blue"), ("red", True, "blue"),
    ],
)  # fmt: skip
def test_which_level_follows(last, answered, level):
    assert next_level(Level(last) if last else None, answered=answered) == level


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ([1, 1], ["blue"]),
        ([1, 2], ["blue", "yellow"]),
        ([1, 2, 3], ["blue", "yellow", "red"]),
        ([1, 2, 3, 4, 7], ["blue", "yellow", "red"]),
        ([1, 2, 3, 8], ["blue", "yellow", "red", "red"]),
        ([1, 10, 11, 20], ["blue", "yellow", "red", "red"]),
    ],
)
def test_levels_rise_from_day_to_day(cast, days, expected):
    for day in days:
        outcome = send(cast, "lead", at=moment(2, day))
        assert len(outcome.sent) + len(outcome.refused) == 1
    assert [level for _number, level in sent(cast, "lead")] == expected


def test_an_answer_begins_at_blue_again(cast):
    send(cast, "lead", at=moment(2, 1))
    send(cast, "lead", at=moment(2, 3))
    for ref in REFS:
        move(cast, "submit", "lead", ref, 2, at=moment(2, 4))
    assert len(send(cast, "lead", at=moment(2, 5)).refused) == 1
    move(cast, "return", "lead", "1.1", 2, at=moment(2, 6))
    send(cast, "lead", at=moment(2, 8))
    assert sent(cast, "lead") == [(1, "blue"), (2, "yellow"), (3, "blue")]


def test_part_of_an_answer_is_none(cast):
    send(cast, "lead", at=moment(2, 1))
    move(cast, "submit", "lead", "1.1", 2, at=moment(2, 2))
    send(cast, "lead", at=moment(2, 3))
    assert sent(cast, "lead") == [(1, "blue"), (2, "yellow")]
    assert [one.ref for one in Reminder.objects.get(number=2).measures.order_by("seq")] == ["1.2", "1.3"]


def test_what_is_taken_back_was_no_answer(cast):
    send(cast, "responsible", at=moment(2, 1))
    move(cast, "submit", "responsible", "1.1", 2, at=moment(2, 2))
    move(cast, "take_back", "responsible", "1.1", 2, at=moment(2, 2, 12))
    send(cast, "responsible", at=moment(2, 3))
    assert sent(cast, "responsible") == [(1, "blue"), (2, "yellow")]


def test_the_same_level_waits_five_days_across_periods(cast):
    send(cast, "lead", month=1, at=moment(2, 1))
    for day in (2, 5):
        ((unit, why),) = send(cast, "lead", month=2, at=moment(2, day)).refused
        assert unit == cast.units["lead"]
        assert why
    send(cast, "lead", month=2, at=moment(2, 6))
    assert [(one.period.number, one.level) for one in Reminder.objects.order_by("pk")] == [
        (1, "blue"),
        (2, "blue"),
    ]


def test_what_is_not_possible_is_told_by_name_and_the_rest_goes_out(cast):
    send(cast, "lead", at=moment(2, 1))
    move(cast, "submit", "responsible", "1.1", 2, at=moment(2, 1))
    outcome = send(cast, "lead", "responsible", "haidian", "outsider", at=moment(2, 1, 15))
    assert [reminder.unit for reminder in outcome.sent] == [cast.units["haidian"]]
    assert [unit for unit, _why in outcome.refused] == [
        cast.units[name] for name in ("lead", "responsible", "outsider")
    ]


def test_why_not_says_which_and_from_when(cast):
    with translation.override("en"):
        send(cast, "lead", at=moment(2, 1))
        ((_unit, why),) = send(cast, "lead", at=moment(2, 1, 15)).refused
    assert why == (
        "The Blue reminder for February went out on 1 Feb; Yellow can follow on 2 Feb at the earliest."
    )


def test_everyone_of_the_unit_is_told_but_the_sender(cast):
    make_person("gone", cast.units["lead"], is_active=False)
    reminder = send(cast, "lead", at=moment(2, 1)).sent[0]
    rows = Notice.objects.filter(kind=News.REMINDED, reminder=reminder)
    assert sorted(row.person.username for row in rows) == ["colleague", "lead"]
    assert {(row.unit, row.period, row.detail["count"]) for row in rows} == {
        (cast.units["lead"], cast.period(2), 3)
    }


def test_the_first_of_the_unit_who_reads_it_has_read_it(cast):
    send(cast, "lead", at=moment(2, 1))
    cast.people["colleague"].notices.update(read_at=moment(2, 2))
    cast.people["lead"].notices.update(read_at=moment(2, 3))
    (row,) = [one for one in standings(cast.period(2), today=datetime.date(2022, 2, 3)) if one.last]
    assert (row.last.read_at, row.last.read_by) == (moment(2, 2), "Colleague")


def test_a_standing_says_how_many_since_when_and_what_comes_next(cast):
    move(cast, "submit", "lead", "1.1", 2, at=moment(2, 5))
    for ref in ("1.2", "1.3"):
        move(cast, "submit", "lead", ref, 2, at=moment(2, 5))
        move(cast, "return", "lead", ref, 2, at=moment(2, 7))
    found = standings(cast.period(2), today=datetime.date(2022, 2, 8))
    assert [(one.unit.code, one.owes, one.since.day, one.level, one.people) for one in found] == [
        ("lead", 2, 7, "blue", 2),
        ("responsible", 1, 1, "blue", 1),
        ("haidian", 1, 1, "blue", 1),
        ("dongcheng", 1, 1, "blue", 1),
    ]


def test_the_same_form_twice_reminds_once(cast):
    again = {"at": moment(2, 1), "key": "form", "units": {cast.units["lead"].pk: 0}}
    first = send(cast, **again)
    second = send(cast, **again)
    assert (len(first.sent), len(second.sent), second.before) == (1, 0, first.sent)
    assert Notice.objects.count() == 2


def test_a_page_that_has_aged_reminds_nobody_of_another_level(cast):
    seen = {cast.units["lead"].pk: 0}
    send(cast, "lead", at=moment(2, 1))
    outcome = send(cast, at=moment(2, 3), units=seen)
    assert (len(outcome.sent), len(outcome.refused)) == (0, 1)
    assert sent(cast, "lead") == [(1, "blue")]


@pytest.mark.parametrize(
    ("how", "error", "fields"),
    [
        ({"text": "  "}, Invalid, {"text"}),
        ({"text": "x" * 2001}, Invalid, {"text"}),
        ({"units": {}}, Invalid, {"units"}),
        ({"units": {}, "text": ""}, Invalid, {"units", "text"}),
        ({"by": "leadership"}, Refused, None),
        ({"by": "lead"}, Refused, None),
        ({"at": moment(1, 31)}, Refused, None),
    ],
)
def test_what_can_not_be_sent_is_not(cast, how, error, fields):
    with pytest.raises(error) as refused:
        send(cast, "lead", **{"at": moment(2, 1)} | how)
    if fields:
        assert set(refused.value.errors) == fields
    assert Reminder.objects.count() == 0


def test_in_a_closed_period_nobody_is_reminded_and_nothing_is_asked(cast):
    send(cast, "lead", at=moment(2, 1))
    assert len(reminded.unanswered(cast.units["lead"], cast.plan.pk)) == 1
    ReportingPeriod.objects.filter(number=2).update(closed_at=moment(3, 5))
    assert reminded.unanswered(cast.units["lead"], cast.plan.pk) == {}
    with pytest.raises(Refused):
        send(cast, "lead", at=moment(3, 6))


def test_a_unit_sees_the_newest_unanswered_of_each_period_the_most_urgent_first(cast):
    send(cast, "lead", month=1, at=moment(2, 1))
    send(cast, "lead", month=1, at=moment(2, 2))
    send(cast, "lead", month=2, at=moment(2, 6))
    move(cast, "submit", "lead", "1.1", 1, at=moment(2, 6))
    found = reminded.unanswered(cast.units["lead"], cast.plan.pk)
    assert [
        (one.period.number, one.level, [row.measure.ref for row in rows]) for one, rows in found.items()
    ] == [
        (1, "yellow", ["1.2", "1.3"]),
        (2, "blue", ["1.1", "1.2", "1.3"]),
    ]


def test_what_reminders_still_ask_is_what_the_period_is_owed(cast):
    """`still_asked` in one expression, `owing` period by period: the same in every turn of a story."""
    every = list(ReportingPeriod.objects.filter(number__in=(1, 2)))
    for period, day in ((1, 1), (2, 6)):
        send(cast, "lead", "responsible", "haidian", "dongcheng", month=period, at=moment(2, day))

    def same() -> bool:
        asked = {
            (row.reminder.period_id, row.reminder.unit_id, row.measure_id)
            for row in reminded.still_asked().select_related("reminder")
        }
        owing = {
            (period.pk, part.unit_id, part.measure_id) for period in every for part in reminded.owing(period)
        }
        return asked == owing

    assert same()
    steps = [
        lambda: move(cast, "save", "lead", "1.1", 1, at=moment(2, 7)),
        lambda: move(cast, "submit", "lead", "1.1", 1, at=moment(2, 7)),
        lambda: move(cast, "submit", "lead", "1.2", 2, at=moment(2, 7)),
        lambda: move(cast, "submit", "haidian", "1.2", 2, at=moment(2, 7)),
        lambda: move(cast, "take_back", "haidian", "1.2", 2, at=moment(2, 7, 12)),
        lambda: move(cast, "submit", "lead", "1.3", 2, at=moment(2, 8), says=done(cast.measures["1.3"])),
        lambda: move(cast, "approve", "lead", "1.3", 2, at=moment(2, 9)),
        lambda: Measure.objects.filter(ref="1.1").update(withdrawn_at=moment(2, 9)),
        lambda: Participation.objects.filter(unit=cast.units["dongcheng"]).update(until=moment(2, 9)),
    ]
    for number, step in enumerate(steps):
        step()
        assert (number, same()) == (number, True)


def test_who_owes_is_as_the_period_counts_it(cast):
    move(cast, "submit", "lead", "1.1", 2, at=moment(2, 3))
    held = Participation.objects.filter(until=None)
    counted = owed.with_report(held, cast.period(2)).filter(owes=True).exclude(report_state__in=COUNTING)
    assert sorted(reminded.owing(cast.period(2)).values_list("pk")) == sorted(counted.values_list("pk"))


def test_standings_cost_the_same_for_few_and_many(cast, django_assert_num_queries):
    period, day = cast.period(2), datetime.date(2022, 2, 3)
    send(cast, "lead", at=moment(2, 1))
    with django_assert_num_queries(5):
        assert len(standings(period, today=day)) == 4
    send(cast, "responsible", "haidian", "dongcheng", at=moment(2, 1))
    with django_assert_num_queries(5):
        assert len(standings(period, today=day)) == 4


def remind_at_once(cast: Cast, months: tuple[int, int], people: tuple[str, str]) -> list[tuple[int, int]]:
    """What becomes of two coordinators who remind one unit at one moment: how many went out, how many not."""
    start, outcomes = threading.Barrier(2), []

    def act(month: int, by: str) -> None:
        try:
            start.wait(timeout=20)
            outcome = send(cast, "lead", month=month, at=moment(2, 1), by=by)
            outcomes.append((len(outcome.sent), len(outcome.refused)))
        finally:
            connection.close()

    threads = [threading.Thread(target=act, args=one) for one in zip(months, people, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return sorted(outcomes)


@pytest.mark.parametrize("months", [(2, 2), (1, 2)])
@pytest.mark.django_db(transaction=True)
def test_of_two_coordinators_at_one_moment_one_is_told(request, months):
    cast = request.getfixturevalue("cast")
    cast.people["second"] = make_person("second", is_coordinator=True)
    assert remind_at_once(cast, months, ("coordinator", "second")) == [(0, 1), (1, 0)]
    assert (Reminder.objects.count(), Notice.objects.count()) == (1, 2)
    assert Unit.objects.count() == 6
