"""The whole of a plan, today and on any earlier day."""

import io

import pytest
from django.db import connection
from django.db.models import Avg
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from departments.models import AuditEntry
from tasks import facts
from tasks.choices import Light, Role
from tasks.dashboards import overview as dashboard
from tasks.dashboards.course import known_means, month_ends
from tasks.models import Measure, Participation
from tasks.participation import acknowledge, designate, recompute
from tests.cast import Cast, cite, make_measure, make_unit, moment
from tests.tasks.moves import content, done, move
from tests.tasks.page import _today, client, text  # noqa: F401

READS = ("coordinator", "leadership")


def look(cast: Cast, who: str = "coordinator", **query):
    return client(cast, who).get(f"/plans/{cast.plan.pk}/overview/", query)


def unit_rows(page):
    return {row.unit.code: row for row in page.context["units"]}


def a_year(cast: Cast) -> None:
    """Reports of all states, some late, some taken back, one measure done, districts designated in July."""
    one, two = cast.measures["1.1"], cast.measures["1.2"]
    for month in (1, 2, 3, 4, 5):
        says = content(one, percent=month * 8)
        move(cast, "submit", "lead", "1.1", month, at=moment(month, 20), says=says)
        move(cast, "approve", "lead", "1.1", month, at=moment(month, 25))
    move(cast, "submit", "lead", "1.2", 3, at=moment(3, 25), says=content(two, percent=20))
    move(cast, "submit", "haidian", "1.2", 3, at=moment(3, 25), says=content(two, "at_risk", 5))
    move(cast, "return", "haidian", "1.2", 3, at=moment(4, 2))
    move(cast, "submit", "haidian", "1.2", 3, at=moment(5, 2), says=content(two, "at_risk", 6))
    move(cast, "submit", "responsible", "1.1", 6, at=moment(6, 29))
    move(cast, "take_back", "responsible", "1.1", 6, at=moment(7, 2))
    acknowledge(
        participations=Participation.objects.filter(unit=cast.units["lead"]),
        by=cast.people["lead"], at=moment(7, 4),
    )  # fmt: skip
    move(cast, "submit", "lead", "1.1", 6, at=moment(8, 9), says=done(one))
    move(cast, "approve", "lead", "1.1", 6, at=moment(8, 10))
    designate(
        assignment=cast.measures["1.3"].assignments.get(group__is_open=True),
        units=[cast.units["haidian"].pk], by=cast.people["coordinator"], at=moment(7, 10),
    )  # fmt: skip
    move(cast, "save", "dongcheng", "1.2", 10, at=moment(10, 20), says=content(two, text="DRAFT-TEXT"))


@pytest.mark.parametrize("who", ["coordinator", "leadership", "lead", "outsider", "administrator", "nobody"])
def test_it_is_there_for_coordinators_and_leadership_alone(cast, who):
    assert look(cast, who).status_code == (200 if who in READS else 404)


@pytest.mark.parametrize("who", READS)
def test_drafts_are_counted_and_never_shown(cast, who):
    a_year(cast)
    page = look(cast, who)

    assert page.context["round"].draft == 1
    assert "DRAFT-TEXT" not in page.content.decode()


def test_the_figures_say_what_they_are_made_of_and_what_they_leave_out(cast):
    a_year(cast)
    page = look(cast)

    figures, left_out = page.context["figures"], page.context["left_out"]
    assert figures.lights == {"closed": 1, "red": 2}
    assert figures.percent == 60  # of 1.1 (100) and 1.2 (20); 1.3 has none
    assert left_out == dashboard.LeftOut(
        undecided=0, gone=0, unseen=2, missing=4, overdue=30, without_percent=1,
    )  # fmt: skip
    assert "60% mean progress, 82% expected" in text(page)
    assert "1 measure without a percent" in text(page)
    assert page.content.count(b"<h1") == 1


@pytest.mark.parametrize("who", READS)
def test_what_waits_stands_with_its_oldest_its_units_and_the_way_there(cast, who):
    move(cast, "submit", "responsible", "1.1", 9, at=moment(9, 28))
    move(cast, "submit", "lead", "1.1", 9, at=moment(9, 20))
    move(cast, "submit", "haidian", "1.2", 9, at=moment(9, 21))
    move(cast, "return", "haidian", "1.2", 9, at=moment(9, 22))
    page = look(cast, who)

    queue = page.context["queue"]
    assert (queue.awaiting, queue.undecided, queue.undecided_refs) == (2, 1, ["1.3"])
    assert queue.returned == [("海淀区政府", 1)]
    assert [row.unit.code for row in queue.unseen] == [
        "lead", "responsible", "assisting", "haidian", "dongcheng",
    ]  # fmt: skip
    assert "Oldest: 市园林绿化局 on measure 1.1, submitted on 20 Sep" in text(page)
    assert (f"/plans/{cast.plan.pk}/designations/" in page.content.decode()) == (who == "coordinator")


