"""What people send: the file, and their decisions about it."""

import re

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.translation import gettext_lazy

from importers.messages import sentence
from importers.names import Question
from importers.proposal import Decisions
from importers.reading.limits import MAX_BYTES, MEGABYTE
from importers.reading.model import Problem
from tasks.choices import MeasureKind

_KEY = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9}){1,2}")
"""How the page names a measure or a target of the file: its plan, its measure, its place in the text."""


class UploadForm(forms.Form):
    """The file with the plan's table; its size is checked before a byte of it is read."""

    file = forms.FileField(
        label=gettext_lazy("File with the plan's table"),
        allow_empty_file=True,
        max_length=200,
        error_messages={"required": gettext_lazy("Choose a file first.")},
        widget=forms.FileInput(
            attrs={"class": "in", "accept": ".xlsx,.txt,.tsv", "aria-describedby": "file-help"}
        ),
    )
    key = forms.CharField(max_length=40, widget=forms.HiddenInput)

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > MAX_BYTES:
            problem = Problem("error", "too-large", params={"megabytes": MAX_BYTES // MEGABYTE})
            raise forms.ValidationError(sentence(problem))
        return file


def name_field(index: int) -> str:
    """The field that holds the answer to the question at this place."""
    return f"name-{index}"


def merge(
    sent: QueryDict, decisions: Decisions, questions: tuple[Question, ...], known: set[str]
) -> Decisions:
    """The decisions with what was sent about this page's names, targets and kinds; the rest stays.

    Values that nothing on the page offers are left out.
    """
    names = dict(decisions.names)
    for index, question in enumerate(questions):
        field = name_field(index)
        chosen = sent.get(field, "")
        if chosen in ("", "other"):
            chosen = sent.get(f"{field}-other", "")
        if sent.get(f"{field}-is") == question.name:
            names.pop(question.name, None)
            if chosen in known:
                names[question.name] = chosen
    shown = set(filter(_KEY.fullmatch, sent.getlist("shown-target")))
    refused = (set(decisions.refused) - shown) | (shown - set(sent.getlist("target")))
    kinds = dict(decisions.kinds)
    for key in filter(_KEY.fullmatch, sent.getlist("shown-kind")):
        if (kind := sent.get(f"kind-{key}", "")) in MeasureKind.values:
            kinds[key] = kind
    plan = decisions.plan
    if "plan" in sent:
        chosen = sent.get("plan", "")
        plan = int(chosen) if chosen.isdecimal() and len(chosen) < 12 else None
    return Decisions(names=names, plan=plan, refused=sorted(refused), kinds=kinds)
