"""Units and open groups that come into the register while it is in use, each with its audit entry."""

import datetime
from collections.abc import Collection
from itertools import count

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max, Q
from django.http import HttpRequest
from django.utils.translation import gettext as _

from departments import audit
from departments.models import GroupMember, Unit, UnitGroup, User
from departments.resolver import Register


def create_unit(
    *,
    name: str,
    short_name: str,
    kind: str,
    by: User | None,
    at: datetime.datetime,
    request: HttpRequest | None = None,
) -> Unit:
    """A new unit after the last one of its kind; its code, for addresses, is the next free number.

    Raises ValidationError by field where something is missing, or the register knows the name already.
    """
    unit = Unit(name=name, short_name=short_name, kind=kind, code=_free_code(), order=_place_for(kind))
    with transaction.atomic():
        _save(unit)
        audit.record(
            what="unit-created", at=at, who=by, about=name, request=request, kind=kind, short_name=short_name
        )
    return unit


def create_open_group(
    *,
    name: str,
    kinds: Collection[str],
    by: User | None,
    at: datetime.datetime,
    request: HttpRequest | None = None,
) -> UnitGroup:
    """A new group that doesn't say which units it means: any of these kinds that are active now.

    Raises ValidationError by field as `create_unit` does, also where there would be nobody in it.
    """
    members = list(Unit.objects.filter(kind__in=kinds, is_active=True))
    if not members:
        raise ValidationError({"kinds": _("Choose which units it could mean.")})
    last = UnitGroup.objects.aggregate(last=Max("order"))["last"] or 0
    group = UnitGroup(name=name, is_open=True, order=last + 1)
    with transaction.atomic():
        _save(group)
        for unit in members:
            GroupMember.objects.create(group=group, unit=unit)
        audit.record(
            what="group-created", at=at, who=by, about=name, request=request, kinds=sorted(kinds),
            units=len(members),
        )  # fmt: skip
    return group


def _save(row: Unit | UnitGroup) -> None:
    known = Register().resolve(row.name).target
    if known is not None:
        raise ValidationError(
            {"name": _("The register knows this name already: it means %(unit)s.") % {"unit": known}}
        )
    row.full_clean()
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise ValidationError({"name": _("Somebody else has just created it. Save once more.")}) from error


def _free_code() -> str:
    taken = set(Unit.objects.filter(code__startswith="unit-").values_list("code", flat=True))
    return next(code for number in count(len(taken) + 1) if (code := f"unit-{number}") not in taken)


def _place_for(kind: str) -> int:
    """That of the last one of the kind: of two at one place the older stands first."""
    orders = Unit.objects.aggregate(of_kind=Max("order", filter=Q(kind=kind)), last=Max("order"))
    return int(orders["of_kind"] or (orders["last"] or 0) + 1)
