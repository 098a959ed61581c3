"""The review queue: what awaits review, several approved at once, and one after the other."""

import datetime
import re
import uuid
from contextlib import suppress
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from actionplan.shared import clock
from actionplan.shared.lists import ListPage
from departments import audit
from departments.requests import Request
from tasks import access, phrases, review, review_queue
from tasks.approving import Outcome, approve_unchanged
from tasks.choices import ReportState
from tasks.dashboards.report import Desk, overtaken
from tasks.models import Plan, ProgressReport
from tasks.review_queue import QueueFilter, QueueTable
from tasks.views import desk

_TICKED = re.compile("([0-9]{1,18}):([0-9]{1,9})")


class ReviewQueue(ListPage):
    """A plan's reports that await review, the longest waiting first; takes those that were ticked."""

    table_class = QueueTable
    filterset_class = QueueFilter
    template_name = "review_queue.html"
    fragment_template = "_queue_results.html"
    plan: Plan
    today: datetime.date

    def setup(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.plan = get_object_or_404(
            access.plans(request.user).prefetch_related("periods"), pk=kwargs["plan"]
        )
        self.today = clock.today()
        self.told: dict[str, Any] = {}
        request.plan = self.plan  # type: ignore[attr-defined]

    def post(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """Approves the ticked reports; says which ones were not, and why."""
        shown = _ticked(request.POST.getlist("report"))
        if not shown:
            self.told = {"untold": True}
            return self._again(request, 422)
        reports = access.submitted_reports(request.user).filter(
            pk__in=shown, period__plan=self.plan, measure__withdrawn_at__isnull=True
        )
        outcome = approve_unchanged(
            reports=reports.select_related("measure__plan", "unit", "period", "reviewer").order_by("pk"),
            shown=shown,
            by=request.user,
            at=clock.now(),
            key=_key(request),
        )
        if outcome.missed:
            self.told = _told(request, outcome, shown)
            return self._again(request, 409)
        messages.success(request, _approved(len(outcome.approved)))
        return redirect(request.get_full_path())

    def _again(self, request: Request, status: int) -> HttpResponse:
        response = self.get(request)
        response.status_code = status
        return response

    def get_queryset(self) -> QuerySet[ProgressReport]:
        return review_queue.waiting(self.request.user, plan=self.plan, today=self.today)

    def get_filterset_kwargs(self, filterset_class: type[QueueFilter]) -> dict[str, Any]:
        return super().get_filterset_kwargs(filterset_class) | {
            "plan": self.plan,
            "user": self.request.user,
        }

    def get_table_kwargs(self) -> dict[str, Any]:
        return {"plan": self.plan, "user": self.request.user, "today": self.today}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        records = [row.record for row in context["table"].paginated_rows]
        context["table"].prepare(records)
        query, user = self.request.GET, self.request.user
        rows = review_queue.narrowed(query, user=user, plan=self.plan, today=self.today)
        first = review_queue.place(rows, report=None, user=user).following
        return context | {
            "plan": self.plan,
            "plans": access.plans(user),
            "today": self.today,
            "expected": self.plan.expected(self.plan.seen_on(self.today)),
            "filters": _kept(query),
            "queue": review_queue.summary(self.get_queryset()),
            "first": ProgressReport.objects.filter(pk=first).first(),
            "tickable": any(record.tickable for record in records),
            "key": uuid.uuid4(),
            **self.told,
        }

    def get_export_name(self) -> str:
        return f"{_('Reports awaiting review')} {self.plan} {self.today:%Y-%m-%d}"

    def exported(self, name: str, rows: int) -> None:
        audit.record(
            what="export", at=clock.now(), who=self.request.user, about=name, request=self.request, rows=rows
        )


def reviewing(request: Request, plan: int, report: int) -> HttpResponse:
    """One report of the queue with all that is needed to decide on it."""
    reports = access.submitted_reports(request.user).filter(
        period__plan=plan, measure__withdrawn_at__isnull=True
    )
    shown = get_object_or_404(reports.select_related("unit", "period"), pk=report)
    measure = desk.find(request, shown.measure_id)
    return desk.page(request, measure, unit=shown.unit.code, period=str(shown.period.number), stage="queue")


def _beside(request: Request, shown: Desk) -> dict[str, Any]:
    """What the page shows beside the report: its place in the queue, and who reviews it."""
    user, plan, query = request.user, shown.measure.plan, _query(request)
    rows = review_queue.narrowed(query, user=user, plan=plan, today=clock.today())
    begun = shown.last if shown.last and shown.last.move == "begin" else None
    said = access.events(user).filter(report=shown.pk)
    chosen = request.POST.getlist("phrases")
    return {
        "filters": _kept(query),
        "place": review_queue.place(rows, report=shown.pk, user=user),
        "begun": begun if shown.state == ReportState.SUBMITTED else None,
        "returned": said.filter(move="return").select_related("by").order_by("-number").first(),
        "phrases": [(word, text, word in chosen) for word, text in phrases.RETURN.items()],
    }


def _onward(request: Request, report: ProgressReport, move: str) -> str:
    """After a decision the next report of the queue, its review begun; at the end the queue itself."""
    plan, user = report.measure.plan, request.user
    if move in ("begin", "reopen"):
        return _address(request, plan, report.pk)
    query = _query(request)
    rows = review_queue.narrowed(query, user=user, plan=plan, today=clock.today())
    following = _following(request, rows)
    if following is None:
        messages.success(request, _("That was the last one of this queue."))
        return _address(request, plan)
    if following.reviewer_id != user.pk:
        with suppress(review.Conflict, review.Refused):  # its page tells how it stands now
            review.apply(report=following, move="begin", by=user, at=clock.now(), based_on=following.version)
    return _address(request, plan, following.pk)


def _following(request: Request, rows: QuerySet[ProgressReport]) -> ProgressReport | None:
    """The report that the page named as the next, or the first one where somebody has decided that."""
    named = request.POST.get("then", "")
    if not named.isdecimal():
        return None
    related = ProgressReport.objects.select_related("measure__plan", "unit", "period")
    if found := related.filter(pk=int(named[:18]), state=ReportState.SUBMITTED).first():
        return found if found.reviewer_id in (None, request.user.pk) else None
    first = review_queue.place(rows, report=None, user=request.user).following
    return related.filter(pk=first).first()


def _back(request: Request, report: ProgressReport) -> str:
    return _address(request, report.measure.plan, report.pk)


desk.STAGES["queue"] = desk.Stage("reviewing.html", _beside, _onward, _back)


def _query(request: Request) -> QueryDict:
    """The filters of the queue: of the address, or those that a form brought along."""
    return QueryDict(request.POST.get("filters", "")) if request.method == "POST" else request.GET


def _kept(query: QueryDict) -> str:
    """The filters as they go on in addresses."""
    kept = query.copy()
    for name in ("page", "export"):
        kept.pop(name, None)
    return kept.urlencode()


def _address(request: Request, plan: Plan, report: int | None = None) -> str:
    at = [plan.pk] if report is None else [plan.pk, report]
    kept = _kept(_query(request))
    return reverse("review-queue" if report is None else "reviewing", args=at) + (f"?{kept}" if kept else "")


def _ticked(values: list[str]) -> dict[int, int]:
    """Report → the version that the page showed, out of what the boxes send."""
    read = [_TICKED.fullmatch(value) for value in values]
    if not all(read):
        raise Http404
    return {int(one[1]): int(one[2]) for one in read if one}


def _key(request: Request) -> uuid.UUID:
    try:
        return uuid.UUID(request.POST.get("key", ""))
    except ValueError:
        raise Http404 from None


def _told(request: Request, outcome: Outcome, shown: dict[int, int]) -> dict[str, Any]:
    """What was approved and what wasn't: who was faster, or why not."""
    missed = []
    for one in outcome.missed:
        based_on = shown[one.report.pk]
        faster = overtaken(user=request.user, report=one.report, based_on=based_on).event
        missed.append((one.report, one.reason, None if one.reason else faster))
    return {"approved": _approved(len(outcome.approved)) if outcome.approved else "", "missed": missed}


def _approved(count: int) -> str:
    return ngettext("%(n)s report approved.", "%(n)s reports approved.", count) % {"n": count}
