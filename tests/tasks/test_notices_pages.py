"""The pages of notices, reminders and mail."""

import re
import uuid
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actionplan.shared import clock
from departments.models import AuditEntry, User
from tasks import notices
from tasks.choices import News, Sending
from tasks.models import Message, Notice, Reminder
from tests.cast import Cast, moment
from tests.tasks.moves import move
from tests.tasks.page import client, text

OCT = moment(10, 20)
pytestmark = pytest.mark.usefixtures("english_in_october")


def tell(cast: Cast, *people: str, count: int = 1, kind: str = News.INSTRUCTED, **about: Any) -> None:
    for number in range(count):
        notices.tell(
            [cast.people[who] for who in people], News(kind), plan=cast.plan, at=OCT,
            by=cast.people["leadership"], measure=cast.measures["1.1"],
            detail={"comment": f"Hurry {number}."}, **about,
        )  # fmt: skip


def unread(cast: Cast, who: str) -> int:
    return cast.people[who].notices.filter(read_at=None).count()


def test_one_sees_what_came_to_oneself_the_newest_first(cast):
    tell(cast, "lead", count=2)
    tell(cast, "colleague", kind=News.ANSWERED, unit=cast.units["responsible"])
    page = text(client(cast, "lead").get("/notices/"))
    assert page.index("Hurry 1.") < page.index("Hurry 0.")
    assert "市水务局 has answered" not in page
    assert "2 notices unread." in page


def test_opening_one_marks_it_as_read_and_leads_on(cast):
    tell(cast, "lead", count=2)
    one = cast.people["lead"].notices.first()
    response = client(cast, "lead").post(f"/notices/{one.pk}/")
    assert (response.status_code, response.url) == (302, f"/measures/{cast.measures['1.1'].pk}/")
    assert unread(cast, "lead") == 1
    read_at = Notice.objects.get(pk=one.pk).read_at
    client(cast, "lead").post(f"/notices/{one.pk}/")
    assert Notice.objects.get(pk=one.pk).read_at == read_at


def test_anothers_notice_is_not_there(cast):
    tell(cast, "colleague")
    one = cast.people["colleague"].notices.get()
    assert client(cast, "lead").post(f"/notices/{one.pk}/").status_code == 404
    assert unread(cast, "colleague") == 1


def test_all_are_read_at_once_but_not_what_came_since(cast):
    tell(cast, "lead", "colleague", count=3)
    page = client(cast, "lead").get("/notices/").content.decode()
    upto = re.search(r'name="upto" value="(\d+)"', page)[1]
    tell(cast, "lead")
    client(cast, "lead").post("/notices/read/", {"upto": upto})
    assert (unread(cast, "lead"), unread(cast, "colleague")) == (1, 3)


@pytest.mark.parametrize("upto", ["", "x", "-1", "9" * 40, "²"])
def test_nonsense_reads_nothing(cast, upto):
    tell(cast, "lead")
    assert client(cast, "lead").post("/notices/read/", {"upto": upto}).status_code == 302
    assert unread(cast, "lead") == 1


def test_the_bar_counts_what_is_unread(cast):
    tell(cast, "lead", count=3)
    cast.people["lead"].notices.filter(pk=cast.people["lead"].notices.first().pk).update(read_at=OCT)
    assert "Notices 2 unread" in text(client(cast, "lead").get("/units/"))
    assert "Notices 0" not in text(client(cast, "nobody").get("/units/"))


def test_the_daily_mail_is_ones_own_choice(cast):
    User.objects.filter(username="lead").update(email="lead@example.org")
    one = client(cast, "lead")
    assert "It goes to lead@example.org." in text(one.get("/notices/"))
    assert "Your account has no mail address" in text(client(cast, "colleague").get("/notices/"))
    one.post("/notices/mail/", {})
    assert User.objects.get(username="lead").daily_mail is False
    one.post("/notices/mail/", {"daily_mail": "on"})
    assert User.objects.get(username="lead").daily_mail is True
    assert User.objects.get(username="colleague").daily_mail is True


def queries(cast: Cast, who: str, address: str) -> int:
    one = client(cast, who)
    with CaptureQueriesContext(connection) as found:
        assert one.get(address).status_code == 200
    return len(found)


