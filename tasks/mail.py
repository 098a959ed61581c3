"""The mail: one message a day to each person, with all that came to them, and its way out.

A message is claimed before it is sent, and that is committed: one that was cut off stays 'being sent', and
only a person sends it again. What surely didn't go out is 'failed', and the next run tries it again.
"""

import datetime
import smtplib
from collections.abc import Iterable

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from actionplan.shared import dates
from departments.models import User
from tasks import due_days, notice_words, reminded
from tasks.choices import News, Sending
from tasks.models import Message, Notice
from tasks.review import Refused

LISTED = 50
CUT_OFF = datetime.timedelta(minutes=15)
"""What has been 'being sent' for so long was cut off."""


def compose(
    person: User, dues: Iterable[due_days.Due], *, at: datetime.datetime, fresh: Iterable[Notice] = ()
) -> tuple[Message | None, list[Notice]]:
    """The person's message of the day, unsaved, with the notices that it carries; none where none is due.

    It carries what is unread and wasn't mailed, less reminders of what isn't owed any more. `fresh` are
    notices that aren't saved.
    """
    day = timezone.localdate(at)
    if not (person.is_active and person.daily_mail and person.email):
        return None, []
    if Message.objects.filter(to=person, day=day).exists():
        return None, []
    waiting = Notice.objects.filter(person=person, read_at__isnull=True, message__isnull=True)
    carried = _still_true([*waiting.select_related(*notice_words.RELATED).order_by("pk"), *fresh], dues)
    if not carried:
        return None, []
    with translation.override(settings.LANGUAGE_CODE):
        message = Message(
            to=person,
            day=day,
            address=person.email,
            subject=_subject(len(carried), day),
            text=_text(person, carried),
            made_at=at,
        )
    return message, carried


def _still_true(waiting: list[Notice], dues: Iterable[due_days.Due]) -> list[Notice]:
    dues = list(dues)
    asked = [notice.reminder_id for notice in waiting if notice.reminder_id]
    rows = reminded.still_asked().filter(reminder__in=asked) if asked else Notice.objects.none()
    unanswered = set(rows.values_list("reminder", flat=True))

    def stands(notice: Notice) -> bool:
        if notice.kind in (News.REPORTS_DUE, News.DEADLINE):
            return due_days.still_owed(notice, dues)
        return notice.reminder_id is None or notice.reminder_id in unanswered

    return [notice for notice in waiting if stands(notice)]


def _subject(count: int, day: datetime.date) -> str:
    words = ngettext(
        "Action plan tracking, %(day)s: %(n)s notice", "Action plan tracking, %(day)s: %(n)s notices", count
    )
    return words % {"day": dates.written(day, year=day.year), "n": count}


def _text(person: User, carried: list[Notice]) -> str:
    lines = [_("%(name)s, this came to you:") % {"name": person}, ""]
    for notice in carried[:LISTED]:
        address = _address(notice_words.mail_place(notice))
        lines += [f"· {notice_words.mail_title(notice)}", f"  {address}", ""]
    if more := max(len(carried) - LISTED, 0):
        lines += [ngettext("and %(n)s more", "and %(n)s more", more) % {"n": more}, ""]
    lines.append(_("All notices, and whether you get this mail: %(address)s") % {"address": _notices()})
    return "\n".join(lines)


def _notices() -> str:
    return _address(reverse("notices"))


def _address(path: str) -> str:
    return f"{settings.BASE_ADDRESS}{path}"


def waiting() -> QuerySet[Message]:
    """The messages that a run sends: new ones, and those that failed, to people who still want mail."""
    wanted = Q(to__is_active=True, to__daily_mail=True)
    unsent = Message.objects.filter(wanted, state__in=(Sending.WAITING, Sending.FAILED))
    return unsent.select_related("to").order_by("pk")


def claim(key: int, *, at: datetime.datetime) -> Message | None:
    """Takes a message that waits, so that nobody else sends it; none where somebody has taken it.

    Commits before it returns. Until it is sent, `sent_at` is when that began.
    """
    with transaction.atomic(durable=True):
        free = waiting().select_for_update(skip_locked=True, of=("self",), no_key=True)
        message = free.filter(pk=key).first()
        if message:
            message.state, message.sent_at, message.error = Sending.SENDING, at, ""
            message.address = message.to.email or message.address
            message.save(update_fields=["state", "sent_at", "error", "address"])
    return message


class Unreachable(Exception):
    """The mail server can't be reached, so nothing more can be sent now; the message says why."""


def deliver(message: Message, connection: BaseEmailBackend, *, at: datetime.datetime) -> None:
    """Sends a claimed message and notes what became of it.

    Where the connection breaks off meanwhile, it stays 'being sent'. Raises Unreachable where there is no
    connection to begin with; the message is then failed like one that the server refuses.
    """
    try:
        mail = _mail(message, connection)
        mail.message()
    except (ValueError, UnicodeError) as error:
        return _settle(message, Sending.FAILED, error=error)
    try:
        connection.open()
    except (OSError, smtplib.SMTPException) as error:
        _settle(message, Sending.FAILED, error=error)
        raise Unreachable(_said(error)) from error
    try:
        mail.send()
    except (
        smtplib.SMTPRecipientsRefused,
        smtplib.SMTPResponseException,
        smtplib.SMTPNotSupportedError,
    ) as error:
        connection.close()
        return _settle(message, Sending.FAILED, error=error)
    except (OSError, smtplib.SMTPException) as error:
        connection.close()
        return _settle(message, Sending.SENDING, error=error)
    return _settle(message, Sending.SENT, sent_at=at)


def _mail(message: Message, connection: BaseEmailBackend) -> EmailMessage:
    """The same message always has the same id, so that a mailbox can know one that came again."""
    host = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("<> ") or "localhost"
    headers = {
        "Message-ID": f"<{message.made_at:%Y%m%d%H%M%S}.{message.pk}@{host}>",
        "Auto-Submitted": "auto-generated",
    }
    return EmailMessage(
        message.subject, message.text, to=[message.address], headers=headers, connection=connection
    )


def _said(error: Exception) -> str:
    return (str(error) or type(error).__name__)[:200]


def _settle(
    message: Message,
    state: Sending,
    *,
    error: Exception | None = None,
    sent_at: datetime.datetime | None = None,
) -> None:
    message.state, message.error = state, _said(error) if error else ""
    message.sent_at = sent_at or message.sent_at
    taken = Message.objects.filter(pk=message.pk, state=Sending.SENDING)
    taken.update(state=message.state, error=message.error, sent_at=message.sent_at)


def may_go_again(message: Message, *, at: datetime.datetime) -> bool:
    """Can a person have it sent again: did it fail, or was it cut off on its way?"""
    if message.state == Sending.SENDING:
        return message.sent_at is None or bool(message.error) or at - message.sent_at >= CUT_OFF
    return message.state == Sending.FAILED


@transaction.atomic
def send_again(*, message: Message, at: datetime.datetime) -> Message:
    """Lets the next run send a message that failed or was cut off, to the person's address of now.

    Doing it twice is harmless. Raises Refused where it was sent or is on its way.
    """
    row = Message.objects.select_related("to").select_for_update(of=("self",), no_key=True).get(pk=message.pk)
    if row.state == Sending.WAITING:
        return row
    if not may_go_again(row, at=at):
        raise Refused(
            _("This message was sent in the meantime.")
            if row.state == Sending.SENT
            else _("This message is on its way right now; look again in some minutes.")
        )
    row.state, row.address, row.sent_at = Sending.WAITING, row.to.email or row.address, None
    row.save(update_fields=["state", "address", "sent_at"])
    return row
