"""A lead asks, before the due day, for a later one; a coordinator decides. The plan's own day is kept.

Nothing that is stored follows from the due day: the lights are computed from it whenever one looks.
"""

import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from actionplan.shared import dates
from departments import audit
from departments.models import Unit, User
from tasks import access, notices
from tasks.choices import OWNING, Decision, News, Role
from tasks.models import ExtensionRequest, Measure, Plan
from tasks.review import Invalid, Refused

LONGEST = 2000
_BEYOND_THE_PLAN = datetime.timedelta(days=365)


class Decided(Exception):
    """The request isn't open any more: `extension` as it stands now."""

    def __init__(self, extension: ExtensionRequest) -> None:
        super().__init__(_("This request was decided in the meantime."))
        self.extension = extension


def latest(plan: Plan) -> datetime.date:
    """The last day to which a measure of the plan can be put off."""
    return plan.ends_on + _BEYOND_THE_PLAN


def may_ask(user: User, measure: Measure, unit: Unit, *, today: datetime.date) -> access.Answer:
    """May this person ask for a later day for this measure, on behalf of this unit?"""
    if unit not in user.own_units:
        return access.Answer(False, _("Only people of %(unit)s ask for it.") % {"unit": unit})
    if not measure.participations.filter(unit=unit, role=Role.LEAD, until__isnull=True).exists():
        return access.Answer(False, _("Only a unit that leads the measure asks for a later day."))
    if measure.withdrawn_at:
        return access.Answer(False, _("This measure was withdrawn from the plan."))
    if measure.closed_on:
        return access.Answer(False, _("This measure is closed."))
    if measure.due_on is None:
        return access.Answer(False, _("This measure has no due day that could be put off."))
    if today > measure.due_on:
        return access.Answer(False, _("The due day has passed; a later one is asked for before it."))
    if measure.extensions.filter(state=Decision.OPEN).exists():
        return access.Answer(False, _("A request for this measure awaits its decision."))
    return access.ALLOWED


def may_decide(user: User, extension: ExtensionRequest) -> access.Answer:
    """May this person grant or refuse this request?"""
    if not user.is_coordinator:
        return access.Answer(False, _("Only coordinators decide extension requests."))
    if extension.unit in user.own_units or extension.by_id == user.pk:
        return access.Answer(False, _("Nobody decides their own unit's request; another coordinator has to."))
    return access.ALLOWED


@transaction.atomic
def ask(
    *,
    measure: Measure,
    unit: Unit,
    wanted_on: datetime.date | None,
    reason: str,
    progress: str,
    by: User,
    at: datetime.datetime,
    key: str,
) -> ExtensionRequest:
    """Asks for a later day, and tells the coordinators; the same `key` asks once.

    Raises Refused where `may_ask` says no, Invalid with what to do by field.
    """
    row = _locked(measure)
    said = {"wanted_on": wanted_on, "reason": reason.strip(), "progress": progress.strip()}
    if done := ExtensionRequest.objects.filter(key=key).first():
        place = {"measure_id": row.pk, "unit_id": unit.pk, "by_id": by.pk}
        if all(getattr(done, name) == value for name, value in (said | place).items()):
            return done
        raise Refused(_("This form was sent already; open the measure again."))
    if not (answer := may_ask(by, row, unit, today=timezone.localdate(at))):
        raise Refused(answer.reason)
    errors = {
        "wanted_on": _day_error(wanted_on, row),
        "reason": "" if said["reason"] else _("Write why the day can't be kept."),
        "progress": "" if said["progress"] else _("Write what has been done so far."),
    }
    if errors := {name: error for name, error in errors.items() if error}:
        raise Invalid(errors)
    found = ExtensionRequest(measure=row, unit=unit, due_on=row.due_on, by=by, at=at, key=key, **said)
    _save(found, by=by, at=at)
    notices.tell(
        notices.coordinators(),
        News.EXTENSION_ASKED,
        detail={"wanted_on": str(wanted_on), "comment": said["reason"]},
        **_about(found, by, at),
    )
    return found


@transaction.atomic
def withdraw(*, extension: ExtensionRequest, by: User, at: datetime.datetime) -> ExtensionRequest:
    """Takes an open request back; doing so twice is harmless. Raises Refused or Decided."""
    row = _locked_request(extension)
    if row.unit not in by.own_units:
        raise Refused(_("Only people of %(unit)s withdraw it.") % {"unit": row.unit})
    if row.state == Decision.WITHDRAWN:
        return row
    if row.state != Decision.OPEN:
        raise Decided(row)
    row.state, row.decided_by, row.decided_at = Decision.WITHDRAWN, by, at
    _save(row, by=by, at=at)
    return row


