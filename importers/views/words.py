"""The page of header words and known layouts."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from actionplan.shared import clock
from departments.requests import Request
from importers import layouts, words
from importers.models import HeaderWord, KnownLayout


def header_words(request: Request) -> HttpResponse:
    """All words that headers are known by, and the layouts that people have assigned; a POST adds a word."""
    form = words.WordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        words.add(**form.cleaned_data, by=request.user, at=clock.now(), request=request)
        return redirect("header-words")
    shown = {
        "form": form,
        "meanings": words.by_meaning(),
        "layouts": [
            (row, [(header, layouts.LABELS.get(meaning, meaning)) for header, meaning in row.columns.items()])
            for row in KnownLayout.objects.select_related("by")
        ],
    }
    return render(request, "header_words.html", shown, status=422 if form.is_bound else 200)


def remove_word(request: Request, pk: int) -> HttpResponse:
    """Removes an added word."""
    row = get_object_or_404(HeaderWord, pk=pk)
    words.remove(row=row, by=request.user, at=clock.now(), request=request)
    return redirect("header-words")


def forget_layout(request: Request, pk: int) -> HttpResponse:
    """Forgets what somebody said of a table's columns."""
    row = get_object_or_404(KnownLayout, pk=pk)
    layouts.forget(row=row, by=request.user, at=clock.now(), request=request)
    return redirect("header-words")
