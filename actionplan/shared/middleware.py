"""Small middleware: a reference number for each request, and no copies of signed-in pages."""

import contextvars
import logging
import secrets
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers

Handler = Callable[[HttpRequest], HttpResponse]
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
