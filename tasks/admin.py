"""What administrators keep of units and plans; whom it binds is worked out in the same transaction."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from actionplan.shared import clock
from departments.admin import BasedOnForm, ReadOnly, Rows, WithHistory
from departments.models import GroupMember, Unit, UnitAlias, UnitGroup
from departments.register import keep_former_name
from tasks.models import Assignment, Measure, Participation, Plan, Target
from tasks.participation import recompute


def _recompute(measures: QuerySet[Measure] | Collection[Measure]) -> None:
    recompute([measure.pk for measure in measures], at=clock.now())


def _citing(groups: QuerySet[UnitGroup], unit: Unit | None = None) -> QuerySet[Measure]:
    """The measures that cite one of these groups, or the unit by itself."""
    meant = Q(group__in=groups) | Q(unit=unit) if unit else Q(group__in=groups)
    cites = Assignment.objects.filter(meant, measure=OuterRef("pk"))
    return Measure.objects.filter(Exists(cites), withdrawn_at__isnull=True)


def _keep_former_name(request: HttpRequest, form: Any, change: bool) -> None:
    """Tells what becomes of the name that a unit or group had before this change."""
    former = form.initial.get("name", "")
    if change and "name" in form.changed_data and keep_former_name(form.instance, former):
        messages.info(
            request, _("Plans that say “%(name)s” still mean it: the name was kept.") % {"name": former}
        )


class AliasInline(Rows):
    model = UnitAlias
    extra = 1
    fields = ("name",)


class MemberInline(Rows):
    model = GroupMember
    extra = 1


@admin.register(Unit)
class UnitAdmin(WithHistory):
    """Units. One that is no longer active takes part in no measure any more, whoever cites it."""

    fields = ("name", "short_name", "full_name", "code", "kind", "order", "signs_off", "is_active")
    list_display = ("name", "short_name", "kind", "order", "is_active")
    list_filter = ("kind", "is_active")
    search_fields = ("name", "short_name", "full_name", "aliases__name")
    inlines = (AliasInline,)

    def get_readonly_fields(self, request: HttpRequest, obj: Unit | None = None) -> tuple[str, ...]:
        return ("code",) if obj else ()

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        _keep_former_name(request, form, change)
        if change and "is_active" in form.changed_data:
            groups = UnitGroup.objects.filter(memberships__unit=form.instance)
            _recompute(_citing(groups, form.instance))


@admin.register(UnitGroup)
class GroupAdmin(WithHistory):
    """Groups and whom they stand for."""

    fields = ("name", "is_open", "order")
    list_display = ("name", "is_open", "order")
    inlines = (MemberInline, AliasInline)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        _keep_former_name(request, form, change)
        _recompute(_citing(UnitGroup.objects.filter(pk=form.instance.pk)))


@admin.register(Plan)
class PlanAdmin(WithHistory):
    """The rules by which a plan is followed. Its text comes from its table alone."""

    readonly_fields = ("title", "annex", "year", "starts_on", "ends_on", "rhythm")
    fieldsets = (
        (None, {"fields": readonly_fields}),
        (_("Lights"), {"fields": ("red_gap", "yellow_gap", "yellow_days", "red_missing")}),
        (_("Closing"), {"fields": ("closing_needs_all",)}),
    )
    list_display = ("title", "annex", "year", "rhythm")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Plan]:
        return super().get_queryset(request).filter(withdrawn_at__isnull=True)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        super().save_formset(request, form, formset, change)
        if formset.changed_objects:
            _recompute(form.instance.measures.filter(withdrawn_at__isnull=True))


class AssignmentInline(Rows):
    model = Assignment
    extra = 0
    can_delete = False


class TargetForm(forms.ModelForm):
    """A target with the mark that a person has confirmed it."""

    confirmed = forms.BooleanField(required=False, label=_("confirmed"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["confirmed"] = self.instance.confirmed_by_id is not None


class TargetInline(Rows):
    model = Target
    form = TargetForm
    extra = 0
    fields = ("quote", "low", "high", "unit_of_measure", "confirmed", "confirmed_by")
    readonly_fields = ("confirmed_by",)
    can_delete = False


@admin.register(Measure)
class MeasureAdmin(WithHistory):
    """What a person decides about a measure; its words come from the plan's table alone."""

    form = BasedOnForm
    readonly_fields = ("plan", "task", "ref", "text", "deadline_text")
    fields = (*readonly_fields, "deadline_kind", "due_on", "kind", "awaits_higher")
    list_display = ("ref", "text", "plan", "kind", "due_on", "awaits_higher")
    list_display_links = ("ref", "text")
    list_select_related = ("plan",)
    list_filter = ("plan", "kind", "awaits_higher", "deadline_kind")
    search_fields = ("ref", "text")
    show_full_result_count = False
    inlines = (AssignmentInline, TargetInline)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Measure]:
        return super().get_queryset(request).filter(withdrawn_at__isnull=True)

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Measure | None:
        """The measure; what is sent waits for an import of its plan, and then finds what that changed."""
        found: Measure | None = super().get_object(request, object_id, from_field)
        if found and request.method == "POST":
            Plan.objects.select_for_update(no_key=True).get(pk=found.plan_id)
            found = super().get_object(request, object_id, from_field)
        return found

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        if formset.model is Target:
            for target in formset.forms:
                sure = target.cleaned_data.get("confirmed")
                target.instance.confirmed_by = (
                    (target.instance.confirmed_by or request.user) if sure else None
                )
        super().save_formset(request, form, formset, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        _recompute([form.instance])


@admin.register(Participation)
class ParticipationAdmin(ReadOnly):
    """Who is bound, as it follows from the plan; ended parts are those of the past."""

    list_display = ("measure", "unit", "role", "since", "until", "acknowledged_at")
    list_select_related = ("measure", "unit")
    list_filter = ("plan", "role")
    search_fields = ("measure__ref", "unit__name")
    show_full_result_count = False
    fields = (
        "plan", "measure", "unit", "role", "possible_role",
        "since", "until", "acknowledged_at", "acknowledged_by",
    )  # fmt: skip
