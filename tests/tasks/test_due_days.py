"""Automatic reminders: which day sends what, to whom, and when they stop."""

import datetime

import pytest
from django.utils import timezone

from departments.models import Membership, User
from tasks import due_days
from tasks.choices import News, Sending
from tasks.daily import people, prepare
from tasks.due_days import latest_step
from tasks.models import Measure, Message, Notice, Plan, ReportingPeriod
from tests.cast import Cast, moment
from tests.tasks.moves import content, done, move

DUE = datetime.date(2022, 6, 30)


@pytest.mark.parametrize(
    ("passed", "step"),
    [
        (-31, None), (-30, -30), (-29, -30), (-8, -30), (-7, -7), (-2, -7), (-1, -1), (0, -1), (1, 1), (6, 1),
        (7, 7), (29, 7), (30, 30), (59, 30), (60, 60), (89, 60), (90, 90), (365, 360),
    ],
)  # fmt: skip
def test_on_a_day_the_latest_step_counts(passed, step):
    today = DUE + datetime.timedelta(days=passed)
    assert latest_step(DUE, today) == (None if step is None else DUE + datetime.timedelta(days=step))


def run(at: datetime.datetime, *, write: bool = True) -> list[Notice]:
    """One run of the day: what was noted for everyone."""
    owed = due_days.owed(timezone.localdate(at))
    return [notice for person in people() for notice in prepare(person, owed, at=at, write=write).notices]


def told(cast: Cast, who: str) -> list[tuple[str, str, bool]]:
    """Day, kind and whether past, of all that a person was told."""
    rows = cast.people[who].notices.filter(kind__in=(News.REPORTS_DUE, News.DEADLINE)).order_by("pk")
    return [(f"{timezone.localdate(one.at):%m-%d}", one.kind, one.detail["past"]) for one in rows]


def days(start: datetime.datetime, count: int) -> list[datetime.datetime]:
    return [start + datetime.timedelta(days=number) for number in range(count)]


@pytest.fixture
def one_period(cast) -> Cast:
    """The lead alone owes one report, on 1.1 in June, due on 30 June; its deadline is far."""
    ReportingPeriod.objects.exclude(number=6).update(closed_at=moment(1, 5))
    ReportingPeriod.objects.filter(number=6).update(opens_on=datetime.date(2022, 5, 1))
    for ref in ("1.2", "1.3"):
        Measure.objects.filter(ref=ref).update(withdrawn_at=moment(1, 5))
    Measure.objects.update(due_on=datetime.date(2023, 12, 31))
    return cast


def test_each_step_is_told_once_on_its_day(one_period):
    for at in days(moment(5, 25), 100):
        run(at)
        run(at.replace(hour=15))
    near = [("05-31", "reports_due", False), ("06-23", "reports_due", False), ("06-29", "reports_due", False)]
    past = ["07-01", "07-07", "07-30", "08-29"]
    assert told(one_period, "lead") == near + [(day, "reports_due", True) for day in past]
    assert told(one_period, "responsible") == told(one_period, "lead")
    assert told(one_period, "assisting") == []


@pytest.mark.parametrize(
    ("runs", "expected"),
    [
        ([(5, 30)], []),
        ([(6, 3)], ["06-03"]),
        ([(5, 31), (6, 25), (6, 28)], ["05-31", "06-25"]),
        ([(6, 22), (6, 24)], ["06-22"]),  # two days later is too soon for the next of the kind
        ([(6, 22), (6, 24), (6, 27)], ["06-22", "06-27"]),
        ([(6, 29), (7, 1)], ["06-29", "07-01"]),  # past is another kind than near
        ([(8, 15), (8, 16)], ["08-15"]),  # 1, 7 and 30 days after have gone by: told once
        ([(8, 15), (8, 28), (8, 29)], ["08-15", "08-29"]),
        ([(8, 27), (8, 29), (8, 31), (9, 1)], ["08-27", "09-01"]),
    ],
)
def test_a_day_without_a_run_is_caught_up_once(one_period, runs, expected):
    for month, day in runs:
        run(moment(month, day))
    assert [day for day, _kind, _past in told(one_period, "lead")] == expected


