"""The list of reports that a person may read."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from departments.models import AuditEntry
from tasks.choices import Role
from tasks.models import ProgressReport, ReportEvent
from tasks.participation import recompute
from tests.cast import Cast, cite, make_measure, moment
from tests.tasks.moves import content, move
from tests.tasks.page import _today, client, plain, text  # noqa: F401


def look(cast: Cast, who: str = "coordinator", **query):
    return client(cast, who).get(f"/plans/{cast.plan.pk}/reports/", query)


def listed(page) -> list[tuple[str, str, int]]:
    rows = (row.record for row in page.context["table"].rows)
    return [(row.measure.ref, row.unit.code, row.period.number) for row in rows]


def exported(page) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(page.content.decode("utf-8-sig"))))


def october(cast: Cast) -> None:
    """October: lead approved, responsible awaiting, haidian returned, dongcheng a draft. September: lead."""
    move(cast, "submit", "lead", "1.1", 9, at=moment(10, 3))
    move(cast, "submit", "lead", "1.1", 10, at=moment(10, 20), says=content(cast.measures["1.1"], percent=61))
    move(cast, "approve", "lead", "1.1", 10, at=moment(10, 21))
    move(cast, "submit", "responsible", "1.1", 10, at=moment(10, 19))
    two = cast.measures["1.2"]
    move(cast, "submit", "haidian", "1.2", 10, at=moment(10, 18), says=content(two, percent=20))
    move(cast, "return", "haidian", "1.2", 10, at=moment(10, 22))
    edited = content(two, "behind", 73, text="EDITED-TEXT")
    move(cast, "save", "haidian", "1.2", 10, at=moment(10, 23), says=edited)
    move(cast, "save", "dongcheng", "1.2", 10, at=moment(10, 23), says=content(two, text="DRAFT-TEXT"))


EVERY = [("1.1", "lead", 10), ("1.1", "responsible", 10), ("1.2", "haidian", 10)]
READERS = {
    "coordinator": EVERY,
    "leadership": EVERY,
    "lead": EVERY[:2],
    "assisting": EVERY[:2],
    "haidian": EVERY[2:],
    "dongcheng": [],
    "outsider": [],
}


@pytest.mark.parametrize("who", READERS)
def test_each_person_finds_the_submitted_reports_they_may_read(cast, who):
    october(cast)

    assert listed(look(cast, who)) == READERS[who]


@pytest.mark.parametrize("who", ["nobody", "administrator"])
def test_there_is_no_list_for_who_reads_no_reports(cast, who):
    assert look(cast, who).status_code == 404


@pytest.mark.parametrize("who", ["coordinator", "leadership"])
def test_a_returned_report_shows_what_was_submitted_and_never_the_working_copy(cast, who):
    october(cast)
    assert ProgressReport.objects.get(unit=cast.units["haidian"]).percent == 73

    page = look(cast, who, q="1.2")
    (row,) = exported(look(cast, who, q="1.2", export="csv"))
    assert (row["Status"], row["Progress made"], row["Review"]) == ("On track", "20", "Returned")
    assert "20%" in text(page)
    shown = plain(page.content.decode().split("<tbody>")[1])
    assert [secret for secret in ("73%", "Behind", "EDITED-TEXT", "DRAFT-TEXT") if secret in shown] == []
    assert listed(look(cast, who, status="behind")) == []
    assert listed(look(cast, who, status="on_track", q="1.2")) == EVERY[2:]


def test_a_report_taken_back_is_shown_as_just_that(cast):
    move(cast, "submit", "lead", "1.1", 10, at=moment(10, 20), says=content(cast.measures["1.1"], percent=61))
    move(cast, "take_back", "lead", "1.1", 10, at=moment(10, 21))
    edited = content(cast.measures["1.1"], percent=88)
    move(cast, "save", "lead", "1.1", 10, at=moment(10, 22), says=edited)

    page = look(cast)
    assert "Taken back" in text(page)
    assert "61%" in text(page)
    assert "88%" not in text(page)


def test_the_period_that_runs_comes_first_and_others_on_asking(cast):
    october(cast)

    assert listed(look(cast)) == EVERY
    assert listed(look(cast, period="9")) == [("1.1", "lead", 9)]
    assert listed(look(cast, period="all")) == [*EVERY, ("1.1", "lead", 9)]


def test_it_is_narrowed_by_state_unit_section_and_text(cast):
    october(cast)
    section = cast.measures["1.1"].task.section

    assert listed(look(cast, state="submitted")) == EVERY[1:2]
    assert listed(look(cast, unit="haidian")) == EVERY[2:]
    assert listed(look(cast, section=section.pk)) == EVERY
    assert listed(look(cast, q="新增造林")) == EVERY[2:]
    assert listed(look(cast, q="水务")) == EVERY[:2]


@pytest.mark.parametrize("query", [{"unit": "x"}, {"period": "99"}, {"state": "x"}, {"section": "-1"}])
def test_a_filter_that_cant_be_right_is_named(cast, query):
    october(cast)
    page = look(cast, **query)

    assert page.status_code == 200
    assert 'class="msg bad"' in page.content.decode()


def test_the_oldest_comes_first_where_it_is_sorted_by_its_day(cast):
    october(cast)

    assert listed(look(cast, sort="sent")) == [EVERY[2], EVERY[1], EVERY[0]]
    assert listed(look(cast, sort="-sent")) == EVERY


def test_a_late_report_is_marked(cast):
    october(cast)

    (september,) = exported(look(cast, period="9", export="csv"))
    assert (september["Late"], september["Submitted on"]) == ("Late", "2022-10-03")
    assert "3 Oct Late" in text(look(cast, period="9"))
    assert [row["Late"] for row in exported(look(cast, export="csv"))] == ["", "", ""]


def test_a_coordinator_is_led_to_the_review_and_others_to_reading(cast):
    october(cast)
    way = f"/measures/{cast.measures['1.1'].pk}/?unit=responsible&amp;period=10"

    assert f'href="{way}">Review' in look(cast).content.decode()
    assert f'href="{way}">View' in look(cast, "leadership").content.decode()


def test_an_export_holds_what_is_filtered_and_is_remembered(cast):
    october(cast)
    exported(look(cast, state="approved", export="csv"))
    look(cast, export="xlsx")

    assert [entry.detail for entry in AuditEntry.objects.filter(what="export").order_by("pk")] == [
        {"rows": 1}, {"rows": 3},
    ]  # fmt: skip


def test_it_takes_as_many_queries_for_many_reports(cast):
    october(cast)

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert look(cast, period="all").status_code == 200
        return len(queries)

    few = count()
    measures = [make_measure(cast.plan, cast.measures["1.1"].task, n) for n in range(10, 40)]
    for measure in measures:
        cite(measure, Role.LEAD, cast.units["lead"])
    recompute([measure.pk for measure in measures], at=moment(2, 1))
    for measure in measures:
        cast.measures[measure.ref] = measure
        move(cast, "submit", "lead", measure.ref, 10, at=moment(10, 20))
    assert ReportEvent.objects.count() > 30
    assert count() == few
