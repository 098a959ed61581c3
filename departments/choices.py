"""The kinds and positions that units and people have."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class UnitKind(models.TextChoices):
    MUNICIPAL = "municipal", _("Municipal bureau")
    DISTRICT = "district", _("District government")
    AREA = "area", _("Area authority")


class Position(models.TextChoices):
    REPORTER = "reporter", _("Reporter")
    HEAD = "head", _("Head of unit")
