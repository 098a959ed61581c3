"""Reminders that coordinators send: who owes, which level comes next and from which day, and sending them.

The levels rise blue, yellow, red, each only after the last went unanswered and not before the day after it;
once answered, the next begins at blue. No unit gets two of one level within `REST` days.
"""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Case, Count, DateField, F, Max, Min, Value, When
from django.db.models.functions import Greatest, TruncDate
from django.utils import timezone
from django.utils.translation import gettext as _

from actionplan.shared import dates
from departments.models import Membership, Unit, User
from tasks import notices, periods, reminded
from tasks.choices import Level, News, ReportState
from tasks.models import Reminder, ReportingPeriod
from tasks.review import Invalid, Refused

REST = datetime.timedelta(days=5)
LONGEST = 2000


@dataclass(frozen=True)
class Standing:
    """A unit that owes in a period: how many reports and since when, its last reminder, and what comes next.

    `level` can go out from `from_day` on; where that is later than today, `held_by` is the reminder that it
    has to wait for. `people` is how many would be told.
    """

    unit: Unit
    owes: int
    since: datetime.date | None
    last: Reminder | None
    level: Level
    from_day: datetime.date
    held_by: Reminder | None
    people: int

    @property
    def number(self) -> int:
        """The number of its last reminder in the period; 0 where there is none."""
        return self.last.number if self.last else 0

    def may_go(self, today: datetime.date) -> bool:
        """Can its next reminder go out today?"""
        return self.from_day <= today

    @property
    def why_not(self) -> str:
        """Which reminder stands in the way, and until when."""
        held = self.held_by
        if held is None:
            return ""
        return _(
            "The %(level)s reminder for %(period)s went out on %(day)s; "
            "%(next)s can follow on %(from)s at the earliest."
        ) % {
            "level": held.get_level_display(),
            "period": held.period,
            "day": dates.written(_day(held), year=self.from_day.year),
            "next": self.level.label,
            "from": dates.written(self.from_day, year=_day(held).year),
        }


def standings(
    period: ReportingPeriod, *, today: datetime.date, units: Collection[int] | None = None
) -> list[Standing]:
    """The units that owe reports in the period, in government order; all of them, or those of `units`."""
    parts = reminded.owing(period) if units is None else reminded.owing(period).filter(unit__in=units)
    since = Case(
        When(report_state=ReportState.RETURNED, then=F("report_on")),
        default=Greatest(TruncDate("since"), Value(period.opens_on, output_field=DateField())),
        output_field=DateField(),
    )
    counts = {
        row["unit"]: row
        for row in parts.order_by().values("unit").annotate(count=Count("pk"), first=Min(since))
    }
    found = Unit.objects.filter(pk__in=counts)
    last = _last_of(period, counts)
    recent = _recent(counts, today)
    told = Membership.objects.filter(unit__in=counts, user__is_active=True).order_by()
    people = dict(told.values_list("unit").annotate(count=Count("pk")))
    return [
        _standing(unit, counts[unit.pk], last.get(unit.pk), recent[unit.pk], people.get(unit.pk, 0))
        for unit in found
    ]


def _last_of(period: ReportingPeriod, units: Iterable[int]) -> dict[int, Reminder]:
    numbered = Reminder.objects.filter(period=period, unit__in=list(units))
    newest = numbered.order_by().values("unit").annotate(newest=Max("pk")).values("newest")
    shown = reminded.with_answer(Reminder.objects.filter(pk__in=newest)).select_related("by", "period")
    return {reminder.unit_id: reminder for reminder in shown}


def _recent(units: Iterable[int], today: datetime.date) -> Mapping[int, list[Reminder]]:
    """Unit → what was sent to it in the last days, for any period."""
    rows = Reminder.objects.filter(unit__in=list(units), at__date__gt=today - REST)
    found: Mapping[int, list[Reminder]] = defaultdict(list)
    for reminder in rows.select_related("period", "by").order_by("pk"):
        found[reminder.unit_id].append(reminder)
    return found


def _standing(
    unit: Unit, counts: Mapping, last: Reminder | None, recent: list[Reminder], people: int
) -> Standing:
    level = next_level(Level(last.level) if last else None, answered=not getattr(last, "is_open", False))
    waits = [(_day(one) + REST, one) for one in recent if one.level == level]
    if last:
        waits.append((_day(last) + datetime.timedelta(days=1), last))
    from_day, held_by = max(waits, key=lambda wait: wait[0], default=(datetime.date.min, None))
    return Standing(unit, counts["count"], counts["first"], last, level, from_day, held_by, people)


