"""A rule of the password profile `classes` (settings.PASSWORD_PROFILES)."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from departments.models import User


class KindsValidator:
    """Wants characters of at least so many of the four kinds."""

    def __init__(self, least: int = 3) -> None:
        self.least = least

    def validate(self, password: str, user: User | None = None) -> None:
        """Raises ValidationError where the password has too few kinds."""
        if len({_kind(character) for character in password}) < self.least:
            raise ValidationError(self.get_help_text(), code="password_few_kinds")

    def get_help_text(self) -> str:
        """The rule in words."""
        return _(
            "Your password must have characters of at least %(least)s of these kinds: small letters, "
            "capital letters, digits, others."
        ) % {"least": self.least}


def _kind(character: str) -> str:
    if character.isdecimal():
        return "digit"
    return "small" if character.islower() else "capital" if character.isupper() else "other"
