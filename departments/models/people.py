"""People, the units they belong to and the roles they have."""

import datetime
from functools import cached_property
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import ASCIIUsernameValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy
from simple_history.models import HistoricalRecords

from actionplan.shared import clock, routes
from departments.choices import Position
from departments.models.units import Unit


class UserManager(BaseUserManager["User"]):
    """Makes people; `create_superuser` makes an administrator."""

    def create_user(self, username: str, password: str | None = None, **fields: Any) -> "User":
        """A person with this user name; without a password they can't sign in."""
        user = self.model(username=self.model.normalize_username(username), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, username: str, password: str | None = None, **fields: Any) -> "User":
        """An administrator, for `manage.py createsuperuser`."""
        return self.create_user(username, password, is_administrator=True, **fields)


class User(AbstractBaseUser):
    """A person with an account."""

    username = models.CharField(
        _("user name"),
        max_length=60,
        unique=True,
        validators=[ASCIIUsernameValidator()],
        error_messages={"unique": _("There is already a person with this user name.")},
    )
    name = models.CharField(pgettext_lazy("of a person", "name"), max_length=60)
    email = models.EmailField(_("e-mail"), blank=True)
    is_active = models.BooleanField(
        _("active"),
        default=True,
        help_text=_("Clear it when a person leaves: they can't sign in any more, what they did stays."),
    )
    is_coordinator = models.BooleanField(_("coordinator"), default=False)
    is_administrator = models.BooleanField(_("administrator"), default=False)
    is_leadership = models.BooleanField(_("leadership"), default=False)
    daily_mail = models.BooleanField(
        _("daily mail"), default=True, help_text=_("What came to the person, as one message a day.")
    )
    is_sample = models.BooleanField(_("sample account"), default=False, editable=False)
    password_set_at = models.DateTimeField(_("password set"), null=True, editable=False)
    units = models.ManyToManyField(Unit, through="Membership", related_name="people", verbose_name=_("units"))

    objects: ClassVar[UserManager] = UserManager()
    history = HistoricalRecords(excluded_fields=["password", "password_set_at", "last_login"])

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ("username",)

    def __str__(self) -> str:
        return self.name or self.username

    def set_password(self, raw_password: str | None) -> None:
        """As Django's, and notes the time."""
        super().set_password(raw_password)
        self.password_set_at = clock.now()

    def password_is_due(self, *, at: datetime.datetime) -> bool:
        """Must this person choose a new password? One of unknown age is too old; samples keep theirs."""
        if settings.PASSWORD_DAYS is None or self.is_sample:
            return False
        set_at = self.password_set_at
        return set_at is None or at - set_at >= datetime.timedelta(days=settings.PASSWORD_DAYS)

    @cached_property
    def own_units(self) -> list[Unit]:
        """The active units this person belongs to, in government order. Cached for the request."""
        return list(self.units.filter(is_active=True))

    def heads(self, unit: Unit) -> bool:
        """Is this person a head of the unit?"""
        return self.memberships.filter(unit=unit, position=Position.HEAD).exists()

    @cached_property
    def roles(self) -> frozenset[str]:
        """The roles of `actionplan.shared.routes` that this person has at this request."""
        given = {
            routes.SIGNED_IN: True,
            routes.MEMBER: bool(self.own_units),
            routes.COORDINATOR: self.is_coordinator,
            routes.ADMINISTRATOR: self.is_administrator,
            routes.LEADERSHIP: self.is_leadership,
        }
        return frozenset(role for role, has in given.items() if has)

    @property
    def is_staff(self) -> bool:
        """Django's admin is open to administrators."""
        return self.is_administrator

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """Administrators may all that the admin offers."""
        return self.is_active and self.is_administrator

    def has_module_perms(self, app_label: str) -> bool:
        """As `has_perm`, for a whole application."""
        return self.is_active and self.is_administrator


class Membership(models.Model):
    """One person's place in one unit."""

    user = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="memberships", verbose_name=_("person")
    )
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="memberships", verbose_name=_("unit")
    )
    position = models.CharField(_("position"), max_length=10, choices=Position, default=Position.REPORTER)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("member of a unit")
        verbose_name_plural = _("members of a unit")
        ordering = ("unit__order", "-position", "user__username")
        constraints = [models.UniqueConstraint(fields=("user", "unit"), name="membership_once")]

    def __str__(self) -> str:
        return pgettext("list", ", ").join((str(self.user), str(self.unit)))
