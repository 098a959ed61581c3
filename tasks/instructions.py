"""A word from the leadership on a measure, and what its owning units answer."""

import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from departments.models import Unit, User
from tasks import access, notices
from tasks.choices import OWNING, News
from tasks.models import Instruction, InstructionAnswer, Measure, Participation, Plan
from tasks.review import Invalid, Refused

LONGEST = 2000


class Answered(Exception):
    """A colleague of the unit has answered in the meantime: `answer` is what they said."""

    def __init__(self, answer: InstructionAnswer) -> None:
        super().__init__(_("A colleague has answered in the meantime."))
        self.answer = answer


@transaction.atomic
def leave(*, measure: Measure, text: str, by: User, at: datetime.datetime, key: str) -> Instruction:
    """Leaves an instruction and tells the measure's owning units; the same `key` leaves one.

    Raises Refused for whoever isn't the leadership or on a withdrawn measure, Invalid without a text.
    """
    if not by.is_leadership:
        raise Refused(_("Only the leadership leaves instructions."))
    if measure.withdrawn_at:
        raise Refused(_("This measure was withdrawn from the plan."))
    text = text.strip()
    if not text:
        raise Invalid({"text": _("Write the instruction.")})
    found, new = Instruction.objects.get_or_create(
        key=key, defaults={"measure": measure, "text": text, "by": by, "at": at}
    )
    if (found.measure_id, found.text, found.by_id) != (measure.pk, text, by.pk):
        raise Refused(_("This form was sent already; open the measure again."))
    if new:
        notices.tell(
            notices.of_measure(measure, OWNING),
            News.INSTRUCTED,
            plan=measure.plan,
            at=at,
            by=by,
            detail={"comment": text},
            measure=measure,
        )
    return found


def waiting(unit: Unit, *, plan: Plan) -> QuerySet[Instruction]:
    """The instructions in the plan that this unit has yet to answer, the newest first."""
    owns = Participation.objects.filter(
        measure=OuterRef("measure"), unit=unit, role__in=OWNING, until__isnull=True
    )
    answered = InstructionAnswer.objects.filter(instruction=OuterRef("pk"), unit=unit)
    live = Instruction.objects.filter(measure__plan=plan, measure__withdrawn_at__isnull=True)
    return live.filter(Exists(owns), ~Exists(answered))


def may_answer(user: User, instruction: Instruction, unit: Unit) -> access.Answer:
    """May this person answer for this unit?"""
    if unit not in user.own_units:
        return access.Answer(False, _("Only people of %(unit)s answer for it.") % {"unit": unit})
    held = instruction.measure.participations.filter(unit=unit, until__isnull=True, role__in=OWNING)
    if not held.exists():
        return access.Answer(False, _("Units that lead or are responsible answer instructions."))
    return access.ALLOWED


@transaction.atomic
def answer(
    *, instruction: Instruction, unit: Unit, text: str, by: User, at: datetime.datetime
) -> InstructionAnswer:
    """Answers for a unit, once; who left the instruction and the coordinators are told.

    The same answer twice is harmless. Raises Refused, Invalid without a text, Answered where another stands.
    """
    if not (allowed := may_answer(by, instruction, unit)):
        raise Refused(allowed.reason)
    text = text.strip()
    if not text:
        raise Invalid({"text": _("Write the answer.")})
    found, new = InstructionAnswer.objects.get_or_create(
        instruction=instruction, unit=unit, defaults={"text": text, "by": by, "at": at}
    )
    if (found.text, found.by_id) != (text, by.pk):
        raise Answered(found)
    if new:
        hearing = {instruction.by, *notices.coordinators()}
        notices.tell(
            hearing,
            News.ANSWERED,
            plan=instruction.measure.plan,
            at=at,
            by=by,
            detail={"comment": text},
            measure=instruction.measure,
            unit=unit,
        )
    return found
