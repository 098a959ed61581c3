"""The reports that await review: the list's columns and filters, and which of them comes next."""

import datetime
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import django_filters
from django.db.models import BooleanField, Case, Count, Min, OuterRef, Q, QuerySet, Subquery, When
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from actionplan.shared.tables import Column
from departments.models import User
from tasks import access, report_text, review, status
from tasks.choices import Light, ReportState
from tasks.models import Participation, Plan, ProgressReport, ReportEvent
from tasks.reports_list import ReportFilter, SentTable, as_submitted

_PLACE = ("measure__seq", "unit__order", "period__number")


def waiting(user: User, *, plan: Plan, today: datetime.date) -> QuerySet[ProgressReport]:
    """The plan's reports that await review, with `as_submitted`, the longest waiting first.

    `light` and `expected` are those of the unit's part today, `own` says that this person can't review it,
    `same` that it says no change; `sent_pk` and `before_pk` are the events to compare.
    """
    reports = access.submitted_reports(user).filter(
        period__plan=plan, measure__withdrawn_at__isnull=True, state=ReportState.SUBMITTED
    )
    held = Participation.objects.filter(
        plan=plan, until__isnull=True, measure=OuterRef("measure"), unit=OuterRef("unit")
    )
    part = status.with_light(held, plan=plan, day=today).order_by()
    sent = ReportEvent.objects.filter(report=OuterRef("pk"), move="submit").order_by("-number")
    before = review.said_earlier(unit=OuterRef("unit"), plan=plan, number=OuterRef("period__number"))
    return (
        as_submitted(reports)
        .annotate(
            light=Subquery(part.values("light")[:1]),
            expected=Subquery(part.values("expected")[:1]),
            own=Case(When(access.written_by(user), then=True), default=False, output_field=BooleanField()),
            same=Subquery(sent.values("no_change")[:1]),
            sent_pk=Subquery(sent.values("pk")[:1]),
            before_pk=Subquery(before.filter(report__measure=OuterRef("measure")).values("pk")[:1]),
        )
        .alias(light_rank=Subquery(part.values("light_rank")[:1]))
        .select_related("measure__task__section", "unit", "period", "reviewer")
        .prefetch_related("measure__targets")
        .order_by("sent_on", "pk")
    )


def summary(rows: QuerySet[ProgressReport]) -> dict[str, Any]:
    """How many reports of `waiting` there are, and since when the oldest waits."""
    return rows.order_by().aggregate(count=Count("pk"), since=Min("sent_on"))


