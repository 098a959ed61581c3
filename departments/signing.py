"""Whether a unit's reports are submitted by its head alone."""

import datetime

from django.db import transaction

from departments import audit
from departments.models import Unit, User


@transaction.atomic
def switch_sign_off(*, unit: Unit, on: bool, by: User, at: datetime.datetime) -> bool:
    """Lets the head of unit sign off from now on, or no longer; False where it stood so already."""
    row = Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
    if row.signs_off == on:
        return False
    row.signs_off = on
    row.save(update_fields=["signs_off"])
    audit.record(what="sign-off-on" if on else "sign-off-off", at=at, who=by, about=str(unit), unit=unit.code)
    return True