def test_a_count_leads_to_a_list_of_just_as_many(cast):
    a_year(cast)
    page = look(cast)

    for light, count in page.context["figures"].by_light:
        plan = client(cast, "coordinator").get(f"/plans/{cast.plan.pk}/", {"light": light})
        assert sum(len(block.rows) for band in plan.context["table"].bands for block in band.blocks) == count
    for code, row in unit_rows(page).items():
        for light, count in row.by_light:
            address = f"/plans/{cast.plan.pk}/units/{code}/"
            listed = client(cast, "coordinator").get(address, {"role": "certain", "light": light})
            assert len(listed.context["table"].rows) == count
            assert dict(listed.context["lights"])[light] == count
    for state in ("approved", "submitted", "returned"):
        listed = client(cast, "coordinator").get(f"/plans/{cast.plan.pk}/reports/", {"state": state})
        assert len(listed.context["table"].rows) == getattr(page.context["round"], state)


def test_a_part_that_is_only_possible_has_no_light(cast):
    row = unit_rows(look(cast))["haidian"]

    assert row.roles == {Role.RESPONSIBLE: 1, Role.POSSIBLE: 1}
    assert sum(count for _light, count in row.by_light) == 1


DAYS = [(1, 3), (1, 4), (3, 25), (4, 2), (4, 30), (6, 30), (7, 2), (7, 10), (8, 9), (8, 10), (10, 25)]


@pytest.mark.parametrize(("month", "day"), DAYS)
def test_an_earlier_day_looks_as_it_did_on_that_day(cast, settings, month, day):
    a_year(cast)
    gone = make_measure(cast.plan, cast.measures["1.1"].task, 4)
    cite(gone, Role.LEAD, cast.units["outsider"])
    recompute([gone.pk], at=moment(2, 1))
    Measure.objects.filter(pk=gone.pk).update(withdrawn_at=moment(6, 1))
    recompute([gone.pk], at=moment(6, 1))
    settings.TODAY = "2022-12-01"
    later = look(cast, on=f"2022-{month:02}-{day:02}")

    figures = later.context["figures"]
    expected = {"1.1", "1.2", "1.3"} if (month, day) >= (1, 4) else set()
    if (2, 1) <= (month, day) < (6, 1):
        expected.add(gone.ref)
    assert {one["ref"] for line in later.context["lines"] for one in line.measures} == expected
    known = facts.as_known(Measure.objects.filter(ref__in=expected), later.context["seen_on"]).aggregate(
        mean=Avg("_percent")
    )["mean"]
    assert figures.percent == (None if known is None else int(known + 0.5))
    assert later.context["queue"] is None
    assert later.context["course"].now.percent == figures.percent


def test_what_came_later_doesnt_change_an_earlier_day(cast, settings):
    move(cast, "submit", "lead", "1.1", 6, at=moment(6, 20), says=content(cast.measures["1.1"], percent=30))
    move(cast, "submit", "responsible", "1.1", 6, at=moment(6, 21))
    settings.TODAY = "2022-06-30"
    then = look(cast)
    move(cast, "return", "responsible", "1.1", 6, at=moment(7, 1))
    move(cast, "submit", "lead", "1.2", 6, at=moment(8, 1))
    move(cast, "approve", "lead", "1.1", 6, at=moment(8, 1))
    move(cast, "submit", "lead", "1.1", 7, at=moment(8, 1), says=done(cast.measures["1.1"]))
    move(cast, "approve", "lead", "1.1", 7, at=moment(8, 2))
    acknowledge(
        participations=Participation.objects.all(), by=cast.people["lead"], at=moment(8, 3)
    )  # fmt: skip
    settings.TODAY = "2022-10-26"
    later = look(cast, on="2022-06-30")

    for name in ("figures", "units", "lines", "round", "course", "left_out", "expected"):
        assert later.context[name] == then.context[name], name
    assert look(cast).context["figures"] != then.context["figures"]


