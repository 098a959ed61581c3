"""What an import changes in a plan that is there already, and that nothing changes the second time."""

from dataclasses import replace

import pytest
from django.utils import translation

from departments.models import Unit, UnitAlias
from importers import preview, undo, writer
from importers.proposal import Decisions, propose
from importers.reading import wording
from tasks.models import Assignment, KeyTask, Measure, Participation, Plan, ProgressReport, Section, Target
from tasks.participation import acknowledge, designate
from tests.cast import moment
from tests.importers.published import FIXTURES, everything, find, load, reading, renumber
from tests.importers.reissues import NEW_NAME, OLD_NAME, reissue
from tests.importers.standing import standing
from tests.importers.test_undo import imported

pytestmark = pytest.mark.django_db


def test_loading_the_same_file_again_changes_nothing(administrator):
    load(reading(), by=administrator)
    before = everything()
    for name in ("annex5-2022.xlsx", "annex5-2022.txt"):
        proposal = propose(reading=reading(FIXTURES / name), decisions=Decisions())
        assert proposal.same
        assert not proposal.ready
        with pytest.raises(writer.NotReady):
            load(reading(FIXTURES / name), by=administrator, at=moment(2, 1))
    assert everything() == before


def test_a_new_issue_keeps_rows_and_reports(administrator):
    load(reading(), by=administrator)
    unit = Unit.objects.get(name="市园林绿化局")
    measure = Measure.objects.get(ref="11")
    report = ProgressReport.objects.create(
        measure=measure, unit=unit, period=measure.plan.periods.get(number=1), submitted_on="2022-01-20"
    )
    refs = dict(Measure.objects.values_list("pk", "ref"))
    target = Target.objects.get(quote="15 万亩")

    what = reading()
    one = find(what, "15 万亩")
    one.text = one.text.replace("15 万亩", "18 万亩")
    one.targets = wording.targets(one.text)
    dropped = find(what, "生态保护红线")
    for task in what.plans[0].tasks():
        if dropped in task.measures:
            task.measures.remove(dropped)
    (outcome,) = load(renumber(what), by=administrator, at=moment(6, 1))

    assert outcome.counts == {
        "added": 0,
        "returned": 0,
        "changed": 1,
        "moved": 1,
        "removed": 1,
        "unchanged": 17,
    }
    measure.refresh_from_db()
    target.refresh_from_db()
    report.refresh_from_db()
    assert "18 万亩" in measure.text
    assert (target.quote, int(target.low)) == ("18 万亩", 18)
    assert report.measure_id == measure.pk
    gone = Measure.objects.get(withdrawn_at__isnull=False)
    assert (refs[gone.pk], gone.withdrawn_at) == ("10.2", moment(6, 1))
    assert not gone.participations.filter(until__isnull=True).exists()
    assert Measure.objects.count() == 20
    assert Plan.objects.get().revision == 2
    assert propose(reading=renumber(what), decisions=Decisions()).same


def test_places_can_be_swapped(units):
    load(reading())
    rows = dict(Measure.objects.values_list("ref", "pk"))
    what = reading()
    task = next(one for one in what.plans[0].tasks() if one.number == "4")
    task.measures.reverse()
    load(renumber(what), at=moment(6, 1))
    assert dict(Measure.objects.filter(task__number="4").values_list("ref", "pk")) == {
        "4.1": rows["4.3"], "4.2": rows["4.2"], "4.3": rows["4.1"],
    }  # fmt: skip


def test_a_change_of_units_gives_and_takes_and_keeps_designations(administrator):
    load(reading(), by=administrator)
    kept = Assignment.objects.get(measure__ref="12", group__is_open=True)
    haidian = Unit.objects.get(name="海淀区政府")
    designate(assignment=kept, units=[haidian.pk], by=administrator, at=moment(2, 1))
    what = reading()
    one = find(what, "指导 1—2 个区")
    one.lead = ["市水务局"]
    proposal = propose(reading=what, decisions=Decisions())
    access = {str(unit.unit): (dict(unit.gained), dict(unit.lost)) for unit in proposal.plans[0].access.units}
    assert access == {"市水务局": ({"lead": 1}, {}), "市生态环境局": ({}, {"lead": 1})}
    load(what, by=administrator, at=moment(6, 1))
    held = Participation.objects.filter(measure__ref="12", until__isnull=True)
    assert sorted(held.values_list("unit__name", "role")) == [
        ("市水务局", "lead"),
        ("海淀区政府", "responsible"),
    ]
    kept.refresh_from_db()
    assert kept.resolved_at == moment(2, 1)


