"""The fixed words of the domain, each with its label and, where it matters, its order."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Role(models.TextChoices):
    """A unit's part in a measure, strongest first.

    `possible` is no part yet: an open group that isn't resolved could mean the unit.
    """

    LEAD = "lead", _("Lead")
    RESPONSIBLE = "responsible", _("Responsible")
    ASSISTING = "assisting", _("Assisting")
    POSSIBLE = "possible", _("Possibly yours")

    @property
    def rank(self) -> int:
        """0 for the strongest."""
        return list(type(self)).index(self)


CERTAIN = "certain"
"""As a choice of role: every part but those that are only possible."""
CITED = (Role.LEAD, Role.RESPONSIBLE, Role.ASSISTING)
"""The roles that a plan's table can give."""
OWNING = (Role.LEAD, Role.RESPONSIBLE)
"""A unit owns a measure where it leads or is responsible, and owes its reports."""


class MeasureKind(models.TextChoices):
    QUANTITY = "quantity", _("Quantity")
    DELIVERABLE = "deliverable", _("Deliverable")
    CONTINUING = "continuing", _("Continuing")
    OUTCOME = "outcome", _("Outcome")


PACED = (MeasureKind.QUANTITY, MeasureKind.DELIVERABLE)
"""The kinds that have a percent, for which the expected progress counts."""


class DeadlineKind(models.TextChoices):
    FIXED = "fixed", _("Fixed day")
    ALL_YEAR = "all_year", _("All year")
    ONGOING = "ongoing", _("Ongoing")
    RECURRING = "recurring", _("Recurring")
    OPEN = "open", _("Open")
    UNREAD = "unread", _("Not understood")


class Rhythm(models.TextChoices):
    MONTHLY = "monthly", _("Monthly")
    QUARTERLY = "quarterly", _("Quarterly")


class Status(models.TextChoices):
    """What a unit says of its measure."""

    NOT_STARTED = "not_started", _("Not started")
    ON_TRACK = "on_track", _("On track")
    AT_RISK = "at_risk", _("At risk")
    BEHIND = "behind", _("Behind")
    DONE = "done", _("Done")


WORST_FIRST = (Status.BEHIND, Status.AT_RISK, Status.NOT_STARTED, Status.ON_TRACK, Status.DONE)
"""Of several leads the worst status is the measure's."""


class ReportState(models.TextChoices):
    """Where a report stands on its way."""

    DRAFT = "draft", _("Draft")
    HANDED = "handed", _("With the head of unit")
    SUBMITTED = "submitted", _("Awaiting review")
    RETURNED = "returned", _("Returned")
    APPROVED = "approved", _("Approved")


COUNTING = (ReportState.SUBMITTED, ReportState.APPROVED)
"""The latest of these is what a unit's report says."""
INTERNAL = ("save", "hand_over", "hand_back", "call_back")
"""The moves of a report that its unit makes among itself; nobody else sees them."""


class Light(models.TextChoices):
    """The lights, the most urgent first."""

    RED = "red", pgettext_lazy("light", "Red")
    YELLOW = "yellow", pgettext_lazy("light", "Yellow")
    GREEN = "green", pgettext_lazy("light", "Green")
    GREY = "grey", pgettext_lazy("light", "Grey")
    CLOSED = "closed", pgettext_lazy("light", "Closed")


class PeriodMove(models.TextChoices):
    """What a coordinator does with a reporting period."""

    OPEN = "open", pgettext_lazy("period", "Opened early")
    CLOSE = "close", pgettext_lazy("period", "Closed")
    REOPEN = "reopen", pgettext_lazy("period", "Reopened")


class Level(models.TextChoices):
    """The levels of a reminder, the mildest first."""

    BLUE = "blue", pgettext_lazy("level", "Blue")
    YELLOW = "yellow", pgettext_lazy("level", "Yellow")
    RED = "red", pgettext_lazy("level", "Red")


class Decision(models.TextChoices):
    """What became of a request."""

    OPEN = "open", _("Awaiting decision")
    GRANTED = "granted", _("Granted")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Sending(models.TextChoices):
    """Where a message stands on its way out."""

    WAITING = "waiting", _("Waiting")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Failed")


class News(models.TextChoices):
    """What a person can be told of."""

    RETURNED = "returned", _("Report returned")
    APPROVED = "approved", _("Report approved")
    REOPENED = "reopened", _("Report reopened")
    HANDED_OVER = "handed_over", _("Report handed over")
    HANDED_BACK = "handed_back", _("Report handed back")
    REPORTS_DUE = "reports_due", _("Reports due")
    DEADLINE = "deadline", _("Deadline near or past")
    REMINDED = "reminded", _("Reminder")
    INSTRUCTED = "instructed", _("Instruction")
    ANSWERED = "answered", _("Instruction answered")
    EXTENSION_ASKED = "extension_asked", _("Extension requested")
    EXTENSION_DECIDED = "extension_decided", _("Extension decided")
    GROUP_ANSWERED = "group_answered", _("“Ours” or “not ours” answered")
    DESIGNATED = "designated", _("Units designated")
    PERIOD = "period", _("Period opened, closed or reopened")
    DUTIES = "duties", _("Duties changed")
