"""Reporting periods, what coordinators do with them, and the figures that a closing froze."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from actionplan.shared.months import MONTHS
from departments.models import Unit
from tasks.choices import Light, PeriodMove, ReportState, Role, Status
from tasks.models.plan import Measure, Plan, Section


class _WithSections(models.Manager["ReportingPeriod"]):
    """Every count of what is owed needs the sections, so they come along."""

    def get_queryset(self) -> models.QuerySet["ReportingPeriod"]:
        return super().get_queryset().prefetch_related("sections")


class ReportingPeriod(models.Model):
    """A month or a quarter of a plan, with the day its reports are due; numbered from 1 within the plan.

    It takes reports from `opens_on` until a coordinator closes it.
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="periods", verbose_name=_("plan"))
    number = models.PositiveSmallIntegerField(_("number"))
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    opens_on = models.DateField(_("opens on"))
    due_on = models.DateField(_("reports due on"))
    asks = models.TextField(_("what is asked"), blank=True)
    sections = models.ManyToManyField(
        Section,
        blank=True,
        related_name="+",
        verbose_name=_("sections"),
        help_text=_("The sections that report; none chosen means all."),
    )
    closed_at = models.DateTimeField(_("closed at"), null=True, editable=False)
    version = models.PositiveIntegerField(_("version"), default=0, editable=False)

    objects = _WithSections()

    class Meta:
        verbose_name = _("reporting period")
        verbose_name_plural = _("reporting periods")
        ordering = ("plan", "number")
        constraints = [
            models.UniqueConstraint(fields=("plan", "number"), name="period_number_once"),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="period_ends_after_start",
                violation_error_message=_("The last day must not come before the first."),
            ),
            models.CheckConstraint(
                condition=Q(due_on__gte=F("opens_on")),
                name="period_due_after_opening",
                violation_error_message=_("Reports can't be due before the period opens."),
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """'October', '10 月' or 'Quarter 4', in the reader's language."""
        if (self.ends_on - self.starts_on).days > 31:
            return str(_("Quarter %(number)s") % {"number": (self.starts_on.month + 2) // 3})
        return str(MONTHS[self.starts_on.month - 1])

    def asked(self, *, of: str = "task__section") -> Q:
        """Which rows this period asks for reports, by the path `of` to their section."""
        chosen = [section.pk for section in self.sections.all()]
        if not chosen:
            return Q()
        return Q(**{f"{of}__in": chosen}) | Q(**{f"{of}__parent__in": chosen})

    def asks_of(self, section: Section) -> bool:
        """Does this period ask for reports on the measures of this section?"""
        chosen = {one.pk for one in self.sections.all()}
        return not chosen or section.pk in chosen or section.parent_id in chosen


class PeriodEvent(models.Model):
    """A period opened early, closed or reopened: who, when and why. Never changed."""

    period = models.ForeignKey(
        ReportingPeriod, on_delete=models.PROTECT, related_name="events", verbose_name=_("period")
    )
    number = models.PositiveIntegerField(_("number"))
    move = models.CharField(_("move"), max_length=10, choices=PeriodMove)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("time"))
    comment = models.TextField(_("comment"), blank=True)

    class Meta:
        verbose_name = _("event of a period")
        verbose_name_plural = _("events of periods")
        ordering = ("period", "number")
        constraints = [models.UniqueConstraint(fields=("period", "number"), name="period_event_once")]

    def __str__(self) -> str:
        return f"{self.period} {self.get_move_display()}"


class FrozenStanding(models.Model):
    """How a measure, or one unit's part in it, stood when a period was closed. Never changed.

    Without a unit it is the measure's own standing. The columns are named like what `status.with_light` and
    `owed.with_report` annotate, so that the same words explain them.
    """

    closing = models.ForeignKey(
        PeriodEvent, on_delete=models.PROTECT, related_name="standings", verbose_name=_("closing")
    )
    measure = models.ForeignKey(
        Measure, on_delete=models.PROTECT, related_name="+", verbose_name=_("measure")
    )
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("unit")
    )
    role = models.CharField(_("role"), max_length=12, choices=Role, blank=True)
    light = models.CharField(_("light"), max_length=10, choices=Light)
    reason = models.CharField(_("reason"), max_length=20)
    said = models.CharField(_("status"), max_length=12, choices=Status, blank=True)
    done = models.PositiveSmallIntegerField(_("percent"), null=True)
    expected = models.SmallIntegerField(_("expected progress"), null=True)
    gap = models.SmallIntegerField(_("points under"), null=True)
    left = models.IntegerField(_("days to the deadline"), null=True)
    missing = models.SmallIntegerField(_("reports missing"), null=True)
    closed = models.DateField(_("closed on"), null=True)
    owes = models.BooleanField(_("owes a report"), default=False)
    report_state = models.CharField(_("state of the report"), max_length=10, choices=ReportState, blank=True)
    late = models.BooleanField(_("submitted late"), default=False)

    class Meta:
        verbose_name = _("frozen standing")
        verbose_name_plural = _("frozen standings")
        ordering = ("closing", "measure__seq", "unit__order")
        constraints = [
            models.UniqueConstraint(fields=("closing", "measure", "unit"), name="frozen_part_once"),
            models.UniqueConstraint(
                fields=("closing", "measure"), condition=Q(unit__isnull=True), name="frozen_measure_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.closing} {self.measure.ref} {self.unit or ''}".strip()
