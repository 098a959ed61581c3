"""The sign-in form."""

from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import gettext_lazy as _


class SignInForm(AuthenticationForm):
    """User name and password; one message for whatever doesn't fit, so that it tells nothing."""

    error_messages = {
        "invalid_login": _("The user name or the password is wrong. Check both; capitals matter."),
        "inactive": _("The user name or the password is wrong. Check both; capitals matter."),
    }
