"""The steps to a deliverable: rows of the form, rules, what readers see of them, and two people's."""

import datetime

import pytest
from django.utils import translation

from tasks import steps
from tasks.choices import MeasureKind
from tasks.steps import Step
from tests.cast import moment
from tests.tasks.moves import content, find, move
from tests.tasks.page import _today, look, send, text, typed  # noqa: F401

WAY = (Step("起草", "2022-09-30", "2022-09-28"), Step("审议", "2022-11-30"))
STORED = [
    {"title": "起草", "due": "2022-09-30", "done": "2022-09-28"},
    {"title": "审议", "due": "2022-11-30", "done": ""},
]


def rows(*found: tuple[str, str, str], **fields: str) -> dict[str, str]:
    """A whole report whose steps are typed into rows, as a browser sends them."""
    whole = typed(**fields)
    del whole["steps"]
    for number, row in enumerate(found):
        whole |= {
            f"step_{number}_{part}": said for part, said in zip(("title", "due", "done"), row, strict=True)
        }
    return whole


def test_steps_as_text_come_back_as_they_were():
    assert steps.of_text(steps.text_of(WAY)) == list(WAY)
    assert steps.read(steps.stored(WAY)) == list(WAY)


def test_blanks_in_a_title_never_become_another_step():
    assert steps.of_text(steps.text_of([Step("a\tb\nc", "", "")])) == [Step("a b c")]


def test_a_reader_sees_a_line_a_step():
    with translation.override("en"):
        assert steps.words(steps.text_of(WAY)) == (
            "起草: planned for 30 Sep 2022; done on 28 Sep 2022\n审议: planned for 30 Nov 2022"
        )


def test_rows_are_stored_and_empty_ones_left_out(cast):
    send(
        cast, "lead", "1.1", "submit",
        **rows(("起草", "2022-09-30", "2022-09-28"), ("", "", ""), ("审议", "2022-11-30", "")),
    )  # fmt: skip

    assert find(cast, "lead", "1.1", 10).steps == STORED


@pytest.mark.parametrize("ref", ["1.2", "1.3"])
def test_other_kinds_have_no_steps(cast, ref):
    fields = rows(("起草", "", ""), **{f"value_{cast.target.pk}": "3"})

    send(cast, "lead", ref, "save", **fields)

    report = find(cast, "lead", ref, 10)
    assert (report.version, report.steps) == (1, [])
    assert "step_0_title" not in look(cast, "lead", ref).content.decode()


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (("", "2022-11-30", ""), "Step 1: give it a title, or clear its days."),
        (("起草", "", "2022-10-27"), "Step 1: the day done is still to come; leave it empty until then."),
        (("起草", "soon", ""), "Step 1: enter a day, such as 2022-11-30."),
        (("x" * 81, "", ""), "Step 1: a title has at most 80 characters; this one has 81."),
        (("a\x00b", "", ""), "Null characters are not allowed."),
    ],
)
def test_what_is_wrong_in_a_row_is_told_with_its_number_and_stays_typed(cast, row, told):
    page = send(cast, "lead", "1.1", "submit", **rows(row, progress="KEEP-ME"))

    assert page.status_code == 422
    assert told in text(page)
    assert '<a href="#id_steps">' in page.content.decode()
    first = page.context["form"].rows[0]
    assert (first.title, first.due, first.done) == row
    assert "KEEP-ME" in page.content.decode()


def test_a_draft_may_have_rows_that_are_half_typed(cast):
    assert send(cast, "lead", "1.1", "save", **rows(("", "2022-11-30", ""))).status_code == 302


def test_twelve_steps_are_the_most(cast):
    page = send(cast, "lead", "1.1", "save", **rows(*[(f"Step {n}", "", "") for n in range(13)]))

    assert page.status_code == 422
    assert "At most 12 steps: join some." in text(page)
    assert len(page.context["form"].rows) == 13
    fits = send(cast, "lead", "1.1", "save", **rows(*[(f"Step {n}", "", "") for n in range(12)]))
    assert fits.status_code == 302


def test_a_new_report_goes_on_from_last_times_steps_and_is_no_change_with_them(cast):
    says = content(cast.measures["1.1"])
    move(cast, "submit", "lead", "1.1", 9, at=moment(9, 29), says=_with(says))

    page = look(cast, "lead", "1.1", unit="lead", period=10)
    assert page.context["form"].rows[:2] == list(WAY)
    assert "done on 28 Sep" in text(page)

    repeated = send(cast, "lead", "1.1", "repeat", version=0)
    send(cast, "lead", "1.1", "submit", version=0, **repeated.context["form"].typed)
    report = find(cast, "lead", "1.1", 10)
    assert (report.steps, report.no_change) == (STORED, True)


