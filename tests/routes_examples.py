"""For each address an object of somebody's own, and what is sent to it: the examples of test_routes."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from departments.models import User
from importers.models import HeaderWord, Import, KnownLayout, ReportSheet
from importers.reading import read
from importers.sheets.filled import Filled
from importers.uploads import receive
from tasks.choices import News, Sending
from tasks.evidence import attach
from tasks.models import Evidence, ExtensionRequest, Instruction, Message, Notice
from tests.cast import PASSWORD, Cast, moment
from tests.tasks.moves import find, move

JAN = moment(1, 20)
PLAN_TEXT = "行动计划\n序号\t重点任务\t工作措施\t完成时限\t牵头部门\t主责单位\t协办单位\n"


@dataclass
class Example:
    """An object of an address and what is sent to it: within the limits of `who`."""

    args: list[Any] = field(default_factory=list)
    data: dict[str, Any] = field(default_factory=dict)


class Stage:
    """The cast, a report that awaits review, and a file that was read."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.plan, self.measure = cast.plan.pk, cast.measures["1.1"].pk
        move(cast, "submit", "lead", "1.1", 1, at=JAN)
        self.report = find(cast, "lead", "1.1", 1)
        data = PLAN_TEXT.encode()
        self.file: Import = receive(
            data=data,
            name="plan.txt",
            by=cast.people["administrator"],
            at=JAN,
            reading=read(data, "plan.txt"),
        )
        User.objects.filter(username="lead").update(is_sample=True)

    def sheet(self, who: str) -> ReportSheet:
        """A workbook that the person's unit filled in."""
        return ReportSheet.objects.create(
            name="filled.xlsx", unit=self.cast.units[self.unit(who)], period=self.cast.period(1), at=JAN,
            reading=Filled({}).to_dict(), by=self.cast.people["lead"], key=uuid.uuid4().hex,
        )  # fmt: skip

    @property
    def question(self) -> int:
        """The open group that the plan cites."""
        return self.cast.measures["1.3"].assignments.get(group__is_open=True).pk

    def extension(self, who: str) -> int:
        """A request for a later day, of the person's own unit where that leads."""
        return ExtensionRequest.objects.get_or_create(
            key="one",
            defaults={
                "measure": self.cast.measures["1.1"], "unit": self.cast.units["lead"], "by_id": self.boss,
                "due_on": "2022-12-31", "wanted_on": "2023-03-31", "reason": "-", "progress": "-", "at": JAN,
            },
        )[0].pk  # fmt: skip

    def instruction(self, who: str) -> int:
        """An instruction on a measure that the person's unit has a part in, if it has in any."""
        return Instruction.objects.create(
            measure_id=self.measure_of(who), text="-", by_id=self.boss, at=JAN, key=str(uuid.uuid4())
        ).pk

    @property
    def boss(self) -> int:
        return self.cast.people["leadership"].pk

    def notice(self, who: str) -> int:
        """Something that came to the person."""
        to = self.cast.people[who if who in self.cast.people else "lead"]
        return Notice.objects.create(person=to, kind=News.PERIOD, plan=self.cast.plan, at=JAN).pk

    @property
    def word(self) -> int:
        """A header word that somebody has added."""
        return HeaderWord.objects.get_or_create(
            word="单位甲", defaults={"meaning": "lead", "by_id": self.boss, "at": JAN}
        )[0].pk

    @property
    def layout(self) -> int:
        """What somebody has said of a table's columns."""
        return KnownLayout.objects.get_or_create(
            fingerprint="f", defaults={"columns": {"事": "text"}, "by_id": self.boss, "at": JAN}
        )[0].pk

    @property
    def message(self) -> int:
        """A mail that didn't go out."""
        fields = {"day": "2022-01-20", "address": "lead@example.org", "state": Sending.FAILED, "made_at": JAN}
        return Message.objects.get_or_create(to=self.cast.people["lead"], defaults=fields)[0].pk

    def evidence(self, who: str, *, sent: bool = False) -> int:
        """A file beside a report of the person's unit, submitted with it if so asked; 0 where it has none."""
        unit, ref = self.unit(who), "1.2" if who == "haidian" else "1.1"
        if unit == "outsider":
            return 0
        at = moment(3, 19)
        file = SimpleUploadedFile("a.pdf", b"%PDF-1.4 x")
        report = find(self.cast, unit, ref, 3)
        if known := Evidence.objects.filter(report=report.pk).first():
            return known.pk
        attach(report=report, files=[file], by=self.cast.people[unit], at=at, key=str(uuid.uuid4()))
        if sent:
            move(self.cast, "submit", unit, ref, 3, at=at)
        return Evidence.objects.order_by("pk").last().pk

    def unit(self, who: str) -> str:
        """The person's own unit, any other's for those who have none."""
        return who if who in self.cast.units else "lead"

    def measure_of(self, who: str) -> int:
        """A measure that the person's unit has a part in, if it has in any."""
        return self.cast.measures["1.2" if who == "haidian" else "1.1"].pk


def draft(stage: Stage, who: str) -> dict[str, Any]:
    return {"unit": stage.unit(who), "period": 3, "move": "save", "version": 0, "progress": "Something."}


