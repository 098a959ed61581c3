"""A plan, who is bound by it, and what they report."""

from tasks.models.assignments import Assignment, Designation, Participation
from tasks.models.plan import KeyTask, Measure, Plan, Section, Target
from tasks.models.reports import ProgressReport, ReportEvent, ReportingPeriod

__all__ = [
    "Assignment",
    "Designation",
    "KeyTask",
    "Measure",
    "Participation",
    "Plan",
    "ProgressReport",
    "ReportEvent",
    "ReportingPeriod",
    "Section",
    "Target",
]
