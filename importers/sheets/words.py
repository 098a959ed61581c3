"""Why a workbook is refused as a whole, in the reader's language."""

from django.utils.translation import gettext_lazy

from importers.messages import sentence as of_file
from importers.reading.limits import Refused
from importers.reading.model import Problem

REFUSALS = {
    "other-plan": gettext_lazy(
        "This workbook belongs to the plan “%(theirs)s”, and this page to “%(ours)s”. "
        "Load it on the page of its own plan."
    ),
    "other-unit": gettext_lazy(
        "This workbook belongs to %(theirs)s, and this page to %(ours)s. Nobody reports for another unit."
    ),
    "other-period": gettext_lazy(
        "This workbook is for %(theirs)s, and this page for %(ours)s. "
        "Choose its own period above and load it there."
    ),
    "unknown-owner": gettext_lazy(
        "It can't be told whose workbook this is: its hidden sheet is missing or was altered, and its first "
        "lines don't name this plan, unit and period. Download it anew and copy your texts into it."
    ),
    "no-rows": gettext_lazy(
        "There is no table with the columns “No.” and “Measure” in it. "
        "Choose the workbook that was downloaded here and filled in."
    ),
    "empty-file": gettext_lazy(
        "The file is empty. Choose the workbook that was downloaded here and filled in."
    ),
    "not-a-workbook": gettext_lazy(
        "This is no Excel workbook (.xlsx). Save it as .xlsx and choose that file."
    ),
    "used-key": gettext_lazy("Reload the page and try again."),
    "expands-too-much": gettext_lazy(
        "The workbook holds far more than the reports of a unit. "
        "Download it anew and copy your texts into it."
    ),
}


def sentence(refusal: Refused) -> str:
    """What is wrong with the file and what to do."""
    if refusal.code in REFUSALS:
        return str(REFUSALS[refusal.code]) % refusal.params
    return of_file(Problem("error", refusal.code, params=refusal.params))