def test_before_the_plan_bound_anybody_there_is_nothing_and_it_says_so(cast):
    page = look(cast, on="2022-01-03")

    assert "On that day this plan bound nobody yet." in text(page)


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("2022-10-27", "That day is still to come."),
        ("soon", "“soon” is no day."),
        ("2022-02-30", "“2022-02-30” is no day."),
        ("<b>", "“<b>” is no day."),
    ],
)
def test_a_day_that_cant_be_shown_is_told_and_today_shown(cast, asked, told):
    page = look(cast, on=asked)

    assert told in text(page)
    assert page.context["known_on"] is None


def test_a_plan_too_large_to_look_back_says_so(cast, monkeypatch):
    monkeypatch.setattr(dashboard, "LOOK_BACK", 3)
    page = look(cast, on="2022-06-30")

    assert "too large to be shown as of an earlier day" in text(page)
    assert page.context["known_on"] is None


def test_the_course_is_what_was_known_at_each_months_end(cast):
    a_year(cast)
    shared = make_measure(cast.plan, cast.measures["1.1"].task, 4, ref="1.4")
    cast.measures["1.4"] = shared
    cite(shared, Role.LEAD, cast.units["haidian"], cast.units["dongcheng"])
    recompute([shared.pk], at=moment(2, 1))
    move(cast, "submit", "haidian", "1.4", 2, at=moment(2, 20), says=content(shared, percent=35))
    move(cast, "submit", "dongcheng", "1.4", 2, at=moment(3, 20), says=content(shared, percent=0))
    move(cast, "return", "haidian", "1.4", 2, at=moment(4, 30))
    move(cast, "save", "haidian", "1.4", 2, at=moment(4, 30), says=content(shared, percent=99))
    shared.assignments.get(unit=cast.units["dongcheng"]).delete()
    recompute([shared.pk], at=moment(9, 15))

    days = month_ends(cast.plan)
    one_by_one = [
        facts.as_known(dashboard.held_on(cast.plan.measures.all(), day), day).aggregate(m=Avg("_percent"))[
            "m"
        ]
        for day in days
    ]
    assert known_means(cast.plan, days) == [None if m is None else int(m + 0.5) for m in one_by_one]
    assert len(set(one_by_one)) > 5


def test_units_are_sorted_and_kept_apart_by_kind(cast):
    a_year(cast)

    assert list(unit_rows(look(cast, kind="districts"))) == ["haidian", "dongcheng"]
    assert list(unit_rows(look(cast, kind="municipal", sort="unit"))) == ["lead", "responsible", "assisting"]
    by_lead = look(cast, sort="-lead")
    assert next(iter(unit_rows(by_lead))) == "lead"
    assert '<th scope="col" class="num" aria-sort="descending"><a href="?sort=lead#matrix">' in (
        by_lead.content.decode()
    )
    assert list(unit_rows(look(cast, sort="nonsense"))) == list(unit_rows(look(cast, sort="red")))


def test_the_matrix_is_taken_along_as_shown(cast):
    a_year(cast)
    page = look(cast, export="xlsx", kind="districts")

    rows = list(load_workbook(io.BytesIO(page.content)).active.values)
    assert [row[0] for row in rows] == ["Unit", "海淀区政府", "东城区政府"]
    assert list(rows[0][1:6]) == [str(light.label) for light in Light]
    entry = AuditEntry.objects.get(what="export")
    assert (entry.who, entry.detail) == (cast.people["coordinator"], {"rows": 2})
    assert look(cast, export="pdf").status_code == 404


def test_a_plan_without_measures_says_so(cast):
    Measure.objects.update(withdrawn_at=moment(2, 1))
    recompute([measure.pk for measure in Measure.objects.all()], at=moment(2, 1))

    assert "This plan has no measures." in text(look(cast))


def test_before_the_plans_first_day_nothing_is_owed(cast, settings):
    settings.TODAY = "2021-12-30"
    page = look(cast)

    assert page.status_code == 200
    assert (page.context["round"], page.context["expected"]) == (None, 0)


@pytest.mark.parametrize("query", [{}, {"on": "2022-06-30"}])
def test_it_takes_as_many_queries_for_many_measures_and_units(cast, query):
    a_year(cast)
    move(cast, "submit", "lead", "1.2", 9, at=moment(9, 28))

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert look(cast, **query).status_code == 200
        return len(queries)

    few = count()
    units = [make_unit(f"more-{n}", f"单位 {n}") for n in range(10)]
    for batch in (range(10, 60), range(60, 260)):
        measures = [make_measure(cast.plan, cast.measures["1.1"].task, n) for n in batch]
        for n, measure in enumerate(measures):
            cite(measure, Role.LEAD, units[n % 10])
        recompute([measure.pk for measure in measures], at=moment(2, 1))
        assert count() <= few  # by section alone, where few are listed by task too
