"""What a day brings to a person: the automatic reminders that are due, and the mail with all that is new."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from departments.models import Membership, User
from tasks import due_days, mail
from tasks.models import Message, Notice


@dataclass(frozen=True)
class Prepared:
    """What a person is told now, and the message that tells it by mail, if any."""

    person: User
    notices: list[Notice]
    message: Message | None


def people() -> QuerySet[User]:
    """Everyone to whom a day can bring something."""
    unmailed = Notice.objects.filter(person=OuterRef("pk"), read_at__isnull=True, message__isnull=True)
    member = Membership.objects.filter(user=OuterRef("pk"))
    return User.objects.filter(Q(Exists(member)) | Q(Exists(unmailed)), is_active=True).order_by("pk")


@transaction.atomic(durable=True)
def prepare(
    person: User, owed: Mapping[int, list[due_days.Due]], *, at: datetime.datetime, write: bool = True
) -> Prepared:
    """Notes what the person has to be told and writes their message of the day, all or nothing.

    `owed` is from `due_days.owed`. Without `write` it says what it would do, and does nothing.
    """
    if write:
        person = User.objects.select_for_update(no_key=True).get(pk=person.pk)
    dues = _dues(person, owed)
    told = due_days.to_tell(person, dues, at=at)
    if write:
        Notice.objects.bulk_create(told)
    message, carried = mail.compose(person, dues, at=at, fresh=[] if write else told)
    if write and message:
        message.save()
        Notice.objects.filter(pk__in=[notice.pk for notice in carried]).update(message=message)
    return Prepared(person, told, message)


def _dues(person: User, owed: Mapping[int, list[due_days.Due]]) -> list[due_days.Due]:
    """All that the person's units owe, the earliest day first."""
    found: Iterable[due_days.Due] = (due for unit in person.own_units for due in owed.get(unit.pk, []))
    return sorted(found, key=lambda due: due.due_on)
