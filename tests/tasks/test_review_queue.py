"""The list of what awaits review, and approving several reports at once."""

import csv
import io
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from departments.models import AuditEntry, Membership
from tasks.models import Participation, ProgressReport, ReportEvent, ReportingPeriod
from tasks.participation import recompute
from tests.cast import Cast, cite, make_measure, make_person, moment
from tests.tasks.moves import content, find, move
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
    assert (row["No."], row["Unit"], row["Changed"], row["Light and reason"]) == (
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


def more(cast: Cast, count: int) -> None:
    """As many measures more, each with two reports of the lead, the second awaiting review."""
    task = cast.measures["1.1"].task
    for seq in range(10, 10 + count):
        measure = make_measure(cast.plan, task, seq)
        cast.measures[measure.ref] = measure
        cite(measure, "lead", cast.units["lead"])
        recompute([measure.pk], at=moment(1, 4))
        move(cast, "submit", "lead", measure.ref, 9, at=moment(9, 20))
        move(cast, "submit", "lead", measure.ref, 10, at=moment(10, 20))


def test_it_takes_the_same_number_of_queries_for_few_and_many(cast):
    more(cast, 1)
    few = count_queries(cast)
    cast.measures.clear()
    cast.measures["1.1"] = cast.plan.measures.get(ref="1.1")
    task = cast.measures["1.1"].task
    for seq in range(30, 42):
        measure = make_measure(cast.plan, task, seq)
        cast.measures[measure.ref] = measure
        cite(measure, "lead", cast.units["lead"])
        recompute([measure.pk], at=moment(1, 4))
        move(cast, "submit", "lead", measure.ref, 10, at=moment(10, 20))
    assert ProgressReport.objects.filter(state="submitted").count() == 14
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


# Several at once


def approve(cast, *ticked, who="coordinator", key=None, **query):
    """Ticks these reports as they stand, or as (report, version), and presses the button."""
    boxes = [f"{one.pk}:{one.version}" if isinstance(one, ProgressReport) else one for one in ticked]
    data = {"key": key or uuid.uuid4(), "report": boxes}
    return client(cast, who).post(address(cast) + "?unit=", data, **query)


@pytest.fixture
def unchanged(cast):
    """Reports of October by three units that say the same as in September."""
    one, two = cast.measures["1.1"], cast.measures["1.2"]
    places = [("lead", "1.1", one), ("responsible", "1.1", one), ("haidian", "1.2", two)]
    for month, day in ((9, 20), (10, 20)):
        for unit, ref, measure in places:
            move(cast, "submit", unit, ref, month, at=moment(month, day), says=content(measure, text="Same."))
            if month == 9:
                move(cast, "approve", unit, ref, 9, at=moment(9, 21))
    return [find(cast, unit, ref, 10) for unit, ref, _measure in places]


def states(reports):
    return [ProgressReport.objects.get(pk=one.pk).state for one in reports]


def test_those_that_say_no_change_are_approved_together(cast, unchanged):
    answer = approve(cast, *unchanged)

    assert (answer.status_code, answer.url) == (302, address(cast) + "?unit=")
    assert states(unchanged) == ["approved"] * 3
    assert ReportEvent.objects.filter(move="approve", report__in=unchanged).count() == 3


def test_only_those_can_be_ticked(cast, unchanged):
    two = cast.measures["1.2"]
    move(cast, "submit", "dongcheng", "1.2", 10, at=moment(10, 21), says=content(two))
    page = look(cast).content.decode()
    new = find(cast, "dongcheng", "1.2", 10)

    assert [f'value="{one.pk}:{one.version}"' in page for one in (*unchanged, new)] == [True] * 3 + [False]
    assert "Reports that say “no change” can be ticked" in page


def test_what_says_something_new_is_not_approved_unread(cast, unchanged):
    move(cast, "submit", "dongcheng", "1.2", 10, at=moment(10, 21), says=content(cast.measures["1.2"]))
    new = find(cast, "dongcheng", "1.2", 10)

    page = approve(cast, unchanged[0], new)

    assert (page.status_code, states([unchanged[0], new])) == (409, ["approved", "submitted"])
    assert (
        "1 report approved. 1 report was left as it is: 1.2 东城区政府 It says something new: open it."
        in text(page)
    )


def test_what_somebody_else_decided_meanwhile_is_told_by_name_and_the_rest_is_done(cast, unchanged):
    cast.people["second"] = make_person("second", is_coordinator=True)
    move(cast, "return", "responsible", "1.1", 10, at=moment(10, 22), by="second")
    move(cast, "begin", "haidian", "1.2", 10, at=moment(10, 22), by="second")

    page = approve(cast, *unchanged)

    assert (page.status_code, states(unchanged)) == (409, ["approved", "returned", "submitted"])
    words = text(page)
    assert "1 report approved. 2 reports were left as they are:" in words
    assert "1.1 市水务局 Second returned this report on 22 Oct at 10:00." in words
    assert "1.2 海淀区政府 Second is reviewing it." in words


def test_what_was_taken_back_and_rewritten_is_told_without_its_new_text(cast, unchanged):
    move(cast, "take_back", "lead", "1.1", 10, at=moment(10, 22))
    says = content(cast.measures["1.1"], text="NEW-DRAFT")
    move(cast, "save", "lead", "1.1", 10, at=moment(10, 23), says=says)

    page = approve(cast, unchanged[0])

    assert (page.status_code, states(unchanged[:1])) == (409, ["draft"])
    assert "Lead took this report back on 22 Oct at 10:00." in text(page)
    assert "NEW-DRAFT" not in page.content.decode()


def test_a_double_click_approves_once_and_says_so_twice(cast, unchanged):
    key = uuid.uuid4()

    answers = [approve(cast, *unchanged, key=key) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert ReportEvent.objects.filter(move="approve", report__in=unchanged).count() == 3


@pytest.mark.usefixtures("both")
def test_ones_own_is_left_whatever_is_sent(cast, unchanged):
    page = approve(cast, *unchanged, who="both")

    assert (page.status_code, states(unchanged)) == (409, ["approved", "submitted", "approved"])
    assert "Nobody reviews their own report; another coordinator has to." in text(page)


def test_nothing_ticked_is_told(cast, unchanged):
    page = approve(cast)
    assert (page.status_code, states(unchanged)) == (422, ["submitted"] * 3)
    assert "Tick at least one report that says no change." in text(page)


@pytest.mark.parametrize("ticked", ["x", "1", "1:x", "1:2:3", "-1:1", "９:1x"])
def test_boxes_that_no_page_has_made_are_not_found(cast, ticked):
    assert approve(cast, ticked).status_code == 404


def test_a_request_without_its_key_is_not_taken(cast, unchanged):
    assert approve(cast, *unchanged, key="x").status_code == 404
    assert states(unchanged) == ["submitted"] * 3


def test_reports_of_another_plan_are_not_touched(cast, unchanged):
    other = type(cast.plan).objects.create(
        title="另一计划", annex="", year=2022, starts_on=cast.plan.starts_on, ends_on=cast.plan.ends_on
    )
    one = unchanged[0]
    data = {"key": uuid.uuid4(), "report": [f"{one.pk}:{one.version}"]}
    client(cast, "coordinator").post(f"/plans/{other.pk}/review/", data)
    assert states([one]) == ["submitted"]
