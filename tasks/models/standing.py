"""How something stands: the facts that reports have established."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tasks.choices import Status


class Standing(models.Model):
    """Facts of a measure, or of one unit's part in it, that don't age; the light is computed from them.

    They are copied from the report events by `tasks.facts.refresh` alone, and a test recomputes them.
    `covered_to` is the number of the last reporting period from which nothing is missing; null where no
    report is owed.
    """

    status = models.CharField(_("status"), max_length=12, choices=Status, blank=True, editable=False)
    percent = models.PositiveSmallIntegerField(_("percent"), null=True, editable=False)
    reported_on = models.DateField(_("reported on"), null=True, editable=False)
    covered_to = models.PositiveSmallIntegerField(_("covered up to period"), null=True, editable=False)
    closed_on = models.DateField(_("closed on"), null=True, editable=False)

    class Meta:
        abstract = True