def test_a_page_of_notices_costs_the_same_for_few_and_many(cast):
    tell(cast, "lead", count=2)
    few = queries(cast, "lead", "/notices/")
    tell(cast, "lead", count=20, unit=cast.units["lead"], period=cast.period(2))
    assert queries(cast, "lead", "/notices/") == few
    tell(cast, "lead", count=20)
    assert "42 in all, 26 to 42" in text(client(cast, "lead").get("/notices/?page=2"))


# Reminders


def remind(cast: Cast, *units: str, who: str = "coordinator", period: int = 10, **fields: Any) -> Any:
    """Sends the form of the page with these units ticked."""
    address = f"/plans/{cast.plan.pk}/reminders/"
    one = client(cast, who)
    page = one.get(address, {"period": period}).content.decode()
    data = {
        "key": str(uuid.uuid4()),
        "period": period,
        "seen": re.findall(r'name="seen" value="([^"]+)"', page),
        "units": [cast.units[unit].pk for unit in units],
        "text": "Submit them.",
        "act": "chosen",
    }
    return one.post(f"/plans/{cast.plan.pk}/remind/", data | fields)


def test_the_page_says_who_owes_and_what_comes_next(cast):
    move(cast, "submit", "responsible", "1.1", 10, at=OCT)
    page = text(client(cast, "coordinator").get(f"/plans/{cast.plan.pk}/reminders/"))
    assert "October: 3 units owe reports (5 in all), due on 31 Oct, 5 days left." in page
    assert "市园林绿化局 3 since 1 Oct None yet — — Blue" in page
    assert "市水务局" not in page


def test_a_reminders_text_loses_what_no_database_keeps(cast):
    assert remind(cast, "lead", text="Submit\0 them.").status_code == 302
    assert Reminder.objects.get().text == "Submit them."


def test_chosen_units_are_reminded_and_the_page_tells_how_it_stands(cast):
    assert remind(cast, "lead").status_code == 302
    assert [(one.unit.code, one.level) for one in Reminder.objects.all()] == [("lead", "blue")]
    page = text(client(cast, "coordinator").get(f"/plans/{cast.plan.pk}/reminders/"))
    assert "市园林绿化局 3 since 1 Oct Blue 26 Oct Not read yet Unanswered Yellow from 27 Oct" in page
    entry = AuditEntry.objects.get(what="reminded")
    assert (entry.detail["units"], entry.detail["levels"]) == (["市园林绿化局"], ["blue"])


def test_all_who_owe_are_reminded_in_one_click(cast):
    assert remind(cast, act="all").status_code == 302
    assert Reminder.objects.count() == 4


def test_what_could_not_go_out_is_told_by_name_with_the_text_kept(cast):
    remind(cast, "lead")
    response = remind(cast, "lead", "haidian", text="Now, really.")
    assert response.status_code == 200
    page = text(response)
    assert "1 unit was reminded, these were not: 市园林绿化局 The Blue reminder for October went out" in page
    assert ">Now, really.</textarea>" in response.content.decode()
    alone = remind(cast, "lead", text="Please.")
    assert (alone.status_code, "No unit was reminded:" in text(alone)) == (409, True)


@pytest.mark.parametrize(
    ("fields", "status", "words"),
    [
        ({"text": " "}, 422, "Write what the units are to do."),
        ({"units": []}, 422, "Tick the units to remind."),
        ({"key": "nonsense"}, 422, "Send the form from this page."),
        ({"period": 11}, 409, "November hasn't begun yet."),
        ({"period": 99}, 404, ""),
        ({"units": ["x", "9" * 30]}, 422, "Tick the units to remind."),
    ],
)
def test_what_is_wrong_is_said(cast, fields, status, words):
    response = remind(cast, "lead", **fields)
    assert (response.status_code, words in text(response)) == (status, True)
    assert Reminder.objects.count() == 0


def test_the_leadership_reads_and_sends_nothing(cast):
    page = client(cast, "leadership").get(f"/plans/{cast.plan.pk}/reminders/")
    assert page.status_code == 200
    assert b'name="units"' not in page.content
    assert remind(cast, "lead", who="leadership").status_code == 404
    assert Reminder.objects.count() == 0


