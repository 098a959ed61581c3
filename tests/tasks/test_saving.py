"""What a form saves by itself: drafts without a press, lost answers, and who was faster."""

import uuid

import pytest

from tasks.models import ProgressReport
from tests.cast import moment
from tests.tasks.moves import content, events, find, move
from tests.tasks.opened import Form, stored
from tests.tasks.page import _today, client, typed  # noqa: F401


def test_what_is_typed_becomes_a_draft_by_itself(cast):
    form = Form(cast)

    first, second = form.save(**typed(progress="D")), form.save(**typed(progress="Dug"))

    assert (first.status_code, second.status_code) == (200, 200)
    assert (first.json()["version"], second.json()["version"]) == (1, 2)
    assert second.json()["words"].endswith("saved by itself")
    assert second.json()["saved_at"]
    assert stored(cast) == ("Dug", 2)
    assert events() == ["save"]


def test_after_an_answer_was_lost_the_form_goes_on(cast):
    form = Form(cast)
    form.save(lost=True, **typed(progress="D"))
    assert form.version == 0

    assert form.save(lost=True, **typed(progress="Du")).status_code == 200
    assert form.press("submit", **typed(progress="Dug")).status_code == 302
    assert find(cast, "lead", "1.1", 10).state == "submitted"
    assert stored(cast) == ("Dug", 3)


def test_a_save_that_arrives_after_a_later_one_changes_nothing(cast):
    form = Form(cast)
    form.save(lost=True, **typed(progress="First"))
    form.save(lost=True, **typed(progress="Second"))
    form.saves = 0

    assert form.save(**typed(progress="First")).status_code == 409
    assert stored(cast) == ("Second", 2)


def test_what_cant_be_read_is_named_and_all_else_is_saved(cast):
    form = Form(cast)
    form.save(**typed(percent="40", progress="Dug"))

    answer = form.save(**typed(percent="forty-", progress="Dug more"))

    assert (answer.status_code, answer.json()["fields"]) == (422, ["Percent done"])
    assert "all but this: Percent done" in answer.json()["words"]
    report = find(cast, "lead", "1.1", 10)
    assert (report.percent, report.progress) == (40, "Dug more")
    assert form.save(**typed(percent="45", progress="Dug more")).status_code == 200


@pytest.mark.parametrize("wrong", [{"progress": "x" * 32_001}, {"status": "nonsense"}])
def test_text_that_cant_be_stored_replaces_nothing(cast, wrong):
    form = Form(cast)
    form.save(**typed(progress="Dug"))
    assert form.save(**typed(progress="Dug") | wrong).status_code == 422
    assert stored(cast)[0] == "Dug"


def test_whoever_was_faster_is_named_with_what_they_changed(cast):
    mine, theirs = Form(cast), Form(cast, "colleague")
    theirs.save(**typed(progress="Theirs", problems="No money"))

    answer = mine.save(**typed(progress="Mine"))

    assert answer.status_code == 409
    said = answer.json()
    assert (said["who"], said["fields"]) == ("Colleague", ["Status", "Percent done", "Progress", "Problems"])
    assert said["words"].startswith("Colleague changed this report at ")
    assert stored(cast)[0] == "Theirs"


def test_what_they_had_saved_by_itself_after_a_step_is_named_too(cast):
    mine = Form(cast, version=1)
    move(cast, "save", "lead", "1.1", 10, at=moment(10, 20), says=content(cast.measures["1.1"], text="Dug."))
    theirs = Form(cast, "colleague")
    theirs.save(status="on_track", percent="40", progress="Dug.", problems="It is hard.", next_steps="Now.")
    theirs.save(status="on_track", percent="40", progress="Dug!", problems="It is hard.", next_steps="Go on.")

    said = mine.save(**typed(progress="Mine")).json()

    assert (said["who"], said["fields"]) == ("Colleague", ["Progress"])


def test_ones_own_other_window_is_told_as_such(cast):
    one, other = Form(cast), Form(cast)
    one.save(**typed(progress="One"))
    assert "in another window" in other.save(**typed(progress="Other")).json()["words"]
    assert stored(cast)[0] == "One"


def test_a_conflict_can_be_looked_at_and_joined_without_writing(cast):
    Form(cast, "colleague").save(**typed(progress="Theirs", problems="P"))
    mine = Form(cast, version=0)

    page = mine.press("compare", **typed(progress="Mine", problems="P"))
    assert (page.status_code, [one.name for one in page.context["differences"]]) == (200, ["progress"])
    assert page.context["form"].typed["progress"] == "Mine"
    assert "data-autosave" not in page.content.decode()

    both = mine.press("both:progress", **typed(progress="Mine", problems="P"))
    assert both.context["form"].typed["progress"] == "Theirs\n————\nMine"
    again = mine.press("both:progress", **both.context["form"].typed)
    assert again.context["form"].typed["progress"] == "Theirs\n————\nMine"
    theirs = mine.press("theirs:progress", **typed(progress="Mine", problems="P"))
    assert ("Progress", "Mine") in theirs.context["kept"]
    assert stored(cast) == ("Theirs", 1)

    mine.version = both.context["version"]
    mine.sitting = uuid.uuid4()
    assert mine.press("save", **both.context["form"].typed).status_code == 302
    assert stored(cast)[0] == "Theirs\n————\nMine"


def test_only_texts_can_stand_one_after_the_other(cast):
    Form(cast, "colleague").save(**typed(percent="50"))
    page = Form(cast, version=0).press("both", **typed(percent="60"))
    assert page.context["form"].typed["percent"] == "60"
    assert 'value="both:percent"' not in page.content.decode()


def test_where_nothing_may_be_written_it_says_why(cast):
    form = Form(cast)
    move(cast, "submit", "lead", "1.1", 10, at=moment(10, 20))
    form.version = 1
    answer = form.save(**typed())
    assert (answer.status_code, bool(answer.json()["words"])) == (403, True)


def test_a_form_without_a_sitting_is_refused_in_words(cast):
    form = Form(cast)
    form.sitting = ""
    assert form.save(**typed()).status_code == 422
    assert ProgressReport.objects.count() == 0


@pytest.mark.parametrize("who", ["responsible", "outsider", "coordinator", "administrator", "nobody"])
def test_nothing_is_saved_for_another_unit(cast, who):
    answer = client(cast, who).post(
        f"/measures/{cast.measures['1.1'].pk}/report/autosave/", Form(cast).data(**typed())
    )
    assert answer.status_code == 404
    assert ProgressReport.objects.count() == 0
