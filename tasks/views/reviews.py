"""Reviewing what another unit has submitted: begin, lay aside, approve, return, reopen."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404

from actionplan.shared import clock
from departments import carried
from departments.requests import Request
from tasks import access, review
from tasks.forms import MoveForm
from tasks.views import desk


def review_report(request: Request, report: int, move: str) -> HttpResponse:
    """Makes a coordinator's move of a report that another unit has submitted."""
    rule = review.MOVES.get(move)
    if rule is None or rule.by != review.COORDINATOR:
        raise Http404
    reports = access.submitted_reports(request.user).select_related("measure", "unit", "period")
    place = get_object_or_404(reports, pk=report)
    place.measure = desk.find(request, place.measure_id)
    envelope = MoveForm(request.POST)
    if carried.by_another(request, request.POST.get(carried.WRITER)):
        return desk.again(request, place, 403, refused=desk.typed_by_another(), version=place.version)
    if not envelope.is_valid() and "comment" in envelope.errors:
        return desk.again(request, place, 422, envelope=envelope, move=move)
    if carried.is_back(request):
        return desk.again(request, place, 200, envelope=envelope, move=move)
    try:
        review.apply(
            report=place,
            move=move,
            by=request.user,
            at=clock.now(),
            comment=envelope.reason,
            **desk.sealed(envelope),
        )
    except review.Invalid as invalid:
        envelope.add_error("comment", invalid.errors["comment"])
        return desk.again(request, place, 422, envelope=envelope, move=move)
    except review.Conflict as conflict:
        faster = desk.overtaken(request, conflict.report)
        return desk.again(request, place, 409, envelope=envelope, move=move, **faster)
    except review.Refused as refused:
        return desk.again(request, place, 403, envelope=envelope, move=move, refused=str(refused))
    return desk.done(request, place, move)
