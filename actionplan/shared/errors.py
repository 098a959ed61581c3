"""Error pages: in the reader's language, with the reference number that the log has too."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

MOST_CHARACTERS = 200_000
"""What is sent again out of an error page, at the most."""


def page(
    request: HttpRequest, status: int, title: str, advice: str, typed: Sequence[tuple[str, str]] = ()
) -> HttpResponse:
    """The error page with this status; `title` says what happened, `advice` what to do.

    The fields in `typed` stand behind a button that sends them again.
    """
    context = {
        "status": status,
        "title": title,
        "advice": advice,
        "reference": getattr(request, "reference", ""),
        "typed": typed,
    }
    return render(request, "error.html", context, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400"""
    return page(request, 400, _("The request can't be read"), _("Go back, reload the page and try again."))


def denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403"""
    return page(request, 403, _("You may not do this"), _("Ask your administrator if you need to."))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: also for whatever one may not see, so that the answer tells nothing."""
    return page(
        request,
        404,
        _("There is nothing at this address"),
        _("It may not exist, or it isn't open to you. Start again from the home page."),
    )


def not_allowed(request: HttpRequest, methods: frozenset[str]) -> HttpResponse:
    """405, naming the methods that the address takes."""
    response = page(
        request, 405, _("This address can't be used like that"), _("Go back and use the page's own buttons.")
    )
    response.headers["Allow"] = ", ".join(sorted(methods))
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """500"""
    return page(
        request,
        500,
        _("Something went wrong here"),
        _("Nothing was saved. Try again; if it stays, tell your administrator the reference number."),
    )


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form whose token doesn't fit, most often one that stood open for long."""
    return page(
        request,
        403,
        _("This page was open too long"),
        _("Nothing was saved. Go back, copy what you typed, reload the page and try again."),
    )


def busy(request: HttpRequest) -> HttpResponse:
    """503 where a change that takes long holds the database; what was typed can be sent again.

    A password never stands in a page, and files can't be sent again out of one.
    """
    fields = [(name, value) for name, values in request.POST.lists() for value in values]
    secret = any("password" in name for name, _value in fields)
    if secret or request.FILES or sum(len(value) for _name, value in fields) > MOST_CHARACTERS:
        fields = []
    advice = _("Nothing was saved. Wait a minute and try again.")
    if fields:
        advice = _(
            "Nothing was saved, and nothing of what you typed is lost. Wait a minute and send it again."
        )
    response = page(request, 503, _("Somebody else's large change is being written"), advice, fields)
    response.headers["Retry-After"] = "60"
    return response
