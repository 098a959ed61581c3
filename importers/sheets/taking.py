"""The way of a workbook that came back: received and read, shown, its drafts saved."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Collection

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.http import HttpRequest

from departments import audit
from departments.models import Unit, User
from importers.models import ImportState, ReportSheet
from importers.reading.child import cells_in_child
from importers.reading.limits import Refused
from importers.sheets.checking import STALE, TAKEN, Checked, Proposal, check
from importers.sheets.filled import Filled, understand
from importers.sheets.rows import rows_of
from tasks import review
from tasks.models import Plan, ReportingPeriod

_SECONDS = 25


class Stale(Exception):
    """Something moved since the preview was shown; nothing was written."""


class NothingChosen(Exception):
    """No row becomes a draft, as it was agreed to."""


def sheets(user: User) -> QuerySet[ReportSheet]:
    """The workbooks that this person may see: their own units'."""
    return ReportSheet.objects.filter(unit__in=user.own_units).select_related("by", "unit", "period")


def receive(
    *,
    data: bytes,
    name: str,
    key: str,
    plan: Plan,
    unit: Unit,
    period: ReportingPeriod,
    by: User,
    at: datetime.datetime,
    request: HttpRequest | None = None,
) -> ReportSheet:
    """Keeps the file and what was read from it, in a child process; the same one-time key gives the same.

    Raises `reading.limits.Refused` where the file can't be read or isn't this unit's for this period.
    """
    same = ReportSheet.objects.filter(key=key, by=by, unit=unit, period=period)
    if known := same.first():
        return known
    filled = understand(cells_in_child(data, seconds=_SECONDS), plan=plan, unit=unit, period=period)
    sheet = ReportSheet(
        name=name[:200],
        sha256=hashlib.sha256(data).hexdigest(),
        unit=unit,
        period=period,
        reading=filled.to_dict(),
        by=by,
        at=at,
        key=key,
    )
    sheet.file.save("", ContentFile(data), save=False)
    try:
        with transaction.atomic():
            sheet.save()
            audit.record(what="sheet-read", at=at, who=by, about=name, request=request, sha256=sheet.sha256)
    except IntegrityError:
        sheet.file.delete(save=False)
        if known := same.first():  # the same click, twice at once
            return known
        raise Refused("used-key") from None
    except BaseException:
        sheet.file.delete(save=False)
        raise
    return sheet


def proposal_of(sheet: ReportSheet, *, plan: Plan, user: User, day: datetime.date) -> Proposal:
    """What loading the workbook would do now."""
    rows = rows_of(user=user, plan=plan, unit=sheet.unit, period=sheet.period, day=day)
    filled = Filled.from_dict(sheet.reading)
    return check(filled, rows=rows, plan=plan, unit=sheet.unit, period=sheet.period, today=day)


def apply(
    *,
    sheet: ReportSheet,
    plan: Plan,
    by: User,
    at: datetime.datetime,
    day: datetime.date,
    basis: str,
    chosen: Collection[int],
    request: HttpRequest | None = None,
) -> None:
    """Saves the drafts that were shown, and of the stale rows those whose lines are `chosen`: all or nothing.

    A second time does nothing. Raises Stale where what was shown (`basis`) no longer holds, and NothingChosen
    where no row would become a draft.
    """
    with transaction.atomic():
        held = ReportSheet.objects.select_for_update().get(pk=sheet.pk)
        if held.state != ImportState.READ:
            return
        proposal = proposal_of(sheet, plan=plan, user=by, day=day)
        if proposal.basis != basis:
            raise Stale
        agreed = [row for row in proposal.of(STALE) if row.line in chosen]
        saved = proposal.of(TAKEN) + agreed
        if not saved:
            raise NothingChosen
        for row in sorted(saved, key=_measure):  # always in one order: two at once never wait in a ring
            _save(row, by=by, at=at)
        held.state = ImportState.APPLIED
        held.outcome = {
            "saved": [_told(row) for row in saved],
            "left": len(proposal.rows) - len(saved),
            "unchanged": proposal.unchanged,
        }
        held.save(update_fields=["state", "outcome"])
        audit.record(
            what="sheet-applied", at=at, who=by, about=held.name, request=request,
            sha256=held.sha256, reports=len(saved),
        )  # fmt: skip


def _save(row: Checked, *, by: User, at: datetime.datetime) -> None:
    assert row.row
    report = row.row.report
    try:
        review.apply(report=report, move="save", by=by, at=at, based_on=report.version, content=row.content)
    except (review.Conflict, review.Refused) as moved:
        raise Stale from moved


def _measure(row: Checked) -> int:
    assert row.row
    return row.row.measure.pk


def _told(row: Checked) -> dict[str, object]:
    """What the page says later of a draft that was saved."""
    assert row.row
    return {"measure": row.row.measure.pk, "no": row.no, "text": row.text, "missing": len(row.broken)}
