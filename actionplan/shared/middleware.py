"""Small middleware: who asks and under which number, how much is taken, and what is kept nowhere."""

import contextlib
import contextvars
import ipaddress
import logging
import secrets
import sqlite3
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

from actionplan.shared import errors

Handler = Callable[[HttpRequest], HttpResponse]
_LOCK_NOT_AVAILABLE = "55P03"
_log = logging.getLogger(__name__)
_reference: contextvars.ContextVar[str] = contextvars.ContextVar("reference", default="-")


class ReferenceMiddleware:
    """Gives each request a short number that error pages show and the log repeats."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.reference = secrets.token_hex(4)  # type: ignore[attr-defined]
        token = _reference.set(request.reference)  # type: ignore[attr-defined]
        try:
            return self.get_response(request)
        finally:
            _reference.reset(token)


class ReferenceFilter(logging.Filter):
    """Puts the number of the request at hand on every log line."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.reference = _reference.get()
        return True


class ClientAddressMiddleware:
    """Behind a trusted proxy: whom the proxy saw is who asks, for the audit log and the lock at the door."""

    def __init__(self, get_response: Handler) -> None:
        if not settings.TRUST_PROXY:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # What stands before the last comma is what the client says of itself.
        seen = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
        with contextlib.suppress(ValueError):
            request.META["REMOTE_ADDR"] = str(ipaddress.ip_address(seen))
        return self.get_response(request)


class BodyLimitMiddleware:
    """Refuses a request that announces more than any form here takes, before a byte of its body is read."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        announced = str(request.META.get("CONTENT_LENGTH") or 0)
        if not announced.isdecimal() or int(announced) > settings.MOST_BYTES_IN_A_REQUEST:
            limit = {"megabytes": settings.MOST_BYTES_IN_A_REQUEST // 1024 // 1024}
            return errors.page(
                request,
                413,
                _("This is too large"),
                _("At most %(megabytes)s MB can be sent at once. Go back and choose a smaller file.") % limit,
            )
        return self.get_response(request)


class NoStoreMiddleware:
    """What a signed-in person sees is kept in no cache on the way or in the browser."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.user.is_authenticated:
            add_never_cache_headers(response)
            response.headers["Cache-Control"] = "no-store"
        return response


class BusyMiddleware:
    """Where somebody else's change holds the database for longer than one waits: says so, and what to do."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The page in place of a server error; none for any other exception."""
        if not isinstance(exception, OperationalError) or not _waited_in_vain(exception.__cause__):
            return None
        _log.warning("The database was held for too long: %s", exception)
        return errors.busy(request)


def _waited_in_vain(cause: BaseException | None) -> bool:
    locked = getattr(cause, "pgcode", "") == _LOCK_NOT_AVAILABLE
    return locked or getattr(cause, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY
