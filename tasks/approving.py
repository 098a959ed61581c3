"""Approving several reports at once, where they say that nothing has changed."""

import datetime
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from departments.models import User
from tasks import review
from tasks.models import ProgressReport


@dataclass(frozen=True)
class Missed:
    """A report that wasn't approved: since it stands otherwise than shown, or for this reason."""

    report: ProgressReport
    reason: str = ""


@dataclass
class Outcome:
    """What became of the reports."""

    approved: list[ProgressReport] = field(default_factory=list)
    missed: list[Missed] = field(default_factory=list)


def approve_unchanged(
    *,
    reports: Iterable[ProgressReport],
    shown: Mapping[int, int],
    by: User,
    at: datetime.datetime,
    key: uuid.UUID,
) -> Outcome:
    """Approves each of these reports that says no change, in a transaction of its own.

    `shown` has the version of each, by its key, that the person saw; `key` makes a repeated request harmless.
    What somebody else did meanwhile stops that report alone.
    """
    outcome = Outcome()
    for report in reports:
        if reason := _must_be_opened(report, by):
            outcome.missed.append(Missed(report, reason))
            continue
        try:
            review.apply(
                report=report,
                move="approve",
                by=by,
                at=at,
                based_on=shown[report.pk],
                key=str(uuid.uuid5(key, str(report.pk))),
            )
        except review.Conflict:
            outcome.missed.append(Missed(report))
        except review.Refused as refused:
            outcome.missed.append(Missed(report, str(refused)))
        else:
            outcome.approved.append(report)
    return outcome


def _must_be_opened(report: ProgressReport, by: User) -> str:
    """Why this report can't be approved without looking; what it says holds for the version it has."""
    if report.state == review.SUBMITTED and not report.no_change:
        return _("It says something new: open it.")
    if report.reviewer not in (None, by):
        return _("%(name)s is reviewing it.") % {"name": report.reviewer}
    return ""
