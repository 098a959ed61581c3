"""Columns of the lists and of their exports."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from actionplan.shared.tables import Column, Table
from tasks import status
from tasks.choices import Light, ReportState, Role
from tasks.models import Participation, Plan, ReportingPeriod


class WorkbenchTable(Table):
    """One unit's measures. Records are participations with `with_light` and `owed.with_report`."""

    row_template = "_workbench_row.html"
    caption = gettext_lazy("The unit's measures")
    ties = ("measure__seq",)

    number = Column(gettext_lazy("No."), css="c-no", key="measure__seq")
    task = Column(gettext_lazy("Key task"), screen=False)
    text = Column(gettext_lazy("Measure"), css="c-txt")
    role = Column(gettext_lazy("Role"), css="c-role")
    units = Column(gettext_lazy("Other units"), css="c-units")
    deadline = Column(gettext_lazy("Deadline"), css="c-due", key="measure__due_on")
    due_on = Column(gettext_lazy("Due on"), screen=False)
    first_due_on = Column(gettext_lazy("First due on"), screen=False)
    percent = Column(gettext_lazy("Progress made"), css="c-pct", key="done")
    expected = Column(gettext_lazy("Expected progress"), screen=False)
    light = Column(gettext_lazy("Light and reason"), css="c-light", key="light_rank")
    reason = Column(gettext_lazy("Reason"), screen=False)
    report = Column(gettext_lazy("Report"), css="c-last")
    action = Column(gettext_lazy("Action"), css="c-act", export=False)

    def __init__(self, *args: Any, plan: Plan, period: ReportingPeriod | None, **kwargs: Any) -> None:
        self.plan = plan
        super().__init__(*args, **kwargs)
        if period is not None:
            self.columns["report"].column.verbose_name = _("%(period)s report") % {"period": period}

    def band_of(self, record: Participation) -> Any:
        sorted_by = list(self.order_by)
        return str(record.measure.task.section) if sorted_by in ([], ["number"]) else None

    def value_number(self, record: Participation) -> str:
        return record.measure.ref

    def value_task(self, record: Participation) -> str:
        return record.measure.task.title

    def value_text(self, record: Participation) -> str:
        return record.measure.text

    def value_role(self, record: Participation) -> str:
        return str(Role(record.role).label)

    def value_units(self, record: Participation) -> str:
        between = pgettext("list", ", ")
        return "\n".join(
            _("%(label)s: %(names)s") % {"label": label, "names": between.join(names)}
            for label, names in cited_by_role(record)
        )

    def value_deadline(self, record: Participation) -> str:
        return record.measure.deadline_text

    def value_due_on(self, record: Participation) -> Any:
        return record.measure.due_on

    def value_first_due_on(self, record: Participation) -> Any:
        return record.measure.first_due_on

    def value_percent(self, record: Any) -> int | None:
        return record.done

    def value_expected(self, record: Any) -> int | None:
        return record.expected

    def value_light(self, record: Any) -> str:
        return str(Light(record.light).label)

    def value_reason(self, record: Any) -> str:
        return status.explain(record, plan=self.plan)

    def value_report(self, record: Any) -> str:
        return report_word(record)


def report_word(record: Any) -> str:
    """Where the period's report stands, in words: its state, or that it is missing, or that none is owed."""
    if record.report_state:
        return str(ReportState(record.report_state).label)
    if record.closed:
        return _("Closed")
    return _("Not written") if record.owes else _("None owed")


def cited_by_role(record: Participation) -> list[tuple[str, list[str]]]:
    """The other units of the measure by role, as printed and in the plan's order."""
    names: dict[str, list[str]] = {}
    for assignment in record.measure.assignments.all():
        if assignment.unit_id != record.unit_id:
            names.setdefault(assignment.role, []).append(assignment.printed)
    return [(str(role.label), names[role]) for role in Role if role in names]
