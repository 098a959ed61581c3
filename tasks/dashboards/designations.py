"""The questions that open groups ask: which units does the plan mean on this measure?"""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery

from departments.models import GroupMember, Unit
from tasks.models import Assignment, Designation, GroupAnswer, Measure
from tasks.participation import decision

OPEN, DECIDED = "open", "decided"


@dataclass(frozen=True)
class Question:
    """One open group on one measure: the units it could mean, which are chosen, and what is wrong with that.

    `theirs` is there where somebody else decided in the meantime: `chosen` is the answer that came too late.
    """

    assignment: Assignment
    possible: list[Unit]
    chosen: frozenset[int]
    error: str = ""
    theirs: tuple[str, ...] | None = None

    @property
    def based_on(self) -> str:
        """The decision that stands, for the form to carry."""
        return decision(self.assignment)

    @property
    def said(self) -> dict[int, GroupAnswer]:
        """Unit → what it has answered, of the units that the group could mean."""
        meant = {unit.pk for unit in self.possible}
        return {one.unit_id: one for one in self.assignment.answers.all() if one.unit_id in meant}

    @property
    def answers(self) -> list[GroupAnswer]:
        """The answers, 'not ours' first, in government order."""
        return sorted(self.said.values(), key=lambda one: (one.is_ours, one.unit.order))

    @property
    def ours(self) -> list[int]:
        """The units that say 'ours'."""
        return [unit for unit, one in self.said.items() if one.is_ours]

    @property
    def designated(self) -> list[Unit]:
        """The units that the standing decision names."""
        return [row.unit for row in self.assignment.designations.all()]


def assignments(measures: QuerySet[Measure]) -> QuerySet[Assignment]:
    """The open groups that these measures cite, each with `decided_by`, the name of who decided last."""
    last = Assignment.history.filter(id=OuterRef("pk"), resolved_at__isnull=False).order_by(
        "-history_date", "-history_id"
    )
    return (
        Assignment.objects.filter(measure__in=measures, group__is_open=True)
        .annotate(decided_by=Subquery(last.values("history_user__name")[:1]))
        .select_related("measure__task", "group")
        .prefetch_related(
            Prefetch("designations", Designation.objects.select_related("unit", "by")),
            Prefetch("answers", GroupAnswer.objects.select_related("unit", "by")),
            Prefetch(
                "group__memberships",
                GroupMember.objects.filter(unit__is_active=True)
                .select_related("unit")
                .order_by("unit__order"),
            ),
        )
        .order_by("measure__seq", "order")
    )


def question(
    assignment: Assignment,
    *,
    chosen: Collection[int] | None = None,
    error: str = "",
    overtaken: bool = False,
) -> Question:
    """The question as it stands, or with the answer that somebody has just tried to give."""
    stands = [row.unit for row in assignment.designations.all()]
    return Question(
        assignment=assignment,
        possible=possible(assignment),
        chosen=frozenset(unit.pk for unit in stands) if chosen is None else frozenset(chosen),
        error=error,
        theirs=tuple(unit.name for unit in stands) if overtaken else None,
    )


def possible(assignment: Assignment) -> list[Unit]:
    """The units that the group could mean, in government order."""
    return [row.unit for row in assignment.group.memberships.all()] if assignment.group else []
