"""What happened to a measure's reports, newest first, page by page."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import F, Value

from departments.models import Unit, User
from tasks import access, report_text
from tasks.dashboards.proofs import Proof, proofs_of
from tasks.models import Measure, Participation, ReportEvent
from tasks.steps import Step, read

PER_PAGE = 20


@dataclass(frozen=True)
class Entry:
    """One line: a move of a report, with the approval that ended it, or the acknowledgement of a part."""

    event: ReportEvent | None = None
    approved: ReportEvent | None = None
    acknowledged: Participation | None = None
    figures: tuple[str, ...] = ()
    proofs: tuple[Proof, ...] = ()

    @property
    def steps(self) -> list[Step]:
        """The unit's steps as the report told them."""
        return read(self.event.steps) if self.event else []

    @property
    def late(self) -> bool:
        """True for a report that was first submitted after its period's due day."""
        report = self.event.report if self.event else None
        return report is not None and (report.submitted_on or report.period.due_on) > report.period.due_on


@dataclass(frozen=True)
class History:
    """One page of it; `of` is the unit to which it is narrowed."""

    page: Page
    entries: list[Entry]
    of: Unit | None


def history(*, user: User, measure: Measure, of: Unit | None, number: str) -> History:
    """Submissions (each with its approval), returns and acknowledgements, as far as one may know them."""
    visible = access.events(user).filter(report__measure=measure).exclude(move="save").order_by()
    events = visible.exclude(move="approve")
    seen = access.acknowledgements(user).filter(measure=measure).order_by()
    if of:
        events, seen = events.filter(report__unit=of), seen.filter(unit=of)
    places = _places(events, "at").union(_places(seen, "acknowledged_at"), all=True)
    page = Paginator(places.order_by("-moment", "-row"), PER_PAGE).get_page(number)
    found = list(page)
    moves = (
        ReportEvent.objects.select_related("report__unit", "report__period", "by")
        .filter(pk__in=[row for kind, row, _at in found if kind == "at"])
        .in_bulk()
    )
    parts = (
        Participation.objects.select_related("unit", "acknowledged_by")
        .filter(pk__in=[row for kind, row, _at in found if kind == "acknowledged_at"])
        .in_bulk()
    )
    approvals = visible.filter(move="approve", report__in=[event.report_id for event in moves.values()])
    approved = {(one.report_id, one.number - 1): one for one in approvals.select_related("by")}
    proofs = proofs_of(moves.values(), user=user)

    def entry(kind: str, row: int) -> Entry:
        if kind != "at":
            return Entry(acknowledged=parts[row])
        event = moves[row]
        figures = tuple(report_text.figures(event, measure))
        ended = approved.get((event.report_id, event.number))
        return Entry(event, ended, figures=figures, proofs=tuple(proofs.get(row, ())))

    return History(page, [entry(kind, row) for kind, row, _at in found], of)


def _places(rows: Any, moment: str) -> Any:
    return rows.annotate(kind=Value(moment), row=F("pk"), moment=F(moment)).values_list(
        "kind", "row", "moment"
    )
