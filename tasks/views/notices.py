"""What came to a person: the list, reading, and the daily mail."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from actionplan.shared import clock
from departments.requests import Request
from tasks import notice_words
from tasks.models import Notice

PER_PAGE = 25


@dataclass(frozen=True)
class Line:
    """A notice in the reader's language."""

    notice: Notice
    title: str
    said: str


def notices(request: Request) -> HttpResponse:
    """All that came to the person, the newest first."""
    every = request.user.notices.select_related(*notice_words.RELATED).order_by("-pk")
    page = Paginator(every, PER_PAGE).get_page(request.GET.get("page"))
    lines = [Line(one, notice_words.title(one), notice_words.said(one)) for one in page]
    return render(request, "notices.html", {"page": page, "lines": lines})


def notice(request: Request, notice: int) -> HttpResponse:
    """Marks one as read and leads to what it tells of."""
    found = get_object_or_404(request.user.notices.select_related(*notice_words.RELATED), pk=notice)
    request.user.notices.filter(pk=found.pk, read_at__isnull=True).update(read_at=clock.now())
    return redirect(notice_words.place(found))


def read_all(request: Request) -> HttpResponse:
    """Marks as read what the person had before them: nothing that came after the page was opened."""
    upto = request.POST.get("upto", "")
    if upto.isdecimal() and len(upto) <= len(str(2**62)):
        unread = request.user.notices.filter(read_at__isnull=True, pk__lte=int(upto))
        unread.update(read_at=clock.now())
    return redirect("notices")


def daily_mail(request: Request) -> HttpResponse:
    """The person's own choice whether all that comes to them also comes by mail, once a day."""
    person = request.user
    person.daily_mail = request.POST.get("daily_mail") == "on"
    person.save(update_fields=["daily_mail"])
    if person.daily_mail:
        messages.success(request, _("Your notices also come by mail, once a day."))
    else:
        messages.success(request, _("Your notices come by mail no more."))
    return redirect("notices")