@transaction.atomic
def decide(
    *,
    extension: ExtensionRequest,
    grant: bool,
    reason: str,
    by: User,
    at: datetime.datetime,
    granted_on: datetime.date | None = None,
    request: HttpRequest | None = None,
) -> ExtensionRequest:
    """Grants a later day, the one asked for or another, or refuses it; the measure's owners are told.

    Granting moves the measure's due day and keeps the plan's own in `first_due_on`. Deciding the same twice
    is harmless. Raises Refused, Invalid, or Decided where the request isn't open any more.
    """
    Plan.objects.select_for_update(no_key=True).get(pk=extension.measure.plan_id)
    measure = _locked(extension.measure)
    row = _locked_request(extension)
    row.measure = measure
    if not (answer := may_decide(by, row)):
        raise Refused(answer.reason)
    outcome = Decision.GRANTED if grant else Decision.REFUSED
    day = granted_on if grant else None
    if row.state != Decision.OPEN:
        if (row.state, row.granted_on, row.decided_by_id) == (outcome, day, by.pk):
            return row
        raise Decided(row)
    if grant and (measure.closed_on or measure.withdrawn_at or measure.due_on != row.due_on):
        raise Refused(
            _("The measure was closed or changed since this was asked; the request can be refused.")
        )
    errors = {
        "granted_on": _day_error(day, measure) if grant else "",
        "decision": ""
        if reason.strip()
        else _("Write the reason, so that the unit can follow the decision."),
    }
    if errors := {name: error for name, error in errors.items() if error}:
        raise Invalid(errors)
    row.state, row.granted_on, row.decision = outcome, day, reason.strip()
    row.decided_by, row.decided_at = by, at
    _save(row, by=by, at=at)
    if day:
        _put_off(measure, day, by=by, at=at)
    audit.record(
        what="extension-granted" if grant else "extension-refused",
        at=at, who=by, about=f"{measure.ref} {row.unit}", request=request,
        due_on=str(row.due_on), wanted_on=str(row.wanted_on), granted_on=str(day) if day else None,
    )  # fmt: skip
    notices.tell(
        notices.of_measure(measure, OWNING),
        News.EXTENSION_DECIDED,
        detail={"granted_on": str(day) if day else None, "comment": row.decision},
        **_about(row, by, at),
    )
    return row


def _put_off(measure: Measure, day: datetime.date, *, by: User, at: datetime.datetime) -> None:
    """Moves the due day, with its history; a file compared before this has to be compared again."""
    measure.first_due_on = measure.first_due_on or measure.due_on
    measure.due_on = day
    measure._history_user, measure._history_date = by, at  # type: ignore[attr-defined]
    measure.save(update_fields=["due_on", "first_due_on"])
    Plan.objects.filter(pk=measure.plan_id).update(revision=F("revision") + 1)


def _day_error(day: datetime.date | None, measure: Measure) -> str:
    if day is None:
        return _("Enter a day, such as 2022-11-30.")
    due_on, last = measure.due_on, latest(measure.plan)
    if due_on and day <= due_on:
        return _("Choose a day after %(day)s, the due day that holds.") % {"day": dates.written(due_on)}
    if day > last:
        return _("Choose a day up to %(day)s, a year after the plan's end.") % {"day": dates.written(last)}
    return ""


def _locked(measure: Measure) -> Measure:
    return (
        Measure.objects.select_for_update(of=("self",), no_key=True).select_related("plan").get(pk=measure.pk)
    )


def _locked_request(extension: ExtensionRequest) -> ExtensionRequest:
    rows = ExtensionRequest.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("unit", "by", "decided_by", "measure__plan").get(pk=extension.pk)


def _save(row: ExtensionRequest, *, by: User, at: datetime.datetime) -> None:
    row._history_user, row._history_date = by, at  # type: ignore[attr-defined]
    row.save()


def _about(row: ExtensionRequest, by: User, at: datetime.datetime) -> dict[str, Any]:
    return {"plan": row.measure.plan, "measure": row.measure, "unit": row.unit, "by": by, "at": at}
