"""A unit's way through the reports of a period: one after the other, and what is left at its end."""

import re
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tasks.choices import MeasureKind, Role
from tasks.models import KeyTask, ProgressReport, ReportingPeriod
from tasks.participation import recompute
from tests.cast import cite, make_measure, moment
from tests.tasks.moves import content, events, find, move
from tests.tasks.page import _today, client, text, typed  # noqa: F401

LAST = moment(9, 20)


def address(cast, unit="lead"):
    return f"/plans/{cast.plan.pk}/units/{unit}/round/"


def more(cast, total):
    """Gives the lead so many measures in all, each reported on in September."""
    task = KeyTask.objects.get()
    made = [
        make_measure(cast.plan, task, number, kind=MeasureKind.DELIVERABLE) for number in range(4, total + 1)
    ]
    for measure in made:
        cite(measure, Role.LEAD, cast.units["lead"])
        cast.measures[measure.ref] = measure
    recompute([measure.pk for measure in made], at=moment(1, 4))


def ref(page):
    return page.context["measure"].ref


def hidden(page):
    """What the form on the page sends along by itself."""
    form = re.search(r'<form id="report-form".*?</form>', page.content.decode(), re.DOTALL).group()
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))


def press(browser, page, button, **fields):
    """Presses a button of the form on the page and follows where it leads."""
    form = f"/measures/{page.context['measure'].pk}/report/"
    return browser.post(form, hidden(page) | {"move": button} | fields, follow=True)


def end(browser, cast, **query):
    return browser.get(address(cast), {"end": "1"} | query)


def test_fourteen_reports_are_filled_in_without_going_back_to_a_list(cast):
    more(cast, 14)
    browser = client(cast, "lead")
    page = browser.get(address(cast))
    seen = []
    for number in range(1, 15):
        seen.append(ref(page))
        assert f"{number} of 14" in text(page)
        page = press(browser, page, "save", **typed(progress=f"Text {number}"))
    assert seen == [f"1.{number}" for number in range(1, 15)]
    words = text(page)
    assert "October: 14 reports left" in words
    assert len(page.context["ready"]) == 13
    (lacking,) = page.context["lacking"]
    assert "Enter the value reached so far; 0 if none." in words
    assert f"measure={lacking.line.measure.pk}" in page.content.decode()

    page = browser.post(
        address(cast) + "send/",
        {
            "period": 10,
            "key": uuid.uuid4(),
            "report": [f"{one.report.pk}:{one.report.version}" for one in page.context["ready"]],
        },
        follow=True,
    )
    words = text(page)
    assert "13 reports submitted." in words
    assert "October: 1 report left" in words
    assert ProgressReport.objects.filter(state="submitted", period__number=10).count() == 13

    page = browser.get(address(cast), {"measure": cast.measures["1.2"].pk})
    page = press(browser, page, "submit", **typed(**{f"value_{cast.target.pk}": "10"}))
    assert "All reports of October are in." in text(page)


def test_what_is_worth_a_look_is_asked_at_the_end_and_goes_all_the_same(cast):
    for unit in ("haidian", "dongcheng"):
        says = content(cast.measures["1.2"], percent=50)
        move(cast, "submit", unit, "1.2", 10, at=moment(10, 20), says=says)
    move(
        cast, "save", "lead", "1.1", 10, at=moment(10, 25), says=content(cast.measures["1.1"], text="完成。")
    )
    short = content(cast.measures["1.2"], percent=80)
    move(cast, "save", "lead", "1.2", 10, at=moment(10, 25), says=short)
    browser = client(cast, "lead")

    page = end(browser, cast)

    words = text(page)
    assert "The text says “完成”, the figures say 40%" in words
    assert "You report 12 万亩; the responsible units together report 15" in words
    assert "What is worth a look stops nothing" in words
    assert len(page.context["ready"]) == 2
    chosen = [f"{one.report.pk}:{one.report.version}" for one in page.context["ready"]]
    browser.post(address(cast) + "send/", {"period": 10, "key": uuid.uuid4(), "report": chosen})
    assert ProgressReport.objects.filter(unit__code="lead", state="submitted").count() == 2


def test_what_the_period_asks_stands_above_each_report(cast):
    ReportingPeriod.objects.filter(number=10).update(asks="Say what the flood did.")
    assert "Say what the flood did." in text(client(cast, "lead").get(address(cast)))


