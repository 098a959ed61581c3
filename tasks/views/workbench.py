"""A unit's page of what it owns and supports."""

import datetime
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from actionplan.shared import clock
from actionplan.shared.lists import ListPage
from departments import audit
from departments.models import Unit
from departments.requests import Request
from tasks import access, instructions, owed, periods, reminded, status
from tasks.choices import Light, Role
from tasks.dashboards import round, workbench
from tasks.filters import WorkbenchFilter
from tasks.group_answers import said_ours
from tasks.models import Assignment, Participation, Plan
from tasks.participation import acknowledge
from tasks.tables import WorkbenchTable


class Workbench(ListPage):
    """What a unit has to do now, and all its measures with their light."""

    table_class = WorkbenchTable
    filterset_class = WorkbenchFilter
    template_name = "workbench.html"
    fragment_template = "_workbench_results.html"
    plan: Plan
    unit: Unit
    today: datetime.date

    def setup(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.today = clock.today()
        self.plan = get_object_or_404(
            access.plans(request.user).prefetch_related("periods"), pk=kwargs["plan"]
        )
        self.unit = get_object_or_404(access.units(request.user), code=kwargs["unit"])
        self.period = periods.current(self.plan.periods.all(), self.plan.seen_on(self.today))
        request.plan = self.plan  # type: ignore[attr-defined]

    def parts(self) -> QuerySet[Participation]:
        parts = access.participations(self.request.user).filter(plan=self.plan, unit=self.unit)
        lit = status.with_light(parts, plan=self.plan, day=self.today)
        return owed.with_report(lit, self.period)

    def get_queryset(self) -> QuerySet[Participation]:
        cited = Assignment.objects.order_by("order")
        return (
            self.parts()
            .annotate(said_ours=said_ours())
            .select_related("measure__task__section")
            .prefetch_related(Prefetch("measure__assignments", cited))
            .order_by("measure__seq")
        )

    def get_filterset_kwargs(self, filterset_class: type[WorkbenchFilter]) -> dict[str, Any]:
        return super().get_filterset_kwargs(filterset_class) | {"plan": self.plan, "day": self.today}

    def get_table_kwargs(self) -> dict[str, Any]:
        return {"plan": self.plan, "period": self.period}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        chosen = self.filterset.form.cleaned_data
        lights, roles = workbench.by_light_and_role(
            self.filterset.without("light", "role"),
            light=chosen.get("light", ""),
            role=chosen.get("role", ""),
        )
        fragment = self.get_template_names() == [self.fragment_template]
        return context | {
            "plan": self.plan,
            "plans": access.plans(self.request.user),
            "unit": self.unit,
            "own": self.unit in self.request.user.own_units,
            "today": self.today,
            "expected": self.plan.expected(self.plan.seen_on(self.today)),
            "period": self.period,
            "todo": None if fragment else self.todo(),
            "reminders": [] if fragment else list(reminded.unanswered(self.unit, self.plan.pk).items()),
            "to_sign": [] if fragment else self.to_sign(),
            "lights": [(light, lights[light]) for light in Light],
            "light_total": sum(lights.values()),
            "roles": [(role, role.label, roles[role]) for role in Role if roles[role]],
            "role_total": sum(roles.values()),
            "chosen": chosen,
            "narrowed": any(chosen.values()),
            "fragment": fragment,
        }

    def todo(self) -> workbench.Todo:
        waiting = instructions.waiting(self.unit, plan=self.plan)
        return workbench.todo(self.parts(), period=self.period, today=self.today, instructions=waiting)

    def to_sign(self) -> list[round.Line]:
        """What waits for the signature of whoever looks, where they are its head."""
        user = self.request.user
        if self.unit not in user.own_units:
            return []
        waiting = round.to_sign(self.parts(), plan=self.plan, unit=self.unit).left
        return waiting if waiting and user.heads(self.unit) else []

    def get_export_name(self) -> str:
        return f"{self.unit} {self.plan} {self.today:%Y-%m-%d}"

    def exported(self, name: str, rows: int) -> None:
        audit.record(
            what="export", at=clock.now(), who=self.request.user, about=name, request=self.request, rows=rows
        )


def acknowledge_all(request: Request, plan: int, unit: str) -> HttpResponse:
    """The unit has seen all its new measures of the plan."""
    found = get_object_or_404(access.plans(request.user), pk=plan)
    own = get_object_or_404(Unit, code=unit, pk__in=[one.pk for one in request.user.own_units])
    parts = access.participations(request.user).filter(plan=found, unit=own).exclude(role=Role.POSSIBLE)
    acknowledge(participations=parts, by=request.user, at=clock.now())
    return redirect("workbench", found.pk, own.code)
