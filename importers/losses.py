"""Where a file would take much out of a plan, as one that holds a part of it, or another plan."""

from django.utils.translation import gettext as _

from importers.comparison import Difference
from importers.proposal import Proposal
from importers.stored import Stored
from tasks.models import ProgressReport


def losses(proposal: Proposal) -> list[str]:
    """For each plan of which much would go: how many measures, and how many of them have reports."""
    return [
        _told(plan.difference, plan.stored)
        for plan in proposal.plans
        if plan.stored and plan.difference.loses_much
    ]


def _told(difference: Difference, stored: Stored) -> str:
    removed = [stored.row(one.measure).pk for one in difference.removed]
    reported = ProgressReport.objects.filter(measure__in=removed).exclude(submitted_on__isnull=True)
    return _(
        "%(removed)s of the %(before)s measures of “%(title)s” would leave the plan, %(reported)s of them "
        "with reports. If the file holds only a part of the plan, or another plan, don't import it."
    ) % {
        "removed": len(removed),
        "before": sum(1 for _measure in stored.parsed.measures()),
        "title": stored.parsed.title,
        "reported": reported.values("measure").distinct().count(),
    }