def test_no_change_is_one_click_from_what_the_server_knows(cast):
    move(cast, "submit", "lead", "1.1", 9, at=LAST, says=content(cast.measures["1.1"], text="Dug."))
    browser = client(cast, "lead")
    page = browser.get(address(cast))

    page = press(browser, page, "same")

    report = find(cast, "lead", "1.1", 10)
    assert (report.state, report.progress, report.no_change, report.version) == ("draft", "Dug.", True, 1)
    assert ref(page) == "1.2"


def test_no_change_replaces_nothing_that_was_typed_and_saved_nowhere(cast):
    move(cast, "submit", "lead", "1.1", 9, at=LAST, says=content(cast.measures["1.1"], text="Dug."))
    browser = client(cast, "lead")

    page = press(browser, browser.get(address(cast)), "same", progress="KEEP-ME", percent="55")

    assert (page.status_code, ref(page), events()) == (200, "1.1", ["submit"])
    assert ("Progress", "KEEP-ME") in page.context["kept"]
    assert page.context["form"].typed["progress"] == "Dug."


def test_no_change_over_a_draft_leaves_the_draft_in_the_history(cast):
    move(cast, "submit", "lead", "1.1", 9, at=LAST, says=content(cast.measures["1.1"], text="Dug."))
    move(
        cast, "save", "lead", "1.1", 10, at=moment(10, 25), says=content(cast.measures["1.1"], text="Begun.")
    )
    browser = client(cast, "lead")
    page = browser.get(address(cast), {"measure": cast.measures["1.1"].pk})

    press(browser, page, "same", **page.context["form"].typed)

    report = find(cast, "lead", "1.1", 10)
    assert list(report.events.order_by("number").values_list("progress", flat=True)) == ["Begun.", "Dug."]


def test_no_change_without_an_earlier_report_says_so(cast):
    browser = client(cast, "lead")
    page = press(browser, browser.get(address(cast)), "same")
    assert page.status_code == 422
    assert "There is no earlier report to take over." in text(page)
    assert ProgressReport.objects.count() == 0


def test_no_change_on_what_somebody_changed_meanwhile_is_a_conflict(cast):
    move(cast, "submit", "lead", "1.1", 9, at=LAST)
    browser = client(cast, "lead")
    page = browser.get(address(cast))
    move(cast, "save", "lead", "1.1", 10, at=moment(10, 25), by="colleague")

    assert press(browser, page, "same").status_code == 409
    assert find(cast, "lead", "1.1", 10).version == 1


def test_the_way_begins_at_what_nobody_has_touched_and_passes_what_is_submitted(cast):
    move(cast, "submit", "lead", "1.1", 10, at=moment(10, 20))
    move(cast, "save", "lead", "1.2", 10, at=moment(10, 20))
    browser = client(cast, "lead")

    page = browser.get(address(cast))
    assert ref(page) == "1.3"
    assert "1 of 3 submitted" in text(page)
    assert page.context["skip"].endswith("?period=10&end=1")
    assert (
        browser.get(address(cast), {"measure": cast.measures["1.1"].pk})
        .context["skip"]
        .endswith(f"measure={cast.measures['1.2'].pk}")
    )


def test_what_breaks_a_rule_stays_on_its_page_of_the_round(cast):
    browser = client(cast, "lead")
    page = press(browser, browser.get(address(cast)), "submit", **typed(progress="", problems="KEEP-ME"))
    assert (page.status_code, ref(page), page.context["stage"]) == (422, "1.1", "round")
    assert "KEEP-ME" in page.content.decode()
    assert "1 of 3" in text(page)


def test_the_plans_own_words_and_last_times_stand_beside_the_form(cast):
    move(cast, "submit", "lead", "1.1", 9, at=LAST, says=content(cast.measures["1.1"], text="Dug."))
    words = text(client(cast, "lead").get(address(cast)))
    for said in ("加强生态建设", "年底前", "市水务局", "市财政局", "Measure 1", "September Dug."):
        assert said in words


def test_a_report_that_came_back_is_not_sent_again_as_it_was(cast):
    move(cast, "submit", "lead", "1.1", 10, at=moment(10, 20))
    move(cast, "return", "lead", "1.1", 10, at=moment(10, 21))
    browser = client(cast, "lead")

    page = end(browser, cast)
    assert [one.unrevised for one in page.context["lacking"]] == [True]
    assert "It came back: change it first." in text(page)

    page = browser.get(address(cast), {"measure": cast.measures["1.1"].pk})
    press(browser, page, "save", **typed(progress="Better."))
    assert [one.fit for one in end(browser, cast).context["ready"]] == [True]


