"""The list of what awaits review, and approving several reports at once."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from departments.models import AuditEntry, Membership
from tasks.models import Participation, ReportingPeriod
from tasks.participation import recompute
from tests.cast import Cast, cite, make_measure, make_person, moment
from tests.tasks.moves import content, move
from tests.tasks.page import _today, client, text  # noqa: F401


def address(cast: Cast) -> str:
    return f"/plans/{cast.plan.pk}/review/"


def look(cast: Cast, who: str = "coordinator", **query):
    return client(cast, who).get(address(cast), query)


def rows(page):
    return [row.record for row in page.context["table"].paginated_rows]


@pytest.fixture
def october(cast):
    """Four wait: haidian since 18 Oct, responsible 19 Oct (as in September), lead 20 Oct, dongcheng late."""
    one, two = cast.measures["1.1"], cast.measures["1.2"]
    move(cast, "submit", "responsible", "1.1", 9, at=moment(9, 20), says=content(one, text="Same."))
    move(cast, "approve", "responsible", "1.1", 9, at=moment(9, 21))
    move(cast, "submit", "lead", "1.1", 9, at=moment(9, 20), says=content(one, percent=40))
    move(cast, "approve", "lead", "1.1", 9, at=moment(9, 21))
    move(cast, "submit", "haidian", "1.2", 10, at=moment(10, 18), says=content(two, "behind", 20))
    move(cast, "submit", "responsible", "1.1", 10, at=moment(10, 19), says=content(one, text="Same."))
    move(cast, "submit", "lead", "1.1", 10, at=moment(10, 20), says=content(one, percent=90, text="New."))
    move(cast, "submit", "dongcheng", "1.2", 9, at=moment(10, 21), says=content(two, percent=70))
    move(cast, "save", "dongcheng", "1.2", 10, at=moment(10, 21), says=content(two, text="DRAFT-TEXT"))


HAIDIAN, RESPONSIBLE, LEAD = ("1.2", "haidian", 10), ("1.1", "responsible", 10), ("1.1", "lead", 10)
DONGCHENG = ("1.2", "dongcheng", 9)
ALL = [HAIDIAN, RESPONSIBLE, LEAD, DONGCHENG]


def listing(page):
    return [(one.measure.ref, one.unit.code, one.period.number) for one in rows(page)]


@pytest.mark.usefixtures("october")
def test_it_lists_all_that_awaits_review_the_oldest_first(cast):
    page = look(cast)

    assert listing(page) == ALL
    words = text(page)
    assert "4 reports await review, the oldest since 18 Oct." in words
    assert "DRAFT-TEXT" not in page.content.decode()


@pytest.mark.usefixtures("october")
def test_a_row_tells_what_one_decides_by(cast):
    by_unit = {one.unit.code: one for one in rows(look(cast))}

    assert [by_unit[unit].change for unit in ("haidian", "responsible", "lead")] == [
        "First report",
        "No change",
        "2 fields",
    ]
    assert {unit: one.light for unit, one in by_unit.items()} == {
        "haidian": "red", "responsible": "red", "lead": "green", "dongcheng": "yellow",
    }  # fmt: skip
    assert (by_unit["lead"].done, by_unit["lead"].expected) == (90, 82)
    assert [unit for unit, one in by_unit.items() if one.late] == ["dongcheng"]


def test_an_empty_queue_is_good_news(cast):
    words = text(look(cast))
    assert "Everything that was submitted has been reviewed." in words
    assert "Nothing awaits review: all is done." in words


@pytest.mark.usefixtures("october")
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"unit": "lead"}, [LEAD]),
        ({"light": "red"}, [HAIDIAN, RESPONSIBLE]),
        ({"light": "yellow"}, [DONGCHENG]),
        ({"period": "9"}, [DONGCHENG]),
        ({"period": "all"}, ALL),
        ({"change": "none"}, [RESPONSIBLE]),
        ({"change": "some"}, [HAIDIAN, LEAD, DONGCHENG]),
        ({"q": "1.2"}, [HAIDIAN, DONGCHENG]),
        ({"q": "水务"}, [RESPONSIBLE, LEAD]),
        ({"reviewer": "me"}, [LEAD]),
        ({"reviewer": "others"}, [HAIDIAN]),
        ({"reviewer": "nobody"}, [RESPONSIBLE, DONGCHENG]),
        ({"unit": "haidian", "light": "green"}, []),
        ({"sort": "-sent"}, ALL[::-1]),
        ({"sort": "number"}, [LEAD, RESPONSIBLE, HAIDIAN, DONGCHENG]),
        ({"sort": "light"}, [RESPONSIBLE, HAIDIAN, DONGCHENG, LEAD]),
    ],
)
def test_it_is_narrowed_and_sorted(cast, query, expected):
    cast.people["second"] = make_person("second", is_coordinator=True)
    move(cast, "begin", "lead", "1.1", 10, at=moment(10, 22))
    move(cast, "begin", "haidian", "1.2", 10, at=moment(10, 22), by="second")

    assert listing(look(cast, **query)) == expected


@pytest.mark.usefixtures("october")
def test_a_filter_that_leaves_nothing_says_so_and_the_way_back(cast):
    words = text(look(cast, unit="haidian", light="green"))
    assert "No report that awaits review fits these filters." in words
    assert "4 reports await review" in words


@pytest.mark.usefixtures("october")
def test_sections_narrow_it_too(cast):
    section = cast.plan.sections.get()
    assert listing(look(cast, section=section.pk)) == ALL


@pytest.mark.parametrize("who", ["lead", "leadership", "administrator", "nobody"])
def test_it_is_there_for_coordinators_alone(cast, who):
    assert look(cast, who).status_code == 404
    assert client(cast, who).post(address(cast)).status_code == 404


@pytest.mark.usefixtures("october")
def test_a_withdrawn_measure_waits_for_nobody(cast):
    measure = cast.measures["1.2"]
    measure.withdrawn_at = moment(10, 25)
    measure.save()
    assert listing(look(cast)) == [RESPONSIBLE, LEAD]


@pytest.mark.usefixtures("october")
def test_it_is_exported_as_filtered_and_noted(cast):
    page = look(cast, unit="lead", export="csv")

    (row,) = csv.DictReader(io.StringIO(page.content.decode("utf-8-sig")))
    assert (row["No."], row["Unit"], row["Changes"], row["Light and reason"]) == (
        "1.1", "市园林绿化局", "2 fields", "Green",
    )  # fmt: skip
    assert AuditEntry.objects.get(what="export").detail["rows"] == 1


def count_queries(cast, **query) -> int:
    one = client(cast, "coordinator")
    one.get(address(cast), query)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        one.get(address(cast), query)
    return len(queries)


def more(cast: Cast, *seqs: int) -> None:
    """As many measures more, each with two reports of the lead, the first approved."""
    for seq in seqs:
        measure = make_measure(cast.plan, cast.measures["1.1"].task, seq)
        cast.measures[measure.ref] = measure
        cite(measure, "lead", cast.units["lead"])
        recompute([measure.pk], at=moment(1, 4))
        move(cast, "submit", "lead", measure.ref, 9, at=moment(9, 20))
        move(cast, "approve", "lead", measure.ref, 9, at=moment(9, 21))
        move(cast, "submit", "lead", measure.ref, 10, at=moment(10, 20))


def test_it_takes_the_same_number_of_queries_for_few_and_many(cast):
    more(cast, 10)
    few = count_queries(cast)
    more(cast, *range(11, 21))
    assert count_queries(cast) == few


# Nobody reviews their own


@pytest.fixture
def both(cast):
    """A coordinator of the responsible unit."""
    cast.people["both"] = make_person("both", cast.units["responsible"], is_coordinator=True)
    return cast.people["both"]


@pytest.mark.usefixtures("october", "both")
def test_ones_own_report_stands_there_without_a_button_and_says_why(cast):
    page = look(cast, "both")

    (own,) = [one for one in rows(page) if one.closed_to]
    assert own.unit.code == "responsible"
    assert "Nobody reviews their own report; another coordinator has to." in text(page)
    assert f"/reports/{own.pk}/begin/" not in page.content.decode()
    assert f'value="{own.pk}:{own.version}"' not in page.content.decode()


@pytest.mark.usefixtures("october")
def test_what_one_wrote_oneself_in_another_time_is_ones_own(cast, both):
    move(cast, "take_back", "responsible", "1.1", 10, at=moment(10, 22))
    one = cast.measures["1.1"]
    move(
        cast, "submit", "responsible", "1.1", 10, at=moment(10, 22), by=both, says=content(one, text="Same.")
    )
    Membership.objects.filter(user=both).delete()

    assert [one.unit.code for one in rows(look(cast, "both")) if one.own] == ["responsible"]


@pytest.mark.usefixtures("october")
def test_a_closed_period_and_a_part_that_ended_are_told(cast):
    ReportingPeriod.objects.filter(number=9).update(closed_at=moment(10, 22))
    Participation.objects.filter(unit=cast.units["lead"], measure=cast.measures["1.1"]).update(
        until=moment(10, 22)
    )
    told = {one.unit.code: one.closed_to for one in rows(look(cast)) if one.closed_to}
    assert told == {
        "dongcheng": "September is closed; a coordinator can reopen it.",
        "lead": "The unit takes no part in this measure any more.",
    }
