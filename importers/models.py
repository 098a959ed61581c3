"""Files that were read, and what became of them."""

import uuid
from collections import Counter
from pathlib import PurePath

from django.conf import settings
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from departments.models import Unit
from importers import counted
from tasks.models import Plan, ReportingPeriod


def _random_name(_import: "Import", _name: str) -> str:
    return f"imports/{uuid.uuid4().hex}"


def _random_sheet_name(_sheet: "ReportSheet", _name: str) -> str:
    return f"sheets/{uuid.uuid4().hex}"


class ImportState(models.TextChoices):
    READ = "read", _("Read")
    APPLIED = "applied", _("Applied")
    DISCARDED = "discarded", _("Discarded")
    UNDONE = "undone", _("Undone")


class Import(models.Model):
    """One uploaded file: kept as it came, what was read from it, what was decided, what was done."""

    file = models.FileField(_("file"), upload_to=_random_name)
    name = models.CharField(_("file name"), max_length=200)
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    reading = models.JSONField(_("what was read"))
    counts = models.JSONField(_("how much was read"), default=dict)
    decisions = models.JSONField(_("decisions"), default=dict)
    state = models.CharField(_("state"), max_length=10, choices=ImportState, default=ImportState.READ)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("read at"))
    plan = models.ForeignKey(
        Plan, on_delete=models.PROTECT, null=True, related_name="imports", verbose_name=_("plan")
    )
    applied_at = models.DateTimeField(_("applied at"), null=True)
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("applied by"),
    )
    outcome = models.JSONField(_("what was done"), default=dict)
    undone_at = models.DateTimeField(_("undone at"), null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("undone by"),
    )
    key = models.CharField(_("one-time key"), max_length=40, null=True, blank=True, unique=True)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return self.name

    @property
    def ending(self) -> str:
        """The kind of file that its name says, as XLSX; empty where it says none."""
        return PurePath(self.name).suffix.removeprefix(".").upper()[:8]

    @property
    def standing(self) -> str:
        """How it stands with the file, by name; of one that waits, what its reading came to."""
        if self.state != ImportState.READ:
            return str(self.state)
        return "refused" if self.counts.get("errors") else "same" if self.counts.get("same") else "read"

    @property
    def standing_words(self) -> str:
        """How it stands with the file."""
        waiting = {
            "refused": gettext("Can't be imported"),
            "same": gettext("Changes nothing"),
            "read": gettext("To be checked"),
        }
        return waiting.get(self.standing) or str(ImportState(self.state).label)

    @property
    def done(self) -> str:
        """What applying it did, in all its plans together; empty until then."""
        plans = self.outcome.get("plans", ())
        counts = sum((Counter(counted.of_plan(plan)) for plan in plans), Counter[str]())
        return (counted.changed(counts) or gettext("titles only")) if plans else ""


class HeaderWord(models.Model):
    """One more word that a column of a plan's table is known by, beside those the system brings along."""

    word = models.CharField(_("word in the header"), max_length=60, unique=True)
    meaning = models.CharField(_("what the column holds"), max_length=20)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("time"))

    class Meta:
        verbose_name = _("header word")
        verbose_name_plural = _("header words")
        ordering = ("meaning", "word")

    def __str__(self) -> str:
        return self.word


class KnownLayout(models.Model):
    """What a person said that the columns of a table mean, for every later table with the same headers."""

    fingerprint = models.CharField(_("fingerprint of the headers"), max_length=64, unique=True)
    columns = models.JSONField(_("header → what the column holds"), default=dict)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("time"))

    class Meta:
        verbose_name = _("known layout")
        verbose_name_plural = _("known layouts")
        ordering = ("-at",)

    def __str__(self) -> str:
        return "、".join(self.columns)


class ReportSheet(models.Model):
    """A workbook that a unit filled in: kept as it came, what stood in it, and what was done.

    Its texts are the unit's drafts: nobody else reads them.
    """

    file = models.FileField(_("file"), upload_to=_random_sheet_name)
    name = models.CharField(_("file name"), max_length=200)
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("unit"))
    period = models.ForeignKey(
        ReportingPeriod, on_delete=models.PROTECT, related_name="+", verbose_name=_("period")
    )
    reading = models.JSONField(_("what was read"))
    state = models.CharField(_("state"), max_length=10, choices=ImportState, default=ImportState.READ)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("read at"))
    outcome = models.JSONField(_("what was done"), default=dict)
    key = models.CharField(_("one-time key"), max_length=40, unique=True)

    class Meta:
        verbose_name = _("reporting workbook")
        verbose_name_plural = _("reporting workbooks")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return self.name
