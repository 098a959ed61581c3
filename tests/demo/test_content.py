"""What the reports of the sample year say holds to the rules for reports."""

import datetime
from decimal import Decimal

from actionplan.demo import areas
from actionplan.demo.annex import DISTRICTS, REFS, TARGETS, TASKS, UNITS, designated, has_percent
from tests.demo.year import BY_KEY, YEAR, courses, names, neighbours

TROUBLED = ("at_risk", "behind")
CONTENT = ("status", "percent", "progress", "problems", "next_steps", "expected_on", "value")


def test_every_report_names_a_measure_of_the_plan_and_a_unit_that_takes_part_in_it():
    parts = {
        ref: (*task.lead, *task.responsible, *task.assisting, *designated(ref)) for ref, task in TASKS.items()
    }
    assert names([line for line in YEAR if line.unit not in parts[line.ref]]) == []


def test_every_report_stands_once_and_the_year_runs_in_order():
    order = [(line.month, REFS.index(line.ref), UNITS.index(line.unit)) for line in YEAR]
    assert order == sorted(set(order))
    assert len(BY_KEY) == len(YEAR)


def test_every_report_says_what_has_been_done():
    assert names([line for line in YEAR if len(line.progress) < 15]) == []


def test_at_risk_and_behind_say_what_comes_next_and_when_it_will_be_done():
    troubled = [line for line in YEAR if line.status in TROUBLED]
    assert len(troubled) > 30
    assert names([line for line in troubled if not (line.next_steps and line.problems)]) == []
    due = [line.expected_on for line in troubled]
    assert all(day is not None and day > datetime.date(2022, 7, 1) for day in due)


def test_no_other_status_names_an_expected_day():
    assert names([line for line in YEAR if line.status not in TROUBLED and line.expected_on]) == []


def test_a_percent_stands_exactly_where_the_kind_of_measure_has_one():
    assert names([line for line in YEAR if (line.percent is not None) != has_percent(line.ref)]) == []
    without = {ref for ref in REFS if not has_percent(ref)}
    assert without == {"1", "4.2", "4.3", "13", "14"}


def test_done_and_a_hundred_percent_go_together():
    assert names([line for line in YEAR if (line.status == "done") != (line.percent == 100)]) == []


def test_a_percent_that_falls_says_why():
    fallen = [now for before, now in neighbours() if (now.percent or 0) < (before.percent or 0)]
    assert names(fallen) == ["7 月 2 市规划自然资源委", "7 月 5.2 昌平区政府"]
    assert ["核减" in line.problems for line in fallen] == [True, True]
    assert [f"{line.percent}%" in line.problems for line in fallen] == [True, True]


def test_no_change_repeats_last_months_report_and_nothing_else_does():
    said = {
        now.key: [getattr(now, name) for name in CONTENT] == [getattr(before, name) for name in CONTENT]
        for before, now in neighbours()
    }
    repeated = [BY_KEY[key] for key, same in said.items() if same]
    marked = [line for line in YEAR if line.no_change]
    assert names(marked) == names([line for line in YEAR if line in repeated])
    assert len(marked) == 9
    assert (
        names([now for before, now in neighbours() if now.no_change and before.month != now.month - 1]) == []
    )


def test_a_value_stands_exactly_where_the_measure_has_a_target_and_only_grows():
    assert names([line for line in YEAR if (line.value is not None) != (line.ref in TARGETS)]) == []
    shrunk = [now for before, now in neighbours() if (now.value or 0) < (before.value or 0)]
    assert names(shrunk) == []


def test_the_percent_of_a_quantity_is_its_share_of_what_the_unit_has_to_reach():
    quantities = [line for line in YEAR if line.value is not None]
    wrong = [
        line
        for line in quantities
        if line.percent != min(int(line.value * 100 / areas.share(line.ref, line.unit)), 100)
    ]
    assert names(wrong) == []
    leads = [line for line in quantities if line.unit in TASKS[line.ref].lead]
    assert {areas.share(line.ref, line.unit) - TARGETS[line.ref] for line in leads} == {0}


def test_the_districts_shares_make_up_the_target():
    afforestation = sum(areas.share("11", unit) for unit in TASKS["11"].responsible)
    mines = sum(areas.share("7.1", unit) for unit in designated("7.1"))
    assert (afforestation, mines) == (Decimal(15), Decimal(200))


def test_the_districts_areas_add_up_to_what_the_lead_reports_each_month():
    for ref, lead, units, first in (
        ("11", "市园林绿化局", TASKS["11"].responsible, 1),
        ("7.1", "市规划自然资源委", designated("7.1"), 3),
    ):
        for month in range(first, 11):
            assert sum(areas.reached(ref, unit, month) for unit in units) == BY_KEY[ref, lead, month].value


def test_the_figure_in_the_text_is_the_value():
    named = {"11": "{} 万亩", "7.1": "{} 公顷"}
    leads = [line for line in YEAR if line.ref in named and line.unit in TASKS[line.ref].lead and line.value]
    assert names([line for line in leads if named[line.ref].format(line.value) not in line.progress]) == []


def test_a_unit_sends_nothing_after_its_done_was_approved():
    for course in courses().values():
        finished = [line.month for line in course if line.status == "done" and line.approved_on]
        assert finished in ([], [course[-1].month])


def test_only_districts_are_composed_and_no_two_of_a_month_read_the_same():
    for ref in REFS:
        for month in range(1, 11):
            texts = [
                line.progress
                for line in YEAR
                if line.ref == ref and line.month == month and line.unit in DISTRICTS
            ]
            assert len(texts) == len(set(texts))


def test_a_districts_afforestation_text_gives_its_area_from_march_on():
    composed = [line for line in YEAR if line.ref == "11" and line.unit in DISTRICTS and line.month >= 3]
    missing = [line for line in composed if f" {int(line.value * 10000)} 亩" not in line.progress]
    assert names([line for line in missing if not line.no_change]) == []
