"""The one way into the audit log."""

import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from departments.models import AuditEntry, User


def refused(request: HttpRequest, *, at: datetime.datetime) -> None:
    """Notes that someone signed in asked for what isn't open to them: the address, never what was sent."""
    if request.user.is_authenticated:
        record(
            what="refused", at=at, who=request.user, about=request.path, request=request,
            method=request.method,
        )  # fmt: skip


def record(
    *,
    what: str,
    at: datetime.datetime,
    who: User | AnonymousUser | None,
    about: str = "",
    request: HttpRequest | None = None,
    **detail: Any,
) -> AuditEntry:
    """Writes one entry. Call it inside the transaction of what it tells, so that both hold or neither.

    `about` can be what a stranger sent: what a database doesn't take is left out of it.
    """
    return AuditEntry.objects.create(
        what=what,
        at=at,
        who=who if isinstance(who, User) else None,
        about=about.replace("\0", "")[:200],
        detail=detail,
        address=(request.META.get("REMOTE_ADDR") or None) if request else None,
    )
