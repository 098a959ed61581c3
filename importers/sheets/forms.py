"""What people send with a workbook: the file, and what they agree to."""

from django import forms
from django.utils.translation import gettext_lazy

from importers.forms import UploadForm


class SheetForm(UploadForm):
    """The workbook that was filled in: a file, never pasted text."""

    text = None  # type: ignore[assignment]  # Django's way to leave a field out
    way = None  # type: ignore[assignment]

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["file"].label = gettext_lazy("Workbook filled in")
        self.fields["file"].widget.attrs |= {"accept": ".xlsx", "class": "in"}


class AgreementForm(forms.Form):
    """What was shown, and the rows that are to be taken though their reports moved on."""

    basis = forms.CharField(max_length=64)
    take = forms.TypedMultipleChoiceField(coerce=int, required=False)

    def __init__(self, data: object, *, lines: list[int]) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        self.fields["take"].choices = [(line, line) for line in lines]  # type: ignore[attr-defined]
