"""What lists can be narrowed by. Every filter has its own label, since lists are read in two languages."""

import datetime
from typing import Any

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from departments.models import Unit, UnitAlias
from tasks.choices import CERTAIN, Light, ReportState, Role
from tasks.models import Assignment, Plan, Section


def text_search(value: str, prefix: str = "measure__") -> Q:
    """Whatever mentions all of the words: a measure's number or text, its task's title, a unit it cites."""
    found: Any = Q()
    for word in value.split():
        cites = Assignment.objects.filter(measure=OuterRef(f"{prefix}pk"), printed__icontains=word)
        found &= (
            Q(**{f"{prefix}ref__istartswith": word})
            | Q(**{f"{prefix}text__icontains": word})
            | Q(**{f"{prefix}task__title__icontains": word})
            | Exists(cites)
        )
    return found


class WorkbenchFilter(django_filters.FilterSet):
    """Filters of a unit's workbench, over participations with `with_light` and `owed.with_report`."""

    role = django_filters.ChoiceFilter(
        label=_("Role"), method="by_role", choices=[*Role.choices, (CERTAIN, _("All but possible"))]
    )
    light = django_filters.ChoiceFilter(label=_("Light"), choices=Light.choices)
    section = django_filters.ModelChoiceFilter(
        label=_("Section"),
        queryset=Section.objects.none(),
        field_name="measure__task__section",
        empty_label=_("All sections"),
    )
    deadline = django_filters.ChoiceFilter(
        label=_("Deadline"),
        method="by_deadline",
        empty_label=_("All deadlines"),
        choices=[
            ("soon", _("Within 30 days")),
            ("later", _("Later")),
            ("over", _("Overdue")),
            ("none", _("Without a day")),
        ],
    )
    report = django_filters.ChoiceFilter(
        label=_("Report"),
        method="by_report",
        empty_label=_("All reports"),
        choices=[("missing", _("Not submitted")), *ReportState.choices, ("none", _("None owed"))],
    )
    q = django_filters.CharFilter(
        label=_("Search"),
        method="by_text",
        max_length=80,
        widget=forms.TextInput(attrs={"type": "search", "class": "in", "id": "q"}),
    )

    def __init__(self, *args: Any, plan: Plan, day: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.day = day
        self.filters["section"].queryset = plan.sections.all()
        for name in ("section", "deadline", "report"):
            widget = self.form.fields[name].widget
            widget.attrs |= {"class": "in", "aria-label": self.filters[name].label, "data-submit": ""}

    def by_role(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.exclude(role=Role.POSSIBLE) if value == CERTAIN else rows.filter(role=value)

    def by_deadline(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        soon = self.day + datetime.timedelta(days=30)
        chosen = {
            "soon": Q(measure__due_on__range=(self.day, soon)),
            "later": Q(measure__due_on__gt=soon),
            "over": Q(measure__due_on__lt=self.day),
            "none": Q(measure__due_on__isnull=True),
        }
        return rows.filter(chosen[value])

    def by_report(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        if value == "missing":
            unsubmitted = ("", ReportState.DRAFT, ReportState.HANDED, ReportState.RETURNED)
            return rows.filter(owes=True, report_state__in=unsubmitted)
        if value == "none":
            return rows.filter(owes=False, report_state="")
        return rows.filter(report_state=value)

    def by_text(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(text_search(value))

    def without(self, *names: str) -> QuerySet:
        """The rows that all the other filters leave: what the choices of these are counted among."""
        data = {key: value for key, value in self.data.items() if key not in names}
        plain = type(self)(
            data=data, queryset=self.queryset, request=self.request, plan=self.request.plan, day=self.day
        )
        return plain.qs


class PlanFilter(django_filters.FilterSet):
    """What the full plan can be narrowed to, over measures with `with_light`."""

    light = django_filters.MultipleChoiceFilter(label=_("Light"), choices=Light.choices)
    q = django_filters.CharFilter(label=_("Search"), method="by_text", max_length=80)

    def by_text(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(text_search(value, prefix=""))


class DirectoryFilter(django_filters.FilterSet):
    """Units, or groups, by any name they go by."""

    q = django_filters.CharFilter(label=_("Search"), method="by_name", max_length=80)

    def by_name(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        alias = UnitAlias.objects.filter(name__icontains=value)
        named = Q(name__icontains=value)
        if rows.model is Unit:
            alias = alias.filter(unit=OuterRef("pk"))
            named |= Q(short_name__icontains=value) | Q(full_name__icontains=value)
        else:
            alias = alias.filter(group=OuterRef("pk"))
        return rows.filter(named | Exists(alias))
