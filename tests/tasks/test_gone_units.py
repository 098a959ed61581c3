"""A unit that is no longer active: all pages and exports tell the same, and no link is dead."""

import datetime
import io
import re

import pytest
from openpyxl import load_workbook

from departments.models import Unit
from tasks import review
from tasks.dashboards import overview as dashboard
from tasks.due_days import _deadlines, _reports
from tasks.models import Measure, Participation
from tasks.participation import designate, recompute
from tasks.reminders import standings
from tests.cast import Cast, moment
from tests.tasks.moves import done, find, move
from tests.tasks.page import _today, client, text  # noqa: F401

GONE = moment(9, 1)
TODAY = datetime.date(2022, 10, 26)


def dissolve(cast: Cast, code: str = "responsible", at: datetime.datetime = GONE) -> None:
    Unit.objects.filter(code=code).update(is_active=False)
    recompute([measure.pk for measure in cast.measures.values()], at=at)


def overview(cast: Cast, **query):
    return client(cast, "coordinator").get(f"/plans/{cast.plan.pk}/overview/", query)


def held(cast: Cast, code: str) -> list[str]:
    parts = Participation.objects.filter(unit__code=code, until=None)
    return sorted(parts.values_list("measure__ref", flat=True))


def test_nothing_is_owed_by_it_on_any_page(cast):
    before = overview(cast).context["round"].owed
    dissolve(cast)

    page = overview(cast)
    assert page.context["round"].owed == before - 1
    assert "responsible" not in {row.unit.code for row in page.context["units"]}
    exported = load_workbook(io.BytesIO(overview(cast, export="xlsx").content)).active.values
    assert "市水务局" not in {row[0] for row in exported}
    period = client(cast, "coordinator").get(f"/plans/{cast.plan.pk}/periods/10/")
    assert period.context["standing"].round.owed == before - 1
    assert "市水务局" not in text(period)
    assert "responsible" not in {one.unit.code for one in standings(cast.period(10), today=TODAY)}
    assert "responsible" not in {due.unit.code for due in (*_reports(TODAY), *_deadlines(TODAY))}


def test_the_coordinator_sees_which_measures_name_it(cast):
    dissolve(cast)
    page = overview(cast)

    assert [one.ref for one in page.context["queue"].gone] == ["1.1"]
    assert page.context["left_out"].gone == 1
    assert "1 measure that names a unit no longer active" in text(page)
    assert f'href="/measures/{cast.measures["1.1"].pk}/"' in page.content.decode()
    measure = client(cast, "coordinator").get(f"/measures/{cast.measures['1.1'].pk}/")
    assert "市水务局 No longer active" in text(measure)


def test_one_that_an_open_group_was_said_to_mean_is_named_too(cast):
    question = cast.measures["1.3"].assignments.get(group__is_open=True)
    unit = cast.units["haidian"]
    designate(assignment=question, units=[unit.pk], by=cast.people["coordinator"], at=moment(3, 1))
    dissolve(cast, "haidian")

    assert held(cast, "haidian") == []
    assert [one.ref for one in overview(cast).context["queue"].gone] == ["1.3"]


@pytest.mark.parametrize(("day", "gone"), [("2022-08-31", 0), ("2022-09-01", 1)])
def test_an_earlier_day_knows_it_until_it_went_and_links_nowhere(cast, day, gone):
    dissolve(cast)
    page = overview(cast, on=day)

    assert page.context["left_out"].gone == gone
    assert ("responsible" in {row.unit.code for row in page.context["units"]}) == (not gone)
    assert ("市水务局 No longer active" in text(page)) == (not gone)


@pytest.mark.parametrize("query", [{}, {"on": "2022-08-31"}])
def test_no_link_of_the_overview_is_dead(cast, query):
    dissolve(cast)
    links = re.findall(r'href="(/plans/\d+/units/[^"?]+)', overview(cast, **query).content.decode())

    assert links
    assert {client(cast, "coordinator").get(link).status_code for link in links} == {200}


def test_what_it_brought_to_a_close_stays_closed_and_cant_be_reopened(cast):
    move(cast, "submit", "lead", "1.1", 6, at=moment(6, 20), says=done(cast.measures["1.1"]))
    move(cast, "approve", "lead", "1.1", 6, at=moment(6, 21))
    dissolve(cast, "lead")

    assert held(cast, "lead") == ["1.1"]
    assert Measure.objects.get(ref="1.1").closed_on == datetime.date(2022, 6, 21)
    assert [one.ref for one in overview(cast).context["queue"].gone] == ["1.2", "1.3"]
    report = find(cast, "lead", "1.1", 6)
    assert not review.may(cast.people["coordinator"], "reopen", report)
    requests = client(cast, "coordinator").get(f"/plans/{cast.plan.pk}/requests/")
    assert [one.may.reason for one in requests.context["page"].closed] == [
        "市园林绿化局 is no longer active, so nobody could write it anew."
    ]


def test_it_owes_again_from_the_day_it_is_active_again(cast):
    dissolve(cast)
    Unit.objects.update(is_active=True)
    recompute([cast.measures["1.1"].pk], at=moment(10, 20))

    assert cast.part("responsible", "1.1").owed_from == 10
    assert not dashboard.naming_the_gone(Measure.objects.all(), TODAY).exists()
