"""The mail of a day: what it carries, in which words, and that nothing goes out twice."""

import datetime
import smtplib
import threading

import pytest
from django.core import mail as outbox
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection

from departments.models import User
from tasks import due_days, mail, notices
from tasks.choices import News, Sending
from tasks.daily import people, prepare
from tasks.models import Message, Notice
from tasks.reminders import remind
from tests.cast import Cast, moment
from tests.tasks.moves import move

AT = moment(2, 10)


@pytest.fixture
def reader(cast, settings) -> User:
    """The lead, who wants mail, in English."""
    settings.LANGUAGE_CODE = "en"
    User.objects.filter(username="lead").update(email="lead@example.org")
    return User.objects.get(username="lead")


def tell(cast: Cast, who: str = "lead", comment: str = "") -> None:
    notices.tell(
        [cast.people[who]], News.INSTRUCTED, plan=cast.plan, at=AT, by=cast.people["leadership"],
        measure=cast.measures["1.1"], detail={"comment": comment},
    )  # fmt: skip


def write(at: datetime.datetime = AT) -> list[Message]:
    """The mail of a day, written; the automatic reminders left out."""
    written = [prepare(person, {}, at=at).message for person in people()]
    return [message for message in written if message]


def send(at: datetime.datetime = AT, backend: EmailBackend | None = None) -> list[str]:
    """One run over what waits; the states in which the messages end."""
    found = []
    for key in list(mail.waiting().values_list("pk", flat=True)):
        if message := mail.claim(key, at=at):
            mail.deliver(message, backend or EmailBackend(), at=at)
            found.append(Message.objects.get(pk=key).state)
    return found


def test_a_message_has_all_that_is_unread_with_places(cast, reader, settings):
    settings.BASE_ADDRESS = "https://plan.example.org"
    tell(cast, comment="Only on the page.")
    move(cast, "submit", "lead", "1.1", 2, at=AT)
    move(cast, "return", "lead", "1.1", 2, at=AT, comment="Only there too.")
    (message,) = write()
    measure = f"https://plan.example.org/measures/{cast.measures['1.1'].pk}/"
    assert message.subject == "Action plan tracking, 10 Feb: 2 notices"
    assert message.text.splitlines() == [
        "Lead, this came to you:",
        "",
        "· Measure 1.1: an instruction from Leadership.",
        f"  {measure}",
        "",
        "· Measure 1.1: the February report of 市园林绿化局 was returned by Coordinator.",
        f"  {measure}?unit=lead&period=2#report",
        "",
        "All notices, and whether you get this mail: https://plan.example.org/notices/",
    ]
    assert set(message.notices.all()) == set(reader.notices.all())


def test_without_an_address_of_its_own_it_names_paths(cast, reader):
    tell(cast)
    (message,) = write()
    assert f"\n  /measures/{cast.measures['1.1'].pk}/\n" in message.text


def test_mail_is_in_the_language_of_the_plan(cast, reader, settings):
    settings.LANGUAGE_CODE = "zh-hans"
    tell(cast)
    (message,) = write()
    assert "2 月 10 日" in message.subject


@pytest.mark.parametrize("fields", [{"email": ""}, {"daily_mail": False}, {"is_active": False}])
def test_whoever_wants_none_gets_none(cast, reader, fields):
    User.objects.filter(pk=reader.pk).update(**fields)
    tell(cast)
    assert write() == []


def test_one_message_a_day_with_what_came_since(cast, reader):
    tell(cast)
    assert len(write()) == 1
    tell(cast)
    assert write(AT + datetime.timedelta(hours=5)) == []
    (second,) = write(AT + datetime.timedelta(days=1))
    assert second.notices.count() == 1


def test_what_was_read_is_not_mailed(cast, reader):
    tell(cast)
    reader.notices.update(read_at=AT)
    assert write() == []


def test_a_reminder_that_was_answered_is_not_mailed(cast, reader):
    cast.units["responsible"].signs_off = False
    User.objects.filter(username="responsible").update(email="r@example.org")
    unit = cast.units["responsible"].pk
    remind(period=cast.period(2), units={unit: 0}, text="Go.", by=cast.people["coordinator"], at=AT, key="k")
    move(cast, "submit", "responsible", "1.1", 2, at=AT)
    assert write() == []
    move(cast, "take_back", "responsible", "1.1", 2, at=AT)
    assert len(write()) == 1


