"""The forms of what units, coordinators and the leadership ask of each other."""

import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tasks import extensions, group_answers, instructions
from tasks.fields import TextField


def _text(label: Any, longest: int, rows: int = 3) -> TextField:
    attrs = {"class": "in", "rows": rows}
    return TextField(label=label, required=False, max_length=longest, widget=forms.Textarea(attrs))


def _day(label: Any) -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "in"})
    message = {"invalid": _("Enter a day, such as 2022-11-30.")}
    return forms.DateField(label=label, required=False, widget=widget, error_messages=message)


class RequestForm(forms.Form):
    """A form without rules of its own but for what can't be read: what is missing, the domain says."""

    name = ""

    def __init__(self, data: Any = None, *, of: Any = "", **options: Any) -> None:
        """`of` tells the forms of one kind on a page apart."""
        self.of = str(of)
        options |= {"auto_id": f"{self.name}-{of}-%s", "label_suffix": "", "use_required_attribute": False}
        super().__init__(data, **options)

    def tell(self, errors: dict[str, str]) -> None:
        """Puts what the domain says beside its fields."""
        for name, message in errors.items():
            self.add_error(name, message)

    @property
    def kept(self) -> list[tuple[str, str]]:
        """Label and text of what was typed, for copying where the form can't be shown any more."""
        return [(str(field.label), str(field.value())) for field in self.visible_fields() if field.value()]


class ExtensionForm(RequestForm):
    """A lead asks for a later day."""

    name = "extension"
    wanted_on = _day(_("New day"))
    reason = _text(_("Reason"), extensions.LONGEST)
    progress = _text(_("Progress so far"), extensions.LONGEST)
    key = forms.UUIDField(widget=forms.HiddenInput)


class DecisionForm(RequestForm):
    """A coordinator grants a day, or refuses."""

    name = "decision"
    granted_on = _day(_("New day"))
    decision = _text(_("Reason"), extensions.LONGEST)


class GroupAnswerForm(RequestForm):
    """A unit says whether an open group means it."""

    name = "group"
    reason = _text(_("Reason"), group_answers.LONGEST, rows=2)
    assignment = forms.IntegerField(min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput)
    is_ours = forms.TypedChoiceField(
        choices=[("ours", ""), ("not-ours", "")], coerce=lambda word: word == "ours", widget=forms.HiddenInput
    )


class InstructionForm(RequestForm):
    """The leadership leaves a word."""

    name = "instruction"
    text = _text(_("Instruction"), instructions.LONGEST)
    key = forms.UUIDField(widget=forms.HiddenInput)


class InstructionAnswerForm(RequestForm):
    """A unit answers an instruction."""

    name = "answer"
    text = _text(_("Answer"), instructions.LONGEST)


KINDS = (ExtensionForm, GroupAnswerForm, InstructionForm, InstructionAnswerForm)


def offered(failed: RequestForm | None) -> Callable[..., RequestForm]:
    """Makes the forms of a page by their name and place, but the one that was not taken stays as it was."""

    def form(name: str, of: str = "", **initial: Any) -> RequestForm:
        if failed is not None and (failed.name, failed.of) == (name, of):
            return failed
        kind = next(one for one in KINDS if one.name == name)
        return kind(of=of, initial={"key": uuid.uuid4()} | initial)

    return form
