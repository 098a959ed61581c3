"""What units and coordinators ask of each other: extensions, answers about open groups, instructions."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from departments.models import Unit
from tasks.choices import Decision
from tasks.models.assignments import Assignment
from tasks.models.plan import Measure


class ExtensionRequest(models.Model):
    """A lead asks, before the due day, for a later one. `due_on` is the day that held when it asked."""

    measure = models.ForeignKey(
        Measure, on_delete=models.PROTECT, related_name="extensions", verbose_name=_("measure")
    )
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="extensions", verbose_name=_("unit")
    )
    due_on = models.DateField(_("due on"))
    wanted_on = models.DateField(_("new day asked for"))
    reason = models.TextField(_("reason"))
    progress = models.TextField(_("progress so far"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("time"))
    state = models.CharField(_("decision"), max_length=10, choices=Decision, default=Decision.OPEN)
    granted_on = models.DateField(_("new day granted"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided at"), null=True)
    decision = models.TextField(_("reason of the decision"), blank=True)
    key = models.CharField(_("one-time key"), max_length=40, unique=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("extension request")
        verbose_name_plural = _("extension requests")
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(
                fields=("measure",), condition=Q(state=Decision.OPEN), name="extension_one_open"
            ),
            models.CheckConstraint(
                condition=Q(wanted_on__gt=F("due_on")),
                name="extension_is_later",
                violation_error_message=_("The new day must come after the day that holds."),
            ),
            models.CheckConstraint(
                condition=~Q(state=Decision.GRANTED) | Q(granted_on__gt=F("due_on")),
                name="extension_granted_has_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure.ref} {self.wanted_on}"


class GroupAnswer(models.Model):
    """A unit's word on whether an open group means it on a measure; the coordinator decides."""

    assignment = models.ForeignKey(
        Assignment, on_delete=models.CASCADE, related_name="answers", verbose_name=_("assignment")
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("unit"))
    is_ours = models.BooleanField(_("ours"))
    reason = models.TextField(_("reason"), blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("time"))

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("answer about an open group")
        verbose_name_plural = _("answers about open groups")
        ordering = ("unit__order",)
        constraints = [
            models.UniqueConstraint(fields=("assignment", "unit"), name="group_answer_once"),
            models.CheckConstraint(
                condition=Q(is_ours=True) | ~Q(reason=""), name="group_answer_says_why_not"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assignment}: {self.unit}"


class Instruction(models.Model):
    """A word from the leadership on a measure; its owning units see it until they have answered."""

    measure = models.ForeignKey(
        Measure, on_delete=models.PROTECT, related_name="instructions", verbose_name=_("measure")
    )
    text = models.TextField(_("text"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("time"))
    key = models.CharField(_("one-time key"), max_length=40, unique=True)

    class Meta:
        verbose_name = _("instruction")
        verbose_name_plural = _("instructions")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.measure.ref} {self.text}"[:80]


class InstructionAnswer(models.Model):
    """What a unit answers to an instruction."""

    instruction = models.ForeignKey(
        Instruction, on_delete=models.PROTECT, related_name="answers", verbose_name=_("instruction")
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("unit"))
    text = models.TextField(_("text"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("time"))

    class Meta:
        verbose_name = _("answer to an instruction")
        verbose_name_plural = _("answers to instructions")
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=("instruction", "unit"), name="instruction_answer_once")
        ]

    def __str__(self) -> str:
        return f"{self.instruction}: {self.unit}"