class QueueFilter(ReportFilter):
    """What the queue can be narrowed to; without a period it shows all of them."""

    state = None
    status = None
    light = django_filters.ChoiceFilter(
        label=gettext_lazy("Light"), choices=Light.choices, empty_label=gettext_lazy("All lights")
    )
    change = django_filters.ChoiceFilter(
        label=gettext_lazy("Changes"),
        method="by_change",
        empty_label=gettext_lazy("Changed or not"),
        choices=[("none", gettext_lazy("No change")), ("some", gettext_lazy("Something new"))],
    )
    reviewer = django_filters.ChoiceFilter(
        label=gettext_lazy("Under review by"),
        method="by_reviewer",
        empty_label=gettext_lazy("Under review by anyone"),
        choices=[
            ("nobody", gettext_lazy("By nobody yet")),
            ("me", gettext_lazy("By me")),
            ("others", gettext_lazy("By others")),
        ],
    )

    def __init__(self, *args: Any, plan: Plan, user: User, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, plan=plan, current=None, **kwargs)

    def by_change(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(same=value == "none")

    def by_reviewer(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        whose = {"nobody": Q(reviewer__isnull=True), "me": Q(reviewer=self.user)}
        return rows.filter(whose.get(value, Q(reviewer__isnull=False) & ~Q(reviewer=self.user)))


class QueueTable(SentTable):
    """Reports of `waiting`; `prepare` adds what a row tells beyond its columns."""

    row_template = "_queue_row.html"
    empty_template = "_queue_empty.html"
    caption = gettext_lazy("Reports awaiting review")
    ties = ("sent_on", "pk")

    tick = Column(gettext_lazy("Tick"), css="c-tick", export=False)
    number = Column(gettext_lazy("No."), css="c-no", key=_PLACE)
    text = Column(gettext_lazy("Measure"), css="c-txt")
    unit = Column(gettext_lazy("Unit"), css="c-unit", key=("unit__order", "measure__seq", "period__number"))
    role = Column(gettext_lazy("Role"), screen=False)
    period = Column(gettext_lazy("Period"), css="c-per", key=("period__number", *_PLACE))
    status = Column(gettext_lazy("Status"), css="c-say", key=("said_rank", *_PLACE))
    percent = Column(gettext_lazy("Progress made"), css="c-pct", key=("done", *_PLACE))
    expected = Column(gettext_lazy("Expected progress"), screen=False)
    light = Column(gettext_lazy("Light and reason"), css="c-light", key=("light_rank", *_PLACE))
    changed = Column(gettext_lazy("Changes"), css="c-chg")
    sent = Column(gettext_lazy("Submitted on"), css="c-sent", key=("sent_on", "pk"))
    late = Column(gettext_lazy("Late"), screen=False)
    reviewer = Column(gettext_lazy("Reviewer"), css="c-rev", key=("reviewer__name", *_PLACE))
    action = Column(gettext_lazy("Action"), css="c-act", export=False)

    def __init__(self, *args: Any, plan: Plan, user: User, today: datetime.date, **kwargs: Any) -> None:
        self.plan, self.user, self.today = plan, user, today
        super().__init__(*args, **kwargs)

    def prepare(self, records: list[Any]) -> None:
        """Adds to these records, in a fixed number of queries, what they tell.

        `part` is the unit's part with its light, `changed` how many fields differ from the earlier report
        (None: there is none), `change` the same in words, `closed_to` why this person can't review it,
        `tickable` that it can be approved unread, `key` a one-time key.
        """
        parts = Participation.objects.filter(
            until__isnull=True,
            measure__in={one.measure_id for one in records},
            unit__in={one.unit_id for one in records},
        )
        lit = status.with_light(parts, plan=self.plan, day=self.today)
        held = {(part.measure_id, part.unit_id): part for part in lit}
        keys = {one.sent_pk for one in records} | {one.before_pk for one in records}
        events = {event.pk: event for event in ReportEvent.objects.filter(pk__in=keys - {None})}
        for one in records:
            one.part = held.get((one.measure_id, one.unit_id))
            before = events.get(one.before_pk)
            one.changed = before and report_text.changed(before, events[one.sent_pk], one.measure)
            one.closed_to = _closed_to(one)
            one.change = changed_words(one)
            one.tickable = bool(one.same) and not one.closed_to and one.reviewer in (None, self.user)
            one.key = uuid.uuid4()

    def export_rows(self) -> Iterator[list[Any]]:
        self.prepare(list(self.data.data))
        return super().export_rows()

    def value_expected(self, record: Any) -> int | None:
        return record.expected

    def value_light(self, record: Any) -> str:
        return str(Light(record.light).label) if record.light else ""

    def value_changed(self, record: Any) -> str:
        return str(record.change)

    def value_reviewer(self, record: Any) -> str:
        return str(record.reviewer or "")


def _closed_to(record: Any) -> str:
    """Why the person of `waiting` can't review this report; '' where they can."""
    if record.own:
        return _("Nobody reviews their own report; another coordinator has to.")
    if record.period.closed_at:
        return _("%(period)s is closed; a coordinator can reopen it.") % {"period": record.period}
    return "" if record.role else _("The unit takes no part in this measure any more.")


def changed_words(record: Any) -> str:
    """How much of a report that was prepared is new: 'No change', '2 fields', 'First report'."""
    if record.changed is None:
        return _("First report")
    if record.same or not record.changed:
        return _("No change")
    return ngettext("%(n)s field", "%(n)s fields", record.changed) % {"n": record.changed}


@dataclass(frozen=True)
class Place:
    """Where a report stands in the queue, from 1 (None: nowhere any more), and which are beside it.

    `previous` and `following` are the nearest that this person may review and nobody else has begun.
    """

    number: int | None
    total: int
    previous: int | None
    following: int | None


def narrowed(query: QueryDict, *, user: User, plan: Plan, today: datetime.date) -> QuerySet[ProgressReport]:
    """The queue as an address narrows and sorts it."""
    filters = QueueFilter(data=query, queryset=waiting(user, plan=plan, today=today), plan=plan, user=user)
    table = QueueTable(filters.qs, plan=plan, user=user, today=today)
    if sort := query.getlist("sort"):
        table.order_by = sort
    return table.data.data


def place(rows: QuerySet[ProgressReport], *, report: int | None, user: User) -> Place:
    """The place of a report, by its key, among the rows of `narrowed`."""
    standing = list(rows.values_list("pk", "own", "reviewer", "period__closed_at", "role"))
    keys = [row[0] for row in standing]
    index = keys.index(report) if report in keys else None
    at = -1 if index is None else index
    return Place(
        number=None if index is None else index + 1,
        total=len(keys),
        previous=_first_open(reversed(standing[: max(at, 0)]), user),
        following=_first_open(standing[at + 1 :], user),
    )


def _first_open(standing: Iterable[tuple[Any, ...]], user: User) -> int | None:
    for pk, own, reviewer, closed_at, role in standing:
        if role and not own and not closed_at and reviewer in (None, user.pk):
            return pk
    return None