def test_a_plan_that_changed_since_the_comparison_is_not_written_over(units):
    load(reading())
    what = reading()
    find(what, "15 万亩").deadline_text = "11月底前"
    decisions = Decisions()
    proposal = propose(reading=what, decisions=decisions)
    Plan.objects.update(revision=7)
    before = everything()
    with pytest.raises(writer.Stale):
        writer.apply(proposal=proposal, decisions=decisions, by=None, at=moment(6, 1), file="x")
    assert everything() == before


def test_the_same_new_plan_is_not_made_twice(units):
    decisions = Decisions()
    proposals = [propose(reading=reading(), decisions=decisions) for _ in range(2)]
    writer.apply(proposal=proposals[0], decisions=decisions, by=None, at=moment(1, 17), file="x")
    with pytest.raises(writer.Stale):
        writer.apply(proposal=proposals[1], decisions=decisions, by=None, at=moment(1, 17), file="x")
    assert Plan.objects.count() == 1


def test_a_name_that_somebody_decided_meanwhile_is_looked_at_again(units):
    what = reading()
    find(what, "15 万亩").lead = ["市园林草局"]
    unit, other = Unit.objects.get(name="市园林绿化局"), Unit.objects.get(name="市水务局")
    decisions = Decisions(names={"市园林草局": f"unit-{unit.pk}"})
    proposal = propose(reading=what, decisions=decisions)
    UnitAlias.objects.create(name="市园林草局", unit=other)
    with pytest.raises(writer.Stale):
        writer.apply(proposal=proposal, decisions=decisions, by=None, at=moment(1, 17), file="x")
    assert UnitAlias.objects.get(name="市园林草局").unit == other
    assert not Plan.objects.exists()


def test_a_new_issue_with_another_title_is_compared_where_somebody_says_so(units):
    load(reading())
    what = reading()
    what.plans[0].title = "生态保护 2022 年行动计划(调整稿)"
    plan = Plan.objects.get()
    assert propose(reading=what, decisions=Decisions()).counts()["added"] == 20
    proposal = propose(reading=what, decisions=Decisions(plan=plan.pk))
    assert proposal.counts()["unchanged"] == 20
    assert not proposal.same
    load(what, plan=plan.pk)
    plan.refresh_from_db()
    assert plan.title == "生态保护 2022 年行动计划(调整稿)"
    Plan.objects.update(year=2021)
    assert propose(reading=what, decisions=Decisions(plan=plan.pk)).plans[0].stored is None


def test_headings_come_and_go_with_the_issue(units):
    load(reading())
    what = reading()
    section = what.plans[0].sections[3]
    section.title = "深化评价"
    what.plans[0].sections[0].tasks[0].title = "年度目标"
    what.plans[0].sections[2].tasks.append(what.plans[0].sections[4].tasks.pop(0))
    load(renumber(what), at=moment(6, 1))
    assert Section.objects.get(number="四").title == "深化评价"
    assert KeyTask.objects.get(number="1").title == "年度目标"
    assert KeyTask.objects.get(number="11").section.number == "三"
    assert propose(reading=what, decisions=Decisions()).same


