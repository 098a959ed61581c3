"""Long work as an answer: its steps as lines of JSON while it runs, for a page that shows them.

A client that goes away closes the answer, that closes the work, and the work takes back what it began.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import asdict
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from importers.work import Work

LINES = "application/x-ndjson"
T = TypeVar("T")
_log = logging.getLogger(__name__)


def wanted(request: HttpRequest) -> bool:
    """Whether a page's script asks, which shows the steps; others wait for the end."""
    return LINES in request.headers.get("Accept", "")


def steps(
    work: Work[T],
    to: Callable[[T], str],
    refusals: Mapping[type[Exception], str],
) -> StreamingHttpResponse:
    """The work's steps, a line each, and at the end where it leads.

    `to` makes the address of what the work comes to; `refusals` has that for what it may raise. Anything else
    that goes wrong is logged and told in a last line, since the answer has begun.
    """
    response = StreamingHttpResponse(_lines(work, to, refusals, get_language()), content_type=LINES)
    response.headers["X-Accel-Buffering"] = "no"
    return response


def leads(to: str) -> HttpResponse:
    """The last line alone: nothing was to be done, or it was refused before it began."""
    return HttpResponse(_line({"to": to}), content_type=LINES)


def refused(words: list[str]) -> HttpResponse:
    """The last line alone, for what the page that sends it can say itself."""
    return HttpResponse(_line({"error": words}), content_type=LINES)


def _lines(
    work: Work[T],
    to: Callable[[T], str],
    refusals: Mapping[type[Exception], str],
    language: str | None,
) -> Iterator[bytes]:
    with closing(work), override(language):
        try:
            while True:
                yield _line(asdict(next(work)))
        except StopIteration as end:
            yield _line({"to": to(end.value)})
        except tuple(refusals) as refusal:
            yield _line({"to": next(to for kind, to in refusals.items() if isinstance(refusal, kind))})
        except Exception:  # the answer's head is sent: an error page can't be shown any more
            _log.exception("Long work failed")
            yield _line({"error": [_("Something went wrong here, and nothing was changed. Try again.")]})


def _line(said: dict[str, Any]) -> bytes:
    return json.dumps(said, ensure_ascii=False).encode() + b"\n"
