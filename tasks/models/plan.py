"""The published table: plan, sections, key tasks, measures, targets."""

import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from tasks.choices import DeadlineKind, MeasureKind, Rhythm
from tasks.models.standing import Standing


class Plan(models.Model):
    """One published table of measures, and the rules by which it is followed."""

    title = models.CharField(_("title"), max_length=200)
    annex = models.CharField(_("annex"), max_length=40, blank=True)
    year = models.PositiveSmallIntegerField(_("year"))
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    rhythm = models.CharField(_("rhythm of reports"), max_length=10, choices=Rhythm, default=Rhythm.MONTHLY)
    red_gap = models.PositiveSmallIntegerField(_("Red: points below expected progress"), default=30)
    yellow_gap = models.PositiveSmallIntegerField(_("Yellow: points below expected progress"), default=10)
    yellow_days = models.PositiveSmallIntegerField(_("Yellow: days left before the deadline"), default=30)
    red_missing = models.PositiveSmallIntegerField(_("Red: periods without a report"), default=2)
    closing_needs_all = models.BooleanField(
        _("closing needs all responsible units"),
        default=False,
        help_text=_("A measure closes only when its responsible units are done too, not its leads alone."),
    )
    revision = models.PositiveIntegerField(_("revision"), default=0, editable=False)
    withdrawn_at = models.DateTimeField(
        _("withdrawn at"), null=True, editable=False, help_text=_("Its import was undone.")
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("plan")
        verbose_name_plural = _("plans")
        ordering = ("-year", "pk")
        constraints = [
            models.UniqueConstraint(fields=("title", "year"), name="plan_once"),
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")),
                name="plan_ends_after_start",
                violation_error_message=_("The last day must come after the first."),
            ),
            models.CheckConstraint(
                condition=Q(red_gap__gte=F("yellow_gap")),
                name="plan_red_gap_not_under_yellow",
                violation_error_message=_("Red must need at least as many points under as yellow."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def seen_on(self, day: datetime.date) -> datetime.date:
        """The day as of which the plan is seen: a plan that is over stays at its last day."""
        return min(day, self.ends_on)

    def expected(self, day: datetime.date, due_on: datetime.date | None = None) -> int:
        """Expected progress in whole percent on `day` for something due on `due_on` (else the plan's end)."""
        last = due_on or self.ends_on
        if day >= last:
            return 100
        total = max((last - self.starts_on).days + 1, 1)
        passed = max((day - self.starts_on).days + 1, 0)
        return (200 * passed + total) // (2 * total)


class Section(models.Model):
    """A headed group of key tasks. A plan without headings has one without number and title."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="sections", verbose_name=_("plan"))
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="parts",
        verbose_name=_("part of"),
    )
    number = models.CharField(_("number"), max_length=20, blank=True)
    title = models.CharField(_("title"), max_length=200, blank=True)
    order = models.PositiveIntegerField(_("order"))

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        ordering = ("order", "pk")
        indexes = [models.Index(fields=("plan", "order"), name="section_in_plan")]

    def __str__(self) -> str:
        return "、".join(filter(None, (self.number, self.title)))


class KeyTask(models.Model):
    """A numbered key task; the number is the plan's own."""

    section = models.ForeignKey(
        Section, on_delete=models.PROTECT, related_name="tasks", verbose_name=_("section")
    )
    number = models.CharField(_("number"), max_length=20, blank=True)
    title = models.CharField(_("title"), max_length=200, blank=True)
    order = models.PositiveIntegerField(_("order"))

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("key task")
        verbose_name_plural = _("key tasks")
        ordering = ("order", "pk")

    def __str__(self) -> str:
        return f"{self.number} {self.title}".strip()


class Measure(Standing):
    """What has to be done: what is owned, reported on and closed."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="measures", verbose_name=_("plan"))
    task = models.ForeignKey(
        KeyTask, on_delete=models.PROTECT, related_name="measures", verbose_name=_("key task")
    )
    seq = models.PositiveIntegerField(_("place in the plan"))
    ref = models.CharField(
        _("reference"),
        max_length=30,
        help_text=_("The task's number, and the place in it where it has several."),
    )
    text = models.TextField(_("text"))
    kind = models.CharField(_("kind"), max_length=12, choices=MeasureKind, default=MeasureKind.DELIVERABLE)
    deadline_text = models.CharField(_("deadline as printed"), max_length=200, blank=True)
    deadline_kind = models.CharField(
        _("kind of deadline"), max_length=10, choices=DeadlineKind, default=DeadlineKind.FIXED
    )
    due_on = models.DateField(_("due on"), null=True, blank=True)
    first_due_on = models.DateField(
        _("first due on"),
        null=True,
        editable=False,
        help_text=_("The plan's own day, where an extension has moved it."),
    )
    awaits_higher = models.BooleanField(
        _("waits for a higher authority"), default=False, help_text=_("Shown, but not counted as late.")
    )
    stated = models.JSONField(_("what the table states where it names no unit"), default=dict, editable=False)
    printed = models.JSONField(_("units as printed, by role"), default=dict, editable=False)
    notes = models.JSONField(_("words beside the units, by role"), default=dict, editable=False)
    milestones = models.JSONField(_("stages of the deadline"), default=list, editable=False)
    extra = models.JSONField(_("the plan's other columns"), default=dict, editable=False)
    source = models.JSONField(_("file, sheet and cells it came from"), default=dict, editable=False)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True, editable=False)

    history = HistoricalRecords(
        excluded_fields=["status", "percent", "reported_on", "covered_to", "closed_on"]
    )

    class Meta:
        verbose_name = _("measure")
        verbose_name_plural = _("measures")
        ordering = ("seq", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=("plan", "seq"), condition=Q(withdrawn_at__isnull=True), name="measure_place_once"
            ),
            models.CheckConstraint(
                condition=~Q(deadline_kind=DeadlineKind.FIXED) | Q(due_on__isnull=False),
                name="measure_fixed_has_day",
                violation_error_message=_("A fixed deadline needs its day."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ref} {self.text}"[:80]


class Target(models.Model):
    """A quantity that a measure has to reach, with the characters of the plan that say so."""

    measure = models.ForeignKey(
        Measure, on_delete=models.CASCADE, related_name="targets", verbose_name=_("measure")
    )
    quote = models.CharField(_("as printed"), max_length=60)
    low = models.DecimalField(_("at least"), max_digits=14, decimal_places=3)
    high = models.DecimalField(_("up to"), max_digits=14, decimal_places=3)
    unit_of_measure = models.CharField(_("unit of measure"), max_length=20)
    confirmed_by = models.ForeignKey(
        "departments.User",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("confirmed by"),
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(
                condition=Q(low__gt=0) & Q(high__gte=F("low")),
                name="target_is_a_range",
                violation_error_message=_("A target is above zero, and its upper end not under its lower."),
            ),
            models.UniqueConstraint(fields=("measure", "quote"), name="target_once"),
        ]

    def __str__(self) -> str:
        return self.quote
