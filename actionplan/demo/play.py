"""Plays the sample year through the real doors: the importer, the designations, the moves of reports.

Each step has a one-time key, so that playing again, or going on after an interruption, doubles nothing.
"""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import groupby

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction

from actionplan.demo import days
from actionplan.demo.acts import aware, mail_of_the_day, perform, settle, steps
from actionplan.demo.affairs import AFFAIRS, Affair
from actionplan.demo.people import PEOPLE
from actionplan.demo.story import ACKNOWLEDGED, DESIGNATIONS, Line, Step, story
from departments import register
from departments.models import Membership, Unit, User
from importers import uploads
from importers.reading import read
from tasks import group_answers, review
from tasks.models import Measure, Participation, Plan, ReportEvent, ReportingPeriod, Target
from tasks.participation import acknowledge
from tasks.report_rules import Content

PASSWORD = "sample-account-2022"
PUBLISHED = days.at(1, 17, 9)
FIXTURES = settings.BASE_DIR / "fixtures"
Say = Callable[[str], None]


def play(say: Say) -> None:
    """Fills an empty database with units, people, the plan and its year; `say` hears what is going on."""
    moves = _moves(story())
    if ReportEvent.objects.filter(key=moves[-1].key).exists():
        return
    say("Loading units and people …")
    with transaction.atomic():
        register.load(FIXTURES / "units.json")
        people = _people()
    say("Importing the plan …")
    administrator = next(person for person in people.values() if person.is_administrator)
    plan = _import_plan(administrator)
    stage = Stage.of(plan, people)
    with transaction.atomic():
        _designate(stage)
        _acknowledge(stage)
    year: list[Move | Affair] = sorted([*moves, *AFFAIRS], key=lambda one: one.at)
    for month, batch in groupby(year, key=lambda one: one.at.month):
        say(f"Playing month {month} …")
        with transaction.atomic():
            for one in batch:
                if isinstance(one, Move):
                    _make(one, stage)
                else:
                    perform(one, stage)
    settle()
    mail_of_the_day()


@dataclass(frozen=True)
class Stage:
    """Everything that the story names, by its name."""

    people: dict[str, User]
    units: dict[str, Unit]
    measures: dict[str, Measure]
    periods: dict[int, ReportingPeriod]
    targets: dict[str, Target | None]

    @classmethod
    def of(cls, plan: Plan, people: dict[str, User]) -> "Stage":
        """The stage that this plan sets."""
        measures = {measure.ref: measure for measure in plan.measures.filter(withdrawn_at=None)}
        return cls(
            people=people,
            units={unit.name: unit for unit in Unit.objects.all()},
            measures=measures,
            periods={period.number: period for period in plan.periods.all()},
            targets={ref: measure.targets.first() for ref, measure in measures.items()},
        )


@dataclass(frozen=True)
class Move:
    """One step of one line, with the key that tells it from all others."""

    line: Line
    step: Step
    number: int

    @property
    def at(self) -> datetime.datetime:
        """When it is made."""
        return self.step.at

    @property
    def key(self) -> str:
        """Its one-time key."""
        return f"demo:{self.line.month}:{self.line.ref}:{self.line.unit}:{self.number}"


def _moves(lines: Iterable[Line]) -> list[Move]:
    """All steps of the year in the order of their time."""
    moves = [Move(line, step, number) for line in lines for number, step in enumerate(line.steps, 1)]
    return sorted(moves, key=lambda move: move.step.at)


def _make(move: Move, stage: Stage) -> None:
    line, unit = move.line, stage.units[move.line.unit]
    report = review.find(measure=stage.measures[line.ref], unit=unit, period=stage.periods[line.month])
    target = stage.targets[line.ref]
    review.apply(
        report=report,
        move=move.step.move,
        by=stage.people[move.step.by],
        at=aware(move.step.at),
        based_on=report.version,
        comment=move.step.comment,
        key=move.key,
        content=Content(
            status=line.status,
            percent=line.percent,
            progress=line.progress,
            problems=line.problems,
            next_steps=line.next_steps,
            expected_on=line.expected_on,
            values={target.pk: line.value} if target and line.value is not None else {},
            steps=steps(line.ref, move.at.date()) if review.leads(report) else (),
        ),
    )


def _import_plan(administrator: User) -> Plan:
    file = FIXTURES / "annex5-2022.xlsx"
    data, at = file.read_bytes(), aware(PUBLISHED)
    row = uploads.receive(
        data=data, name=file.name, by=administrator, at=at, key="demo", reading=read(data, file.name)
    )
    if row.plan is None:
        uploads.apply(row=row, basis=uploads.proposal_of(row).basis, by=administrator, at=at)
    return Plan.objects.get(imports=row)


def _people() -> dict[str, User]:
    password = make_password(PASSWORD)
    units = {unit.name: unit for unit in Unit.objects.all()}
    people = {}
    for person in PEOPLE:
        roles = {f"is_{role}": True for role in person.roles}
        fields = {"name": person.name, "password": password, "is_sample": True, **roles}
        fields["email"] = f"{person.username}@example.org"
        user, _new = User.objects.get_or_create(username=person.username, defaults=fields)
        if person.unit:
            Membership.objects.get_or_create(
                user=user, unit=units[person.unit], defaults={"position": person.position}
            )
        people[person.username] = user
    return people


def _designate(stage: Stage) -> None:
    for one in DESIGNATIONS:
        measure = stage.measures[one.ref]
        assignment = measure.assignments.get(role=one.role, group__is_open=True)
        if assignment.resolved_at is None:
            units = [stage.units[name].pk for name in one.units]
            group_answers.decide(
                assignment=assignment, units=units, by=stage.people[one.by], at=aware(one.at)
            )


def _acknowledge(stage: Stage) -> None:
    for one in ACKNOWLEDGED:
        parts = Participation.objects.filter(
            measure=stage.measures[one.ref], unit=stage.units[one.unit], until=None
        )
        acknowledge(participations=parts, by=stage.people[one.by], at=aware(one.at))


def accounts() -> list[dict[str, str]]:
    """The sample accounts: user name, password, role and unit."""
    people = User.objects.filter(is_sample=True).prefetch_related("memberships__unit")
    return [_account(person) for person in people]


def _account(person: User) -> dict[str, str]:
    roles = [role for role in ("coordinator", "administrator", "leadership") if getattr(person, f"is_{role}")]
    memberships = list(person.memberships.all())
    return {
        "username": person.username,
        "password": PASSWORD,
        "name": person.name,
        "role": roles[0] if roles else memberships[0].position,
        "unit": memberships[0].unit.name if memberships else "",
    }
