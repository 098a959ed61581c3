"""The files that stand beside a report, for each version of it that a page shows."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from django.db.models import Max, Q

from departments.models import User
from tasks import access
from tasks.dashboards.report import Desk
from tasks.models import Evidence, ReportEvent


@dataclass(frozen=True)
class Files:
    """The files of the working copy (for its own unit alone), of what was sent, and of last time's report."""

    own: list[Evidence] = field(default_factory=list)
    sent: list[Evidence] = field(default_factory=list)
    before: list[Evidence] = field(default_factory=list)


def files_of(desk: Desk) -> Files:
    """The files to show with a report, in one query."""
    if desk.pk is None and not desk.before:
        return Files()
    earlier = desk.before.evidence if desk.before else []
    found = list(Evidence.objects.filter(Q(report=desk.pk) | Q(pk__in=earlier)))
    sent = desk.sent.evidence if desk.sent else []
    own = [one for one in found if one.report_id == desk.pk and one.removed_at is None] if desk.draft else []
    return Files(own, [one for one in found if one.pk in sent], [one for one in found if one.pk in earlier])


@dataclass(frozen=True)
class Proof:
    """A file of an event; `opens`: this person may still read it."""

    file: Evidence
    opens: bool


def proofs_of(events: Collection[ReportEvent], *, user: User) -> dict[int, list[Proof]]:
    """Event → its files, in two queries. Of others' reports only what was submitted last can be opened."""
    keys = {key for event in events for key in event.evidence}
    if not keys:
        return {}
    files = Evidence.objects.in_bulk(keys)
    sent = access.events(user).filter(report__in={event.report_id for event in events}, move="submit")
    latest = dict(sent.order_by().values_list("report").annotate(Max("number")))
    own = {unit.pk for unit in user.own_units}

    def opens(event: ReportEvent) -> bool:
        return event.report.unit_id in own or latest.get(event.report_id) == event.number

    return {event.pk: [Proof(one, opens(event)) for one in _in(files, event.evidence)] for event in events}


def _in(files: dict[int, Evidence], keys: Iterable[int]) -> list[Evidence]:
    return [files[key] for key in keys if key in files]
