"""The report on a measure's page: whose and which month's it is, and what one may do with it."""

import pytest

from tests.cast import moment
from tests.tasks.moves import content, done, move
from tests.tasks.page import _today, look, text  # noqa: F401


def desk(response):
    return response.context["desk"]


def test_a_returned_report_opens_with_the_reason_above_its_form(cast):
    move(cast, "submit", "lead", "1.1", 8, at=moment(8, 20))
    move(cast, "submit", "lead", "1.1", 9, at=moment(9, 20))
    move(cast, "return", "lead", "1.1", 9, at=moment(9, 21, 14), comment="Say which streets.")

    page = look(cast, "lead", "1.1")

    assert (desk(page).choice.period.number, desk(page).state) == (9, "returned")
    words = text(page)
    assert "Coordinator returned this report on 21 Sep at 14:00. Say which streets." in words
    assert words.index("Say which streets.") < words.index("Status")


def test_the_oldest_report_overdue_and_not_written_comes_first_and_then_the_current_period(cast):
    assert desk(look(cast, "lead", "1.1")).choice.period.number == 1

    move(cast, "submit", "lead", "1.1", 8, at=moment(8, 20))
    assert desk(look(cast, "lead", "1.1")).choice.period.number == 9

    move(cast, "submit", "lead", "1.1", 9, at=moment(9, 20))
    assert desk(look(cast, "lead", "1.1")).choice.period.number == 10


def test_the_periods_to_switch_between_are_those_that_have_begun(cast):
    tabs = desk(look(cast, "lead", "1.1")).choice.tabs

    assert [tab.period.number for tab in tabs] == list(range(1, 11))


def test_a_unit_that_assists_may_report_the_current_period_and_owes_none(cast):
    page = look(cast, "assisting", "1.1")

    assert [tab.period.number for tab in desk(page).choice.tabs] == [10]
    assert page.context["form"] is not None
    assert "due on" not in text(page)


def test_a_quantity_asks_for_values_and_a_continuing_measure_for_no_number(cast):
    assert [target.quote for _field, target in look(cast, "lead", "1.2").context["form"].number_fields] == [
        "15 万亩"
    ]
    assert look(cast, "lead", "1.3").context["form"].number_fields == []
    assert [field.name for field, _target in look(cast, "lead", "1.1").context["form"].number_fields] == [
        "percent"
    ]


def test_last_times_text_stands_beside_each_field(cast):
    move(cast, "submit", "lead", "1.1", 9, at=moment(9, 20), says=content(cast.measures["1.1"], text="Dug."))

    page = look(cast, "lead", "1.1", unit="lead", period="10")

    assert desk(page).before.progress == "Dug."
    assert page.context["form"].typed["progress"] == ""
    assert "September Dug." in text(page)


def test_another_units_page_is_open_to_those_who_take_part_and_nothing_to_others(cast):
    move(cast, "submit", "lead", "1.1", 9, at=moment(9, 20), says=content(cast.measures["1.1"], text="Dug."))

    page = look(cast, "assisting", "1.1", unit="lead")

    assert (desk(page).choice.period.number, desk(page).draft, page.context["form"]) == (9, None, None)
    assert "Dug." in text(page)
    assert look(cast, "outsider", "1.1", unit="lead").status_code == 404
    assert look(cast, "administrator", "1.1", unit="lead").status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        {"unit": "outsider"}, {"unit": "nonsense"}, {"unit": "lead", "period": "11"}, {"period": "x"},
        {"unit": "lead", "period": "99"}, {"unit": "lead", "period": "9" * 5000},
    ],
)  # fmt: skip
def test_a_unit_or_period_that_isnt_there_is_not_found(cast, query):
    assert look(cast, "lead", "1.1", **query).status_code == 404


def test_a_coordinator_gets_the_oldest_report_that_awaits_review(cast):
    move(cast, "submit", "responsible", "1.1", 9, at=moment(9, 20))
    move(cast, "submit", "lead", "1.1", 8, at=moment(8, 20), says=content(cast.measures["1.1"], text="Dug."))

    page = look(cast, "coordinator", "1.1")

    assert (desk(page).choice.unit.code, desk(page).choice.period.number) == ("lead", 8)
    assert "Dug." in text(page)
    assert "Approve" in text(page)


def test_leadership_reads_the_report_and_decides_nothing(cast):
    move(cast, "submit", "lead", "1.1", 9, at=moment(9, 20))

    page = look(cast, "leadership", "1.1", unit="lead")

    assert desk(page).sent is not None
    assert b"/approve/" not in page.content


def test_what_changed_since_the_earlier_report_is_marked_word_by_word(cast):
    measure = cast.measures["1.1"]
    move(
        cast, "submit", "lead", "1.1", 8, at=moment(8, 20), says=content(measure, text="完成造林 11.1 万亩。")
    )
    move(
        cast, "submit", "lead", "1.1", 9, at=moment(9, 20), says=content(measure, text="完成造林 12.6 万亩。")
    )

    page = look(cast, "coordinator", "1.1", unit="lead", period="9").content.decode()

    assert "完成造林 <del>11.1</del> 万亩。" in page
    assert "完成造林 <ins>12.6</ins> 万亩。" in page


def test_a_report_is_late_by_the_day_it_was_first_submitted(cast):
    move(cast, "submit", "lead", "1.1", 8, at=moment(8, 30))
    move(cast, "return", "lead", "1.1", 8, at=moment(9, 2))
    move(cast, "submit", "lead", "1.1", 8, at=moment(9, 3))
    move(cast, "submit", "lead", "1.1", 9, at=moment(10, 1))

    def late(month):
        page = look(cast, "coordinator", "1.1", unit="lead", period=month)
        entries = page.context["history"].entries
        return desk(page).late, [
            entry.late
            for entry in entries
            if entry.event.move == "submit" and entry.event.report.period.number == month
        ]

    assert late(8) == (False, [False, False])
    assert late(9) == (True, [True])


def test_a_closed_measure_shows_its_last_report_and_says_why_it_cant_be_changed(cast):
    move(cast, "submit", "lead", "1.1", 9, at=moment(9, 20), says=done(cast.measures["1.1"]))
    move(cast, "approve", "lead", "1.1", 9, at=moment(9, 21))

    page = look(cast, "lead", "1.1")

    assert (desk(page).choice.period.number, page.context["form"]) == (9, None)
    assert "This measure is closed" in text(page)
    assert [tab.period.number for tab in desk(page).choice.tabs] == [9]
