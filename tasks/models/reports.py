"""Reporting periods, progress reports and what happened to them."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from actionplan.shared.months import MONTHS
from departments.models import Unit
from tasks.choices import ReportState, Status
from tasks.models.plan import Measure, Plan


class ReportingPeriod(models.Model):
    """A month or a quarter of a plan, with the day its reports are due; numbered from 1 within the plan."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="periods", verbose_name=_("plan"))
    number = models.PositiveSmallIntegerField(_("number"))
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    due_on = models.DateField(_("reports due on"))

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
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """'October', '10 月' or 'Quarter 4', in the reader's language."""
        if (self.ends_on - self.starts_on).days > 31:
            return str(_("Quarter %(number)s") % {"number": (self.starts_on.month + 2) // 3})
        return str(MONTHS[self.starts_on.month - 1])


class ReportContent(models.Model):
    """What a report says."""

    status = models.CharField(_("status"), max_length=12, choices=Status, blank=True)
    percent = models.PositiveSmallIntegerField(_("percent done"), null=True, blank=True)
    progress = models.TextField(_("progress"), blank=True)
    problems = models.TextField(_("problems"), blank=True)
    next_steps = models.TextField(_("next steps"), blank=True)
    expected_on = models.DateField(_("expected completion"), null=True, blank=True)
    values = models.JSONField(_("values"), default=dict, blank=True, help_text=_("Target → value reached."))
    no_change = models.BooleanField(_("no change since last time"), default=False)

    class Meta:
        abstract = True


CONTENT_FIELDS = tuple(field.name for field in ReportContent._meta.local_fields)


class ProgressReport(ReportContent):
    """One unit on one measure in one period: the unit's working copy.

    Others never read this row's content, only what was submitted, from the events.
    """

    measure = models.ForeignKey(
        Measure, on_delete=models.PROTECT, related_name="reports", verbose_name=_("measure")
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="reports", verbose_name=_("unit"))
    period = models.ForeignKey(
        ReportingPeriod, on_delete=models.PROTECT, related_name="reports", verbose_name=_("period")
    )
    state = models.CharField(_("state"), max_length=10, choices=ReportState, default=ReportState.DRAFT)
    version = models.PositiveIntegerField(_("version"), default=0)
    submitted_on = models.DateField(_("first submitted on"), null=True)

    class Meta:
        verbose_name = _("progress report")
        verbose_name_plural = _("progress reports")
        ordering = ("-period__number", "unit__order")
        constraints = [
            models.UniqueConstraint(fields=("measure", "unit", "period"), name="report_once"),
            models.CheckConstraint(
                condition=Q(percent__isnull=True) | Q(percent__lte=100),
                name="report_percent_to_100",
                violation_error_message=_("A percent lies between 0 and 100."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(ReportState.SUBMITTED, ReportState.APPROVED)) | ~Q(status=""),
                name="report_submitted_has_status",
            ),
        ]
        indexes = [models.Index(fields=("period", "state"), name="report_by_state")]

    def __str__(self) -> str:
        return f"{self.measure.ref} {self.unit} {self.period}"


class ReportEvent(ReportContent):
    """One move of a report, with the content it had then. Never changed: the database refuses it.

    `state` is the state after the move, `on` the local day of `at`.
    """

    report = models.ForeignKey(
        ProgressReport, on_delete=models.PROTECT, related_name="events", verbose_name=_("report")
    )
    number = models.PositiveIntegerField(_("number"))
    move = models.CharField(_("move"), max_length=12)
    state = models.CharField(_("state"), max_length=10, choices=ReportState)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("time"))
    on = models.DateField(_("day"))
    comment = models.TextField(_("comment"), blank=True)
    key = models.CharField(_("one-time key"), max_length=40, null=True, blank=True, unique=True)

    class Meta:
        verbose_name = _("event of a report")
        verbose_name_plural = _("events of reports")
        ordering = ("report", "number")
        constraints = [models.UniqueConstraint(fields=("report", "number"), name="event_number_once")]

    def __str__(self) -> str:
        return f"{self.report} {self.move}"
