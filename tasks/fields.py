"""The fields of a report's form that Django doesn't have: texts of many lines, and steps."""

import re
from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tasks import steps
from tasks.steps import Step

_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


class TextField(forms.CharField):
    """Text of many lines; a line's end counts as one character, however the browser sends it.

    A browser cuts off without a word what is longer than it is told: it isn't told, the reader is. What other
    programs leave in a copied text and nobody sees goes: it can't be exported, or not stored.
    """

    widget = forms.Textarea

    default_error_messages: ClassVar[dict[str, Any]] = {
        "max_length": gettext_lazy("Shorten it to %(limit_value)s characters; it has %(show_value)s."),
    }

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Without the browser's own limit."""
        return {name: value for name, value in super().widget_attrs(widget).items() if name != "maxlength"}

    def to_python(self, value: Any) -> str:
        """As it is kept."""
        return _UNSEEN.sub("", str(super().to_python(value)).replace("\r\n", "\n").replace("\r", "\n"))


class StepRows(forms.Widget):
    """Steps as rows of inputs, or all of them as the one text of `steps.text_of`."""

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> str:
        if name in data:
            return str(data[name])
        rows = range(2 * steps.MOST)
        typed = ([data.get(f"step_{row}_{part}", "") for part in ("title", "due", "done")] for row in rows)
        return steps.text_of(Step(*row) for row in typed)


class StepsField(forms.CharField):
    """The steps of a report; what was typed is one text, what was read a tuple of steps."""

    widget = StepRows

    def __init__(self) -> None:
        super().__init__(required=False, strip=False, max_length=steps.MOST * 200)

    def clean(self, value: str) -> tuple[Step, ...]:
        found = steps.of_text(super().clean(value))
        if len(found) > steps.MOST:
            raise forms.ValidationError(_("At most %(most)s steps: join some.") % {"most": steps.MOST})
        wrong: list[str] = []
        read = tuple(self._read(number, step, wrong) for number, step in enumerate(found, 1))
        if wrong:
            raise forms.ValidationError(wrong)
        return read

    def _read(self, number: int, step: Step, wrong: list[str]) -> Step:
        if len(step.title) > steps.LONGEST_TITLE:
            told = _("Step %(number)s: a title has at most %(most)s characters; this one has %(count)s.")
            wrong.append(told % {"number": number, "most": steps.LONGEST_TITLE, "count": len(step.title)})
        days = []
        for text in (step.due, step.done):
            try:
                day = forms.DateField(required=False).clean(text)
            except forms.ValidationError:
                wrong.append(_("Step %(number)s: enter a day, such as 2022-11-30.") % {"number": number})
                day = None
            days.append(day.isoformat() if day else "")
        return Step(step.title, *days)
