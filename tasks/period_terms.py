"""When a plan's periods take reports and what they ask: for all at once, or for a single one."""

import datetime
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from actionplan.shared import dates
from departments import audit
from departments.models import User
from tasks import access, owed, periods
from tasks.models import PeriodEvent, Plan, ProgressReport, Reminder, ReportingPeriod
from tasks.periods import Layout
from tasks.review import Invalid, Refused


@dataclass(frozen=True)
class Terms:
    """What can be changed of a single period; `sections`: their primary keys, none means all."""

    opens_on: datetime.date
    due_on: datetime.date
    asks: str = ""
    sections: frozenset[int] = frozenset()

    @classmethod
    def of(cls, period: ReportingPeriod) -> "Terms":
        """Those of a period as it stands."""
        chosen = frozenset(section.pk for section in period.sections.all())
        return cls(period.opens_on, period.due_on, period.asks, chosen)

    def written(self) -> dict[str, Any]:
        """As the audit keeps them."""
        return {
            "opens_on": str(self.opens_on), "due_on": str(self.due_on), "asks": self.asks,
            "sections": sorted(self.sections),
        }  # fmt: skip


def stamp(rows: Iterable[ReportingPeriod]) -> str:
    """A word for how all periods of a plan stand, that differs after any change of one of them."""
    return ".".join(str(row.version) for row in rows)


def may_lay_out(plan: Plan) -> access.Answer:
    """May the periods of this plan still be laid out anew?"""
    if ProgressReport.objects.filter(period__plan=plan).exists():
        return access.Answer(False, _("There are reports already: change single periods instead."))
    used = PeriodEvent.objects.filter(period__plan=plan), Reminder.objects.filter(period__plan=plan)
    if any(rows.exists() for rows in used):
        return access.Answer(
            False, _("A period was opened, closed or reminded of already: change single periods instead.")
        )
    return access.ALLOWED


@transaction.atomic
def lay_out(
    *,
    plan: Plan,
    layout: Layout,
    by: User,
    at: datetime.datetime,
    based_on: str,
    request: HttpRequest | None = None,
) -> bool:
    """Lays all periods of a plan out anew; False says that they stood like that already.

    `based_on` is the `stamp` that the person had before them. Raises Refused, Invalid or Conflict.
    """
    plan = Plan.objects.get(pk=plan.pk)
    rows = periods.lock(plan)
    if not periods.EARLIEST <= layout.due_after <= periods.LATEST:
        raise Invalid(
            {
                "due_after": _("Enter a number of days between %(least)s and %(most)s.")
                % {"least": periods.EARLIEST, "most": periods.LATEST}
            }
        )
    wanted = periods.made(plan, layout)
    if [_laid(row, layout.sections) for row in wanted] == [_laid(row) for row in rows.values()]:
        return False
    if stamp(rows.values()) != based_on:
        raise periods.Conflict
    if not (answer := may_lay_out(plan)):
        raise Refused(answer.reason)
    for row in wanted:
        if stands := rows.pop(row.number, None):
            row.pk, row.version = stands.pk, stands.version + 1
        row.save()
        row.sections.set(layout.sections)
    ReportingPeriod.objects.filter(pk__in=[row.pk for row in rows.values()]).delete()
    if plan.rhythm != layout.rhythm:
        plan.rhythm = layout.rhythm
        plan._history_user, plan._history_date = by, at  # type: ignore[attr-defined]
        plan.save(update_fields=["rhythm"])
    owed.owe_anew(plan)
    audit.record(
        what="periods-laid-out", at=at, who=by, about=str(plan), request=request,
        rhythm=layout.rhythm, due_after=layout.due_after, asks=layout.asks, sections=sorted(layout.sections),
    )  # fmt: skip
    return True


def _laid(row: ReportingPeriod, sections: frozenset[int] | None = None) -> tuple:
    chosen = frozenset(one.pk for one in row.sections.all()) if sections is None else sections
    return row.number, row.starts_on, row.ends_on, row.opens_on, row.due_on, row.asks, chosen


@transaction.atomic
def change(
    *,
    period: ReportingPeriod,
    terms: Terms,
    by: User,
    at: datetime.datetime,
    based_on: int,
    request: HttpRequest | None = None,
) -> bool:
    """Changes a single period that isn't closed; False says that it stood like that already.

    `based_on` is the version that the person had before them. Raises Refused, Invalid or Conflict.
    """
    rows = periods.lock(period.plan)
    row = rows[period.number]
    before = Terms.of(row)
    if before == terms:
        return False
    if row.version != based_on:
        raise periods.Conflict(row)
    if row.closed_at:
        raise Refused(_("%(period)s is closed; reopen it before you change it.") % {"period": row})
    if errors := _errors(row, terms, rows.values(), today=timezone.localdate(at)):
        raise Invalid(errors)
    row.opens_on, row.due_on, row.asks = terms.opens_on, terms.due_on, terms.asks
    row.version += 1
    row.save()
    row.sections.set(terms.sections)
    if before.due_on != terms.due_on:
        owed.owe_anew(row.plan)
    audit.record(
        what="period-changed", at=at, who=by, about=f"{row.plan} {row}", request=request,
        before=before.written(), after=terms.written(),
    )  # fmt: skip
    return True


def _errors(
    row: ReportingPeriod, terms: Terms, others: Collection[ReportingPeriod], *, today: datetime.date
) -> dict[str, str]:
    """What is wrong with the days: the due days of a plan rise with its periods."""
    errors = {}
    year = row.plan.year
    if terms.opens_on > today and ProgressReport.objects.filter(period=row).exists():
        errors["opens_on"] = _("There are reports already: it has to open today or earlier.")
    sooner = max((one.due_on for one in others if one.number < row.number), default=None)
    later = min((one.due_on for one in others if one.number > row.number), default=None)
    if terms.due_on < terms.opens_on:
        errors["due_on"] = _("Reports can't be due before the period opens.")
    elif sooner and terms.due_on < sooner:
        errors["due_on"] = _(
            "Reports of earlier periods are due on %(day)s: choose that day or a later one."
        ) % {"day": dates.written(sooner, year=year)}
    elif later and terms.due_on > later:
        errors["due_on"] = _(
            "Reports of the next period are due on %(day)s: choose that day or an earlier one."
        ) % {"day": dates.written(later, year=year)}
    return errors
