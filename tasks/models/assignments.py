"""Who is bound: what the plan cites, what a coordinator designates, and what follows from both."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from departments.models import Unit, UnitGroup
from tasks.choices import CITED, Role
from tasks.models.plan import Measure, Plan
from tasks.models.standing import Standing

_CITED_ROLES = [(role.value, role.label) for role in CITED]


class Assignment(models.Model):
    """One unit or group cited on one measure in one role, in the plan's order and words."""

    measure = models.ForeignKey(
        Measure, on_delete=models.CASCADE, related_name="assignments", verbose_name=_("measure")
    )
    role = models.CharField(_("role"), max_length=12, choices=_CITED_ROLES)
    unit = models.ForeignKey(
        Unit,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="assignments",
        verbose_name=_("unit"),
    )
    group = models.ForeignKey(
        UnitGroup,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="assignments",
        verbose_name=_("group"),
    )
    printed = models.CharField(_("as printed"), max_length=120)
    order = models.PositiveSmallIntegerField(_("order"))
    resolved_at = models.DateTimeField(_("resolved at"), null=True, blank=True, editable=False)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        ordering = ("measure", "order")
        constraints = [
            models.CheckConstraint(
                condition=Q(unit__isnull=False, group__isnull=True)
                | Q(unit__isnull=True, group__isnull=False),
                name="assignment_cites_one",
                violation_error_message=_("An assignment cites either a unit or a group."),
            ),
            models.UniqueConstraint(fields=("measure", "role", "unit"), name="assignment_unit_once"),
            models.UniqueConstraint(fields=("measure", "role", "group"), name="assignment_group_once"),
            models.CheckConstraint(condition=Q(role__in=CITED), name="assignment_role_is_cited"),
        ]

    def __str__(self) -> str:
        label = f"{self.measure.ref} {self.get_role_display()}"
        return gettext("%(label)s: %(names)s") % {"label": label, "names": self.printed}


class Designation(models.Model):
    """A coordinator's word that an open group means this unit on this measure."""

    assignment = models.ForeignKey(
        Assignment, on_delete=models.CASCADE, related_name="designations", verbose_name=_("assignment")
    )
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="designations", verbose_name=_("unit")
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("by")
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("designation")
        verbose_name_plural = _("designations")
        ordering = ("unit__order",)
        constraints = [models.UniqueConstraint(fields=("assignment", "unit"), name="designation_once")]

    def __str__(self) -> str:
        return f"{self.assignment}: {self.unit}"


class Participation(Standing):
    """One concrete unit's part in one measure, as it follows from the assignments. Derived, never edited.

    A row holds from `since` until `until` (null: it holds now); when the role changes the row ends and a new
    one begins, so that any past day can be asked.
    """

    plan = models.ForeignKey(
        Plan, on_delete=models.PROTECT, related_name="participations", verbose_name=_("plan")
    )
    measure = models.ForeignKey(
        Measure, on_delete=models.PROTECT, related_name="participations", verbose_name=_("measure")
    )
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="participations", verbose_name=_("unit")
    )
    role = models.CharField(_("role"), max_length=12, choices=Role)
    possible_role = models.CharField(
        _("role it may have"),
        max_length=12,
        choices=_CITED_ROLES,
        blank=True,
        help_text=_("The stronger role that an unresolved open group could bring."),
    )
    assignment = models.ForeignKey(
        Assignment,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("by which assignment"),
    )
    owed_from = models.PositiveSmallIntegerField(
        _("owes reports from period"), null=True, help_text=_("Empty: owes none.")
    )
    since = models.DateTimeField(_("since"))
    until = models.DateTimeField(_("until"), null=True)
    acknowledged_at = models.DateTimeField(_("acknowledged at"), null=True)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("acknowledged by"),
    )

    class Meta:
        verbose_name = _("participation")
        verbose_name_plural = _("participations")
        constraints = [
            models.UniqueConstraint(
                fields=("measure", "unit"), condition=Q(until__isnull=True), name="participation_once"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=models.F("since")),
                name="participation_ends_later",
            ),
        ]
        indexes = [
            models.Index(
                fields=("unit", "plan", "role"), condition=Q(until__isnull=True), name="participation_of_unit"
            ),
            models.Index(fields=("plan",), condition=Q(until__isnull=True), name="participation_of_plan"),
        ]

    def __str__(self) -> str:
        label = f"{self.measure.ref} {self.get_role_display()}"
        return gettext("%(label)s: %(names)s") % {"label": label, "names": self.unit}
