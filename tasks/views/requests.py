"""A coordinator's page of what is decided besides reports: extensions, answers, closings, reopenings."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from actionplan.shared import clock
from departments import carried
from departments.requests import Request
from tasks import access, extensions
from tasks.dashboards import requests as dashboard
from tasks.models import ExtensionRequest, Plan
from tasks.request_forms import DecisionForm
from tasks.review import Invalid, Refused
from tasks.views import desk

GRANT, REFUSE = "grant", "refuse"


def requests(request: Request, plan: int) -> HttpResponse:
    """What waits in the plan, and what was decided lately."""
    return _page(request, get_object_or_404(access.plans(request.user), pk=plan))


def decide_extension(request: Request, extension: int) -> HttpResponse:
    """Grants a later day, or refuses it, with the reason."""
    asked = get_object_or_404(access.extensions(request.user).select_related("measure__plan"), pk=extension)
    act = request.POST.get("act")
    if act not in (GRANT, REFUSE):
        raise Http404
    plan = asked.measure.plan
    form = DecisionForm(request.POST, of=asked.pk)
    if carried.by_another(request, request.POST.get(carried.WRITER)):
        return _page(request, plan, status=403, not_taken=desk.typed_by_another())
    if carried.is_back(request):
        return _page(request, plan, failed=form, back=True)
    if not form.is_valid() and (act == GRANT or "decision" in form.errors):
        return _page(request, plan, failed=form, status=422)
    try:
        extensions.decide(
            extension=asked,
            grant=act == GRANT,
            granted_on=form.cleaned_data.get("granted_on"),
            reason=form.cleaned_data["decision"],
            by=request.user,
            at=clock.now(),
            request=request,
        )
    except Invalid as invalid:
        form.tell(invalid.errors)
        return _page(request, plan, failed=form, status=422)
    except extensions.Decided as late:
        return _page(request, plan, failed=form, status=409, late=late.extension)
    except Refused as refused:
        return _page(request, plan, failed=form, status=403, not_taken=str(refused))
    ref = {"ref": asked.measure.ref}
    said = (
        _("Measure %(ref)s: extension granted.") if act == GRANT else _("Measure %(ref)s: extension refused.")
    )
    messages.success(request, said % ref)
    return redirect("requests", plan.pk)


def _page(
    request: Request, plan: Plan, *, failed: DecisionForm | None = None, status: int = 200, **said: Any
) -> HttpResponse:
    request.plan = plan  # type: ignore[attr-defined]
    today = clock.today()

    def form(extension: ExtensionRequest) -> DecisionForm:
        if failed is not None and failed.of == str(extension.pk):
            return failed
        return DecisionForm(of=extension.pk, initial={"granted_on": extension.wanted_on})

    shown = dashboard.requests(plan, user=request.user, form=form)
    on_page = failed is not None and any(one.form is failed for one in shown.extensions)
    context = {
        "plan": plan,
        "plans": access.plans(request.user),
        "today": today,
        "expected": plan.expected(plan.seen_on(today)),
        "page": shown,
        "shown": dashboard.SHOWN,
        "writer": carried.mark(request.user),
        "kept": failed.kept if failed is not None and not on_page else [],
    }
    return render(request, "requests.html", context | said, status=status)
