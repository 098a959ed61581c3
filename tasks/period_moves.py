"""What coordinators do with a period of a plan: open it early, close it, reopen it.

Each is an event, is told to everyone of the plan's units, and happens once however often it is asked for.
"""

import datetime

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from departments import audit
from departments.models import Membership, User
from tasks import notices, periods
from tasks.choices import News, PeriodMove
from tasks.freezing import freeze
from tasks.models import Participation, PeriodEvent, ReportingPeriod
from tasks.review import Invalid, Refused

LONGEST = 2000
"""How many characters a reason may have."""


@transaction.atomic
def open_early(
    *,
    period: ReportingPeriod,
    by: User,
    at: datetime.datetime,
    based_on: int,
    request: HttpRequest | None = None,
) -> PeriodEvent:
    """Opens a period before its day. Raises Refused or Conflict; repeating a request is harmless."""
    row = periods.lock(period.plan)[period.number]
    if done := _made(row, PeriodMove.OPEN, by, based_on):
        return done
    today = timezone.localdate(at)
    if row.closed_at or row.opens_on <= today:
        raise Refused(_("%(period)s was opened already.") % {"period": row})
    row.opens_on = today
    return _record(row, PeriodMove.OPEN, by=by, at=at, request=request)


@transaction.atomic
def close(
    *,
    period: ReportingPeriod,
    by: User,
    at: datetime.datetime,
    based_on: int,
    request: HttpRequest | None = None,
) -> PeriodEvent:
    """Closes a period: it takes nothing any more, and how everything stands is frozen.

    Raises Refused or Conflict; repeating a request is harmless.
    """
    row = periods.lock(period.plan)[period.number]
    if done := _made(row, PeriodMove.CLOSE, by, based_on):
        return done
    today = timezone.localdate(at)
    if row.closed_at:
        raise Refused(_("%(period)s is closed already.") % {"period": row})
    if row.opens_on > today:
        raise Refused(_("%(period)s hasn't begun yet.") % {"period": row})
    row.closed_at = at
    event = _record(row, PeriodMove.CLOSE, by=by, at=at, request=request)
    freeze(event, plan=row.plan, day=today)
    return event


@transaction.atomic
def reopen(
    *,
    period: ReportingPeriod,
    reason: str,
    by: User,
    at: datetime.datetime,
    based_on: int,
    request: HttpRequest | None = None,
) -> PeriodEvent:
    """Lets a closed period take reports again; what its closing froze stays.

    Raises Refused, Invalid or Conflict; repeating a request is harmless.
    """
    row = periods.lock(period.plan)[period.number]
    if done := _made(row, PeriodMove.REOPEN, by, based_on):
        return done
    if not row.closed_at:
        raise Refused(_("%(period)s isn't closed.") % {"period": row})
    if not reason.strip():
        raise Invalid({"reason": _("Write the reason; everyone of the plan's units reads it.")})
    if len(reason.strip()) > LONGEST:
        told = _("Shorten the text to %(most)s characters; it has %(now)s.")
        raise Invalid({"reason": told % {"most": LONGEST, "now": len(reason.strip())}})
    row.closed_at = None
    return _record(row, PeriodMove.REOPEN, by=by, at=at, request=request, comment=reason.strip())


def _made(row: ReportingPeriod, move: PeriodMove, by: User, based_on: int) -> PeriodEvent | None:
    """The event of this very request, made already. Raises Conflict where somebody else was faster."""
    if row.version == based_on:
        return None
    if event := row.events.filter(number=based_on + 1, move=move, by=by).first():
        return event
    raise periods.Conflict(row)


def _record(
    row: ReportingPeriod,
    move: PeriodMove,
    *,
    by: User,
    at: datetime.datetime,
    request: HttpRequest | None,
    comment: str = "",
) -> PeriodEvent:
    """Saves the period with its event, and tells everyone of the plan's units."""
    row.version += 1
    row.save()
    event = PeriodEvent.objects.create(
        period=row, number=row.version, move=move, by=by, at=at, comment=comment
    )
    audit.record(
        what=f"period-{move}", at=at, who=by, about=f"{row.plan} {row}", request=request, comment=comment
    )
    units = Participation.objects.filter(plan=row.plan, until__isnull=True).values("unit")
    people = Membership.objects.filter(unit__in=units).values("user")
    notices.tell(
        User.objects.filter(is_active=True, pk__in=people),
        News.PERIOD,
        plan=row.plan,
        at=at,
        by=by,
        key=f"period:{event.pk}",
        detail={"move": str(move), "comment": comment},
        period=row,
    )
    return event
