"""The words that headers are known by: those the system brings along, and those that people have added."""

import datetime
from dataclasses import dataclass

from django import forms
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from departments import audit
from departments.models import User
from importers.layouts import LABELS
from importers.models import HeaderWord
from importers.reading.words import HEADER_WORDS, MEANINGS, fold


@dataclass(frozen=True)
class Meaning:
    """What a column can hold, with all words that it is known by."""

    name: str
    built_in: tuple[str, ...]
    added: list[HeaderWord]

    @property
    def label(self) -> str:
        """What it is called."""
        return str(LABELS[self.name])


def by_meaning() -> list[Meaning]:
    """The one table of header words, in the order of a plan's columns."""
    added: dict[str, list[HeaderWord]] = {}
    for word in HeaderWord.objects.select_related("by"):
        added.setdefault(word.meaning, []).append(word)
    return [Meaning(name, HEADER_WORDS.get(name, ()), added.get(name, [])) for name in MEANINGS]


def _built_in(word: str) -> list[str]:
    """What a word means to the system itself."""
    return [name for name, words in HEADER_WORDS.items() if word in map(fold, words)]


class WordForm(forms.Form):
    """One more word; kept as the reader compares it, without blanks, brackets and case."""

    word = forms.CharField(
        label=gettext_lazy("Word in the header"),
        max_length=60,
        widget=forms.TextInput(attrs={"class": "in", "aria-describedby": "word-help"}),
        error_messages={"required": gettext_lazy("Write the word that stands in the header.")},
    )
    meaning = forms.ChoiceField(
        label=gettext_lazy("What the column holds"), widget=forms.Select(attrs={"class": "in"})
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["meaning"].choices = [(name, LABELS[name]) for name in MEANINGS]  # type: ignore[attr-defined]

    def clean_word(self) -> str:
        word = fold(self.cleaned_data["word"])
        if not word:
            raise forms.ValidationError(_("Write the word that stands in the header."))
        if meanings := _built_in(word):
            raise forms.ValidationError(
                _("“%(word)s” is built in as “%(meaning)s”. A built-in word keeps its meaning.")
                % {"word": word, "meaning": _(", ").join(str(LABELS[name]) for name in meanings)}
            )
        known = HeaderWord.objects.filter(word=word).first()
        if known:
            raise forms.ValidationError(
                _("“%(word)s” was added already as “%(meaning)s”. Remove it there first.")
                % {"word": word, "meaning": LABELS[known.meaning]}
            )
        return word


def add(*, word: str, meaning: str, by: User, at: datetime.datetime, request: HttpRequest) -> None:
    """Adds a word that the form has found to be free; where another was faster, that one stays."""
    try:
        with transaction.atomic():
            HeaderWord.objects.create(word=word, meaning=meaning, by=by, at=at)
            audit.record(
                what="header-word-added", at=at, who=by, about=word, request=request, meaning=meaning
            )
    except IntegrityError:
        return


@transaction.atomic
def remove(*, row: HeaderWord, by: User, at: datetime.datetime, request: HttpRequest) -> None:
    """Removes an added word; files that were read by it stay as they were read."""
    deleted, _models = HeaderWord.objects.filter(pk=row.pk).delete()
    if deleted:
        audit.record(
            what="header-word-removed", at=at, who=by, about=row.word, request=request, meaning=row.meaning
        )
