"""Rows of a workbook that the unit doesn't report on, and why."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q
from django.utils.translation import gettext as _

from departments.models import Unit
from importers.sheets.filled import Entry
from importers.sheets.marks import cleaned
from tasks.choices import Role
from tasks.models import Measure, Participation, Plan, ReportingPeriod


def strangers(entries: Sequence[Entry], *, plan: Plan, unit: Unit, period: ReportingPeriod) -> dict[int, str]:
    """Line → why the row there is refused, by the name of its measure."""
    marked = {entry.mark.measure for entry in entries if entry.mark}
    measures = Measure.objects.filter(
        Q(ref__in={entry.no for entry in entries}) | Q(pk__in=marked), plan=plan
    )
    found = {measure.pk: measure for measure in measures}
    holding = Participation.objects.filter(measure__in=found, unit=unit, until__isnull=True)
    own = set(holding.exclude(role=Role.POSSIBLE).values_list("measure_id", flat=True))
    return {entry.line: _why(_measure_of(entry, found), own, unit, period) for entry in entries}


def _measure_of(entry: Entry, found: dict[int, Measure]) -> Measure | None:
    if entry.mark:
        return found.get(entry.mark.measure)
    same = [one for one in found.values() if (one.ref, cleaned(one.text)) == (entry.no, entry.text)]
    return next((one for one in same if not one.withdrawn_at), same[0] if same else None)


def _why(measure: Measure | None, own: set[int], unit: Unit, period: ReportingPeriod) -> str:
    if measure is None:
        return _("The plan has no measure with this number and text. Don't change the grey cells.")
    if measure.withdrawn_at:
        return _("This measure was withdrawn from the plan.")
    if measure.pk in own:
        return _("No report on this measure is asked in %(period)s.") % {"period": period}
    return _("%(unit)s takes no part in this measure.") % {"unit": unit}
