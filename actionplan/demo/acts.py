"""Does what the sample year tells beside the reports, through the doors that everybody uses; once each."""

import datetime
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.mail import get_connection
from django.db.models import F
from django.utils import timezone, translation

from actionplan.demo import affairs
from tasks import (
    daily,
    due_days,
    extensions,
    group_answers,
    instructions,
    mail,
    period_moves,
    reminders,
    review,
)
from tasks.models import Assignment, GroupAnswer, Notice, Reminder, ReportingPeriod
from tasks.report_rules import Content
from tasks.steps import Step

if TYPE_CHECKING:
    from actionplan.demo.play import Stage


def perform(affair: affairs.Affair, stage: "Stage") -> None:
    """Does one affair, unless it was done before."""
    _ACTS[type(affair)](affair, stage)


def settle() -> None:
    """People have read what they were told some days ago."""
    Notice.objects.filter(read_at=None, at__lt=aware(affairs.READ_BEFORE)).update(
        read_at=F("at") + datetime.timedelta(hours=3)
    )


def mail_of_the_day() -> None:
    """The last morning's reminders and mail, as `send_reminders` makes them; nothing leaves the computer."""
    at = aware(affairs.MORNING)
    with translation.override(settings.LANGUAGE_CODE):
        owed = due_days.owed(at.date())
        for person in daily.people():
            daily.prepare(person, owed, at=at)
        with get_connection("django.core.mail.backends.dummy.EmailBackend") as nowhere:
            for key in list(mail.waiting().values_list("pk", flat=True)):
                if message := mail.claim(key, at=at):
                    mail.deliver(message, nowhere, at=at)


def aware(moment: datetime.datetime) -> datetime.datetime:
    """A moment of the story as the system keeps it."""
    return timezone.make_aware(moment)


def steps(ref: str, day: datetime.date) -> tuple[Step, ...]:
    """The lead's steps of a deliverable as they stood on that day."""
    rows = affairs.steps(ref, day)
    return tuple(Step(title, due.isoformat(), done.isoformat() if done else "") for title, due, done in rows)


def _close(affair: affairs.Closing, stage: "Stage") -> None:
    period = ReportingPeriod.objects.select_related("plan").get(pk=stage.periods[affair.month].pk)
    if not period.closed_at:
        who = stage.people[affair.by]
        period_moves.close(period=period, by=who, at=aware(affair.at), based_on=period.version)


def _ask(affair: affairs.Extension, stage: "Stage") -> None:
    asked = extensions.ask(
        measure=stage.measures[affair.ref],
        unit=stage.units[affair.unit],
        wanted_on=affair.wanted_on,
        reason=affair.reason,
        progress=affair.progress,
        by=stage.people[affair.by],
        at=aware(affair.at),
        key=f"demo:extension:{affair.ref}",
    )
    if affair.decision and not asked.decided_at:
        at, by, grant, reason = affair.decision
        extensions.decide(
            extension=asked,
            grant=grant,
            reason=reason,
            by=stage.people[by],
            at=aware(at),
            granted_on=affairs.GRANTED_ON.get(affair.ref) if grant else None,
        )


def _instruct(affair: affairs.Word, stage: "Stage") -> None:
    found = instructions.leave(
        measure=stage.measures[affair.ref],
        text=affair.text,
        by=stage.people[affair.by],
        at=aware(affair.at),
        key=f"demo:instruction:{affair.ref}",
    )
    said = set(found.answers.values_list("unit__name", flat=True))
    for unit, at, by, text in affair.answers:
        if unit not in said:
            who: dict[str, Any] = {"by": stage.people[by], "at": aware(at)}
            instructions.answer(instruction=found, unit=stage.units[unit], text=text, **who)


def _answer(affair: affairs.Answer, stage: "Stage") -> None:
    unit = stage.units[affair.unit]
    assignment = Assignment.objects.get(measure=stage.measures[affair.ref], group__is_open=True)
    if not GroupAnswer.objects.filter(assignment=assignment, unit=unit).exists():
        group_answers.answer(
            assignment=assignment,
            unit=unit,
            is_ours=affair.is_ours,
            reason=affair.reason,
            by=stage.people[affair.by],
            at=aware(affair.at),
        )


def _remind(affair: affairs.Push, stage: "Stage") -> None:
    period, key = stage.periods[affair.month], f"demo:reminder:{affair.at:%m%d}"
    units = [stage.units[name].pk for name in affair.units]
    if Reminder.objects.filter(key=f"{key}:{units[0]}").exists():
        return
    sent = Reminder.objects.filter(period=period, unit__in=units).order_by("number")
    seen = dict.fromkeys(units, 0) | dict(sent.values_list("unit", "number"))
    reminders.remind(
        period=period, units=seen, text=affair.text, by=stage.people[affair.by], at=aware(affair.at), key=key
    )


def _sign_off(affair: affairs.SignOff, stage: "Stage") -> None:
    unit = stage.units[affair.unit]
    if unit.signs_off:
        return
    unit.signs_off = True
    unit.save(update_fields=["signs_off"])
    report = review.find(measure=stage.measures[affair.ref], unit=unit, period=stage.periods[affair.month])
    review.apply(
        report=report,
        move="hand_over",
        by=stage.people[affair.by],
        at=aware(affair.at),
        based_on=report.version,
        content=Content.of(report),
        key=f"demo:hand_over:{affair.ref}",
    )


_ACTS: dict[type[affairs.Affair], Callable[[Any, "Stage"], None]] = {
    affairs.Closing: _close,
    affairs.Extension: _ask,
    affairs.Word: _instruct,
    affairs.Answer: _answer,
    affairs.Push: _remind,
    affairs.SignOff: _sign_off,
}
