"""The forms of signing in and of one's own password."""

from typing import Any

from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.utils.translation import gettext_lazy as _

from departments.models import User


class SignInForm(AuthenticationForm):
    """User name and password; one message for whatever doesn't fit, so that it tells nothing."""

    error_messages = {
        "invalid_login": _("The user name or the password is wrong. Check both; capitals matter."),
        "inactive": _("The user name or the password is wrong. Check both; capitals matter."),
    }

    def clean(self) -> dict[str, Any]:
        """What is missing, or can't be any account's name, is wrong like all else, and isn't looked for."""
        longest = self.username_field.max_length
        if self.errors or (longest and len(self.cleaned_data["username"]) > longest):
            raise self.get_invalid_login_error()
        return super().clean()

    def confirm_login_allowed(self, user: User) -> None:
        """A sample account, whose password everyone knows, opens nothing outside the demonstration."""
        super().confirm_login_allowed(user)
        if user.is_sample and not settings.DEMO:
            raise self.get_invalid_login_error()


class NewPasswordForm(PasswordChangeForm):
    """The old password, and twice a new one, which must be another."""

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        new = self.cleaned_data.get("new_password2")
        if new and new == self.cleaned_data.get("old_password"):
            self.add_error("new_password1", _("Choose a password other than the one you have."))
        return cleaned
