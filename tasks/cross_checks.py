"""What is worth a second look in a report: questions that stop nothing, each with what to do. Pure."""

import datetime
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from actionplan.shared import dates
from tasks import steps
from tasks.choices import Role, Status
from tasks.models import Measure, ReportEvent
from tasks.models.reports import ReportContent
from tasks.report_rules import asked, has_steps, value_field


@dataclass(frozen=True)
class Look:
    """One question about a field. `extension`: the answer may be to ask for a later due day."""

    field: str
    text: str
    extension: bool = False


@dataclass(frozen=True)
class Sum:
    """What a target's lead has reached, and its responsible units together, as far as they (`told`) said."""

    lead: Decimal
    units: Decimal
    told: int
    all: int

    @property
    def differs(self) -> bool:
        """Can't both hold? While some units are silent, theirs may be the rest."""
        return self.units > self.lead or (self.units < self.lead and self.told == self.all)


def looks(
    said: ReportContent,
    *,
    measure: Measure,
    leads: bool,
    before: ReportEvent | None,
    sums: dict[int, Sum],
    proved: bool,
    today: datetime.date,
) -> list[Look]:
    """All that is worth a look in what a unit says of a measure, on that day.

    `sums` maps a target's primary key; `proved`: there are files beside the report.
    """
    found = [
        _done_in_words(said, measure, leads),
        _same_text(said, before),
        _fallen(said, before),
        *(_sum(target, sums.get(target.pk), leads) for target in asked(measure)),
        _after_due(said, measure, leads, today),
        _open_steps(said, measure),
        _without_evidence(said, proved),
    ]
    return [look for look in found if look]


def sums_of(said: ReportContent, *, measure: Measure, unit: int, parts: Collection[Any]) -> dict[int, Sum]:
    """What the lead and the responsible units have reached: `unit` says this, others what they last said.

    `parts` as the measure's page has them. Nothing where several lead, since each has a whole of its own.
    """
    responsible = [part for part in parts if part.role == Role.RESPONSIBLE]
    leading = [part for part in parts if part.role == Role.LEAD]
    if len(leading) != 1 or unit not in {part.unit_id for part in (*leading, *responsible)}:
        return {}
    found = {}
    for target in asked(measure):
        of_lead = _value(leading[0], target.pk, said, unit)
        values = [_value(part, target.pk, said, unit) for part in responsible]
        told = [value for value in values if value is not None]
        if of_lead is not None and told:
            found[target.pk] = Sum(of_lead, sum(told, Decimal()), len(told), len(values))
    return found


def _value(part: Any, target: int, said: ReportContent, unit: int) -> Decimal | None:
    values = said.values if part.unit_id == unit else part.said_values
    value = (values or {}).get(str(target))
    return Decimal(value) if value else None


_CLAUSES = re.compile(r"[，。；！？,;.!?\n]+")
_OPEN = re.compile(
    r"未|尚|没|正在|预计|计划|将|力争|争取|拟|待|确保|部分|初步|阶段|基本|接近|近半|"
    r"前(全部|全面)?(完成|建成|办结)|"
    r"\b(not|no|yet|to be|will|would|until|before|once|when|after|partly|partially)\b|"
    r"\b(almost|nearly|half|so far)\b|n't",
    re.I,
)
_WHOLE = re.compile(
    r"(全部|全面|均已|都已|圆满|如期|按期|提前|顺利)(完成|建成|办结|竣工)|"
    r"完成了?(全部|全年|年度|各项)(任务|目标|工作)|"
    r"\b(all|fully|everything( is)?|entirely) (done|completed?|finished)\b",
    re.I,
)
_DONE = re.compile(
    r"(已经?|均|都)?完成了?(任务|目标|工作)*$|已(建成|办结|竣工|完工)|\b(done|completed|finished)\b", re.I
)
_NUMBER = re.compile(r"\d|[一二三四五六七八九十百千万]+[个项处份亩公]")


