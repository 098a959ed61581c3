"""What is asked on one measure: instructions and their answers, extensions, the questions of open groups."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch

from departments.models import Unit, User
from tasks import access, extensions
from tasks.choices import OWNING, Decision, Role
from tasks.models import Assignment, ExtensionRequest, GroupAnswer, Instruction, InstructionAnswer, Measure

MakeForm = Callable[..., Any]
"""Gives the form of a kind `of` a place on the page; the one that was not taken, where it is that."""


@dataclass(frozen=True)
class Told:
    """An instruction, its answers, the owning units that have not answered, and the forms of one's own."""

    instruction: Instruction
    answers: list[InstructionAnswer]
    waiting: list[Unit]
    forms: list[tuple[Unit, Any]]


@dataclass(frozen=True)
class Extended:
    """A request for a later day; `withdraw`: it is of one's own unit, and open."""

    extension: ExtensionRequest
    withdraw: bool


@dataclass(frozen=True)
class GroupQuestion:
    """An open group that could mean one's own unit, what the unit has said so far, and the form to say it."""

    assignment: Assignment
    unit: Unit
    answer: GroupAnswer | None
    form: Any


@dataclass(frozen=True)
class Asked:
    """All of it. `extend` are the forms by which one's own units can ask for a later day."""

    instructions: list[Told]
    extensions: list[Extended]
    extend: list[tuple[Unit, Any]]
    questions: list[GroupQuestion]
    instruct: Any
    failed: Any

    @property
    def urgent(self) -> list[Told]:
        """The instructions that one's own unit has yet to answer."""
        return [told for told in self.instructions if told.forms]

    @property
    def settled(self) -> list[Told]:
        """The other ones."""
        return [told for told in self.instructions if not told.forms]

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What was typed into a form that isn't on the page any more."""
        shown = [form for told in self.instructions for _unit, form in told.forms]
        shown += (
            [form for _unit, form in self.extend] + [one.form for one in self.questions] + [self.instruct]
        )
        return self.failed.kept if self.failed and self.failed not in shown else []


def asked(
    *,
    user: User,
    measure: Measure,
    parts: list[Any],
    today: datetime.date,
    form: MakeForm,
    failed: Any = None,
) -> Asked:
    """What this person sees of it; `parts` are those of the measure, `failed` a form that was not taken."""
    own = user.own_units
    owners = [part.unit for part in parts if part.role in OWNING]
    answers = InstructionAnswer.objects.select_related("unit", "by")
    found = access.instructions(user).filter(measure=measure).select_related("by")
    requests = access.extensions(user).filter(measure=measure).select_related("unit", "by", "decided_by")
    leads = [part.unit for part in parts if part.role == Role.LEAD and part.unit in own]
    extend = [unit for unit in leads if extensions.may_ask(user, measure, unit, today=today)]
    return Asked(
        instructions=[
            _told(one, owners, own, form) for one in found.prefetch_related(Prefetch("answers", answers))
        ],
        extensions=[Extended(one, one.unit in own and one.state == Decision.OPEN) for one in requests],
        extend=[(unit, form("extension", unit.code)) for unit in extend],
        questions=_questions(user, measure, form),
        instruct=form("instruction") if user.is_leadership else None,
        failed=failed,
    )


def _told(one: Instruction, owners: list[Unit], own: list[Unit], form: MakeForm) -> Told:
    answers = list(one.answers.all())
    answered = {answer.unit_id for answer in answers}
    waiting = [unit for unit in owners if unit.pk not in answered]
    forms = [(unit, form("answer", f"{one.pk}-{unit.code}")) for unit in waiting if unit in own]
    return Told(one, answers, waiting, forms)


def _questions(user: User, measure: Measure, form: MakeForm) -> list[GroupQuestion]:
    if not user.own_units:
        return []
    answers = GroupAnswer.objects.filter(unit__in=user.own_units).select_related("by")
    open_groups = (
        access.questions(user)
        .filter(measure=measure)
        .order_by("order")
        .prefetch_related(Prefetch("answers", answers), "group__memberships")
    )
    found = []
    for one in open_groups:
        said = {answer.unit_id: answer for answer in one.answers.all()}
        meant = {row.unit_id for row in one.group.memberships.all()} if one.group else set()
        for unit in user.own_units:
            if unit.pk in meant:
                answer = said.get(unit.pk)
                reason = answer.reason if answer else ""
                offered = form("group", f"{one.pk}-{unit.code}", assignment=one.pk, reason=reason)
                found.append(GroupQuestion(one, unit, answer, offered))
    return found
