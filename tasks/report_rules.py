"""What a report must say before it can be submitted."""

import datetime
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from tasks import steps
from tasks.choices import PACED, MeasureKind, Status
from tasks.models import Measure, ReportEvent, Target
from tasks.models.reports import ReportContent
from tasks.steps import Step

TROUBLED = (Status.AT_RISK, Status.BEHIND)
VALUED = (MeasureKind.QUANTITY, MeasureKind.OUTCOME)
"""The kinds that are told by a value; an outcome's is the year's, which only the year's end may show."""
TEXTS = ("progress", "problems", "next_steps")
LONGEST = 5000
"""How long each text may be where it is sent; a draft holds more, so that nothing typed is cut off."""


@dataclass(frozen=True)
class Content:
    """What a person typed. `values` maps a target's primary key to the value reached."""

    status: str = ""
    percent: int | None = None
    progress: str = ""
    problems: str = ""
    next_steps: str = ""
    expected_on: datetime.date | None = None
    values: dict[int, Decimal] = field(default_factory=dict)
    steps: tuple[Step, ...] = ()

    @classmethod
    def of(cls, said: ReportContent) -> "Content":
        """What a report or an event of it says, to be said again."""
        return cls(
            status=said.status,
            percent=said.percent,
            progress=said.progress,
            problems=said.problems,
            next_steps=said.next_steps,
            expected_on=said.expected_on,
            values={int(target): Decimal(value) for target, value in said.values.items()},
            steps=tuple(steps.read(said.steps)),
        )

    def stored(self, measure: Measure, *, leads: bool) -> dict[str, Any]:
        """The fields of a report: a percent only where the measure has one, a day only where in trouble.

        Steps only where they lead to something that can be delivered.
        """
        return {
            "status": self.status,
            "percent": self.percent_on(measure, leads=leads),
            "progress": self.progress.strip(),
            "problems": self.problems.strip(),
            "next_steps": self.next_steps.strip(),
            "expected_on": self.expected_on if self.status in TROUBLED else None,
            "values": {str(target): format(value, "f") for target, value in self.values.items()},
            "steps": steps.stored(self.steps) if has_steps(measure) else [],
        }

    def percent_on(self, measure: Measure, *, leads: bool) -> int | None:
        """The percent this means; none without a pace.

        A lead answers for the whole target, so its percent follows from the values. Another unit's value is
        its share of a target that the plan doesn't divide: it says itself how much of its part is done.
        """
        if measure.kind not in PACED:
            return None
        targets = asked(measure)
        if not (leads and targets):
            return self.percent
        shares = [share(self.values.get(target.pk), target) for target in targets]
        known = [part for part in shares if part is not None]
        return sum(known) // len(targets) if known else None


def asked(measure: Measure) -> list[Target]:
    """The targets whose value a report on this measure is asked for."""
    return list(measure.targets.all()) if measure.kind in VALUED else []


def has_steps(measure: Measure) -> bool:
    """Does a unit lay down steps of its own to what this measure delivers?"""
    return measure.kind == MeasureKind.DELIVERABLE


def unchanged(fields: dict[str, Any], before: ReportEvent | None) -> bool:
    """Is what a report says (its `stored` fields) what the unit said before?"""
    return before is not None and all(getattr(before, name) == said for name, said in fields.items())


def share(value: Decimal | None, target: Target) -> int | None:
    """The whole percent of the target that a value has reached, at most 100."""
    if value is None:
        return None
    return min(int(value * 100 / target.high), 100)


def value_field(target: Target) -> str:
    """The name of the form field for a target's value."""
    return f"value_{target.pk}"


def problems_of(
    content: Content,
    *,
    measure: Measure,
    leads: bool,
    today: datetime.date | None = None,
) -> dict[str, str]:
    """Field → what to do about it; empty when the report can be submitted. Nothing was done after `today`."""
    errors: dict[str, str] = {}
    if content.status not in Status.values:
        errors["status"] = _("Choose how it stands.")
    if not content.progress.strip():
        errors["progress"] = _("Say what has been done.")
    for name in TEXTS:
        if len(text := getattr(content, name).strip()) > LONGEST:
            errors[name] = _("Shorten it to %(limit_value)s characters; it has %(show_value)s.") % {
                "limit_value": LONGEST,
                "show_value": len(text),
            }
    if content.status in TROUBLED:
        status = Status(content.status).label
        if not content.next_steps.strip():
            errors["next_steps"] = _("With “%(status)s”, say what comes next.") % {"status": status}
        if content.expected_on is None:
            errors["expected_on"] = _("With “%(status)s”, say when it will be done.") % {"status": status}
    if measure.kind in PACED:
        errors |= _percent_problems(content, measure, leads)
    elif leads and content.status == Status.DONE:
        missing = [target for target in asked(measure) if target.pk not in content.values]
        errors |= {value_field(target): _("With “Done”, enter the year's value.") for target in missing}
    if has_steps(measure) and (broken := steps.broken(content.steps, today=today)):
        errors["steps"] = broken
    return errors


def _percent_problems(content: Content, measure: Measure, leads: bool) -> dict[str, str]:
    percent = content.percent_on(measure, leads=leads)
    targets = asked(measure) if leads else []
    place = value_field(targets[0]) if targets else "percent"
    missing = [target for target in targets if content.values.get(target.pk, Decimal(-1)) < 0]
    if missing:
        return {value_field(target): _("Enter the value reached so far; 0 if none.") for target in missing}
    if percent is None or not 0 <= percent <= 100:
        return {place: _("Enter a whole number from 0 to 100.")}
    if percent == 100 and content.status != Status.DONE:
        return {place: _("100% means done: choose “Done”, or enter what is really reached.")}
    if content.status == Status.DONE and percent != 100:
        return {place: _("Done means 100%: enter the rest, or choose another status.")}
    return {}
