"""What administrators keep of people, and what they read of what was done."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.options import BaseModelAdmin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import (
    AdminPasswordChangeForm,
    ReadOnlyPasswordHashField,
    ReadOnlyPasswordHashWidget,
    UserChangeForm,
    UserCreationForm,
)
from django.contrib.auth.models import Group
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _
from simple_history.admin import SimpleHistoryAdmin

from actionplan.shared import clock
from departments import audit, sessions
from departments.models import AuditEntry, Membership, UnitAlias, User

RIGHTS = ("is_active", "is_coordinator", "is_administrator", "is_leadership")

admin.site.unregister(Group)


class Kept(admin.ModelAdmin):
    """What has history is never deleted here."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ReadOnly(Kept):
    """What follows from something else, or must stay as it is."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class BasedOnForm(forms.ModelForm):
    """Carries the version that it was based on, and refuses to overwrite a later one."""

    based_on = forms.CharField(required=False, widget=forms.HiddenInput, label="")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.latest = self.instance.history.first() if self.instance.pk else None
        self.initial["based_on"] = str(self.latest.pk) if self.latest else ""

    def clean(self) -> dict[str, Any] | None:
        if self.latest and self.cleaned_data.get("based_on") != str(self.latest.pk):
            raise ValidationError(
                _(
                    "%(who)s changed this in the meantime. What you typed still stands here; open the page "
                    "anew in another window, compare, and enter it there."
                ),
                code="stale",
                params={"who": self.latest.history_user or gettext("Somebody")},
            )
        return super().clean()


class WithHistory(Kept, SimpleHistoryAdmin):
    """Shows who changed what and when. An earlier state is read in that list, and not put back by a click."""

    object_history_list_template = "admin/history_list.html"
    form = BasedOnForm

    def get_urls(self) -> list[URLPattern]:
        return [url for url in super().get_urls() if not (url.name or "").endswith("_simple_history")]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """The fields, and hidden after them the version that the form was based on."""
        name, options = super().get_fieldsets(request, obj)[-1]
        rest = [field for field in options["fields"] if field != "based_on"]
        last = (name, options | {"fields": [*rest, "based_on"]})
        return [*super().get_fieldsets(request, obj)[:-1], last]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """The form; as a conflict where it was refused because somebody else was first."""
        response = super().render_change_form(request, context, *args, **kwargs)
        if context["adminform"].form.has_error(NON_FIELD_ERRORS, "stale"):
            response.status_code = 409
        return response


class _Unseen(ReadOnlyPasswordHashWidget):
    """The way to a new password, without an excerpt of what is stored of the old one."""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        return super().get_context(name, value, attrs) | {"summary": ()}


class PersonForm(BasedOnForm, UserChangeForm):
    """A person, who may not be the last administrator to go."""

    password = ReadOnlyPasswordHashField(label=_("Password"), widget=_Unseen)

    class Meta(UserChangeForm.Meta):
        model = User

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        stays = self.cleaned_data.get("is_active") and self.cleaned_data.get("is_administrator")
        others = User.objects.filter(is_active=True, is_administrator=True).exclude(pk=self.instance.pk)
        if not stays and not others.exists():
            raise ValidationError(_("This is the last active administrator. Name another one first."))
        return cleaned


class NewPersonForm(UserCreationForm):
    """A new person with a first password."""

    class Meta:
        model = User
        fields = ("username", "name", "email")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, kept in (("username", "username"), ("name", "off"), ("email", "off")):
            self.fields[name].widget.attrs |= {"autocomplete": kept, "autofocus": False}


class NewPasswordForm(AdminPasswordChangeForm):
    """A person's password set by an administrator, or taken away."""

    usable_password_help_text: Any = _(
        "Disabled: the password goes, and nobody can sign in with this account until it has a new one."
    )


class Plain(BaseModelAdmin):
    """Fields without the buttons that would change what they point to."""

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        for verb in ("add", "change", "delete", "view"):
            if field and hasattr(field.widget, f"can_{verb}_related"):
                setattr(field.widget, f"can_{verb}_related", False)
        return field


class Rows(Plain, admin.TabularInline):
    """Rows beneath a form."""


class MembershipInline(Rows):
    model = Membership
    verbose_name, verbose_name_plural = _("unit"), _("units")
    extra = 1


@admin.register(User)
class PersonAdmin(WithHistory, UserAdmin):
    """People, their units and roles. Each change of a right is audited in the transaction that makes it."""

    form = PersonForm
    add_form = NewPersonForm
    change_password_form = NewPasswordForm
    inlines = (MembershipInline,)
    fieldsets = (
        (None, {"fields": ("username", "password", "name", "email")}),
        (_("Roles"), {"fields": RIGHTS}),
    )
    add_fieldsets = (
        (None, {"fields": ("username", "name", "email", "password1", "password2")}),
        (_("Roles"), {"fields": RIGHTS[1:]}),
    )
    list_display = ("username", "name", "units_named", *RIGHTS)
    list_filter = RIGHTS
    search_fields = ("username", "name", "email", "units__name")
    filter_horizontal = ()
    save_on_top = False

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[User]:
        return super().get_queryset(request).prefetch_related("memberships__unit")

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        return super().get_fieldsets(request, obj) if obj else self.add_fieldsets

    @admin.display(description=_("units"))
    def units_named(self, person: User) -> str:
        """The units, each with the position."""
        members = person.memberships.all()
        return pgettext("list", ", ").join(
            gettext("%(unit)s (%(position)s)")
            % {"unit": member.unit, "position": member.get_position_display()}
            for member in members
        )

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        changed = [name for name in RIGHTS if name in form.changed_data]
        if changed or not change:
            rights = {name: getattr(obj, name) for name in RIGHTS}
            _audit(request, "rights-changed" if change else "person-added", obj, **rights)
        if change and not obj.is_active:
            sessions.end_all(obj)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        super().save_formset(request, form, formset, change)
        for member in formset.new_objects:
            _audit(request, "member-added", form.instance, unit=member.unit.name, position=member.position)
        for member, _fields in formset.changed_objects:
            _audit(request, "member-changed", form.instance, unit=member.unit.name, position=member.position)
        for member in formset.deleted_objects:
            _audit(request, "member-removed", form.instance, unit=member.unit.name)

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:
        with transaction.atomic():
            response = super().user_change_password(request, id, form_url)
            if request.method == "POST" and response.status_code == 302:
                person = User.objects.get(pk=id)
                _audit(request, "password-set", person)
                messages.info(request, gettext("%(person)s is signed out everywhere.") % {"person": person})
        return response


def _audit(request: HttpRequest, what: str, person: User, **detail: Any) -> None:
    audit.record(
        what=what, at=clock.now(), who=request.user, about=person.username, request=request, **detail
    )


@admin.register(UnitAlias)
class AliasAdmin(Plain, admin.ModelAdmin):
    """Other names of units and groups."""

    list_display = ("name", "unit", "group")
    list_select_related = ("unit", "group")
    search_fields = ("name", "unit__name", "group__name")


@admin.register(AuditEntry)
class AuditAdmin(ReadOnly):
    """What people did."""

    list_display = ("at", "who", "act", "about", "address")
    fields = ("at", "who", "act", "about", "detail", "address")
    list_select_related = ("who",)
    search_fields = ("what", "about", "who__username", "who__name")
    show_full_result_count = False

    @admin.display(description=_("act"), ordering="what")
    def act(self, entry: AuditEntry) -> str:
        """What was done, in the reader's language."""
        return entry.act
