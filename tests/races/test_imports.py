"""Two people who import at the same moment: one import, and the other person is told to look again."""

import json
from typing import Any

import pytest

from tests import serving
from tests.races.conftest import Track, at_once

DONE, TOLD = 302, 409

_PREPARE = """
import json
from actionplan.shared import clock
from importers import uploads
from importers.reading import read
from departments.models import User
from tests.importers.made import published
by = User.objects.get(username="administrator")
def received(name, *deadlines):
    lines = [
        f"{{n}}\\t任务 {{n}}\\t完成第 {{n}} 项建设任务并形成经验。\\t{{deadline}}\\t市水务局\\t\\t市教委"
        for n, deadline in enumerate(deadlines, 1)
    ]
    data = published(*lines, title="某某 2022 年行动计划 {race}")
    return uploads.receive(data=data, name=name, by=by, at=clock.now(), reading=read(data, name))
first = received("first.txt", "年底前", "年底前")
uploads.apply(row=first, basis=uploads.proposal_of(first).basis, by=by, at=clock.now())
rows = [received("a.txt", *{deadlines}[0]), received("b.txt", *{deadlines}[1])]
print(json.dumps([[row.pk, uploads.proposal_of(row).basis] for row in rows]))
"""
_OUTCOME = """
import json
from importers.models import Import
from tasks.models import Measure, Plan
plan = Plan.objects.get(title="某某 2022 年行动计划 {race}")
measures = Measure.objects.filter(plan=plan).order_by("seq")
print(json.dumps({{
    "imports": Import.objects.filter(plan=plan, state="applied").count(),
    "deadlines": list(measures.values_list("deadline_text", flat=True)),
    "revision": plan.revision,
}}))
"""


def shell(track: Track, code: str, **values: Any) -> Any:
    said = code.format(**values)
    return json.loads(serving.manage("shell", "-v0", "-c", said, environment=track.environment))


def race(track: Track, without: str, *deadlines: tuple[str, ...]) -> tuple[list[int], dict[str, Any]]:
    """Two administrators agree at one moment, each to a new issue with these deadlines; what became of it."""
    number = 1000 + next(track.periods)
    rows = shell(track, _PREPARE, race=number, deadlines=deadlines)
    people = track.people(without, "administrator", "chief")
    answers = at_once(
        *(
            lambda person=person, pk=pk, basis=basis: person.send(f"/imports/{pk}/apply/", basis=basis)
            for person, (pk, basis) in zip(people, rows, strict=True)
        )
    )
    return answers, shell(track, _OUTCOME, race=number)


SAME = (("11月底前", "年底前", "年底前"), ("11月底前", "年底前", "年底前"))
DIFFERENT = (("11月底前", "年底前"), ("年底前", "10月底前"))


def test_the_same_file_by_two_people_at_once_is_imported_once(track):
    answers, found = race(track, "", *SAME)
    assert answers == [DONE, TOLD]
    assert found == {"imports": 2, "deadlines": list(SAME[0]), "revision": 2}


def test_of_two_new_issues_at_once_one_is_told_to_compare_again(track):
    answers, found = race(track, "", *DIFFERENT)
    assert answers == [DONE, TOLD]
    assert found["deadlines"] in (list(DIFFERENT[0]), list(DIFFERENT[1]))
    assert (found["imports"], found["revision"]) == (2, 2)


@pytest.mark.parametrize("deadlines", [SAME, DIFFERENT])
def test_without_comparing_where_it_writes_the_same_race_ends_otherwise(track, deadlines):
    answers, found = race(track, "basis", *deadlines)
    assert answers != [DONE, TOLD] or found["revision"] != 2
