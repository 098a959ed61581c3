"""The list of imports, its columns and its filter."""

from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from actionplan.shared.tables import Column, Table
from importers.models import Import, ImportState


class ImportTable(Table):
    """The files that were read. Records are imports."""

    row_template = "_import_row.html"
    caption = gettext_lazy("Files read so far")
    empty_template = "_imports_empty.html"

    file = Column(gettext_lazy("File"), css="c-txt", key="name")
    at = Column(gettext_lazy("Read on"), key="at")
    by = Column(gettext_lazy("By"), key="by__name")
    state = Column(gettext_lazy("State"), key="state")
    kind = Column(gettext_lazy("Kind of file"))
    plan = Column(gettext_lazy("Plan"), css="c-txt", key="plan__title")
    measures = Column(gettext_lazy("Measures"), css="num")
    done = Column(gettext_lazy("What was done"))

    class Meta(Table.Meta):
        order_by = ("-at",)

    def value_file(self, record: Import) -> str:
        return record.name

    def value_at(self, record: Import) -> Any:
        return record.at

    def value_by(self, record: Import) -> str:
        return str(record.by or _("command line"))

    def value_state(self, record: Import) -> str:
        return record.standing_words

    def value_kind(self, record: Import) -> str:
        return record.ending

    def value_plan(self, record: Import) -> str:
        return record.plan.title if record.plan else ""

    def value_measures(self, record: Import) -> int:
        return record.counts.get("measures", 0)

    def value_done(self, record: Import) -> str:
        return record.done


class ImportFilter(django_filters.FilterSet):
    """Imports by their state and by words of the file's name or the plan's title."""

    state = django_filters.ChoiceFilter(
        label=gettext_lazy("State"), choices=ImportState.choices, empty_label=gettext_lazy("All states")
    )
    q = django_filters.CharFilter(
        label=gettext_lazy("Search"),
        method="by_words",
        max_length=80,
        widget=forms.TextInput(attrs={"type": "search", "class": "in", "id": "q"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.form.fields["state"].widget.attrs |= {
            "class": "in", "aria-label": self.filters["state"].label, "data-submit": "",
        }  # fmt: skip

    def by_words(self, imports: QuerySet[Import], _name: str, words: str) -> QuerySet[Import]:
        """Those whose file or plan is named so."""
        return imports.filter(Q(name__icontains=words) | Q(plan__title__icontains=words))