def test_never_two_of_a_kind_within_five_days(cast):
    for at in days(moment(1, 5), 75):
        run(at)
    for who in ("lead", "responsible", "haidian"):
        last: dict[tuple[str, bool], datetime.date] = {}
        for notice in cast.people[who].notices.order_by("pk"):
            day = timezone.localdate(notice.at)
            kind = (notice.kind, notice.detail["past"])
            assert (day - last.get(kind, datetime.date.min)).days >= 5
            last[kind] = day


def test_all_of_a_kind_stands_in_one_notice(cast):
    Membership.objects.create(user=cast.people["lead"], unit=cast.units["haidian"])
    run(moment(3, 8))
    (past, near) = cast.people["lead"].notices.order_by("pk")
    assert [(one["unit"], one["due"], one["count"]) for one in past.detail["due"]] == [
        ("市园林绿化局", "2022-01-31", 3),
        ("海淀区政府", "2022-01-31", 1),
        ("市园林绿化局", "2022-02-28", 3),
        ("海淀区政府", "2022-02-28", 1),
    ]
    assert [one["due"] for one in near.detail["due"]] == ["2022-03-31", "2022-03-31"]


@pytest.mark.parametrize("way", [["submit"], ["submit", "approve"], ["hand_over", "submit"]])
def test_a_submitted_report_stops_it(one_period, way):
    cast = one_period
    cast.units["lead"].signs_off = "hand_over" in way
    cast.units["lead"].save()
    Membership.objects.filter(user=cast.people["lead"]).update(position="head")
    for name in way:
        move(cast, name, "lead", "1.1", 6, at=moment(6, 1))
    run(moment(6, 24))
    assert told(cast, "lead") == []
    assert told(cast, "responsible") == [("06-24", "reports_due", False)]


def test_a_draft_and_a_report_that_was_taken_back_dont_stop_it(one_period):
    move(one_period, "submit", "lead", "1.1", 6, at=moment(6, 1))
    move(one_period, "take_back", "lead", "1.1", 6, at=moment(6, 2))
    run(moment(6, 24))
    assert told(one_period, "lead") == [("06-24", "reports_due", False)]


def test_a_report_that_was_returned_is_owed_again(one_period):
    move(one_period, "submit", "lead", "1.1", 6, at=moment(6, 1))
    run(moment(6, 24))
    move(one_period, "return", "lead", "1.1", 6, at=moment(6, 25))
    run(moment(6, 26))
    rows = one_period.people["lead"].notices.filter(kind=News.REPORTS_DUE)
    assert [timezone.localdate(one.at).day for one in rows] == [26]


def test_a_newer_report_makes_up_for_a_gap(cast):
    for ref in ("1.1", "1.2", "1.3"):
        move(cast, "submit", "lead", ref, 2, at=moment(2, 10))
    run(moment(2, 25))
    assert told(cast, "lead") == []
    assert told(cast, "responsible") == [("02-25", "reports_due", True), ("02-25", "reports_due", False)]


def test_a_period_that_is_closed_or_has_not_begun_asks_nothing(one_period):
    period = ReportingPeriod.objects.filter(number=6)
    period.update(opens_on=datetime.date(2022, 6, 20))
    assert run(moment(6, 10)) == []
    period.update(closed_at=moment(6, 21))
    assert run(moment(6, 24)) == []


@pytest.fixture
def one_deadline(cast) -> Cast:
    """1.1 is to be done by 30 June; nothing is to be reported."""
    ReportingPeriod.objects.update(closed_at=moment(1, 5))
    Measure.objects.exclude(ref="1.1").update(due_on=None, deadline_kind="open")
    Measure.objects.filter(ref="1.1").update(due_on=DUE)
    return cast


def test_a_deadline_is_told_to_the_units_that_own_the_measure(one_deadline):
    for at in days(moment(5, 20), 60):
        run(at)
    expected = [("05-31", False), ("06-23", False), ("06-29", False), ("07-01", True), ("07-07", True)]
    for who in ("lead", "responsible"):
        assert told(one_deadline, who) == [(day, "deadline", past) for day, past in expected]
    for who in ("assisting", "haidian", "outsider", "coordinator", "nobody"):
        assert told(one_deadline, who) == []


