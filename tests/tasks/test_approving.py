"""Approving several reports at once, where they say that nothing has changed."""

import uuid

import pytest

from tasks.models import ProgressReport, ReportEvent
from tests.cast import make_person, moment
from tests.tasks.moves import content, find, move
from tests.tasks.page import _today, client, text  # noqa: F401
from tests.tasks.test_review_queue import address, both, look  # noqa: F401


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
