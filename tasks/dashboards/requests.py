"""What waits for the coordinators: extensions, 'not ours', closings; and what was decided lately."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from departments.models import User
from tasks import access, extensions
from tasks.choices import Decision
from tasks.dashboards import closing
from tasks.models import ExtensionRequest, GroupAnswer, Measure, Plan

SHOWN = 30
RECENT = 10


@dataclass(frozen=True)
class Waiting:
    """A request for a later day; `may` says whether this person decides it, `form` is what they fill in."""

    extension: ExtensionRequest
    may: access.Answer
    form: Any


@dataclass(frozen=True)
class Counts:
    """How much waits of each kind."""

    extensions: int
    not_ours: int
    closings: int
    closed: int

    @property
    def waiting(self) -> int:
        """What a coordinator has to decide."""
        return self.extensions + self.not_ours + self.closings


@dataclass(frozen=True)
class Requests:
    """The page: the first of each kind, and how many there are."""

    counts: Counts
    extensions: list[Waiting]
    not_ours: list[GroupAnswer]
    closings: list[closing.Closing]
    closed: list[closing.Closed]
    decided: list[ExtensionRequest]


def counts(plan: Plan, *, measures: QuerySet[Measure]) -> Counts:
    """How much waits in the plan; `measures` are its own, as far as the person may read them."""
    return Counts(
        extensions=_asked(plan).filter(state=Decision.OPEN).count(),
        not_ours=_not_ours(plan).count(),
        closings=closing.reported_done(measures).count(),
        closed=measures.filter(closed_on__isnull=False).count(),
    )


def requests(plan: Plan, *, user: User, form: Any) -> Requests:
    """All of it, for this coordinator; `form` makes the form of one extension. A fixed number of queries."""
    measures = access.measures(user).filter(plan=plan)
    asked = _asked(plan).select_related("measure__task", "unit", "by", "decided_by")
    open_ones = asked.filter(state=Decision.OPEN).order_by("due_on", "pk")[:SHOWN]
    decided = asked.filter(state__in=(Decision.GRANTED, Decision.REFUSED)).order_by("-decided_at", "-pk")
    not_ours = _not_ours(plan).select_related("assignment__measure", "unit", "by").order_by("at", "pk")
    return Requests(
        counts=counts(plan, measures=measures),
        extensions=[Waiting(one, extensions.may_decide(user, one), form(one)) for one in open_ones],
        not_ours=list(not_ours[:SHOWN]),
        closings=closing.closings(measures, plan=plan),
        closed=closing.closed(measures, user=user, plan=plan),
        decided=list(decided[:RECENT]),
    )


def _asked(plan: Plan) -> QuerySet[ExtensionRequest]:
    return ExtensionRequest.objects.filter(measure__plan=plan, measure__withdrawn_at__isnull=True)


def _not_ours(plan: Plan) -> QuerySet[GroupAnswer]:
    """What units have said that no coordinator has decided yet."""
    return GroupAnswer.objects.filter(
        is_ours=False,
        assignment__measure__plan=plan,
        assignment__measure__withdrawn_at__isnull=True,
        assignment__resolved_at__isnull=True,
    )
