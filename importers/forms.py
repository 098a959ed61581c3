"""What people send: the file, and their decisions about it."""

import re
from dataclasses import replace

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from importers.asking import name_field, obvious
from importers.messages import sentence
from importers.names import Names
from importers.proposal import Decisions
from importers.reading.limits import MAX_BYTES, MEGABYTE
from importers.reading.model import Problem
from tasks.choices import MeasureKind

_KEY = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9}){1,2}")
"""How the page names a measure or a target of the file: its plan, its measure, its place in the text."""

ACCEPTED = ".xlsx,.xls,.ods,.csv,.tsv,.txt,.docx,.pdf,.json"
MOST_CHARACTERS = 1_500_000
"""What a form may hold beside its files is bounded in bytes (DATA_UPLOAD_MAX_MEMORY_SIZE)."""


class UploadForm(forms.Form):
    """The plan's table as a file, or as text that was pasted; its size is checked before it is read."""

    file = forms.FileField(
        label=gettext_lazy("File with the plan's table"),
        required=False,
        allow_empty_file=True,
        max_length=200,
        widget=forms.FileInput(attrs={"accept": ACCEPTED, "aria-describedby": "file-help"}),
    )
    text = forms.CharField(
        label=gettext_lazy("Published text"),
        required=False,
        strip=False,
        widget=forms.Textarea(
            attrs={"class": "in", "rows": 8, "aria-describedby": "text-help", "data-cells": "id_cells"}
        ),
    )
    cells = forms.CharField(
        required=False, strip=False, widget=forms.HiddenInput(attrs={"data-most": MOST_CHARACTERS})
    )
    """The same text with the cells that the clipboard has of its tables (static/js/pasting.js)."""
    way = forms.ChoiceField(choices=[("file", ""), ("text", "")], required=False)
    key = forms.CharField(max_length=40, widget=forms.HiddenInput)

    def clean_file(self) -> UploadedFile | None:
        file: UploadedFile | None = self.cleaned_data["file"]
        if file is not None and (file.size or 0) > MAX_BYTES:
            problem = Problem("error", "too-large", params={"megabytes": MAX_BYTES // MEGABYTE})
            raise forms.ValidationError(sentence(problem))
        return file

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        if len(text) > MOST_CHARACTERS:
            raise forms.ValidationError(
                _("The text has more than %(most)s characters. Save it as a file and choose that.")
                % {"most": f"{MOST_CHARACTERS:,}"}
            )
        return text

    def clean(self) -> None:
        pasted = self.cleaned_data.get("way") == "text"
        if pasted and "text" in self.cleaned_data and not self.cleaned_data["text"].strip():
            self.add_error("text", _("Paste the table into the box first."))
        if not pasted and "file" in self.cleaned_data and self.cleaned_data["file"] is None:
            self.add_error("file", _("Choose a file first."))

    def given(self) -> tuple[bytes, str]:
        """What is to be read, and its name."""
        if self.cleaned_data["way"] == "text":
            if cells := self.cleaned_data["cells"]:
                return cells.encode("utf-8", "replace"), _("Pasted table") + ".html"
            return self.cleaned_data["text"].encode("utf-8", "replace"), _("Pasted text") + ".txt"
        file = self.cleaned_data["file"]
        return file.read(), file.name


def merge(sent: QueryDict, decisions: Decisions, names: Names, known: set[str]) -> Decisions:
    """The decisions with what was sent about this page's names, targets and kinds; the rest stays.

    Values that nothing on the page offers are left out.
    """
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
    found, once = _names(sent, decisions, names, known)
    looked = sent.getlist("looked") if "confirm" in sent else []
    return replace(
        decisions,
        names=found,
        once=sorted(once),
        plan=plan,
        refused=sorted(refused),
        kinds=kinds,
        confirmed=sorted({*decisions.confirmed, *filter(_KEY.fullmatch, looked)}),
    )


def _names(
    sent: QueryDict, decisions: Decisions, names: Names, known: set[str]
) -> tuple[dict[str, str], set[str]]:
    """What each name was decided to mean, and those decided for this file alone."""
    found, once = dict(decisions.names), set(decisions.once)
    for index, question in enumerate(names.questions):
        field = name_field(index)
        chosen, other = sent.get(field), sent.get(f"{field}-other", "")
        if sent.get(f"{field}-is") == question.name and not (chosen is None and not other):
            # Where nothing is chosen at all, the page may be older than what was decided elsewhere.
            if not chosen or chosen == "other":
                chosen = other
            found.pop(question.name, None)
            once.discard(question.name)
            if chosen in known:
                found[question.name] = chosen
                if f"{field}-once" in sent:
                    once.add(question.name)
    if "accept" in sent:
        firsts = {name: key for key, _blank, name in (one.partition(" ") for one in sent.getlist("first"))}
        for question in names.questions:
            best = obvious(question)
            if best and question.name not in found and firsts.get(question.name) == best[0]:
                found[question.name] = best[0]
    return found, once
