"""A report as texts, field by field: what a form holds, what a reader sees, and what differs between two."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from actionplan.shared import wordwise
from tasks import steps
from tasks.choices import PACED, MeasureKind, Status
from tasks.models import Measure
from tasks.models.reports import ReportContent
from tasks.report_rules import asked, has_steps, value_field


@dataclass(frozen=True)
class Difference:
    """One field, and both its texts in stretches (`wordwise.Piece`) that say what differs."""

    name: str
    label: str
    before: list[wordwise.Piece]
    after: list[wordwise.Piece]

    @property
    def differs(self) -> bool:
        """Is anything in it not the same on both sides?"""
        return any(piece[0] for piece in (*self.before, *self.after))


def labels(measure: Measure, *, leads: bool) -> dict[str, str]:
    """Field of a unit's report on this measure → its label, in the order of the form."""
    names = {"status": _("Status")}
    targets = asked(measure)
    if targets:
        yearly = measure.kind == MeasureKind.OUTCOME
        label = _("This year's value, for %(target)s") if yearly else _("Reached so far, of %(target)s")
        names |= {value_field(target): label % {"target": target} for target in targets}
    if measure.kind in PACED and not (leads and targets):
        names["percent"] = _("Percent of your part done") if targets else _("Percent done")
    if has_steps(measure):
        names["steps"] = _("Steps")
    return names | {
        "progress": _("Progress"),
        "problems": _("Problems"),
        "next_steps": _("Next steps"),
        "expected_on": _("Expected completion"),
    }


def typed(content: ReportContent, measure: Measure) -> dict[str, str]:
    """Field → the text that the form's control holds for this content."""
    values = {value_field(target): content.values.get(str(target.pk), "") for target in asked(measure)}
    if has_steps(measure):
        values["steps"] = steps.text_of(steps.read(content.steps))
    return values | {
        "status": content.status,
        "percent": "" if content.percent is None else str(content.percent),
        "progress": content.progress,
        "problems": content.problems,
        "next_steps": content.next_steps,
        "expected_on": "" if content.expected_on is None else content.expected_on.isoformat(),
    }


def words(name: str, text: str) -> str:
    """A control's text as a reader sees it."""
    if name == "status" and text in Status.values:
        return str(Status(text).label)
    if name == "steps":
        return steps.words(text)
    return f"{text}%" if name == "percent" and text else text


def figures(content: ReportContent, measure: Measure) -> list[str]:
    """The percent and the values of a report: ['70%', '11.1 万亩']."""
    found = [] if content.percent is None else [f"{content.percent}%"]
    values = ((content.values.get(str(target.pk)), target.unit_of_measure) for target in asked(measure))
    return found + [f"{value} {unit}" for value, unit in values if value]


def beside(before: dict[str, str], after: dict[str, str], measure: Measure) -> list[Difference]:
    """The fields that both sides have (`typed`) and one of them fills, each compared word by word."""
    found = []
    for name, label in labels(measure, leads=False).items():
        old, new = (plain(side.get(name, "")) for side in (before, after))
        if name in before and name in after and (old or new):
            found.append(Difference(name, label, *wordwise.changes(words(name, old), words(name, new))))
    return found


def compare(before: dict[str, str], after: dict[str, str], measure: Measure) -> list[Difference]:
    """Those of `beside` whose texts differ."""
    return [field for field in beside(before, after, measure) if field.differs]


def changed(before: ReportContent, after: ReportContent, measure: Measure) -> int:
    """How many fields `compare` would name."""
    old, new = typed(before, measure), typed(after, measure)
    return sum(plain(old[name]) != plain(new[name]) for name in labels(measure, leads=False) if name in old)


def plain(text: str) -> str:
    """A text as it would be stored."""
    return text.replace("\r\n", "\n").strip()
