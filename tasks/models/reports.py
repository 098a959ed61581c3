"""Progress reports, what happened to them, and the files that prove them."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from departments.models import Unit
from tasks.choices import ReportState, Status
from tasks.models.periods import ReportingPeriod
from tasks.models.plan import Measure


class ReportContent(models.Model):
    """What a report says."""

    status = models.CharField(_("status"), max_length=12, choices=Status, blank=True)
    percent = models.PositiveSmallIntegerField(_("percent done"), null=True, blank=True)
    progress = models.TextField(_("progress"), blank=True)
    problems = models.TextField(_("problems"), blank=True)
    next_steps = models.TextField(_("next steps"), blank=True)
    expected_on = models.DateField(_("expected completion"), null=True, blank=True)
    values = models.JSONField(_("values"), default=dict, blank=True, help_text=_("Target → value reached."))
    steps = models.JSONField(
        _("steps"),
        default=list,
        blank=True,
        help_text=_("The way to a deliverable: title, day planned, day done."),
    )
    evidence = models.JSONField(
        _("evidence"), default=list, blank=True, help_text=_("The files that were there, by their keys.")
    )
    no_change = models.BooleanField(_("no change since last time"), default=False)

    class Meta:
        abstract = True


CONTENT_FIELDS = tuple(field.name for field in ReportContent._meta.local_fields)


class ProgressReport(ReportContent):
    """One unit on one measure in one period: the unit's working copy.

    Others never read this row's content, only what was submitted, from the events. `reviewer` has begun its
    review. What a form saves by itself stays in `autosaved_…` until the next step makes an event of it.
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
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("under review by"),
    )
    sitting = models.CharField(_("last opened form"), max_length=40, blank=True)
    sitting_number = models.PositiveIntegerField(_("last save of that form"), default=0)
    autosaved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("saved by itself for"),
    )
    autosaved_at = models.DateTimeField(_("saved by itself at"), null=True)

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


def _random_name(_evidence: "Evidence", _name: str) -> str:
    return f"evidence/{uuid.uuid4().hex}"


class Evidence(models.Model):
    """A file that a unit lays beside a report. Taken away it stays, for the versions it was part of."""

    report = models.ForeignKey(
        ProgressReport, on_delete=models.PROTECT, related_name="files", verbose_name=_("progress report")
    )
    file = models.FileField(_("file"), upload_to=_random_name)
    name = models.CharField(_("file name"), max_length=200)
    kind = models.CharField(_("kind of file"), max_length=100)
    size = models.PositiveIntegerField(_("size in bytes"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("time"))
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("removed by"),
    )
    removed_at = models.DateTimeField(_("removed at"), null=True)
    key = models.CharField(_("one-time key"), max_length=40, unique=True)

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.name
