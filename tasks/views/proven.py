"""What stands beside every report on a page: its files, and what is worth a second look in it."""

import datetime
from collections.abc import Collection
from typing import Any

from departments.models import User
from tasks import cross_checks
from tasks.cross_checks import Look
from tasks.dashboards.proofs import Files, files_of
from tasks.dashboards.report import Desk
from tasks.forms import ReportForm


def beside(
    *, user: User, desk: Desk, form: ReportForm | None, parts: Collection[Any], today: datetime.date
) -> dict[str, Any]:
    """The files, and the looks for those who write the report or review it."""
    files = files_of(desk)
    looks = looks_of(user=user, desk=desk, form=form, parts=parts, files=files, today=today)
    return {"files": files, "looks": looks}


def looks_of(
    *,
    user: User,
    desk: Desk,
    form: ReportForm | None,
    parts: Collection[Any],
    files: Files,
    today: datetime.date,
) -> list[Look]:
    """In what a form says now, or its saved draft; for coordinators in what was submitted."""
    if form:
        drafted = desk.draft if desk.version else None
        said, proved = form.said(desk.before) if form.is_bound else drafted, bool(files.own)
    else:
        said, proved = desk.sent if user.is_coordinator else None, bool(files.sent)
    if said is None:
        return []
    sums = cross_checks.sums_of(said, measure=desk.measure, unit=desk.choice.unit.pk, parts=parts)
    return cross_checks.looks(
        said,
        measure=desk.measure,
        leads=desk.choice.leads,
        before=desk.before,
        sums=sums,
        proved=proved,
        today=today,
    )
