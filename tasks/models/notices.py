"""What people are told: reminders to units, notices to each person, and the mail that carries them."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from departments.models import Unit
from tasks.choices import Level, News, Sending
from tasks.models.periods import ReportingPeriod
from tasks.models.plan import Measure, Plan


class Reminder(models.Model):
    """A coordinator's push to a unit for the reports that it owes in a period.

    It asks for the `measures` it names; it is answered when none of their reports is owed any more.
    """

    period = models.ForeignKey(
        ReportingPeriod, on_delete=models.PROTECT, related_name="reminders", verbose_name=_("period")
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="reminders", verbose_name=_("unit"))
    number = models.PositiveSmallIntegerField(_("number"))
    level = models.CharField(_("level"), max_length=10, choices=Level)
    text = models.TextField(_("text"))
    measures = models.ManyToManyField(Measure, related_name="reminders", verbose_name=_("measures"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("time"))
    key = models.CharField(_("one-time key"), max_length=80, unique=True)

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(fields=("period", "unit", "number"), name="reminder_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.period} {self.get_level_display()}"


class Message(models.Model):
    """One mail to one person, with everything of a day. Written before it is sent, so that none goes twice.

    One that stays at 'being sent' was cut off on its way: nobody knows whether it arrived, and a person
    decides whether it goes again.
    """

    to = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="mail", verbose_name=_("to")
    )
    day = models.DateField(_("day"))
    address = models.EmailField(_("e-mail"))
    subject = models.CharField(_("subject"), max_length=200)
    text = models.TextField(_("text"))
    state = models.CharField(_("state"), max_length=10, choices=Sending, default=Sending.WAITING)
    error = models.CharField(_("error"), max_length=200, blank=True)
    made_at = models.DateTimeField(_("written at"))
    sent_at = models.DateTimeField(_("sent at"), null=True)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ("-pk",)
        constraints = [models.UniqueConstraint(fields=("to", "day"), name="message_one_a_day")]
        indexes = [models.Index(fields=("state",), name="message_by_state")]

    def __str__(self) -> str:
        return f"{self.to} {self.day}"


class Notice(models.Model):
    """Something that one person is told; worded when it is read, in the reader's language.

    `detail` holds what its words need beside the plan, measure, unit and period.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices", verbose_name=_("person")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=News)
    at = models.DateTimeField(_("time"))
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="+", verbose_name=_("plan"))
    measure = models.ForeignKey(
        Measure, on_delete=models.CASCADE, null=True, related_name="+", verbose_name=_("measure")
    )
    unit = models.ForeignKey(
        Unit, on_delete=models.CASCADE, null=True, related_name="+", verbose_name=_("unit")
    )
    period = models.ForeignKey(
        ReportingPeriod, on_delete=models.CASCADE, null=True, related_name="+", verbose_name=_("period")
    )
    reminder = models.ForeignKey(
        Reminder, on_delete=models.CASCADE, null=True, related_name="notices", verbose_name=_("reminder")
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("by")
    )
    detail = models.JSONField(_("detail"), default=dict)
    read_at = models.DateTimeField(_("read at"), null=True)
    message = models.ForeignKey(
        Message,
        on_delete=models.SET_NULL,
        null=True,
        related_name="notices",
        verbose_name=_("mail that carried it"),
    )
    key = models.CharField(
        _("one-time key"),
        max_length=120,
        null=True,
        blank=True,
        unique=True,
        help_text=_("Nothing is told twice."),
    )

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ("-pk",)
        indexes = [
            models.Index(fields=("person",), condition=models.Q(read_at__isnull=True), name="notice_unread"),
            models.Index(fields=("person", "-id"), name="notice_of_person"),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.kind}"
