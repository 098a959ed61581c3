"""The mail: what went out, to whom, and what became of it."""

from dataclasses import dataclass

from django.contrib import messages as toasts
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from actionplan.shared import clock
from departments import audit
from departments.requests import Request
from tasks import mail
from tasks.choices import Sending
from tasks.models import Message
from tasks.review import Refused

PER_PAGE = 50


@dataclass(frozen=True)
class Line:
    """A message, and whether a person may have it sent again; `cut_off`: nobody knows whether it arrived."""

    message: Message
    again: bool

    @property
    def cut_off(self) -> bool:
        return self.again and self.message.state == Sending.SENDING


def _line(message: Message) -> Line:
    return Line(message, again=mail.may_go_again(message, at=clock.now()))


def messages(request: Request) -> HttpResponse:
    """What was sent, the newest first; all of it or one state."""
    state = request.GET.get("state", "")
    if state not in ("", *Sending):
        raise Http404
    every = Message.objects.select_related("to").defer("text")
    shown = every.filter(state=state) if state else every
    page = Paginator(shown, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "lines": [_line(one) for one in page], "state": state, "states": Sending}
    return render(request, "messages.html", context)


def message(request: Request, message: int) -> HttpResponse:
    """One message with its text."""
    found = get_object_or_404(Message.objects.select_related("to"), pk=message)
    return render(request, "message.html", {"line": _line(found), "message": found})


def send_again(request: Request, message: int) -> HttpResponse:
    """Lets the next run send it once more; a person has decided so."""
    found = get_object_or_404(Message.objects.select_related("to"), pk=message)
    now = clock.now()
    try:
        with transaction.atomic():
            mail.send_again(message=found, at=now)
            audit.record(what="mail-again", at=now, who=request.user, about=str(found), request=request)
    except Refused as refused:
        found.refresh_from_db()
        context = {"line": _line(found), "message": found, "refused": str(refused)}
        return render(request, "message.html", context, status=409)
    toasts.success(request, _("The message goes out with the next run."))
    return redirect("message", found.pk)