def test_the_unit_sees_what_it_is_reminded_of_until_it_has_answered(cast):
    remind(cast, "lead")
    address = f"/plans/{cast.plan.pk}/units/lead/"
    page = client(cast, "lead").get(address)
    assert "Blue Reminder: 3 reports of October are missing Submit them." in text(page)
    measure = cast.measures["1.2"].pk
    assert f'href="/measures/{measure}/?unit=lead&amp;period=10#report"' in page.content.decode()
    for ref in ("1.1", "1.2", "1.3"):
        move(cast, "submit", "lead", ref, 10, at=moment(10, 26, 15))
    assert "Submit them." not in text(client(cast, "lead").get(address))
    page = text(client(cast, "coordinator").get(f"/plans/{cast.plan.pk}/reminders/"))
    assert re.search("26 Oct [0-9:]+ Coordinator 市园林绿化局 Blue Submit them. Not read yet Answered", page)


def test_the_page_costs_the_same_for_few_and_many(cast):
    address = f"/plans/{cast.plan.pk}/reminders/"
    remind(cast, "lead")
    few = queries(cast, "coordinator", address)
    remind(cast, act="all")
    assert queries(cast, "coordinator", address) == few


def test_another_period_can_be_chosen_and_nonsense_shows_the_one_that_runs(cast):
    one = client(cast, "coordinator")
    address = f"/plans/{cast.plan.pk}/reminders/"
    assert "September: 4 units owe reports" in text(one.get(address, {"period": 9}))
    for nonsense in ("x", "99", "²", "9" * 30):
        assert "October: 4 units owe reports" in text(one.get(address, {"period": nonsense}))


# Mail


def message(cast: Cast, state: str = Sending.FAILED, day: int = 20, **fields: Any) -> Message:
    defaults = {
        "to": cast.people["lead"],
        "day": moment(10, day).date(),
        "address": "old@example.org",
        "subject": f"Of the {day}th",
        "text": "Something came.",
        "state": state,
        "made_at": moment(10, day),
    }
    return Message.objects.create(**defaults | fields)


@pytest.mark.parametrize("who", ["coordinator", "administrator"])
def test_mail_can_be_looked_up_by_state(cast, who):
    message(cast, Sending.SENT, 20, sent_at=moment(10, 20))
    message(cast, Sending.FAILED, 21, error="550 No such mailbox")
    one = client(cast, who)
    page = text(one.get("/messages/"))
    assert page.index("Of the 21th") < page.index("Of the 20th")
    assert "550 No such mailbox" in page
    assert "Of the 20th" not in text(one.get("/messages/?state=failed"))
    assert one.get("/messages/?state=nonsense").status_code == 404
    assert "Something came." in text(one.get(f"/messages/{Message.objects.first().pk}/"))


def test_a_failed_message_goes_again_to_the_address_of_now(cast):
    User.objects.filter(username="lead").update(email="new@example.org")
    one = message(cast)
    assert client(cast, "coordinator").post(f"/messages/{one.pk}/again/").status_code == 302
    one.refresh_from_db()
    assert (one.state, one.address) == (Sending.WAITING, "new@example.org")
    assert AuditEntry.objects.filter(what="mail-again").count() == 1


@pytest.mark.parametrize(
    ("state", "fields", "status"),
    [
        (Sending.SENT, {"sent_at": moment(10, 20)}, 409),
        (Sending.SENDING, {"sent_at": moment(10, 20)}, 302),
        (Sending.WAITING, {}, 302),
    ],
)
def test_only_what_failed_or_was_cut_off_goes_again(cast, state, fields, status):
    one = message(cast, state, **fields)
    response = client(cast, "coordinator").post(f"/messages/{one.pk}/again/")
    one.refresh_from_db()
    assert (response.status_code, one.state) == (status, state if status == 409 else Sending.WAITING)


def test_what_is_on_its_way_right_now_does_not_go_again(cast):
    one = message(cast, Sending.SENDING, sent_at=clock.now())
    assert "Being sent" in text(client(cast, "coordinator").get("/messages/"))
    assert client(cast, "coordinator").post(f"/messages/{one.pk}/again/").status_code == 409


def test_mail_costs_the_same_for_few_and_many(cast):
    message(cast)
    few = queries(cast, "coordinator", "/messages/")
    for day in range(1, 16):
        message(cast, day=day)
    assert queries(cast, "coordinator", "/messages/") == few
