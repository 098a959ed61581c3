"""The steps to a deliverable, as its unit lays them down: what is to be done, planned for when, done when."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from actionplan.shared import dates

MOST = 12
LONGEST_TITLE = 80
SUGGESTED = (
    gettext_lazy("Drafting"),
    gettext_lazy("Consulting"),
    gettext_lazy("Approval"),
    gettext_lazy("Issued"),
)
"""The way that most documents go."""


@dataclass(frozen=True)
class Step:
    """One step; its days as they are stored and typed: '2022-11-30', or '' for none."""

    title: str = ""
    due: str = ""
    done: str = ""

    @property
    def due_on(self) -> datetime.date | None:
        """The day planned."""
        return _day(self.due)

    @property
    def done_on(self) -> datetime.date | None:
        """The day it was done."""
        return _day(self.done)


def read(stored: Iterable[dict[str, str]] | None) -> list[Step]:
    """The steps of a report."""
    return [
        Step(str(one.get("title", "")), str(one.get("due", "")), str(one.get("done", "")))
        for one in stored or ()
    ]


def stored(steps: Iterable[Step]) -> list[dict[str, str]]:
    """The steps as a report keeps them."""
    return [asdict(step) for step in steps]


def text_of(steps: Iterable[Step]) -> str:
    """One line a step, its three parts between tabs: how a form holds them all in one text."""
    rows = ((step.title, step.due, step.done) for step in steps)
    return "\n".join(
        "\t".join(" ".join(part.split()) for part in row).rstrip("\t") for row in rows if any(row)
    )


def of_text(text: str) -> list[Step]:
    """The steps of such a text; days that can't be read stay as they are."""
    lines = (line.split("\t") for line in text.splitlines() if line.strip())
    return [Step(*(part.strip() for part in (*line, "", "")[:3])) for line in lines]


def with_suggested(text: str) -> str:
    """Such a text with the usual steps after those that stand there, as far as there is room."""
    typed = of_text(text)
    titles = {step.title for step in typed}
    usual = (Step(str(title)) for title in SUGGESTED if str(title) not in titles)
    return text_of([*typed, *usual][:MOST])


def words(text: str) -> str:
    """Such a text as a reader sees it, a line a step."""
    return "\n".join(_sentence(step) for step in of_text(text))


def _sentence(step: Step) -> str:
    days = []
    if step.due:
        days.append(_("planned for %(day)s") % {"day": _written(step.due)})
    if step.done:
        days.append(_("done on %(day)s") % {"day": _written(step.done)})
    return _(": ").join(filter(None, (step.title or "—", _("; ").join(days))))


def _written(text: str) -> str:
    day = _day(text)
    return dates.written(day) if day else text


def next_open(steps: Iterable[Step]) -> Step | None:
    """The first step that isn't done."""
    return next((step for step in steps if step.title and not step.done), None)


def broken(steps: Sequence[Step], *, today: datetime.date | None) -> str:
    """What keeps the steps from being submitted, each by its number; '' for nothing."""
    found = []
    for number, step in enumerate(steps, 1):
        if not step.title:
            found.append(_("Step %(number)s: give it a title, or clear its days.") % {"number": number})
        if today and step.done_on and step.done_on > today:
            found.append(
                _("Step %(number)s: the day done is still to come; leave it empty until then.")
                % {"number": number}
            )
    return " ".join(found)


def _day(text: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return None