def test_a_step_done_since_is_a_change(cast):
    move(cast, "submit", "lead", "1.1", 9, at=moment(9, 29), says=_with(content(cast.measures["1.1"])))
    said = _with(content(cast.measures["1.1"]), Step("审议", "2022-11-30", "2022-10-20"))

    event = move(cast, "submit", "lead", "1.1", 10, at=moment(10, 26), says=said)

    assert not event.no_change
    differences = look(cast, "coordinator", "1.1", unit="lead", period=10).context["desk"].differences
    assert [change.label for change in differences] == ["Steps"]


def test_in_a_conflict_steps_are_compared_and_can_be_taken_over(cast):
    move(cast, "save", "lead", "1.1", 10, at=moment(10, 25), says=_with(content(cast.measures["1.1"])))

    page = send(cast, "colleague", "1.1", "save", unit="lead", version=0, **rows(("起草", "2022-09-30", "")))

    assert page.status_code == 409
    assert "Steps" in [change.label for change in page.context["differences"]]
    taken = send(
        cast, "colleague", "1.1", "theirs:steps", unit="lead", version=1, **rows(("起草", "2022-09-30", ""))
    )
    assert taken.context["form"].rows[:2] == list(WAY)


def test_the_usual_steps_are_offered_in_one_click_after_those_typed(cast):
    page = send(cast, "lead", "1.1", "suggest", version=0, **rows(("Survey", "", ""), progress="KEEP-ME"))

    titles = [step.title for step in page.context["form"].rows]
    assert titles == ["Survey", "Drafting", "Consulting", "Approval", "Issued", "", ""]
    assert "KEEP-ME" in page.content.decode()
    assert find(cast, "lead", "1.1", 10).version == 0


def test_readers_see_the_submitted_steps_and_the_next_ones_day(cast):
    move(cast, "submit", "lead", "1.1", 10, at=moment(10, 20), says=_with(content(cast.measures["1.1"])))
    move(cast, "take_back", "lead", "1.1", 10, at=moment(10, 21))
    mine = _with(content(cast.measures["1.1"]), Step("SECRET-STEP"))
    move(cast, "submit", "responsible", "1.1", 10, at=moment(10, 21), says=content(cast.measures["1.1"]))
    move(cast, "save", "lead", "1.1", 10, at=moment(10, 22), says=mine)

    page = look(cast, "coordinator", "1.1", unit="lead", period=10)
    assert "SECRET-STEP" not in page.content.decode()
    assert "起草 done on 28 Sep" in text(page)
    move(cast, "submit", "lead", "1.1", 10, at=moment(10, 23), says=_with(content(cast.measures["1.1"])))
    assert "Next step 审议 planned for 30 Nov" in text(look(cast, "responsible", "1.1"))


def test_who_takes_no_part_sees_no_steps(cast):
    move(cast, "submit", "lead", "1.1", 10, at=moment(10, 20), says=_with(content(cast.measures["1.1"])))

    assert "审议" not in text(look(cast, "outsider", "1.1"))


def test_a_day_with_no_report_shows_how_many_rows_there_are_to_write_into(cast):
    assert [step.title for step in look(cast, "lead", "1.1").context["form"].rows] == ["", ""]


def test_an_outcome_asks_the_years_value_and_no_percent(cast):
    measure = cast.measures["1.2"]
    measure.kind = MeasureKind.OUTCOME
    measure.save()
    field = f"value_{cast.target.pk}"

    page = look(cast, "lead", "1.2")
    assert "This year's value, for 15 万亩" in text(page)
    assert "percent" not in page.context["form"].fields
    early = send(cast, "lead", "1.2", "submit", **typed(**{field: ""}))
    assert early.status_code == 302
    move(cast, "take_back", "lead", "1.2", 10, at=moment(10, 26))
    ended = send(cast, "lead", "1.2", "submit", **typed(status="done", **{field: ""}))
    assert set(ended.context["form"].errors) == {field}
    send(cast, "lead", "1.2", "submit", **typed(status="done", **{field: "16"}))
    report = find(cast, "lead", "1.2", 10)
    assert (report.state, report.percent, report.values) == ("submitted", None, {str(cast.target.pk): "16"})
    assert "% reached" not in text(look(cast, "coordinator", "1.2", unit="lead", period=10))


def test_a_number_with_its_unit_is_told_how_to_be_written(cast):
    page = send(cast, "lead", "1.2", "save", **typed(**{f"value_{cast.target.pk}": "11.1万"}))

    assert page.status_code == 422
    assert "Enter the number alone, such as 11.1" in text(page)
    assert 'value="11.1万"' in page.content.decode()


def test_line_ends_count_once(cast):
    assert send(cast, "lead", "1.1", "save", progress="x\r\n" * 2500).status_code == 302


def _with(says, *way: Step):
    return type(says)(**{**vars(says), "steps": way or WAY})


def test_what_isnt_a_day_is_none():
    assert Step("a", "x", "2022-10-20").due_on is None
    assert Step("a", "x", "2022-10-20").done_on == datetime.date(2022, 10, 20)
