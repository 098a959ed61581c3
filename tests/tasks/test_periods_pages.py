"""The pages of a plan's periods: the list, one period, and what a coordinator does there."""

import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from departments.models import AuditEntry
from tasks import owed
from tasks.choices import Role
from tasks.dashboards import frozen
from tasks.models import Participation, PeriodEvent, ProgressReport
from tasks.participation import recompute
from tests.cast import Cast, cite, make_measure, make_person, make_unit, moment
from tests.tasks.moves import done, move
from tests.tasks.page import _today, client, look, text  # noqa: F401
from tests.tasks.test_period_moves import act, january

READS = ("coordinator", "leadership")


def address(cast: Cast, *parts: object) -> str:
    return "/".join(map(str, ("", "plans", cast.plan.pk, "periods", *parts, "")))


def get(cast: Cast, *parts: object, who: str = "coordinator", **query):
    return client(cast, who).get(address(cast, *parts), query)


def post(cast: Cast, *parts: object, who: str = "coordinator", **data):
    if "version" not in data and isinstance(parts[0], int):
        data["version"] = cast.period(parts[0]).version
    return client(cast, who).post(address(cast, *parts), data)


@pytest.mark.parametrize("who", ["coordinator", "leadership", "lead", "outsider", "administrator", "nobody"])
def test_who_reads_all_reads_them_and_coordinators_alone_write(cast, who):
    reads, writes = who in READS, who == "coordinator"
    assert get(cast, who=who).status_code == (200 if reads else 404)
    assert get(cast, 10, who=who).status_code == (200 if reads else 404)
    for page in (get(cast, who=who), get(cast, 10, who=who)):
        assert (b'<form id="' in page.content) == writes
    assert post(cast, 10, "close", who=who).status_code == (302 if writes else 404)
    assert PeriodEvent.objects.count() == writes


def test_the_list_counts_open_periods_now_closed_ones_as_frozen_and_planned_ones_not(cast):
    january(cast)
    act(cast, "close", at=moment(2, 1))
    lines = get(cast).context["lines"]

    assert [line.state for line in lines] == ["closed", *["open"] * 9, "planned", "planned"]
    counts = [
        (line.round.owed, line.round.approved, line.round.submitted, line.round.open) for line in lines[:2]
    ]
    assert counts == [(6, 1, 1, 4), (6, 0, 0, 6)]
    assert lines[10].round is None


def test_the_list_counts_what_every_other_list_counts(cast):
    january(cast)
    move(cast, "submit", "lead", "1.1", 6, at=moment(6, 20), says=done(cast.measures["1.1"]))
    move(cast, "approve", "lead", "1.1", 6, at=moment(6, 21))
    parts = Participation.objects.filter(until=None)
    for line in get(cast).context["lines"]:
        if line.round:
            rows = owed.with_report(parts, line.period).filter(owes=True)
            states = [row.report_state for row in rows]
            assert (line.round.owed, line.round.unwritten) == (len(states), states.count(""))


def test_a_period_shows_what_is_missing_beside_its_closing(cast):
    january(cast)
    page = get(cast, 1)

    counts = page.context["standing"].round
    assert (counts.unwritten, counts.draft, counts.returned, counts.submitted) == (2, 1, 1, 1)
    assert "Still missing 2 not written 1 drafts 1 returned 1 awaiting review" in text(page)
    units = [row.unit.code for row in page.context["standing"].lacking]
    assert units == ["lead", "responsible", "haidian", "dongcheng"]
    for state in ("returned", "submitted"):
        assert f"/plans/{cast.plan.pk}/reports/?period=1&amp;state={state}" in page.content.decode()
    assert page.content.count(b"<h1") == 1


def test_closing_freezes_and_says_so_wherever_a_report_of_it_is_shown(cast):
    january(cast)
    assert post(cast, 1, "close").status_code == 302
    page = get(cast, 1)

    assert "Coordinator closed this period on 26 Oct 2022." in text(page)
    assert page.context["frozen"].round.owed == 6
    for who in ("lead", "coordinator", "leadership"):
        shown = text(look(cast, who, "1.1", unit="lead", period=1))
        assert "January is closed; a coordinator can reopen it." in shown


def test_reopening_keeps_what_was_typed_until_there_is_a_reason(cast):
    act(cast, "close")
    answer = post(cast, 1, "reopen", reason=" ")
    assert answer.status_code == 422
    assert "Write the reason" in text(answer)
    long = "Two forgot. " * 200 + "END-ME"
    answer = post(cast, 1, "reopen", reason=long)
    assert answer.status_code == 422
    assert "Shorten the text to 2000 characters; it has 2406." in text(answer)
    assert "END-ME" in text(answer)
    assert post(cast, 1, "reopen", reason="Two forgot.").status_code == 302
    assert "Two forgot." in text(get(cast, 1))


def test_a_reason_loses_what_no_database_keeps(cast):
    act(cast, "close")
    assert post(cast, 1, "reopen", reason="Two\0 forgot.").status_code == 302
    assert cast.period(1).events.get(move="reopen").comment == "Two forgot."


