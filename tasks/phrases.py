"""Reasons for returning a report that come up again and again, to choose from."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

RETURN: dict[str, str | Promise] = {
    "period": _("Say what was done in this period, not in the plan's words."),
    "value": _("The value doesn't fit the text."),
    "day": _("Name the day by which it will be done."),
    "evidence": _("Attach evidence."),
    "short": _("Too short: say what was done, where, and how much of it."),
    "steps": _("Say who does what next, and by when."),
}
"""By the word that a form sends."""
