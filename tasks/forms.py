"""The forms of reports."""

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from tasks import phrases, report_text, steps
from tasks.choices import PACED, MeasureKind, Status
from tasks.fields import StepsField, TextField
from tasks.models import Measure, ReportEvent
from tasks.models.reports import ReportContent
from tasks.report_rules import Content, asked, has_steps, problems_of, unchanged, value_field
from tasks.steps import Step

LONGEST_DRAFT = 32_000
"""Whatever is typed is kept up to here, which a cell of the offline workbook holds too."""
SPARE = 2
FIRST = {"status": "_0"}
"""What stands at the end of the id of a field's first control, where it has several."""


class MoveForm(forms.Form):
    """What goes with a move of a report: the version before one, a one-time key, a reason, where next.

    `sitting` and `saves` say which opened form sends it, and how often that has saved by itself.
    """

    version = forms.IntegerField(min_value=0)
    key = forms.UUIDField()
    sitting = forms.UUIDField(required=False)
    saves = forms.IntegerField(min_value=0, max_value=1_000_000, required=False)
    comment = TextField(required=False, max_length=2000)
    phrases = forms.MultipleChoiceField(choices=list(phrases.RETURN.items()), required=False)
    next = forms.CharField(required=False)

    @property
    def reason(self) -> str:
        """The phrases that were chosen and the person's own text, each on a line of its own."""
        chosen = [str(phrases.RETURN[word]) for word in self.cleaned_data.get("phrases", ())]
        own = self.cleaned_data.get("comment", "").strip()
        return "\n".join([*chosen, own] if own else chosen)


class ReportForm(forms.Form):
    """A report as typed: the fields that the measure's kind asks for, none required to save a draft."""

    status = forms.ChoiceField(choices=Status.choices, widget=forms.RadioSelect, required=False)
    percent = forms.IntegerField(min_value=0, max_value=100, required=False, widget=forms.TextInput)
    progress = TextField(required=False, max_length=LONGEST_DRAFT)
    problems = TextField(required=False, max_length=LONGEST_DRAFT)
    next_steps = TextField(required=False, max_length=LONGEST_DRAFT)
    expected_on = forms.DateField(
        required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    steps = StepsField()

    def __init__(
        self,
        data: Any = None,
        *,
        measure: Measure,
        leads: bool,
        report: ReportContent | None = None,
        before: ReportEvent | None = None,
    ) -> None:
        """A report that nobody has written yet goes on from the steps of `before`, the unit's last one."""
        self.measure = measure
        self.leads = leads
        stored = report_text.typed(report, measure) if report else {}
        if before and has_steps(measure) and not getattr(report, "version", 0):
            stored["steps"] = report_text.typed(before, measure)["steps"]
        super().__init__(data, initial=stored, label_suffix="", use_required_attribute=False)
        for target in asked(measure):
            self.fields[value_field(target)] = forms.DecimalField(
                min_value=0,
                max_digits=14,
                decimal_places=3,
                required=False,
                widget=forms.TextInput(attrs={"data-target": f"{target.high:f}"} if self.derives else None),
            )
        labels = report_text.labels(measure, leads=leads)
        for name in [name for name in self.fields if name not in labels]:
            del self.fields[name]
        for name, field in self.fields.items():
            field.label = labels[name]
            if not isinstance(field, forms.ChoiceField | StepsField):
                self._control(name, field)
        self.order_fields(labels)

    def _control(self, name: str, field: forms.Field) -> None:
        """Plain text inputs keep what was typed also where it can't be read as a number."""
        if isinstance(field, forms.DateField):
            field.error_messages["invalid"] = _("Enter a day, such as 2022-11-30.")
        elif isinstance(field, forms.IntegerField):
            field.widget.attrs |= {"inputmode": "decimal", "autocomplete": "off"}
            plain = _("Enter the number alone, such as 11.1; what it counts stands beside it.")
            message = _("Enter a whole number from 0 to 100.") if name == "percent" else plain
            field.error_messages |= {"invalid": message, "min_value": message, "max_value": message}
        field.widget.attrs |= {"class": "in"}

    def content(self) -> Content:
        """What was typed, as far as it could be read."""
        read = self.cleaned_data
        values = {target.pk: read.get(value_field(target)) for target in asked(self.measure)}
        return Content(
            status=read.get("status", ""),
            percent=read.get("percent"),
            progress=read.get("progress", ""),
            problems=read.get("problems", ""),
            next_steps=read.get("next_steps", ""),
            expected_on=read.get("expected_on"),
            values={target: value for target, value in values.items() if value is not None},
            steps=read.get("steps", ()),
        )

    def said(self, before: ReportEvent | None) -> ReportEvent | None:
        """What a report would say if this were saved now; None where not all of it can be read."""
        if not self.is_valid():
            return None
        fields = self.content().stored(self.measure, leads=self.leads)
        return ReportEvent(**fields, no_change=unchanged(fields, before))

    def tell(self, errors: dict[str, str]) -> None:
        """Puts the rules that are broken beside their fields, where nothing else is wrong there yet."""
        for name, message in errors.items():
            if name not in self.errors:
                self.add_error(name, message)

    def tell_all(self, *, today: datetime.date) -> None:
        """Adds what else would keep it from being submitted."""
        self.tell(problems_of(self.content(), measure=self.measure, leads=self.leads, today=today))

    @property
    def typed(self) -> dict[str, str]:
        """Field → what stands in its control now."""
        return {name: str(self[name].value() or "") for name in self.fields}

    @property
    def kept(self) -> list[tuple[str, str]]:
        """Label and text of what was typed, for copying where the form can't be shown."""
        return [
            (str(self.fields[name].label), report_text.words(name, text))
            for name, text in self.typed.items()
            if text
        ]

    @property
    def number_fields(self) -> list[Any]:
        """The values of the targets and the percent, as far as they are asked, each as (field, target)."""
        targets = [(self[value_field(target)], target) for target in asked(self.measure)]
        return targets + ([(self["percent"], None)] if "percent" in self.fields else [])

    @property
    def derives(self) -> bool:
        """Whether the percent follows from the values."""
        return self.leads and self.measure.kind in PACED and bool(asked(self.measure))

    @property
    def suggests(self) -> list[str]:
        """The usual steps, as long as no other is there."""
        return [] if self.rows[0].title or self.rows[0].due else [str(title) for title in steps.SUGGESTED]

    @property
    def yearly(self) -> bool:
        """Whether the values asked for are the year's, and no percent follows from them."""
        return self.measure.kind == MeasureKind.OUTCOME

    @property
    def rows(self) -> list[Step]:
        """The steps as rows to write into, with empty ones to go on."""
        typed = steps.of_text(str(self["steps"].value() or "")) if "steps" in self.fields else []
        return typed + [Step()] * max(min(SPARE, steps.MOST - len(typed)), 0)

    @property
    def percent_derived(self) -> int | None:
        """The percent that the values mean."""
        if not self.is_bound:
            return self.initial_percent
        return self.content().percent_on(self.measure, leads=self.leads) if self.is_valid() else None

    @property
    def initial_percent(self) -> int | None:
        """The stored percent."""
        stored = self.initial.get("percent")
        return int(stored) if stored else None

    @property
    def summary(self) -> list[tuple[str, str, str]]:
        """Anchor, label and message of all that is wrong."""
        return [
            (self[name].auto_id + FIRST.get(name, ""), str(self.fields[name].label), message)
            for name in self.fields
            for message in self.errors.get(name, ())
        ]
