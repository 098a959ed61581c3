"""The standing cast that tells every story of rights, and one small plan for it to play on.

The plan is of 2022, monthly, with three measures of one task:
1.1 deliverable: LEAD leads, RESPONSIBLE is responsible, ASSISTING assists;
1.2 quantity (15 units): LEAD leads, the group of both districts is responsible;
1.3 continuing: LEAD leads, an open group that could mean the districts assists.
OUTSIDER is a bureau that the plan doesn't bind.
"""

import datetime
from dataclasses import dataclass
from decimal import Decimal
from zoneinfo import ZoneInfo

from departments.models import GroupMember, Membership, Unit, UnitGroup, User
from tasks.choices import MeasureKind, Role
from tasks.models import Assignment, KeyTask, Measure, Participation, Plan, ReportingPeriod, Section, Target
from tasks.participation import recompute
from tasks.periods import lay_out

SHANGHAI = ZoneInfo("Asia/Shanghai")
PASSWORD = "correct horse battery staple"


def moment(month: int, day: int, hour: int = 10) -> datetime.datetime:
    """A moment of 2022 in Beijing."""
    return datetime.datetime(2022, month, day, hour, tzinfo=SHANGHAI)


@dataclass
class Cast:
    """Units, people and the plan, by their part in the story."""

    plan: Plan
    units: dict[str, Unit]
    people: dict[str, User]
    measures: dict[str, Measure]
    target: Target

    def period(self, month: int) -> ReportingPeriod:
        return self.plan.periods.get(number=month)

    def part(self, unit: str, ref: str) -> Participation:
        return Participation.objects.get(unit=self.units[unit], measure=self.measures[ref], until=None)


def make_unit(code: str, name: str, kind: str = "municipal") -> Unit:
    return Unit.objects.create(
        code=code, name=name, short_name=name, kind=kind, order=Unit.objects.count() + 1
    )


def make_person(username: str, *units: Unit, **roles: bool) -> User:
    person = User.objects.create_user(username, PASSWORD, name=username.title(), **roles)
    for unit in units:
        Membership.objects.create(user=person, unit=unit)
    return person


def make_measure(
    plan: Plan,
    task: KeyTask,
    seq: int,
    *,
    kind: str = MeasureKind.DELIVERABLE,
    ref: str = "",
    **fields: object,
) -> Measure:
    defaults: dict[str, object] = {
        "text": f"Measure {seq}", "deadline_text": "年底前", "due_on": datetime.date(2022, 12, 31),
    }  # fmt: skip
    return Measure.objects.create(
        plan=plan, task=task, seq=seq, ref=ref or f"{task.number}.{seq}", kind=kind, **(defaults | fields)
    )


def cite(measure: Measure, role: str, *cited: Unit | UnitGroup) -> list[Assignment]:
    start = measure.assignments.count()
    return [
        Assignment.objects.create(
            measure=measure,
            role=role,
            unit=one if isinstance(one, Unit) else None,
            group=one if isinstance(one, UnitGroup) else None,
            printed=one.name,
            order=start + number,
        )
        for number, one in enumerate(cited)
    ]


def make_cast() -> Cast:
    """The cast and its plan, in force since 4 January 2022, with nothing reported."""
    units = {
        "lead": make_unit("lead", "市园林绿化局"),
        "responsible": make_unit("responsible", "市水务局"),
        "assisting": make_unit("assisting", "市财政局"),
        "outsider": make_unit("outsider", "市教委"),
        "haidian": make_unit("haidian", "海淀区政府", "district"),
        "dongcheng": make_unit("dongcheng", "东城区政府", "district"),
    }
    districts = UnitGroup.objects.create(name="各区政府")
    some = UnitGroup.objects.create(name="相关区政府", is_open=True)
    for unit in (units["haidian"], units["dongcheng"]):
        GroupMember.objects.create(group=districts, unit=unit)
        GroupMember.objects.create(group=some, unit=unit)
    people = {role: make_person(role, unit) for role, unit in units.items()}
    people["colleague"] = make_person("colleague", units["lead"])
    people["coordinator"] = make_person("coordinator", is_coordinator=True)
    people["administrator"] = make_person("administrator", is_administrator=True)
    people["leadership"] = make_person("leadership", is_leadership=True)
    people["nobody"] = make_person("nobody")

    plan = Plan.objects.create(
        title="生态保护 2022 年行动计划", annex="附件 5", year=2022,
        starts_on=datetime.date(2022, 1, 1), ends_on=datetime.date(2022, 12, 31),
    )  # fmt: skip
    lay_out(plan)
    section = Section.objects.create(plan=plan, number="一", title="生态建设", order=1)
    task = KeyTask.objects.create(section=section, number="1", title="加强生态建设", order=1)
    measures = {
        "1.1": make_measure(plan, task, 1),
        "1.2": make_measure(plan, task, 2, kind=MeasureKind.QUANTITY, text="全年新增造林 15 万亩。"),
        "1.3": make_measure(plan, task, 3, kind=MeasureKind.CONTINUING),
    }
    target = Target.objects.create(
        measure=measures["1.2"], quote="15 万亩", low=Decimal(15), high=Decimal(15), unit_of_measure="万亩"
    )
    for measure in measures.values():
        cite(measure, Role.LEAD, units["lead"])
    cite(measures["1.1"], Role.RESPONSIBLE, units["responsible"])
    cite(measures["1.1"], Role.ASSISTING, units["assisting"])
    cite(measures["1.2"], Role.RESPONSIBLE, districts)
    cite(measures["1.3"], Role.ASSISTING, some)
    recompute([measure.pk for measure in measures.values()], at=moment(1, 4))
    return Cast(plan, units, people, measures, target)