@pytest.mark.parametrize("section", [str(2**63), "9" * 30, "x", "\0", ""])
def test_sections_that_arent_the_plans_are_refused_in_words(cast, section):
    answer = post(cast, 3, "change", opens_on="2022-03-01", due_on="2022-03-31", sections=[section])
    assert (answer.status_code, cast.period(3).version) == (422, 0)
    assert "Select a valid choice." in text(answer)


def test_an_earlier_closing_can_still_be_looked_at(cast):
    act(cast, "close")
    act(cast, "reopen", reason="Two forgot.")
    january(cast)
    act(cast, "close", at=moment(2, 2))

    numbers = [event.number for event in frozen.closings(cast.period(1))]
    assert get(cast, 1).context["frozen"].round.approved == 1
    assert get(cast, 1, closing=numbers[1]).context["frozen"].round.approved == 0
    assert get(cast, 1, closing="99").status_code == 404


def test_a_coordinator_who_comes_second_is_told_and_keeps_what_was_typed(cast):
    make_person("second", is_coordinator=True)
    post(cast, 3, "change", opens_on="2022-03-01", due_on="2022-03-31", asks="Photos too.")
    late = post(cast, 3, "change", opens_on="2022-03-01", due_on="2022-03-31", asks="No photos.", version=0)

    assert late.status_code == 409
    assert "Someone else was faster." in text(late)
    assert "Photos too." in text(late)
    assert ">\nNo photos.</textarea>" in late.content.decode()
    assert 'name="version" value="1"' in late.content.decode()
    assert cast.period(3).asks == "Photos too."


def test_what_is_wrong_in_the_form_is_named_and_nothing_typed_is_lost(cast):
    answer = post(cast, 3, "change", opens_on="2022-03-01", due_on="2022-02-20", asks="Photos too.")
    assert answer.status_code == 422
    assert "Due on: Reports can't be due before the period opens." in text(answer)
    assert "Photos too." in answer.content.decode()
    answer = post(cast, 3, "change", opens_on="soon", due_on="", asks="Photos too.")
    assert "2 things to mend" in text(answer)


def test_the_periods_are_laid_out_from_the_list(cast):
    ProgressReport.objects.all().delete()
    stamp = get(cast).context["stamp"]
    answer = post(cast, "lay-out", rhythm="quarterly", due_after="5", asks="Figures first.", stamp=stamp)
    assert answer.status_code == 302
    assert "Quarter 1" in text(get(cast))
    stale = post(cast, "lay-out", rhythm="monthly", due_after="5", stamp=stamp)
    assert stale.status_code == 409
    wrong = post(cast, "lay-out", rhythm="monthly", due_after="400", stamp=stamp)
    assert wrong.status_code == 422
    assert 'value="400"' in wrong.content.decode()


def test_once_there_are_reports_the_list_says_how_to_go_on(cast):
    january(cast)
    assert "There are reports already: change single periods instead." in text(get(cast))
    answer = post(
        cast, "lay-out", rhythm="quarterly", due_after="5", asks="Typed.", stamp=get(cast).context["stamp"]
    )
    assert answer.status_code == 422
    assert "Typed." in answer.content.decode()


@pytest.mark.parametrize("parts", [(99,), (10**17,), (0,), (10, "close", "x")])
def test_what_isnt_there_is_not_found(cast, parts):
    assert get(cast, *parts).status_code == 404


def test_an_unknown_move_is_not_found(cast):
    assert post(cast, 10, "delete").status_code == 404


@pytest.mark.parametrize("version", ["", "x", "-1", "²", "9" * 40])
def test_a_form_without_a_version_is_stale(cast, version):
    assert post(cast, 10, "close", version=version).status_code == 409


def test_the_frozen_figures_come_as_a_workbook_and_into_the_audit(cast):
    january(cast)
    act(cast, "close")
    answer = get(cast, 1, export="xlsx")

    rows = list(load_workbook(io.BytesIO(answer.content)).active.values)
    assert rows[0][0] == "Unit"
    lead = next(row for row in rows if row[0] == "市园林绿化局")
    assert lead[7:] == (3, 1, 0, 0, 2)
    assert AuditEntry.objects.filter(what="export").count() == 1
    assert get(cast, 1, export="csv").status_code == 404


def test_it_takes_as_many_queries_for_many_rows_as_for_few(cast):
    def count(*parts: object) -> int:
        page = client(cast, "coordinator")
        with CaptureQueriesContext(connection) as queries:
            page.get(address(cast, *parts))
        return len(queries)

    january(cast)
    act(cast, "close")
    few = [count(), count(1), count(10)]
    units = [make_unit(f"u{number}", f"单位{number}") for number in range(30)]
    measures = [make_measure(cast.plan, cast.measures["1.1"].task, seq) for seq in range(10, 40)]
    for measure, unit in zip(measures, units, strict=True):
        cite(measure, Role.LEAD, unit)
    recompute([measure.pk for measure in measures], at=moment(1, 4))
    act(cast, "reopen", reason="Once more.")
    act(cast, "close")
    act(cast, "close", 2, at=moment(3, 1))
    assert [count(), count(1), count(10)] == few


def test_the_overview_leads_to_the_periods(cast):
    page = client(cast, "leadership").get(f"/plans/{cast.plan.pk}/overview/")
    assert f'href="{address(cast)}"' in page.content.decode()
