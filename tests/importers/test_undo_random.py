"""Whatever a new issue changes: applied it reads as the file does, undone it is as it was before."""

import random

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from importers import undo
from importers.proposal import Decisions, propose
from importers.reading import Reading, wording
from importers.reading.model import ParsedSection, ParsedTask
from tasks.models import Assignment, Participation
from tasks.participation import acknowledge, designate
from tests.cast import moment
from tests.importers.published import reading, renumber
from tests.importers.standing import standing
from tests.importers.test_undo import imported

pytestmark = pytest.mark.django_db

UNITS = ("市水务局", "市财政局", "市教委", "海淀区政府", "各区政府", "相关区政府", "市园林绿化局")
ROLES = ("lead", "responsible", "assisting")
WORDS = ("定期通报进展。", "建立工作台账。", "完成 30 公顷。", "培育 2 个示范点。")


class Editor:
    """Changes a plan here and there, by a row of numbers."""

    def __init__(self, what: Reading, numbers: random.Random) -> None:
        self.plan, self.chance = what.plans[0], numbers

    def task(self) -> ParsedTask:
        return self.chance.choice([task for task in self.plan.tasks() if task.measures])

    def measure(self):
        return self.chance.choice(self.task().measures)

    def tidy(self) -> None:
        """No file has a heading with nothing under it."""
        for section in self.plan.sections:
            section.tasks = [task for task in section.tasks if task.measures]
        self.plan.sections = [section for section in self.plan.sections if section.tasks]

    def remove(self) -> None:
        task = self.task()
        task.measures.remove(self.chance.choice(task.measures))

    def remove_section(self) -> None:
        self.plan.sections.remove(self.chance.choice(self.plan.sections))

    def add(self) -> None:
        new = reading().plans[0].sections[0].tasks[0].measures[0]
        new.text = f"新增任务{self.chance.randrange(1000)}:" + "".join(self.chance.sample(WORDS, 2))
        new.lead = self.chance.sample(UNITS[:4], 1)
        task = self.task()
        task.measures.insert(self.chance.randrange(len(task.measures) + 1), new)

    def add_section(self) -> None:
        new = ParsedSection("九", f"新章节{self.chance.randrange(1000)}")
        new.tasks = [ParsedTask("99", "新任务", [self.measure()])]
        for task in self.plan.tasks():
            task.measures = [one for one in task.measures if one is not new.tasks[0].measures[0]]
        self.plan.sections.append(new)

    def reword(self) -> None:
        self.measure().text += self.chance.choice(WORDS)

    def rewrite(self) -> None:
        self.measure().text = f"另行部署{self.chance.randrange(10**6)}"

    def shuffle(self) -> None:
        self.chance.shuffle(self.task().measures)

    def move(self) -> None:
        here = self.task()
        one = self.chance.choice(here.measures)
        here.measures.remove(one)
        self.task().measures.append(one)

    def cite(self) -> None:
        one, role = self.measure(), self.chance.choice(ROLES)
        setattr(one, role, self.chance.sample(UNITS, self.chance.randint(1 if role == "lead" else 0, 3)))

    def deadline(self) -> None:
        one = self.measure()
        one.deadline_text, one.deadline_date = "6月底前", moment(6, 30).date()

    def retype(self) -> None:
        one = self.measure()
        one.text = one.text.replace(",", "，").replace(" ", "")
        one.targets = wording.targets(one.text)

    def rename(self) -> None:
        for one in self.plan.measures():
            for role in ROLES:
                names = getattr(one, role)
                setattr(one, role, ["市园林局" if name == "市园林绿化局" else name for name in names])

    def title(self) -> None:
        self.task().title = f"改名{self.chance.randrange(1000)}"

    def note(self) -> None:
        one = self.measure()
        one.notes, one.extra = {"lead": "按职责分工负责"}, {"备注": self.chance.choice(WORDS)}


CHANGES = sorted(
    name for name in vars(Editor) if name not in ("task", "measure") and not name.startswith("_")
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(CHANGES), min_size=1, max_size=8), st.randoms(use_true_random=False))
def test_any_new_issue_is_taken_over_and_undone(administrator, changes, numbers):
    with transaction.atomic():
        imported(reading(), administrator, moment(1, 17))
        parts = Participation.objects.filter(unit__order__lte=12)
        acknowledge(participations=parts, by=administrator, at=moment(2, 1))
        for assignment in Assignment.objects.filter(group__is_open=True).order_by("pk")[::2]:
            units = [unit.pk for unit in assignment.group.members.all()[:2]]
            designate(assignment=assignment, units=units, by=administrator, at=moment(2, 2))
        before = standing()
        what = reading()
        editor = Editor(what, numbers)
        for change in changes:
            if any(task.measures for task in what.plans[0].tasks()) and len(what.plans[0].sections) > 1:
                getattr(editor, change)()
        editor.tidy()
        if not propose(reading=renumber(what), decisions=Decisions()).ready:
            transaction.set_rollback(True)
            return
        row = imported(what, administrator, moment(6, 1))
        assert propose(reading=what, decisions=Decisions()).same
        assert undo.obstacles(row) == []
        undo.undo(row=row, by=administrator, at=moment(6, 3))
        assert standing() == before
        again = imported(what, administrator, moment(7, 1))
        assert again.state == "applied"
        assert propose(reading=what, decisions=Decisions()).same
        transaction.set_rollback(True)
