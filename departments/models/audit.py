"""What people did, kept and never changed: the database itself refuses updates and deletions."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from departments.choices import ACTS


class AuditEntry(models.Model):
    """One act. `what` names it (`sign-in`, `export`, …), `about` the thing, `detail` holds the rest."""

    at = models.DateTimeField(_("time"))
    who = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("person"),
    )
    what = models.CharField(_("act"), max_length=40)
    about = models.CharField(_("object"), max_length=200, blank=True)
    detail = models.JSONField(_("detail"), default=dict)
    address = models.GenericIPAddressField(_("network address"), null=True)

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit log")
        ordering = ("-pk",)
        indexes = [
            models.Index(fields=("at",), name="audit_at"),
            models.Index(fields=("what",), name="audit_what"),
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.about}".strip()

    @property
    def act(self) -> str:
        """What was done, in the reader's language."""
        return str(ACTS.get(self.what, self.what))
