"""Which measure is which: a person's word comes before the likeness; what was withdrawn comes back."""

import pytest

from importers.proposal import Decisions, propose
from tasks.models import Measure, Participation
from tests.cast import moment
from tests.importers.published import find, load, reading, renumber

pytestmark = pytest.mark.django_db

OTHER = "开展垃圾分类宣传进社区系列活动。"


def key(what, text: str) -> str:
    return f"0.{find(what, text).seq}"


def rewritten():
    """The published plan with measure 11 rewritten beyond recognition."""
    what = reading()
    find(what, "15 万亩").text = OTHER
    return what


def without(text: str):
    what = reading()
    for task in what.plans[0].tasks():
        task.measures = [one for one in task.measures if text not in one.text]
    return renumber(what)


def counts(what, **decisions) -> dict[str, int]:
    found = propose(reading=what, decisions=Decisions(**decisions)).counts()
    return {kind: count for kind, count in found.items() if count and kind != "unchanged"}


def test_an_added_measure_is_said_to_be_a_removed_one_and_keeps_its_row(administrator):
    load(reading(), by=administrator)
    row = Measure.objects.get(ref="11")
    what = rewritten()
    assert counts(what) == {"added": 1, "removed": 1}
    same = {key(what, OTHER): row.pk}
    assert counts(what, same=same) == {"changed": 1}
    load(what, by=administrator, at=moment(6, 1), same=same)
    row.refresh_from_db()
    assert (row.text, row.withdrawn_at, Measure.objects.count()) == (OTHER, None, 20)
    assert propose(reading=what, decisions=Decisions()).same


def test_it_holds_where_the_rows_are_swapped_and_numbered_anew(administrator):
    load(reading(), by=administrator)
    row = Measure.objects.get(ref="11")
    what = rewritten()
    sections = what.plans[0].sections
    sections.reverse()
    for number, task in enumerate(renumber(what).plans[0].tasks(), 1):
        task.number = str(number)
    load(what, by=administrator, at=moment(6, 1), same={key(what, OTHER): row.pk})
    row.refresh_from_db()
    assert (row.text, row.seq) == (OTHER, find(what, OTHER).seq)


def test_two_are_said_not_to_be_the_same(administrator):
    load(reading(), by=administrator)
    row = Measure.objects.get(ref="11")
    what = reading()
    one = find(what, "15 万亩")
    one.text = one.text.replace("15 万亩", "18 万亩")
    assert counts(what) == {"changed": 1}
    apart = {key(what, "18 万亩"): [row.pk]}
    assert counts(what, apart=apart) == {"added": 1, "removed": 1}
    load(what, by=administrator, at=moment(6, 1), apart=apart)
    row.refresh_from_db()
    assert row.withdrawn_at == moment(6, 1)
    assert Measure.objects.get(text__contains="18 万亩").pk != row.pk


def test_the_same_words_too_can_be_said_not_to_be_the_same(administrator):
    load(reading(), by=administrator)
    row = Measure.objects.get(ref="11")
    what = reading()
    assert counts(what, apart={key(what, "15 万亩"): [row.pk]}) == {"added": 1, "removed": 1}


def test_what_is_said_of_rows_that_are_gone_changes_nothing(administrator):
    load(reading(), by=administrator)
    what = reading()
    assert counts(what, same={"0.3": 10**6, "9.1": 1}, apart={"0.4": [10**6]}) == {}


def test_one_stored_measure_is_paired_with_one_of_the_file_alone(administrator):
    load(reading(), by=administrator)
    row = Measure.objects.get(ref="11")
    found = propose(reading=reading(), decisions=Decisions(same={"0.1": row.pk, "0.2": row.pk}))
    (plan,) = found.plans
    paired = [pair for pair in plan.difference.pairs() if plan.stored.row(pair.before.measure).pk == row.pk]
    assert len(paired) == 1


def test_a_withdrawn_measure_that_returns_is_taken_up_again(administrator):
    load(reading(), by=administrator)
    row = Measure.objects.get(text__contains="15 万亩")
    load(without("15 万亩"), by=administrator, at=moment(3, 1))
    assert not row.participations.filter(until__isnull=True).exists()
    what = reading()
    assert counts(what) == {"returned": 1, **counts(what)}
    access = propose(reading=what, decisions=Decisions()).plans[0].access
    assert "市园林绿化局" in {str(one.unit) for one in access.units if one.gained and not one.lost}
    (outcome,) = load(what, by=administrator, at=moment(6, 1))
    assert (outcome.counts["returned"], outcome.counts["added"], Measure.objects.count()) == (1, 0, 20)
    row.refresh_from_db()
    assert (row.withdrawn_at, row.ref) == (None, "11")
    held = Participation.objects.filter(measure=row, until__isnull=True)
    assert set(held.values_list("since", flat=True)) == {moment(6, 1)}
    assert propose(reading=what, decisions=Decisions()).same


def test_one_that_returns_reworded_keeps_its_row_and_one_that_is_new_does_not(administrator):
    load(reading(), by=administrator)
    row = Measure.objects.get(text__contains="15 万亩")
    load(without("15 万亩"), by=administrator, at=moment(3, 1))
    what = reading()
    one = find(what, "15 万亩")
    one.text = one.text.replace("15 万亩", "18 万亩")
    assert counts(what)["returned"] == 1
    assert "returned" not in counts(what, apart={key(what, "18 万亩"): [row.pk]})
    assert "returned" not in counts(rewritten())
    assert counts(rewritten(), same={key(rewritten(), OTHER): row.pk})["returned"] == 1


def test_a_whole_task_that_was_left_out_and_returns_leaves_no_bare_heading(administrator):
    load(reading(), by=administrator)
    what = reading()
    what.plans[0].sections[1].tasks.pop(0)
    load(renumber(what), by=administrator, at=moment(3, 1))
    load(reading(), by=administrator, at=moment(6, 1))
    assert propose(reading=reading(), decisions=Decisions()).same
    assert Measure.objects.filter(withdrawn_at__isnull=True).count() == Measure.objects.count() == 20