def test_a_done_measure_asks_nothing_more(one_deadline):
    cast = one_deadline
    ReportingPeriod.objects.filter(number=6).update(closed_at=None, due_on=datetime.date(2022, 12, 1))
    measure = cast.measures["1.1"]
    move(cast, "submit", "lead", "1.1", 6, at=moment(6, 2), says=done(measure))
    run(moment(6, 24))
    assert told(cast, "lead") == []
    assert told(cast, "responsible") == [("06-24", "deadline", False)]
    move(cast, "approve", "lead", "1.1", 6, at=moment(6, 25))
    run(moment(6, 30))
    assert told(cast, "responsible") == [("06-24", "deadline", False)]


def test_a_day_that_was_put_off_begins_its_steps_again(one_deadline):
    run(moment(6, 24))
    Measure.objects.filter(ref="1.1").update(due_on=datetime.date(2022, 7, 31), first_due_on=DUE)
    assert [one.detail["due"][0]["due"] for one in run(moment(7, 1))] == ["2022-07-31"] * 3


def test_a_withdrawn_measure_and_a_unit_that_is_gone_ask_nothing(one_deadline):
    Measure.objects.filter(ref="1.1").update(withdrawn_at=moment(6, 1))
    assert run(moment(6, 24)) == []
    Measure.objects.filter(ref="1.1").update(withdrawn_at=None)
    one_deadline.units["lead"].is_active = False
    one_deadline.units["lead"].save()
    run(moment(6, 24))
    assert told(one_deadline, "lead") == []


def test_whoever_has_left_is_told_nothing(one_deadline):
    User.objects.filter(username="lead").update(is_active=False)
    run(moment(6, 24))
    assert told(one_deadline, "lead") == []
    assert told(one_deadline, "colleague") == [("06-24", "deadline", False)]


def test_plans_are_told_together(cast):
    other = Plan.objects.create(
        title="另一计划", year=2022, starts_on=datetime.date(2022, 1, 1), ends_on=datetime.date(2022, 12, 31)
    )
    ReportingPeriod.objects.filter(plan=cast.plan).update(closed_at=moment(1, 5))
    Measure.objects.filter(ref="1.1").update(due_on=DUE)
    Measure.objects.filter(ref="1.2").update(due_on=DUE, plan=other)
    cast.part("lead", "1.2").__class__.objects.filter(measure=cast.measures["1.2"]).update(plan=other)
    run(moment(6, 24))
    (notice,) = cast.people["lead"].notices.all()
    assert [one["count"] for one in notice.detail["due"]] == [1, 1]


def test_what_is_prepared_without_writing_is_what_a_run_writes(cast):
    User.objects.filter(username__in=("lead", "haidian")).update(email="a@example.org")
    move(cast, "submit", "lead", "1.1", 1, at=moment(1, 20))
    move(cast, "return", "lead", "1.1", 1, at=moment(1, 21))
    owed = due_days.owed(datetime.date(2022, 1, 25))

    def everything(write: bool) -> list:
        found = []
        for person in people():
            prepared = prepare(person, owed, at=moment(1, 25), write=write)
            message = prepared.message
            notices = [(one.kind, one.detail, one.key) for one in prepared.notices]
            found.append((person, notices, message and (message.subject, message.text, message.address)))
        return found

    before = Notice.objects.count()
    would = everything(write=False)
    assert (Notice.objects.count(), Message.objects.count()) == (before, 0)
    assert everything(write=True) == would
    assert Message.objects.filter(state=Sending.WAITING).count() == 2


def test_a_report_that_is_behind_is_still_a_report(one_period):
    says = content(one_period.measures["1.1"], "behind", 5)
    move(one_period, "submit", "lead", "1.1", 6, at=moment(6, 1), says=says)
    run(moment(6, 24))
    assert told(one_period, "lead") == []
