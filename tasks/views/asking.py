"""What units and the leadership ask and answer on a measure's page."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from actionplan.shared import clock
from departments import carried
from departments.models import Unit
from departments.requests import Request
from tasks import access, extensions, group_answers, instructions
from tasks.models import Measure
from tasks.participation import Decided
from tasks.request_forms import (
    ExtensionForm,
    GroupAnswerForm,
    InstructionAnswerForm,
    InstructionForm,
    RequestForm,
)
from tasks.review import Invalid, Refused
from tasks.views import desk

OVERTAKEN = (extensions.Decided, instructions.Answered, Decided)


def ask_extension(request: Request, measure: int) -> HttpResponse:
    """The person's unit, which leads the measure, asks for a later day."""
    found, unit = desk.find(request, measure), desk.own_unit(request)
    form = ExtensionForm(request.POST, of=unit.code)

    def act(read: dict[str, Any]) -> str:
        said = {name: read[name] for name in ("wanted_on", "reason", "progress")}
        extensions.ask(
            measure=found, unit=unit, by=request.user, at=clock.now(), key=str(read["key"]), **said
        )
        return _("Asked for a later day; a coordinator decides.")

    return _tried(request, found, unit, form, act)


def withdraw_extension(request: Request, extension: int) -> HttpResponse:
    """The person's unit takes its request for a later day back."""
    asked = get_object_or_404(
        access.extensions(request.user).filter(unit__in=request.user.own_units), pk=extension
    )
    found = desk.find(request, asked.measure_id)

    def act(read: dict[str, Any]) -> str:
        extensions.withdraw(extension=asked, by=request.user, at=clock.now())
        return _("The request for a later day is withdrawn.")

    return _tried(request, found, asked.unit, RequestForm(request.POST), act)


def answer_group(request: Request, measure: int) -> HttpResponse:
    """The person's unit says whether an open group of the measure means it."""
    found, unit = desk.find(request, measure), desk.own_unit(request)
    form = GroupAnswerForm(request.POST, of=f"{request.POST.get('assignment', '')}-{unit.code}")
    form.is_valid()
    pk, is_ours = form.cleaned_data.get("assignment"), form.cleaned_data.get("is_ours")
    assignment = next((one for one in found.assignments.all() if one.pk == pk), None)
    if assignment is None or is_ours is None:
        raise Http404

    def act(read: dict[str, Any]) -> str:
        group_answers.answer(
            assignment=assignment,
            unit=unit,
            is_ours=is_ours,
            reason=read["reason"],
            by=request.user,
            at=clock.now(),
        )
        return _("Answered for %(unit)s; a coordinator decides.") % {"unit": unit}

    return _tried(request, found, unit, form, act)


def instruct(request: Request, measure: int) -> HttpResponse:
    """The leadership leaves an instruction."""
    found = desk.find(request, measure)
    form = InstructionForm(request.POST)

    def act(read: dict[str, Any]) -> str:
        instructions.leave(
            measure=found, text=read["text"], by=request.user, at=clock.now(), key=str(read["key"])
        )
        return _("The instruction is left; the units that own the measure see it until they have answered.")

    return _tried(request, found, None, form, act)


def answer_instruction(request: Request, instruction: int) -> HttpResponse:
    """The person's unit answers an instruction."""
    asked = get_object_or_404(access.instructions(request.user), pk=instruction)
    found, unit = desk.find(request, asked.measure_id), desk.own_unit(request)
    asked.measure = found
    form = InstructionAnswerForm(request.POST, of=f"{asked.pk}-{unit.code}")

    def act(read: dict[str, Any]) -> str:
        instructions.answer(instruction=asked, unit=unit, text=read["text"], by=request.user, at=clock.now())
        return _("Answered for %(unit)s.") % {"unit": unit}

    return _tried(request, found, unit, form, act)


def _tried(
    request: Request,
    measure: Measure,
    unit: Unit | None,
    form: RequestForm,
    act: Callable[[dict[str, Any]], str],
) -> HttpResponse:
    """Goes on where it was taken; else the measure's page again, with what was typed and why it was not."""
    if carried.by_another(request, request.POST.get(carried.WRITER)):
        return _again(request, measure, unit, None, 403, not_taken=desk.typed_by_another())
    if carried.is_back(request):
        return _again(request, measure, unit, form, 200, asked_back=True)
    if not form.is_valid():
        return _again(request, measure, unit, form, 422)
    try:
        said = act(form.cleaned_data)
    except Invalid as invalid:
        form.tell(invalid.errors)
        return _again(request, measure, unit, form, 422)
    except OVERTAKEN as late:
        return _again(request, measure, unit, form, 409, not_taken=str(late))
    except Refused as refused:
        return _again(request, measure, unit, form, 403, not_taken=str(refused))
    messages.success(request, said)
    query = f"?unit={unit.code}" if unit else ""
    return redirect(desk.way_on(request) or reverse("measure", args=[measure.pk]) + query)


def _again(
    request: Request, measure: Measure, unit: Unit | None, form: RequestForm | None, status: int, **said: Any
) -> HttpResponse:
    code = unit.code if unit else ""
    return desk.page(request, measure, unit=code, period="", status=status, strict=False, failed=form, **said)