EXAMPLES: dict[str, Callable[[Stage, str], Example]] = {
    "sign-in": lambda stage, who: Example(data={"username": "lead", "password": PASSWORD}),
    "sign-in-sample": lambda stage, who: Example(data={"username": "lead"}),
    "sign-in-state": lambda stage, who: Example(),
    "sign-out": lambda stage, who: Example(),
    "password": lambda stage, who: Example(data={"old_password": PASSWORD}),
    "language": lambda stage, who: Example(data={"language": "en", "next": "/units/"}),
    "home": lambda stage, who: Example(),
    "units": lambda stage, who: Example(),
    "unit": lambda stage, who: Example(["responsible"]),
    "plans": lambda stage, who: Example(),
    "plan": lambda stage, who: Example([stage.plan]),
    "workbench": lambda stage, who: Example([stage.plan, stage.unit(who)]),
    "acknowledge-all": lambda stage, who: Example([stage.plan, stage.unit(who)]),
    "overview": lambda stage, who: Example([stage.plan]),
    "designations": lambda stage, who: Example([stage.plan], {"act": "save", "assignment": stage.question}),
    "periods": lambda stage, who: Example([stage.plan]),
    "lay-out": lambda stage, who: Example([stage.plan], {"rhythm": "quarterly", "due_after": 5}),
    "period": lambda stage, who: Example([stage.plan, 3]),
    "move-period": lambda stage, who: Example([stage.plan, 3, "close"], {"version": 0}),
    "reports": lambda stage, who: Example([stage.plan]),
    "review-queue": lambda stage, who: Example([stage.plan]),
    "reviewing": lambda stage, who: Example([stage.plan, stage.report.pk]),
    "measure": lambda stage, who: Example([stage.measure]),
    "report": lambda stage, who: Example([stage.measure_of(who)], draft(stage, who)),
    "autosave": lambda stage, who: Example([stage.measure_of(who)], draft(stage, who)),
    "round": lambda stage, who: Example([stage.plan, stage.unit(who)]),
    "round-send": lambda stage, who: Example([stage.plan, stage.unit(who)]),
    "sign-off": lambda stage, who: Example([stage.unit(who)], {"on": "1"}),
    "attach": lambda stage, who: Example([stage.measure_of(who)], draft(stage, who)),
    "look": lambda stage, who: Example([stage.measure_of(who)], draft(stage, who)),
    "evidence": lambda stage, who: Example([stage.evidence(who, sent=True)]),
    "remove-evidence": lambda stage, who: Example([stage.evidence(who)], draft(stage, who)),
    "ask-extension": lambda stage, who: Example([stage.measure_of(who)], {"unit": stage.unit(who)}),
    "withdraw-extension": lambda stage, who: Example([stage.extension(who)]),
    "answer-group": lambda stage, who: Example(
        [stage.cast.measures["1.3"].pk],
        {"unit": stage.unit(who), "assignment": stage.question, "is_ours": "ours"},
    ),
    "instruct": lambda stage, who: Example([stage.measure]),
    "answer-instruction": lambda stage, who: Example([stage.instruction(who)], {"unit": stage.unit(who)}),
    "requests": lambda stage, who: Example([stage.plan]),
    "decide-extension": lambda stage, who: Example([stage.extension(who)], {"act": "refuse"}),
    "acknowledge": lambda stage, who: Example([stage.measure_of(who)], {"unit": stage.unit(who)}),
    "review": lambda stage, who: Example([stage.report.pk, "approve"], {"version": stage.report.version}),
    "reminders": lambda stage, who: Example([stage.plan]),
    "remind": lambda stage, who: Example([stage.plan], {"period": 3}),
    "notices": lambda stage, who: Example(),
    "read-notices": lambda stage, who: Example(),
    "daily-mail": lambda stage, who: Example(),
    "notice": lambda stage, who: Example([stage.notice(who)]),
    "messages": lambda stage, who: Example(),
    "message": lambda stage, who: Example([stage.message]),
    "message-again": lambda stage, who: Example([stage.message]),
    "imports": lambda stage, who: Example(),
    "import": lambda stage, who: Example([stage.file.pk]),
    "apply-import": lambda stage, who: Example([stage.file.pk]),
    "discard-import": lambda stage, who: Example([stage.file.pk]),
    "assign-columns": lambda stage, who: Example([stage.file.pk]),
    "create-unit": lambda stage, who: Example([stage.file.pk]),
    "header-words": lambda stage, who: Example(data={"word": "抓手", "meaning": "text"}),
    "remove-word": lambda stage, who: Example([stage.word]),
    "forget-layout": lambda stage, who: Example([stage.layout]),
    "undo-import": lambda stage, who: Example([stage.file.pk]),
    "import-file": lambda stage, who: Example([stage.file.pk]),
    "plan-template": lambda stage, who: Example(["zh-hans"]),
    "plan-file": lambda stage, who: Example([stage.plan, "xlsx"]),
    "sheet": lambda stage, who: Example([stage.plan, stage.unit(who)]),
    "sheet-download": lambda stage, who: Example([stage.plan, stage.unit(who)]),
    "filled-sheet": lambda stage, who: Example([stage.plan, stage.unit(who), stage.sheet(who).pk]),
    "admin:index": lambda stage, who: Example(),
}
OWN = ("lead", "responsible", "assisting", "haidian", "outsider")
WITHOUT_AN_OBJECT = {
    ("acknowledge", "outsider"),
    ("import-file", "coordinator"),
    ("answer-instruction", "outsider"),
    *(("evidence", who) for who in ("outsider", "administrator", "nobody")),
    ("remove-evidence", "outsider"),
    ("look", "outsider"),
    *(("withdraw-extension", who) for who in ("responsible", "assisting", "haidian", "outsider")),
    *(("sign-off", who) for who in OWN),
}
"""Who has the role for an address, and nothing of their own there."""