def test_what_cant_go_at_the_end_is_told_and_the_rest_goes(cast):
    for number in ("1.1", "1.3"):
        move(cast, "save", "lead", number, 10, at=moment(10, 20))
    reports = [find(cast, "lead", number, 10) for number in ("1.1", "1.3")]
    data = {
        "period": 10,
        "key": uuid.uuid4(),
        "report": [f"{reports[0].pk}:7", f"{reports[1].pk}:1", "nonsense", "1:x", "999:1"],
    }

    page = client(cast, "lead").post(address(cast) + "send/", data)

    assert page.status_code == 409
    assert "1 report did not go" in text(page)
    assert "This report was changed in the meantime." in text(page)
    assert [find(cast, "lead", number, 10).state for number in ("1.1", "1.3")] == ["draft", "submitted"]


def test_sending_several_twice_is_sending_them_once(cast):
    move(cast, "save", "lead", "1.1", 10, at=moment(10, 20))
    report = find(cast, "lead", "1.1", 10)
    data = {"period": 10, "key": uuid.uuid4(), "report": [f"{report.pk}:1"]}
    browser = client(cast, "lead")

    answers = [browser.post(address(cast) + "send/", data).status_code for _time in range(2)]

    assert (answers, events()) == ([302, 302], ["save", "submit"])


def test_nothing_chosen_is_said(cast):
    page = client(cast, "lead").post(address(cast) + "send/", {"period": 10})
    assert page.status_code == 422
    assert "Tick the reports that should go." in text(page)


def test_another_units_report_cant_be_sent_along(cast):
    move(cast, "save", "responsible", "1.1", 10, at=moment(10, 20))
    other = find(cast, "responsible", "1.1", 10)
    page = client(cast, "lead").post(
        address(cast) + "send/", {"period": 10, "report": [f"{other.pk}:{other.version}"]}
    )
    assert page.status_code == 422
    assert find(cast, "responsible", "1.1", 10).state == "draft"


@pytest.mark.parametrize("who", ["responsible", "outsider", "coordinator", "leadership", "administrator"])
def test_a_round_is_for_the_units_own_people(cast, who):
    browser = client(cast, who)
    assert browser.get(address(cast)).status_code == 404
    assert browser.post(address(cast) + "send/", {"period": 10}).status_code == 404


@pytest.mark.parametrize(
    "query", [{"period": "99"}, {"period": "x"}, {"measure": "999"}, {"measure": "x"}, {"state": "handed"}]
)
def test_what_isnt_on_the_way_is_not_found(cast, query):
    assert client(cast, "lead").get(address(cast), query).status_code == 404


def test_a_measure_that_the_unit_only_assists_is_not_on_its_way(cast):
    query = {"measure": cast.measures["1.1"].pk}
    assert client(cast, "assisting").get(address(cast, "assisting"), query).status_code == 404
    page = client(cast, "assisting").get(address(cast, "assisting"))
    assert "No report is owed in this period." in text(page)


def test_in_a_closed_period_the_round_shows_and_writes_nothing(cast):
    ReportingPeriod.objects.filter(number=9).update(closed_at=moment(10, 10))
    page = client(cast, "lead").get(address(cast), {"period": "9", "measure": cast.measures["1.1"].pk})
    assert (page.status_code, page.context["form"]) == (200, None)


@pytest.mark.parametrize("query", [{}, {"end": "1"}])
def test_the_number_of_queries_does_not_grow_with_the_round(cast, query):
    def count():
        with CaptureQueriesContext(connection) as queries:
            page = client(cast, "lead").get(address(cast), query)
        assert page.status_code == 200
        return len(queries), len(page.context["round"].lines)

    for number in ("1.1", "1.3"):
        move(cast, "submit", "lead", number, 9, at=LAST)
        move(cast, "save", "lead", number, 10, at=moment(10, 20))
    few = count()
    more(cast, 24)
    for number in range(4, 20):
        move(cast, "submit", "lead", f"1.{number}", 9, at=LAST)
        move(cast, "save", "lead", f"1.{number}", 10, at=moment(10, 20))
    many = count()

    assert (few[1], many[1]) == (3, 24)
    assert few[0] == many[0]
