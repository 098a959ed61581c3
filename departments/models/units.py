"""Units, groups of units, and the other names they go by."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext
from simple_history.models import HistoricalRecords

from departments.choices import UnitKind


class Unit(models.Model):
    """A municipal bureau, a district government or an area authority."""

    code = models.SlugField(_("code"), max_length=40, unique=True, help_text=_("Used in web addresses."))
    name = models.CharField(_("name"), max_length=80, unique=True, help_text=_("As plans print it."))
    short_name = models.CharField(_("short name"), max_length=40)
    full_name = models.CharField(_("full name"), max_length=120, blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=UnitKind)
    order = models.PositiveSmallIntegerField(
        _("order"), help_text=_("The order in which governments list it.")
    )
    is_active = models.BooleanField(_("active"), default=True)
    signs_off = models.BooleanField(
        _("head signs off"),
        default=False,
        help_text=_("Reports are handed over to the head of unit, who submits them."),
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        ordering = ("order", "pk")

    def __str__(self) -> str:
        return self.name


class UnitGroup(models.Model):
    """A name that stands for many units.

    A fixed group means all its members. An open group means some of them that the plan doesn't say: its
    members are the units that it could mean.
    """

    name = models.CharField(_("name"), max_length=80, unique=True)
    is_open = models.BooleanField(
        _("open"), default=False, help_text=_("Open: a coordinator says, measure by measure, which it means.")
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    members = models.ManyToManyField(
        Unit, through="GroupMember", related_name="groups", verbose_name=_("members")
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("group of units")
        verbose_name_plural = _("groups of units")
        ordering = ("order", "pk")

    def __str__(self) -> str:
        return self.name


class GroupMember(models.Model):
    """One unit that a group's name stands for."""

    group = models.ForeignKey(
        UnitGroup, on_delete=models.CASCADE, related_name="memberships", verbose_name=_("group")
    )
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="group_memberships", verbose_name=_("unit")
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("member of a group")
        verbose_name_plural = _("members of a group")
        ordering = ("unit__order",)
        constraints = [models.UniqueConstraint(fields=("group", "unit"), name="group_member_once")]

    def __str__(self) -> str:
        return pgettext("list", ", ").join((str(self.group), str(self.unit)))


class UnitAlias(models.Model):
    """Another name seen in the wild that a person has confirmed to mean this unit or this group."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    unit = models.ForeignKey(
        Unit, on_delete=models.CASCADE, null=True, blank=True, related_name="aliases", verbose_name=_("unit")
    )
    group = models.ForeignKey(
        UnitGroup,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="aliases",
        verbose_name=_("group"),
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("alias")
        verbose_name_plural = _("aliases")
        ordering = ("name",)
        constraints = [
            models.CheckConstraint(
                condition=models.Q(unit__isnull=False, group__isnull=True)
                | models.Q(unit__isnull=True, group__isnull=False),
                name="alias_means_one",
                violation_error_message=_("An alias means either one unit or one group."),
            )
        ]

    def __str__(self) -> str:
        return self.name
