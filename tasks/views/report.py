"""Writing a report of one's own unit: save, submit, take back; what was typed is never lost."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from actionplan.shared import clock
from departments import carried
from departments.requests import Request
from tasks import report_text, review, steps
from tasks.evidence import Unfit
from tasks.forms import MoveForm, ReportForm
from tasks.models import ProgressReport
from tasks.views import desk, evidence

FILLS = ("repeat", "theirs", "both", "compare", "typed", "suggest")
"""What a form can ask for that writes nothing.

Last time's texts, the other person's, both of them, what differs, the usual steps; or itself again, after
signing in anew.
"""
SAME = "same"
"""Last time's content as this period's draft."""
JOINED = ("progress", "problems", "next_steps")
"""The texts that can stand one after the other."""
BETWEEN = "\n————\n"


def send_report(request: Request, measure: int) -> HttpResponse:
    """Saves, submits or takes back the report of one's own unit; what was typed is never lost."""
    found = desk.find(request, measure)
    if request.method != "POST":
        return redirect("measure", found.pk)
    unit = desk.own_unit(request)
    period = desk.period_of(request.POST.get("period"), found.plan)
    asked, __, field = request.POST.get("move", "").partition(":")
    rule = review.MOVES.get(asked)
    if asked not in (*FILLS, SAME) and (rule is None or rule.by == review.COORDINATOR):
        raise Http404
    place = review.find(measure=found, unit=unit, period=period)
    place.measure = found
    if carried.by_another(request, request.POST.get(carried.WRITER)):
        return desk.again(request, place, 403, refused=desk.typed_by_another(), version=place.version)
    form = ReportForm(request.POST, measure=found, leads=review.leads(place))
    if asked == SAME:
        return _unchanged(request, place, form)
    if rule is None:
        return _filled(request, place, form, asked, field)
    envelope = MoveForm(request.POST)
    envelope.is_valid()
    if rule.writes and not form.is_valid():
        if rule.whole:
            form.tell_all(today=clock.today())
        return desk.again(request, place, 422, form=form)
    seal = desk.sealed(envelope)
    try:
        seal = evidence.along(request, place, form, seal)
        review.apply(
            report=place,
            move=asked,
            by=request.user,
            at=clock.now(),
            content=form.content() if rule.writes else None,
            comment=envelope.cleaned_data.get("comment", ""),
            **seal,
        )
    except Unfit as unfit:
        return desk.again(request, place, 422, form=form, refused=str(unfit))
    except review.Invalid as invalid:
        if not rule.writes:
            envelope.add_error("comment", invalid.errors["comment"])
            return desk.again(request, place, 422, envelope=envelope, move=asked)
        form.tell(invalid.errors)
        return desk.again(request, place, 422, form=form, version=seal["based_on"])
    except review.Conflict as conflict:
        if not rule.writes:
            return desk.again(request, place, 409, **desk.overtaken(request, conflict.report))
        return desk.again(request, place, 409, form=form, **_compared(request, conflict.report, form))
    except review.Refused as refused:
        kept = form if rule.writes else None
        return desk.again(request, place, 403, form=kept, refused=str(refused), version=seal["based_on"])
    return desk.done(request, place, asked)


def _unchanged(request: Request, place: ProgressReport, form: ReportForm) -> HttpResponse:
    """Saves what the unit said last time as a draft; what was typed and saved nowhere is shown instead."""
    before = review.previous(place)
    if before is None:
        words = _("There is no earlier report to take over.")
        return desk.again(request, place, 422, form=form, refused=words)
    last, stored = (report_text.typed(one, place.measure) for one in (before, place))
    known = {name: (last.get(name, ""), stored.get(name, "")) for name in form.fields}
    if any(text and report_text.plain(text) not in known[name] for name, text in form.typed.items()):
        return _filled(request, place, form, "repeat", "")
    same = ReportForm(last, measure=place.measure, leads=form.leads)
    same.is_valid()
    envelope = MoveForm(request.POST)
    envelope.is_valid()
    try:
        review.apply(
            report=place,
            move="save",
            by=request.user,
            at=clock.now(),
            content=same.content(),
            # What the form had saved by itself is a step of its own, not replaced.
            **desk.sealed(envelope) | {"sitting": None},
        )
    except review.Conflict as conflict:
        return desk.again(request, place, 409, form=form, **_compared(request, conflict.report, form))
    except review.Refused as refused:
        return desk.again(request, place, 403, form=form, refused=str(refused))
    return desk.done(request, place, "save")


def _filled(
    request: Request, place: ProgressReport, form: ReportForm, source: str, field: str
) -> HttpResponse:
    """The form again with other texts in one field or all of them; saves nothing.

    Where nothing can be written any more, what was typed stays as it is, for copying.
    """
    if source == "typed":
        stale = str(place.version) != request.POST.get("version")
        compared = _compared(request, place, form) if stale else {}
        return desk.again(request, place, 200, form=form, typed_back=True, **compared)
    if not (answer := review.may(request.user, "save", place)):
        return desk.again(request, place, 403, form=form, refused=answer.reason)
    if source == "suggest":
        data = request.POST.copy()
        data["steps"] = steps.with_suggested(form.typed.get("steps", ""))
        again = ReportForm(data, measure=place.measure, leads=form.leads)
        return desk.again(request, place, 200, form=again)
    mixes = source in ("theirs", "both", "compare")
    known = (place if place.version else None) if mixes else review.previous(place)
    texts = report_text.typed(known, place.measure) if known and source != "compare" else {}
    data = request.POST.copy()
    for name in texts:
        if field in ("", name) and (source != "both" or name in JOINED):
            data[name] = _both(texts[name], data.get(name, "")) if source == "both" else texts[name]
    filled = ReportForm(data, measure=place.measure, leads=form.leads)
    lost = report_text.compare(form.typed, filled.typed, place.measure)
    replaced = {change.label for change in lost} if source != "both" else set()
    kept = [(label, text) for label, text in form.kept if label in replaced]
    if mixes:
        return desk.again(request, place, 200, form=filled, kept=kept, **_compared(request, place, filled))
    return desk.again(request, place, 200, form=filled, repeated=bool(known), kept=kept)


def _both(theirs: str, mine: str) -> str:
    """Both texts with a line between, where they differ and neither holds the other already."""
    first, second = report_text.plain(theirs), report_text.plain(mine)
    if first in second:
        return second
    return first if second in first else first + BETWEEN + second


def _compared(request: Request, standing: ProgressReport, form: ReportForm) -> dict[str, Any]:
    """What the page says of two people's texts."""
    theirs = report_text.typed(standing, form.measure)
    differences = report_text.compare(theirs, form.typed, form.measure)
    return {"differences": differences, "joined": JOINED, **desk.overtaken(request, standing)}
