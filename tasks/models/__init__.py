"""A plan, who is bound by it, what they report, and what they are told."""

from tasks.models.assignments import Assignment, Designation, Participation
from tasks.models.notices import Message, Notice, Reminder
from tasks.models.periods import FrozenStanding, PeriodEvent, ReportingPeriod
from tasks.models.plan import KeyTask, Measure, Plan, Section, Target
from tasks.models.reports import Evidence, ProgressReport, ReportEvent
from tasks.models.requests import ExtensionRequest, GroupAnswer, Instruction, InstructionAnswer

__all__ = [
    "Assignment",
    "Designation",
    "Evidence",
    "ExtensionRequest",
    "FrozenStanding",
    "GroupAnswer",
    "Instruction",
    "InstructionAnswer",
    "KeyTask",
    "Measure",
    "Message",
    "Notice",
    "Participation",
    "PeriodEvent",
    "Plan",
    "ProgressReport",
    "Reminder",
    "ReportEvent",
    "ReportingPeriod",
    "Section",
    "Target",
]
