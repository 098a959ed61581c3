"""The reports that a person may read."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from actionplan.shared import clock
from actionplan.shared.lists import ListPage
from departments import audit
from departments.requests import Request
from tasks import access, periods
from tasks.models import Plan, ProgressReport
from tasks.reports_list import EVERY, ReportFilter, ReportTable, as_submitted


class Reports(ListPage):
    """A plan's reports as they were last submitted, at first those of the period that runs."""

    table_class = ReportTable
    filterset_class = ReportFilter
    template_name = "reports.html"
    plan: Plan

    def setup(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.plan = get_object_or_404(
            access.plans(request.user).prefetch_related("periods"), pk=kwargs["plan"]
        )
        self.today = clock.today()
        self.period = periods.current(self.plan.periods.all(), self.plan.seen_on(self.today))
        request.plan = self.plan  # type: ignore[attr-defined]

    def get_queryset(self) -> QuerySet[ProgressReport]:
        readable = access.submitted_reports(self.request.user)
        held = readable.filter(period__plan=self.plan, measure__withdrawn_at__isnull=True)
        return (
            as_submitted(held)
            .select_related("measure__task__section", "unit", "period")
            .order_by("-period__number", "measure__seq", "unit__order")
        )

    def get_filterset_kwargs(self, filterset_class: type[ReportFilter]) -> dict[str, Any]:
        return super().get_filterset_kwargs(filterset_class) | {"plan": self.plan, "current": self.period}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return context | {
            "plan": self.plan,
            "plans": access.plans(self.request.user),
            "today": self.today,
            "expected": self.plan.expected(self.plan.seen_on(self.today)),
            "every": self.filterset.form.cleaned_data.get("period") == EVERY,
            "reviews": self.request.user.is_coordinator,
        }

    def get_export_name(self) -> str:
        return f"{_('Reports')} {self.plan} {self.today:%Y-%m-%d}"

    def exported(self, name: str, rows: int) -> None:
        audit.record(
            what="export", at=clock.now(), who=self.request.user, about=name, request=self.request, rows=rows
        )