def test_a_unit_under_another_name_is_said_once_and_changes_no_measure(administrator):
    load(reading(), by=administrator)
    acknowledge(participations=Participation.objects.all(), by=administrator, at=moment(2, 1))
    unit = Unit.objects.get(name=OLD_NAME)
    measures = Measure.objects.filter(assignments__unit=unit).distinct().count()
    parts = set(Participation.objects.values_list("pk", "unit", "acknowledged_at", "until"))

    what = reissue("renamed")
    one = find(what, "15 万亩")
    one.responsible = ["市水务局", *one.responsible]
    decisions = Decisions(names={NEW_NAME: f"unit-{unit.pk}"})
    proposal = propose(reading=what, decisions=decisions)
    (plan,) = proposal.plans
    assert [vars(renamed) for renamed in plan.difference.renamed] == [
        {"before": OLD_NAME, "after": NEW_NAME, "measures": measures}
    ]
    assert (proposal.counts()["changed"], proposal.counts()["unchanged"]) == (1, 19)
    assert [(str(found.unit), dict(found.gained), dict(found.lost)) for found in plan.access.units] == [
        ("市水务局", {"responsible": 1}, {})
    ]
    with translation.override("en"):
        said = preview.summary(proposal)
    assert said == (
        f"The plan would change: “{OLD_NAME}” is now called “{NEW_NAME}” ({measures} measures), "
        "1 measure changed."
    )
    (outcome,) = load(what, by=administrator, at=moment(6, 1), names=decisions.names)
    assert (len(outcome.renamed), outcome.counts["unchanged"]) == (1, 19)
    printed = Assignment.objects.filter(unit=unit).values_list("printed", flat=True)
    assert set(printed) == {NEW_NAME}
    assert set(Participation.objects.values_list("pk", "unit", "acknowledged_at", "until")) > parts
    assert Participation.objects.count() == len(parts) + 1
    assert propose(reading=what, decisions=Decisions()).same


def typed_otherwise(what):
    for one in what.plans[0].measures():
        one.text = one.text.replace(",", "，").replace(" ", "")
        one.targets = wording.targets(one.text)
        one.lead = [name.replace("(", "（") for name in one.lead]
        one.assisting = [name.replace("(", "（").replace(")", "）") for name in one.assisting]
    return what


def test_other_blanks_and_widths_are_told_once_and_ask_nobody_anything(administrator):
    load(reading(), by=administrator)
    acknowledge(participations=Participation.objects.all(), by=administrator, at=moment(2, 1))
    targets = set(Target.objects.values_list("pk", "low", "high"))
    before = standing()
    what = typed_otherwise(reading())
    what.plans[0].title = "生态保护2022年行动计划"
    proposal = propose(reading=what, decisions=Decisions())
    assert (proposal.counts()["unchanged"], proposal.same) == (20, False)
    row = imported(what, administrator, moment(6, 1))
    assert row.outcome["plans"][0]["retyped"] == 18
    assert not Participation.objects.filter(acknowledged_at__isnull=True).exists()
    assert set(Target.objects.values_list("pk", "low", "high")) == targets
    assert set(Target.objects.values_list("quote", flat=True)) == {"200公顷", "15万亩", "1—2个区"}
    assert Plan.objects.get().title == "生态保护2022年行动计划"
    assert {"各区政府（含北京经济技术开发区管委会）"} == set(
        Assignment.objects.filter(role="assisting", printed__contains="含").values_list("printed", flat=True)
    )
    assert propose(reading=what, decisions=Decisions()).same

    part = Participation.objects.filter(measure__ref="11")
    acknowledge(participations=part, by=administrator, at=moment(6, 2))
    undo.undo(row=row, by=administrator, at=moment(6, 3))
    assert standing() == before


def test_nearly_equal_measures_that_swap_and_are_both_edited_are_told_apart(units):
    what = reading()
    task = next(one for one in what.plans[0].tasks() if one.number == "4")
    second = replace(task.measures[0], text=task.measures[0].text + "(城区)")
    task.measures[0].text += "(郊区)"
    task.measures.insert(1, second)
    load(renumber(what))
    rows = {row.text[-4:]: row.pk for row in Measure.objects.filter(text__endswith="区)")}
    first, second, *rest = task.measures
    task.measures = [
        replace(second, text=second.text + "并于每季度末通报。"),
        replace(first, text=first.text + "并形成总结。"),
        *rest,
    ]
    load(renumber(what), at=moment(6, 1))
    assert "(城区)" in Measure.objects.get(pk=rows["(城区)"]).text
    assert "(郊区)" in Measure.objects.get(pk=rows["(郊区)"]).text


def test_what_stands_where_it_stood_has_not_moved(units):
    load(reading())
    what = reading()
    task = next(one for one in what.plans[0].tasks() if one.number == "4")
    task.measures.reverse()
    (plan,) = propose(reading=renumber(what), decisions=Decisions()).plans
    assert [(one.before.ref, one.after.ref) for one in plan.difference.moved] == [
        ("4.3", "4.1"),
        ("4.1", "4.3"),
    ]
