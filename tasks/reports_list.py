"""The list of reports: its columns, its filters, and what of a report others may read."""

from typing import Any

import django_filters
from django import forms
from django.db.models import Case, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from actionplan.shared.tables import Column, Table
from departments.models import Unit
from tasks.choices import WORST_FIRST, ReportState, Role, Status
from tasks.filters import text_search
from tasks.models import Participation, Plan, ProgressReport, ReportEvent, ReportingPeriod, Section

EVERY = "all"
"""As the period: the reports of all of them."""

STATES = [
    (state.value, gettext_lazy("Taken back") if state == ReportState.DRAFT else state.label)
    for state in ReportState
    if state != ReportState.HANDED
]
"""A report here was submitted once: as a draft again, its unit has taken it back."""


def as_submitted(reports: QuerySet[ProgressReport]) -> QuerySet[ProgressReport]:
    """Reports with what they said when last submitted, never the unit's working copy.

    `said`, `done` and `sent_on` are of the last submission, `late` says that the first one was; `role` is the
    part the unit has now, '' where it has none any more.
    """
    sent = ReportEvent.objects.filter(report=OuterRef("pk"), move="submit").order_by("-number")
    place = {"measure": OuterRef("measure"), "unit": OuterRef("unit")}
    part = Participation.objects.filter(until__isnull=True, **place)
    return reports.annotate(
        said=Subquery(sent.values("status")[:1]),
        done=Subquery(sent.values("percent")[:1]),
        sent_on=Subquery(sent.values("on")[:1]),
        late=Case(When(submitted_on__gt=F("period__due_on"), then=True), default=False),
        role=Coalesce(Subquery(part.values("role")[:1]), Value("")),
    ).alias(
        said_rank=_rank("said", WORST_FIRST),
        role_rank=_rank("role", Role),
        state_rank=_rank("state", (ReportState.SUBMITTED, ReportState.RETURNED, ReportState.APPROVED)),
    )


def _rank(column: str, order: Any) -> Case:
    whens = (When(Q(**{column: value}), then=Value(rank)) for rank, value in enumerate(order))
    return Case(*whens, default=Value(len(list(order))))


_PLACE = ("measure__seq", "unit__order", "period__number")


class SentTable(Table):
    """What the columns of reports with `as_submitted` hold, whichever of them a list has."""

    def value_number(self, record: ProgressReport) -> str:
        return record.measure.ref

    def value_text(self, record: ProgressReport) -> str:
        return record.measure.text

    def value_unit(self, record: ProgressReport) -> str:
        return record.unit.name

    def value_role(self, record: Any) -> str:
        return str(Role(record.role).label) if record.role else ""

    def value_period(self, record: ProgressReport) -> str:
        return record.period.label

    def value_status(self, record: Any) -> str:
        return str(Status(record.said).label)

    def value_percent(self, record: Any) -> int | None:
        return record.done

    def value_sent(self, record: Any) -> Any:
        return record.sent_on

    def value_late(self, record: Any) -> str:
        return _("Late") if record.late else ""


class ReportTable(SentTable):
    """Reports with `as_submitted`."""

    row_template = "_report_row.html"
    caption = gettext_lazy("Reports")

    number = Column(gettext_lazy("No."), css="c-no", key=_PLACE)
    text = Column(gettext_lazy("Measure"), css="c-txt")
    unit = Column(gettext_lazy("Unit"), css="c-unit", key=("unit__order", "measure__seq", "period__number"))
    role = Column(gettext_lazy("Role"), css="c-role", key=("role_rank", *_PLACE))
    period = Column(gettext_lazy("Period"), css="c-per", key=("period__number", *_PLACE))
    status = Column(gettext_lazy("Status"), css="c-say", key=("said_rank", *_PLACE))
    percent = Column(gettext_lazy("Progress made"), css="c-pct num", key=("done", *_PLACE))
    state = Column(gettext_lazy("Review"), css="c-last", key=("state_rank", *_PLACE))
    sent = Column(gettext_lazy("Submitted on"), css="c-sent", key=("sent_on", *_PLACE))
    late = Column(gettext_lazy("Late"), screen=False)
    action = Column(gettext_lazy("Action"), css="c-act num", export=False)

    def value_state(self, record: ProgressReport) -> str:
        words = dict(STATES)
        return str(words.get(record.state, words[ReportState.DRAFT]))


class ReportFilter(django_filters.FilterSet):
    """What the list of reports can be narrowed to; without a period it shows the one that runs."""

    period = django_filters.ChoiceFilter(label=gettext_lazy("Period"), method="by_period", empty_label=None)
    state = django_filters.ChoiceFilter(
        label=gettext_lazy("Review"),
        method="by_state",
        choices=STATES,
        empty_label=gettext_lazy("All review states"),
    )
    status = django_filters.ChoiceFilter(
        label=gettext_lazy("Status"),
        field_name="said",
        choices=Status.choices,
        empty_label=gettext_lazy("All statuses"),
    )
    unit = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Unit"),
        queryset=Unit.objects.filter(is_active=True),
        to_field_name="code",
        empty_label=gettext_lazy("All units"),
    )
    section = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Section"),
        queryset=Section.objects.none(),
        field_name="measure__task__section",
        empty_label=gettext_lazy("All sections"),
    )
    q = django_filters.CharFilter(
        label=gettext_lazy("Search"),
        method="by_text",
        max_length=80,
        widget=forms.TextInput(attrs={"type": "search", "class": "in", "id": "q"}),
    )

    def __init__(self, *args: Any, plan: Plan, current: ReportingPeriod | None, **kwargs: Any) -> None:
        data = kwargs["data"].copy()
        if not data.get("period"):
            data["period"] = str(current.number) if current else EVERY
        super().__init__(*args, **kwargs | {"data": data})
        self.filters["section"].queryset = plan.sections.all()
        periods = [(str(period.number), period.label) for period in plan.periods.all()]
        self.filters["period"].extra["choices"] = [*periods, (EVERY, _("All periods"))]
        for name in (name for name in self.filters if name != "q"):
            widget = self.form.fields[name].widget
            widget.attrs |= {"class": "in", "aria-label": self.filters[name].label, "data-submit": ""}

    def by_period(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows if value == EVERY else rows.filter(period__number=value)

    def by_state(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        inside = (ReportState.DRAFT, ReportState.HANDED)
        return rows.filter(state__in=inside if value in inside else [value])

    def by_text(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(text_search(value) | Q(unit__name__icontains=value))
