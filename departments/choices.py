"""The kinds and positions that units and people have, and the words for what the audit log notes."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class UnitKind(models.TextChoices):
    MUNICIPAL = "municipal", _("Municipal bureau")
    DISTRICT = "district", _("District government")
    AREA = "area", _("Area authority")


class Position(models.TextChoices):
    REPORTER = "reporter", _("Reporter")
    HEAD = "head", _("Head of unit")


ACTS = {
    "sign-in": _("Sign-in"),
    "sign-in-refused": _("Sign-in refused"),
    "refused": _("Access refused"),
    "password-changed": _("Password changed"),
    "password-set": _("Password set"),
    "person-added": _("Person added"),
    "rights-changed": _("Rights changed"),
    "member-added": _("Unit given"),
    "member-changed": _("Position changed"),
    "member-removed": _("Unit taken away"),
    "sign-off-on": _("Sign-off switched on"),
    "sign-off-off": _("Sign-off switched off"),
    "designated": _("Units designated"),
    "designation-reopened": _("Designation reopened"),
    "periods-laid-out": _("Periods laid out"),
    "period-changed": _("Period changed"),
    "period-open": _("Period opened early"),
    "period-close": _("Period closed"),
    "period-reopen": _("Period reopened"),
    "extension-granted": _("Extension granted"),
    "extension-refused": _("Extension refused"),
    "import-read": _("File read"),
    "import-applied": _("File imported"),
    "import-discarded": _("File discarded"),
    "unit-created": _("Unit created"),
    "group-created": _("Group of units created"),
    "layout-assigned": _("Columns assigned"),
    "layout-forgotten": _("Assignment of columns forgotten"),
    "header-word-added": _("Header word added"),
    "header-word-removed": _("Header word removed"),
    "import-undone": _("Import undone"),
    "sheet-read": _("Reporting workbook read"),
    "sheet-applied": _("Reporting workbook taken over"),
    "reminded": _("Units reminded"),
    "mail-again": _("Mail sent again"),
    "export": _("Export"),
    "download": _("Download"),
}
"""What `AuditEntry.what` is called; an act without a word here is shown as it is kept."""
