"""What a re-issued plan does to days that were put off, and to what units had acknowledged."""

import datetime

import pytest

from importers import preview
from importers.proposal import Decisions, propose
from importers.reading import wording
from tasks.models import Measure, Participation
from tasks.participation import acknowledge
from tests.cast import moment
from tests.importers.published import find, load, reading

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english_in_october")]

DUE, SPRING = datetime.date(2022, 12, 31), datetime.date(2023, 3, 31)


@pytest.fixture
def put_off(administrator) -> Measure:
    """Measure 11 of the published plan, put off to the spring."""
    load(reading(), by=administrator)
    measure = Measure.objects.get(ref="11")
    measure.due_on, measure.first_due_on = SPRING, DUE
    measure.save()
    return measure


def redated(words: str, day: datetime.date):
    what = reading()
    one = find(what, Measure.objects.get(ref="11").text)
    one.deadline_text, one.deadline_date = words, day
    return what


def days() -> tuple:
    return Measure.objects.values_list("deadline_text", "due_on", "first_due_on").get(ref="11")


def changes(what) -> list[preview.Change]:
    proposal = propose(reading=what, decisions=Decisions())
    return preview.details(preview.rows(proposal), Decisions(), many_plans=False)


def test_the_same_file_leaves_an_extension_as_it_is(put_off):
    assert propose(reading=reading(), decisions=Decisions()).same


def test_a_new_deadline_ends_the_extension_and_the_preview_says_so(put_off):
    what = redated("11月底前", datetime.date(2022, 11, 30))
    (change,) = changes(what)
    assert change.extension == SPRING
    assert "31 Dec 2022" in "".join(text for _differs, text in change.lines[0].before)
    load(what, at=moment(6, 1))
    assert days() == ("11月底前", datetime.date(2022, 11, 30), None)


def test_other_words_for_the_same_day_leave_the_extension(put_off):
    what = redated("12月31日前", DUE)
    (change,) = changes(what)
    assert change.extension is None
    load(what, at=moment(6, 1))
    assert days() == ("12月31日前", SPRING, DUE)


def acknowledged() -> set[tuple[str, str]]:
    """Measure and unit of the parts that hold and were acknowledged."""
    held = Participation.objects.filter(until__isnull=True, acknowledged_at__isnull=False)
    return set(held.values_list("measure__ref", "unit__name"))


def test_new_words_or_a_new_deadline_are_to_be_acknowledged_anew_by_all_its_units(administrator):
    load(reading(), by=administrator)
    parts = Participation.objects.exclude(role="possible")
    acknowledge(participations=parts, by=administrator, at=moment(2, 1))
    before = acknowledged()
    what = redated("11月底前", datetime.date(2022, 11, 30))
    one = find(what, "15 万亩")
    one.text = one.text.replace("15 万亩", "18 万亩")
    one.targets = wording.targets(one.text)
    load(what, by=administrator, at=moment(6, 1))

    reworded = Measure.objects.get(text__contains="18 万亩").ref
    assert before - acknowledged() == {pair for pair in before if pair[0] in ("11", reworded)}
    ended = Participation.objects.filter(until=moment(6, 1))
    assert set(ended.values_list("acknowledged_at", "acknowledged_by")) == {(moment(2, 1), administrator.pk)}
    begun = Participation.objects.filter(since=moment(6, 1), until__isnull=True)
    columns = ("measure", "unit", "role", "assignment", "owed_from", "covered_to", "status")
    assert set(begun.values_list(*columns)) == set(ended.values_list(*columns))


def test_a_unit_whose_role_changes_acknowledges_anew_and_the_others_do_not(administrator):
    load(reading(), by=administrator)
    parts = Participation.objects.exclude(role="possible")
    acknowledge(participations=parts, by=administrator, at=moment(2, 1))
    before = acknowledged()
    what = reading()
    one = find(what, Measure.objects.get(ref="2").text)
    one.responsible.remove("市园林绿化局")
    one.assisting.append("市园林绿化局")
    load(what, by=administrator, at=moment(6, 1))

    assert before - acknowledged() == {("2", "市园林绿化局")}