def next_level(last: Level | None, *, answered: bool) -> Level:
    """The level that follows: blue at first and after an answer, else the one above; above red is red."""
    if last is None or answered:
        return Level.BLUE
    order = list(Level)
    return order[min(order.index(last) + 1, len(order) - 1)]


def _day(reminder: Reminder) -> datetime.date:
    return timezone.localdate(reminder.at)


@dataclass
class Outcome:
    """What became of a sending: the reminders that went out, and by unit why another could not.

    `before` are those that the same request had sent already.
    """

    sent: list[Reminder] = field(default_factory=list)
    before: list[Reminder] = field(default_factory=list)
    refused: list[tuple[Unit, str]] = field(default_factory=list)


@transaction.atomic
def remind(
    *,
    period: ReportingPeriod,
    units: Mapping[int, int],
    text: str,
    by: User,
    at: datetime.datetime,
    key: str,
) -> Outcome:
    """Sends each of these units its next reminder for the reports it owes now, and tells its people.

    `units` maps each to the number of the last reminder that the sender saw. What can't go out is told by
    unit, the rest goes. The same `key` with the same text again sends nothing more. Raises Refused where the
    period takes no reports, Invalid where a text or the units are missing.
    """
    today, text = timezone.localdate(at), text.strip()
    period = periods.hold(period)
    locked = sorted(_hold(units), key=lambda unit: unit.order)
    if not by.is_coordinator:
        raise Refused(_("Only coordinators send reminders."))
    if why := takes_none(period, today):
        raise Refused(why)
    if errors := _missing(units, text):
        raise Invalid(errors)
    keys = [f"{key}:{unit.pk}" for unit in locked]
    repeated = Reminder.objects.filter(key__in=keys, by=by, period=period, text=text)
    standing = {one.unit.pk: one for one in standings(period, today=today, units=list(units))}
    outcome = Outcome(before=list(repeated))
    done = {reminder.unit_id for reminder in outcome.before}
    for unit in locked:
        if unit.pk in done:
            continue
        if why := _why_not(standing.get(unit.pk), units[unit.pk], today):
            outcome.refused.append((unit, why))
        else:
            outcome.sent.append(_send(standing[unit.pk], period, text, by, at, f"{key}:{unit.pk}"))
    return outcome


def _hold(units: Collection[int]) -> list[Unit]:
    """The units, held until the transaction ends: of two who send at once the second sees what was sent."""
    return list(Unit.objects.select_for_update(no_key=True).filter(pk__in=units).order_by("pk"))


def takes_none(period: ReportingPeriod, today: datetime.date) -> str:
    """Why nobody can be reminded in this period; '' where they can."""
    if period.closed_at:
        return _("%(period)s is closed; nothing can be submitted in it any more.") % {"period": period}
    if period.opens_on > today:
        return _("%(period)s hasn't begun yet.") % {"period": period}
    return ""


def _missing(units: Mapping[int, int], text: str) -> dict[str, str]:
    errors = {}
    if not text:
        errors["text"] = _("Write what the units are to do.")
    if len(text) > LONGEST:
        errors["text"] = _("Shorten the text to %(most)s characters; it has %(now)s.") % {
            "most": LONGEST,
            "now": len(text),
        }
    if not units:
        errors["units"] = _("Tick the units to remind.")
    return errors


def _why_not(standing: Standing | None, seen: int, today: datetime.date) -> str:
    if standing is None:
        return _("It owes nothing any more.")
    last = standing.last
    if last and standing.number != seen:
        return _("%(name)s has sent it the %(level)s reminder in the meantime.") % {
            "name": last.by,
            "level": last.get_level_display(),
        }
    return "" if standing.may_go(today) else standing.why_not


def _send(
    standing: Standing, period: ReportingPeriod, text: str, by: User, at: datetime.datetime, key: str
) -> Reminder:
    reminder = Reminder.objects.create(
        period=period,
        unit=standing.unit,
        number=standing.number + 1,
        level=standing.level,
        text=text,
        by=by,
        at=at,
        key=key,
    )
    measures = list(reminded.owing(period).filter(unit=standing.unit).values_list("measure", flat=True))
    reminder.measures.set(measures)
    notices.tell(
        notices.members(standing.unit),
        News.REMINDED,
        plan=period.plan,
        at=at,
        by=by,
        unit=standing.unit,
        period=period,
        reminder=reminder,
        detail={"count": len(measures)},
    )
    return reminder
