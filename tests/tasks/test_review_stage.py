"""The review queue one after the other: opened, decided, skipped, taken over."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tasks.models import ProgressReport, ReportEvent
from tests.cast import make_person, moment
from tests.tasks.moves import content, find, move
from tests.tasks.page import _today, client, text  # noqa: F401


def three_in_queue(cast):
    """Three reports of October, submitted on three days: haidian, responsible (as in September), lead."""
    one, two = cast.measures["1.1"], cast.measures["1.2"]
    move(cast, "submit", "responsible", "1.1", 9, at=moment(9, 20), says=content(one, text="Same."))
    move(cast, "approve", "responsible", "1.1", 9, at=moment(9, 21))
    move(cast, "submit", "lead", "1.1", 9, at=moment(9, 20), says=content(one, percent=40, text="Dug east."))
    move(cast, "approve", "lead", "1.1", 9, at=moment(9, 21))
    move(cast, "submit", "haidian", "1.2", 10, at=moment(10, 18), says=content(two, "behind", 20))
    move(cast, "submit", "responsible", "1.1", 10, at=moment(10, 19), says=content(one, text="Same."))
    move(
        cast, "submit", "lead", "1.1", 10, at=moment(10, 20), says=content(one, percent=90, text="Dug west.")
    )
    cast.people["second"] = make_person("second", is_coordinator=True)
    return [find(cast, unit, ref, 10) for unit, ref in PLACES]


@pytest.fixture
def queue(cast):
    return three_in_queue(cast)


PLACES = [("haidian", "1.2"), ("responsible", "1.1"), ("lead", "1.1")]


def address(cast, report=None, filters=""):
    return f"/plans/{cast.plan.pk}/review/" + (f"{report.pk}/" if report else "") + filters


def look(cast, report, who="coordinator", filters=""):
    return client(cast, who).get(address(cast, report, filters))


def decide(cast, report, what, who="coordinator", filters="", **fields):
    """Presses a button of the page as it shows this report."""
    one = ProgressReport.objects.get(pk=report.pk)
    page = look(cast, one, who, f"?{filters}")
    data = {
        "version": one.version,
        "key": uuid.uuid4(),
        "stage": "queue",
        "filters": filters,
        "then": page.context["place"].following or "",
    }
    return client(cast, who).post(f"/reports/{one.pk}/{what}/", data | fields)


def state(report):
    return ProgressReport.objects.get(pk=report.pk).state


def reviewer(report):
    return str(ProgressReport.objects.select_related("reviewer").get(pk=report.pk).reviewer or "")


def test_the_page_shows_the_report_beside_its_measure_and_what_changed(cast, queue):
    page = look(cast, queue[2])

    words = text(page)
    for said in (
        "3 of 3",
        "1.1 Measure 1",
        "October report of 市园林绿化局",
        "年底前",
        "市水务局",
        "expected 82%",
    ):
        assert said in words
    assert "Dug <del>east</del>." in page.content.decode()
    assert "Dug <ins>west</ins>." in page.content.decode()
    assert {row.name: row.differs for row in page.context["desk"].side_by_side} == {
        "status": False, "percent": True, "progress": True, "problems": False, "next_steps": False,
    }  # fmt: skip


def test_no_change_and_a_first_report_are_said_to_be_just_that(cast, queue):
    assert "Nothing changed since the September report." in text(look(cast, queue[1]))
    assert "It is the unit's first report on this measure." in text(look(cast, queue[0]))


def test_looking_begins_nothing(cast, queue):
    page = look(cast, queue[0])

    assert reviewer(queue[0]) == ""
    assert "Nobody has begun its review; until then its unit can take it back." in text(page)
    assert f'action="/reports/{queue[0].pk}/begin/"' in page.content.decode()


def test_opening_it_begins_its_review(cast, queue):
    answer = decide(cast, queue[1], "begin", filters="change=none&period=10")

    assert answer.url == address(cast, queue[1], "?change=none&period=10")
    assert reviewer(queue[1]) == "Coordinator"
    assert "1 of 1" in text(client(cast, "coordinator").get(answer.url))


@pytest.mark.parametrize(
    ("what", "after"), [("approve", "approved"), ("return", "returned"), ("lay_aside", "submitted")]
)
def test_after_a_decision_the_next_is_begun_and_shown(cast, queue, what, after):
    decide(cast, queue[0], "begin")

    answer = decide(cast, queue[0], what, comment="Say where.")

    assert answer.url == address(cast, queue[1])
    assert (state(queue[0]), reviewer(queue[0]), reviewer(queue[1])) == (after, "", "Coordinator")


def test_the_next_one_is_that_of_the_filtered_queue(cast, queue):
    filters = "unit=&q=1.1&sort=-sent"
    assert look(cast, queue[2], filters=f"?{filters}").context["place"].following == queue[1].pk

    answer = decide(cast, queue[2], "approve", filters=filters)

    assert answer.url == address(cast, queue[1], f"?{filters}")
    assert reviewer(queue[1]) == "Coordinator"


def test_the_toast_leads_back_to_what_was_decided(cast, queue):
    one = client(cast, "coordinator")
    data = {"version": queue[0].version, "key": uuid.uuid4(), "stage": "queue", "then": queue[1].pk}

    page = one.post(f"/reports/{queue[0].pk}/approve/", data, follow=True)

    assert f'<a href="{address(cast, queue[0])}">View</a>' in page.content.decode()
    again = one.get(address(cast, queue[0]))
    assert "Reopen…" in text(again)
    assert again.context["place"].number is None


def test_the_last_one_leads_back_to_the_queue(cast, queue):
    answer = decide(cast, queue[2], "approve", filters="period=10")
    assert answer.url == address(cast, filters="?period=10")
    assert "That was the last one of this queue." in text(decide_and_follow(cast, queue[1], then=""))


def decide_and_follow(cast, report, then):
    one = ProgressReport.objects.get(pk=report.pk)
    data = {"version": one.version, "key": uuid.uuid4(), "stage": "queue", "then": then}
    return client(cast, "coordinator").post(f"/reports/{one.pk}/approve/", data, follow=True)


def test_where_somebody_decided_the_next_one_meanwhile_the_first_that_waits_follows(cast, queue):
    move(cast, "approve", "lead", "1.1", 10, at=moment(10, 22), by="second")

    page = decide_and_follow(cast, queue[1], then=queue[2].pk)

    assert page.redirect_chain[-1][0] == address(cast, queue[0])


@pytest.mark.parametrize("then", ["x", "99999999999999999999", "-1"])
def test_a_next_one_that_no_page_named_is_harmless(cast, queue, then):
    assert decide_and_follow(cast, queue[0], then).status_code == 200
    assert state(queue[0]) == "approved"


def test_a_report_of_another_plan_is_no_next_one(cast, queue):
    other = type(cast.plan).objects.create(
        title="另一计划", annex="", year=2022, starts_on=cast.plan.starts_on, ends_on=cast.plan.ends_on
    )
    assert look(cast, queue[0]).status_code == 200
    assert client(cast, "coordinator").get(f"/plans/{other.pk}/review/{queue[0].pk}/").status_code == 404


# Two coordinators


def test_who_reviews_it_is_named_with_the_time_and_can_be_relieved(cast, queue):
    move(cast, "begin", "haidian", "1.2", 10, at=moment(10, 25, 9), by="second")

    page = look(cast, queue[0])
    assert "Second has been reviewing it since 25 Oct, 09:00." in text(page)
    assert f"/reports/{queue[0].pk}/approve/" not in page.content.decode()
    assert "Take over" in text(page)

    assert decide(cast, queue[0], "begin").status_code == 302
    assert reviewer(queue[0]) == "Coordinator"


def test_what_another_reviews_is_passed_over(cast, queue):
    move(cast, "begin", "responsible", "1.1", 10, at=moment(10, 25), by="second")

    assert look(cast, queue[0]).context["place"].following == queue[2].pk
    assert look(cast, queue[2]).context["place"].previous == queue[0].pk


def test_the_second_of_two_is_told_and_has_the_next_one_at_hand(cast, queue):
    version = queue[0].version
    move(cast, "approve", "haidian", "1.2", 10, at=moment(10, 25), by="second")

    page = decide(cast, queue[0], "return", version=version, comment="MY-REASON", phrases=["day"])

    assert (page.status_code, state(queue[0])) == (409, "approved")
    words = text(page)
    assert "Second approved this report on 25 Oct at 10:00." in words
    assert "MY-REASON" in words
    assert page.context["place"].following == queue[1].pk
    assert "reviewing.html" in [one.name for one in page.templates]


def test_a_decision_on_what_was_taken_back_is_told_and_keeps_the_reason(cast, queue):
    version = queue[0].version
    move(cast, "take_back", "haidian", "1.2", 10, at=moment(10, 25))
    says = content(cast.measures["1.2"], text="NEW-DRAFT")
    move(cast, "save", "haidian", "1.2", 10, at=moment(10, 25), says=says)

    page = decide(cast, queue[0], "return", version=version, comment="MY-REASON")

    assert page.status_code == 409
    assert "Haidian took this report back on 25 Oct at 10:00." in text(page)
    assert "MY-REASON" in text(page)
    assert "NEW-DRAFT" not in page.content.decode()


def test_a_double_click_decides_once_and_begins_the_next_once(cast, queue):
    key, version = uuid.uuid4(), queue[0].version
    then = queue[1].pk

    answers = [decide(cast, queue[0], "approve", key=key, version=version, then=then) for _ in range(2)]

    assert [answer.url for answer in answers] == [address(cast, queue[1])] * 2
    assert ReportEvent.objects.filter(move="begin", report=queue[1]).count() == 1
    assert ReportEvent.objects.filter(move="approve", report=queue[0]).count() == 1


# Rights


@pytest.mark.parametrize("who", ["haidian", "lead", "leadership", "administrator", "nobody"])
def test_the_page_is_there_for_coordinators_alone(cast, queue, who):
    assert look(cast, queue[0], who).status_code == 404


def test_a_draft_that_was_never_submitted_isnt_there(cast, queue):
    move(cast, "save", "dongcheng", "1.2", 10, at=moment(10, 20))
    assert look(cast, find(cast, "dongcheng", "1.2", 10)).status_code == 404


def test_ones_own_is_shown_with_why_it_has_no_buttons(cast, queue):
    cast.people["both"] = make_person("both", cast.units["haidian"], is_coordinator=True)

    page = look(cast, queue[0], "both")

    assert "Nobody reviews their own report; another coordinator has to." in text(page)
    for what in ("begin", "approve", "return"):
        assert f"/reports/{queue[0].pk}/{what}/" not in page.content.decode()
    assert decide(cast, queue[0], "approve", "both").status_code == 403
    assert look(cast, queue[1], "both").context["place"].previous is None


def test_a_closed_period_says_why_nothing_can_be_decided(cast, queue):
    cast.plan.periods.filter(number=10).update(closed_at=moment(10, 26))
    page = look(cast, queue[0])
    assert "October is closed; a coordinator can reopen it." in text(page)
    assert page.context["place"].following is None


def test_one_report_takes_the_same_number_of_queries_in_a_short_and_in_a_long_queue(cast, queue):
    one = client(cast, "coordinator")

    def count():
        with CaptureQueriesContext(connection) as queries:
            one.get(address(cast, queue[1]))
        return len(queries)

    count()
    long = count()
    for unit, ref in (PLACES[0], PLACES[2]):
        move(cast, "take_back", unit, ref, 10, at=moment(10, 25))
    assert count() == long


def test_the_overview_leads_coordinators_to_the_queue(cast, queue):
    overview = f"/plans/{cast.plan.pk}/overview/"
    assert f'href="{address(cast)}"' in client(cast, "coordinator").get(overview).content.decode()
    assert address(cast) not in client(cast, "leadership").get(overview).content.decode()