def test_an_automatic_reminder_that_was_answered_is_not_mailed(cast, reader):
    at = moment(1, 25)
    User.objects.filter(pk=reader.pk).update(email="")
    prepare(reader, due_days.owed(at.date()), at=at)
    assert reader.notices.count() == 1
    User.objects.filter(pk=reader.pk).update(email="lead@example.org")
    for ref in ("1.1", "1.2", "1.3"):
        move(cast, "submit", "lead", ref, 1, at=at)
    later = moment(1, 26)
    assert prepare(reader, due_days.owed(later.date()), at=later).message is None


def test_a_long_list_is_cut_and_says_so(cast, reader):
    for _number in range(mail.LISTED + 3):
        tell(cast)
    (message,) = write()
    assert message.text.count("·") == mail.LISTED
    assert "and 3 more" in message.text
    assert message.notices.count() == mail.LISTED + 3


def test_what_waits_is_sent_once(cast, reader):
    tell(cast)
    (message,) = write()
    assert (send(), send()) == (["sent"], [])
    (sent,) = outbox.outbox
    assert (sent.to, sent.subject, sent.body) == (["lead@example.org"], message.subject, message.text)
    message.refresh_from_db()
    assert message.sent_at == AT


class Server(EmailBackend):
    """A mail server that answers in its own way; `taken` says whether it had the message by then."""

    def __init__(self, error: Exception, *, at_opening: bool = False) -> None:
        super().__init__()
        self.error, self.at_opening = error, at_opening

    def open(self) -> None:
        if self.at_opening:
            raise self.error

    def send_messages(self, messages: list) -> int:
        raise self.error


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (smtplib.SMTPRecipientsRefused({"lead@example.org": (550, b"No")}), "failed"),
        (smtplib.SMTPDataError(554, b"No"), "failed"),
        (smtplib.SMTPSenderRefused(550, b"No", "a"), "failed"),
        (smtplib.SMTPServerDisconnected("gone"), "sending"),
        (TimeoutError("timed out"), "sending"),
        (ConnectionResetError("reset"), "sending"),
    ],
)
def test_what_surely_failed_is_tried_again_what_is_uncertain_is_not(cast, reader, error, state):
    tell(cast)
    (message,) = write()
    assert send(backend=Server(error)) == [state]
    message.refresh_from_db()
    assert message.error
    assert send() == (["sent"] if state == "failed" else [])


def test_an_unreachable_server_stops_the_run(cast, reader):
    tell(cast)
    (message,) = write()
    with pytest.raises(mail.Unreachable, match="refused"):
        send(backend=Server(ConnectionRefusedError("refused"), at_opening=True))
    message.refresh_from_db()
    assert message.state == Sending.FAILED
    assert send() == ["sent"]


def test_an_address_that_can_not_be_one_fails_and_stops_nobody(cast, reader):
    User.objects.filter(username="colleague").update(email="colleague@example.org")
    tell(cast, "lead")
    tell(cast, "colleague")
    write()
    User.objects.filter(username="lead").update(email="bad\naddress@example.org")
    assert send() == ["failed", "sent"]


def test_a_corrected_address_counts_at_the_next_try(cast, reader):
    tell(cast)
    write()
    User.objects.filter(pk=reader.pk).update(email="new@example.org")
    assert send() == ["sent"]
    assert outbox.outbox[0].to == ["new@example.org"]


def test_whoever_wants_no_mail_any_more_gets_none_that_waited(cast, reader):
    tell(cast)
    write()
    User.objects.filter(pk=reader.pk).update(daily_mail=False)
    assert send() == []


def at_once(count: int, act) -> list:
    start, outcomes = threading.Barrier(count), []

    def run() -> None:
        try:
            start.wait(timeout=20)
            outcomes.append(act())
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return outcomes


@pytest.mark.django_db(transaction=True)
def test_of_two_runs_at_once_one_takes_the_message(request):
    cast = request.getfixturevalue("cast")
    User.objects.filter(username="lead").update(email="lead@example.org")
    tell(cast)
    (message,) = write()
    taken = at_once(4, lambda: mail.claim(message.pk, at=AT))
    assert sorted(one is not None for one in taken) == [False, False, False, True]


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_note_and_write_once(request):
    cast = request.getfixturevalue("cast")
    User.objects.filter(username="lead").update(email="lead@example.org")
    person = User.objects.get(username="lead")
    at = moment(1, 25)
    owed = due_days.owed(at.date())
    done = at_once(4, lambda: prepare(person, owed, at=at))
    assert sorted(len(one.notices) for one in done) == [0, 0, 0, 1]
    assert (Notice.objects.count(), Message.objects.count()) == (1, 1)
    assert cast.people["lead"].notices.get().message == Message.objects.get()