def says_done(text: str) -> str:
    """The words by which a text says that all is done; '' where none does, or only of a part or of later."""
    for clause in map(str.strip, _CLAUSES.split(text)):
        if _OPEN.search(clause):
            continue
        if whole := _WHOLE.search(clause):
            return whole.group()
        if (done := _DONE.search(clause)) and not _NUMBER.search(clause):
            return done.group()
    return ""


def _done_in_words(said: ReportContent, measure: Measure, leads: bool) -> Look | None:
    words = says_done(said.progress)
    short = _short_of_done(said, measure, leads) if words else ""
    if not short:
        return None
    text = _("The text says “%(words)s”, the figures say %(short)s: mend the one that doesn't hold.")
    return Look("progress", text % {"words": words, "short": short})


def _short_of_done(said: ReportContent, measure: Measure, leads: bool) -> str:
    """The figure that isn't done yet: the percent, or without one a lead's value under its target."""
    if said.percent is not None:
        return f"{said.percent}%" if said.percent < 100 else ""
    for target in asked(measure) if leads else ():
        value = said.values.get(str(target.pk))
        if value and Decimal(value) < target.low:
            return f"{value} {target.unit_of_measure}"
    return ""


def _same_text(said: ReportContent, before: ReportEvent | None) -> Look | None:
    text = said.progress.strip()
    if before is None or said.no_change or not text or text != before.progress.strip():
        return None
    told = _(
        "The text is that of %(period)s word for word: say what is new, or press “No change since last time”."
    )
    return Look("progress", told % {"period": before.report.period})


def _fallen(said: ReportContent, before: ReportEvent | None) -> Look | None:
    now, then = said.percent, before.percent if before else None
    if now is None or then is None or now >= then or said.problems.strip():
        return None
    text = _("The percent fell from %(before)s%% to %(now)s%%: say why under “Problems”.")
    return Look("problems", text % {"before": then, "now": now})


def _sum(target: Any, found: Sum | None, leads: bool) -> Look | None:
    if found is None or not found.differs:
        return None
    if leads:
        text = _(
            "You report %(lead)s %(counted)s; the responsible units together report %(units)s (%(told)s of "
            "%(all)s have said theirs): check it with them, or explain the difference under “Problems”."
        )
    else:
        text = _(
            "The lead reports %(lead)s %(counted)s; the responsible units together report %(units)s "
            "(%(told)s of %(all)s have said theirs): ask which of them holds."
        )
    told = {"told": found.told, "all": found.all, "counted": target.unit_of_measure}
    return Look(
        value_field(target), text % (told | {"lead": _plain(found.lead), "units": _plain(found.units)})
    )


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"


def _after_due(said: ReportContent, measure: Measure, leads: bool, today: datetime.date) -> Look | None:
    if not said.expected_on or not measure.due_on or said.expected_on <= measure.due_on:
        return None
    days = {"expected": dates.written(said.expected_on), "due": dates.written(measure.due_on)}
    if today > measure.due_on:
        text = _("%(expected)s is after the due day, %(due)s: say under “Next steps” how it gets there.")
    elif leads:
        text = _("%(expected)s is after the due day, %(due)s: ask for an extension before that day.")
    else:
        text = _("%(expected)s is after the due day, %(due)s: tell the lead, who can ask for an extension.")
    return Look("expected_on", text % days, extension=leads and today <= measure.due_on)


def _open_steps(said: ReportContent, measure: Measure) -> Look | None:
    if said.status != Status.DONE or not has_steps(measure):
        return None
    left = _titles(step for step in steps.read(said.steps) if step.title and not step.done)
    if not left:
        return None
    text = _(
        "Done, while these steps have no day on which they were done: %(steps)s. Enter it, or remove them."
    )
    return Look("steps", text % {"steps": left})


def _titles(found: Iterable[steps.Step]) -> str:
    return _("; ").join(step.title for step in found)


def _without_evidence(said: ReportContent, proved: bool) -> Look | None:
    if said.status != Status.DONE or proved:
        return None
    return Look("evidence", _("Done, without a file that proves it: attach one if there is one."))
