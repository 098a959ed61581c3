"""The reports of the sample year go the ways that a report can go, at times when offices are open."""

import datetime
from itertools import pairwise

from actionplan.demo.annex import DESIGNATIONS, TASKS
from actionplan.demo.days import LAST_MOMENT, due_day, is_office_day, office_day
from actionplan.demo.people import COORDINATORS, PEOPLE
from tests.demo.year import BY_KEY, YEAR, names

UNIT_OF = {person.username: person.unit for person in PEOPLE}
NEXT = {
    None: {"save", "submit"},
    "save": {"submit"},
    "submit": {"approve", "return", "take_back"},
    "take_back": {"submit"},
    "return": {"submit"},
    "approve": set(),
}


def moves(line):
    return [step.move for step in line.steps]


def test_each_move_is_one_that_may_follow_the_move_before():
    wrong = [
        line
        for line in YEAR
        if not all(after in NEXT[before] for before, after in pairwise([None, *moves(line)]))
    ]
    assert names(wrong) == []


def test_drafts_are_saved_once_and_nothing_more():
    assert {tuple(moves(line)) for line in YEAR if line.state == "draft"} == {("save",)}


def test_all_the_ways_of_a_report_occur():
    ways = {tuple(move for move in moves(line) if move != "save") for line in YEAR}
    assert ways == {
        (),
        ("submit",),
        ("submit", "approve"),
        ("submit", "return"),
        ("submit", "return", "submit", "approve"),
        ("submit", "take_back", "submit", "approve"),
    }


def test_steps_run_strictly_forward():
    wrong = [line for line in YEAR if any(a.at >= b.at for a, b in pairwise(line.steps))]
    assert names(wrong) == []


def test_steps_fall_into_office_hours_of_office_days_up_to_the_sample_day():
    def open_at(moment):
        morning = datetime.time(9) <= moment.time() < datetime.time(12)
        afternoon = datetime.time(13, 30) <= moment.time() <= datetime.time(17)
        return is_office_day(moment.date()) and (morning or afternoon) and moment <= LAST_MOMENT

    assert names([line for line in YEAR if not all(open_at(step.at) for step in line.steps)]) == []


def test_a_report_is_begun_in_its_own_month_or_after_it():
    begun = [line for line in YEAR if line.steps[0].at.date() < datetime.date(2022, line.month, 1)]
    assert names(begun) == []


def test_nothing_is_reported_before_the_plan_was_published():
    assert min(step.at for line in YEAR for step in line.steps).date() > datetime.date(2022, 1, 17)


def test_a_designated_district_reports_after_the_designation():
    (one,) = DESIGNATIONS
    reports = [line for line in YEAR if line.ref == one.ref and line.unit in one.units]
    assert min(line.month for line in reports) == 3
    assert min(line.steps[0].at for line in reports) > one.at
    assert one.by in COORDINATORS


def test_coordinators_review_and_people_of_the_unit_do_the_rest():
    reviewers = {step.by for line in YEAR for step in line.steps if step.move in ("approve", "return")}
    assert reviewers == set(COORDINATORS)
    foreign = [
        line
        for line in YEAR
        for step in line.steps
        if step.move not in ("approve", "return") and UNIT_OF[step.by] != line.unit
    ]
    assert names(foreign) == []


def test_heads_send_some_reports_and_write_none():
    heads = {person.username for person in PEOPLE if person.position == "head"}
    sent = {step.by for line in YEAR for step in line.steps if step.move == "submit"}
    saved = {step.by for line in YEAR for step in line.steps if step.move == "save"}
    assert heads - sent == set()
    assert heads & saved == set()


def test_every_return_says_what_to_do_in_words_of_its_own():
    comments = [step.comment for line in YEAR for step in line.steps if step.move == "return"]
    assert len(comments) > 30
    assert min(map(len, comments)) >= 12
    assert len(comments) == len(set(comments))
    assert {step.comment for line in YEAR for step in line.steps if step.move != "return"} == {""}


def test_some_reports_are_late_and_january_has_the_most():
    late = {month: [] for month in range(1, 10)}
    for line in YEAR:
        sent = [step.at.date() for step in line.steps if step.move == "submit"]
        if sent and sent[0] > due_day(line.month):
            late[line.month].append(line)
    counts = {month: len(lines) for month, lines in late.items()}
    assert max(counts, key=counts.__getitem__) == 1
    assert sum(counts.values()) > 30
    assert max(count for month, count in counts.items() if month > 1) < 10


def test_the_last_report_before_a_no_change_was_sent_before_it():
    for line in (line for line in YEAR if line.no_change):
        before = BY_KEY[line.ref, line.unit, line.month - 1]
        assert before.approved_on
        assert before.steps[-1].at < line.steps[0].at


def test_nobody_reports_on_a_measure_once_all_its_leads_are_done():
    for ref, task in TASKS.items():
        lines = [line for line in YEAR if line.ref == ref]
        closing = [
            line.steps[-1].at
            for line in lines
            if line.unit in task.lead and line.status == "done" and line.approved_on
        ]
        if len(closing) == len(task.lead):
            assert max(step.at for line in lines for step in line.steps) == max(closing)


def test_office_days_know_weekends_holidays_and_moved_working_days():
    days = {
        (1, 30): True, (1, 31): False, (2, 7): True, (5, 2): False, (5, 7): True, (10, 3): False,
        (10, 8): True, (10, 15): False, (10, 26): True,
    }  # fmt: skip
    assert {day: is_office_day(datetime.date(2022, *day)) for day in days} == days
    assert office_day(due_day(1), 0) == datetime.date(2022, 1, 30)
    assert office_day(datetime.date(2022, 9, 30), 1) == datetime.date(2022, 10, 8)
    assert office_day(datetime.date(2022, 10, 8), -1) == datetime.date(2022, 9, 30)
