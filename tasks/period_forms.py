"""The forms of coordinators about periods: laying all of a plan out, changing a single one."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tasks import periods
from tasks.choices import Rhythm
from tasks.fields import TextField
from tasks.models import Plan, ReportingPeriod
from tasks.period_terms import Terms
from tasks.periods import Layout


class _Asking(forms.Form):
    """What periods ask, and of which sections; fields in error say so to screen readers."""

    asks = TextField(
        label=_("What is asked"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"class": "in", "rows": 3}),
    )
    sections = forms.TypedMultipleChoiceField(
        label=_("Sections that report"),
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["sections"]
        assert isinstance(chosen, forms.TypedMultipleChoiceField)
        chosen.choices = [(one.pk, str(one)) for one in plan.sections.filter(parent__isnull=True)]

    def tell(self, errors: dict[str, str]) -> None:
        """Adds what the domain found wrong."""
        for name, message in errors.items():
            self.add_error(name, message)

    @property
    def summary(self) -> list[tuple[str, str, str]]:
        """Anchor, label and message of all that is wrong."""
        return [
            (self[name].auto_id, str(self.fields[name].label), message)
            for name in self.fields
            for message in self.errors.get(name, ())
        ]


class LayoutForm(_Asking):
    """How all periods of a plan are laid out."""

    rhythm = forms.ChoiceField(label=_("Rhythm"), choices=Rhythm, widget=forms.RadioSelect)
    due_after = forms.IntegerField(
        label=_("Reports due, in days after the period's last day"),
        min_value=periods.EARLIEST,
        max_value=periods.LATEST,
        widget=forms.NumberInput(attrs={"class": "in"}),
    )
    field_order = ("rhythm", "due_after", "asks", "sections")

    @property
    def layout(self) -> Layout:
        """What was entered, once it is valid."""
        said = self.cleaned_data
        return Layout(said["rhythm"], said["due_after"], said["asks"], frozenset(said["sections"]))


class PeriodForm(_Asking):
    """The days of a single period and what it asks."""

    opens_on = forms.DateField(
        label=_("Opens on"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"class": "in", "type": "date"})
    )
    due_on = forms.DateField(
        label=pgettext_lazy("period", "Due on"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"class": "in", "type": "date"}),
    )
    field_order = ("opens_on", "due_on", "asks", "sections")

    @classmethod
    def of(cls, period: ReportingPeriod) -> "PeriodForm":
        """The form with the period as it stands."""
        terms = Terms.of(period)
        initial = {
            "opens_on": terms.opens_on,
            "due_on": terms.due_on,
            "asks": terms.asks,
            "sections": list(terms.sections),
        }
        return cls(initial=initial, plan=period.plan)

    @property
    def terms(self) -> Terms:
        """What was entered, once it is valid."""
        said = self.cleaned_data
        return Terms(said["opens_on"], said["due_on"], said["asks"], frozenset(said["sections"]))
