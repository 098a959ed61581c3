"""Where a plan came from: its table's headers, and the files that people may have again."""

from __future__ import annotations

from django.db.models import QuerySet

from departments.models import User
from importers.models import Import, ImportState
from importers.reading.model import ParsedPlan, TableLayout
from tasks.models import Measure, Plan


def layout_of(plan: Plan) -> TableLayout | None:
    """How the table was laid out that the plan was last read from, where that is known."""
    measures = Measure.objects.filter(plan=plan, withdrawn_at__isnull=True).order_by()
    keys = {key for key in measures.values_list("source__import", flat=True).distinct() if key}
    known = Import.objects.filter(pk__in=keys) if keys else plan.imports.filter(state=ImportState.APPLIED)
    last = known.order_by("-applied_at", "-pk").values("pk", "counts").first()
    if last is None:
        return None
    # Only these parts: all that was read can be large.
    places = range(last["counts"].get("plans", 1))
    titles = [f"reading__plans__{place}__title" for place in places]
    layouts = [f"reading__plans__{place}__layout" for place in places]
    row = Import.objects.filter(pk=last["pk"]).values(*titles, *layouts).get()
    found = [row[layout] for title, layout in zip(titles, layouts, strict=True) if row[title] == plan.title]
    one = next(iter(found), row[layouts[0]] if len(layouts) == 1 else None)
    return ParsedPlan.from_dict(
        {"title": "", "year": None, "annex": None, "sections": [], "layout": one}
    ).layout


def originals(user: User) -> QuerySet[Import]:
    """The files that this person may have again: administrators all, others what was applied.

    A file that was only looked at may hold what was never published.
    """
    every = Import.objects.defer("reading", "decisions")
    return every if user.is_administrator else every.exclude(applied_at__isnull=True)
