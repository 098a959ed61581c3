"""What a form saves by itself: drafts without a press, lost answers, other people, ended sessions."""

import uuid

import pytest
from django.test import Client

from departments import carried
from departments.models import Membership
from tasks.models import ProgressReport
from tests.cast import PASSWORD, moment
from tests.tasks.moves import content, events, find, move
from tests.tasks.page import _today, client, send, text, typed  # noqa: F401


class Form:
    """An opened form whose script saves."""

    def __init__(self, cast, who="lead", *, unit="lead", ref="1.1", period=10, version=None):
        self.cast, self.unit, self.ref, self.period = cast, unit, ref, period
        self.browser = client(cast, who)
        self.sitting, self.saves = uuid.uuid4(), 0
        self.version = find(cast, unit, ref, period).version if version is None else version
        self.writer = carried.mark(cast.people[who])

    def data(self, **fields):
        known = {
            "unit": self.unit,
            "period": self.period,
            "version": self.version,
            "sitting": self.sitting,
            "saves": self.saves,
            "writer": self.writer,
            "key": uuid.uuid4(),
        }
        return known | fields

    def save(self, *, lost=False, **fields):
        """What the script does; `lost`: the answer never arrives."""
        answer = self.browser.post(self.address + "autosave/", self.data(**fields))
        self.saves += 1
        if not lost and "version" in answer.json():
            self.version = answer.json()["version"]
        return answer

    def press(self, button, **fields):
        return self.browser.post(self.address, self.data(move=button, **fields))

    @property
    def address(self):
        return f"/measures/{self.cast.measures[self.ref].pk}/report/"


def stored(cast):
    report = find(cast, "lead", "1.1", 10)
    return report.progress, report.version


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


@pytest.mark.parametrize("wrong", [{"progress": "a\x00b"}, {"progress": "x" * 5001}, {"status": "nonsense"}])
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


# When the session has ended


def test_the_script_hears_in_json_that_the_session_has_ended(cast):
    form = Form(cast)
    form.browser.logout()
    answer = form.save(**typed())
    assert (answer.status_code, answer.json()) == (401, {"signed_in": False})
    assert ProgressReport.objects.count() == 0


@pytest.mark.parametrize(
    ("who", "state"),
    [
        (None, {"signed_in": False, "same": False}),
        ("colleague", {"signed_in": True, "same": False}),
        ("lead", {"signed_in": True, "same": True}),
    ],
)
def test_a_page_asks_whether_its_person_is_back(cast, who, state):
    browser = client(cast, who) if who else Client()
    answer = browser.get("/sign-in/state/", {"writer": carried.mark(cast.people["lead"])})
    said = answer.json()
    assert bool(said.pop("token", None)) == (who == "lead")
    assert said == state
    assert "no-store" in answer["Cache-Control"]


def test_a_mark_that_somebody_made_up_is_nobodys(cast):
    answer = client(cast, "lead").get("/sign-in/state/", {"writer": str(cast.people["lead"].pk)})
    assert answer.json() == {"signed_in": True, "same": False}


def hidden(page):
    return dict(page.context["carried"].hidden)


@pytest.mark.parametrize("button", ["save", "submit", "hand_over", "repeat", "same"])
def test_what_was_typed_goes_through_the_sign_in_page_and_back_into_its_form(cast, button):
    form = Form(cast)
    form.browser.logout()
    words = typed(progress="One.\r\nTwo <b>&amp; “three”")

    door = form.press(button, **words)
    assert door.status_code == 401
    assert "no-store" in door["Cache-Control"]
    assert "Your sign-in has ended." in text(door)

    wrong = form.browser.post("/sign-in/", hidden(door) | {"username": "lead", "password": "wrong"})
    assert hidden(wrong) == hidden(door)

    way = form.browser.post("/sign-in/", hidden(wrong) | {"username": "lead", "password": PASSWORD})
    assert way.status_code == 200
    assert way.context["carried"].address == form.address
    page = form.browser.post(form.address, dict(way.context["carried"].fields) | {"move": "typed"})
    assert page.status_code == 200
    assert "Your text is back; nothing was saved meanwhile." in text(page)
    assert page.context["form"].typed == words
    assert ProgressReport.objects.count() == 0

    form.sitting = page.context["sitting"]
    assert form.press("save", **words).status_code == 302
    assert stored(cast)[0] == "One.\nTwo <b>&amp; “three”"


def test_what_was_saved_by_itself_before_is_gone_on_with(cast):
    form = Form(cast)
    form.save(lost=True, **typed(progress="D"))
    form.browser.logout()
    door = form.press("save", **typed(progress="Dug"))
    way = form.browser.post("/sign-in/", hidden(door) | {"username": "lead", "password": PASSWORD})
    fields = dict(way.context["carried"].fields)

    form.browser.post(form.address, fields | {"move": "typed"})

    assert form.browser.post(form.address, fields | {"move": "save"}).status_code == 302
    assert stored(cast) == ("Dug", 2)


def test_if_somebody_changed_the_report_meanwhile_both_texts_are_shown(cast):
    form = Form(cast)
    form.browser.logout()
    door = form.press("save", **typed(progress="Mine"))
    move(cast, "save", "lead", "1.1", 10, at=moment(10, 26), by="colleague")
    way = form.browser.post("/sign-in/", hidden(door) | {"username": "lead", "password": PASSWORD})

    page = form.browser.post(form.address, dict(way.context["carried"].fields) | {"move": "typed"})

    assert "progress" in [one.name for one in page.context["differences"]]
    assert page.context["form"].typed["progress"] == "Mine"


def test_who_signs_in_instead_sees_and_saves_nothing_of_it(cast):
    form = Form(cast)
    form.browser.logout()
    door = form.press("submit", **typed(progress="MINE-ALONE"))

    page = form.browser.post(
        "/sign-in/", hidden(door) | {"username": "colleague", "password": PASSWORD}, follow=True
    )

    assert page.status_code == 200
    assert "MINE-ALONE" not in page.content.decode()
    assert "Somebody else had typed into a form here" in text(page)
    assert ProgressReport.objects.count() == 0


@pytest.mark.parametrize("button", ["save", "submit", "typed", "compare"])
def test_a_form_opened_by_another_person_is_neither_shown_nor_saved(cast, button):
    form = Form(cast)
    form.browser.force_login(cast.people["colleague"])

    page = form.press(button, **typed(progress="MINE-ALONE"))
    answer = form.save(**typed(progress="MINE-ALONE"))

    assert (page.status_code, answer.status_code) == (403, 403)
    assert "MINE-ALONE" not in page.content.decode()
    assert ProgressReport.objects.count() == 0


def test_a_form_whose_mark_is_gone_or_false_is_not_carried_to_anyone(cast):
    form = Form(cast)
    form.browser.logout()
    for mark in ("", "1", f"{cast.people['lead'].pk}:false"):
        door = form.press("save", **typed(progress="KEEP-ME"), writer=mark)
        page = form.browser.post(
            "/sign-in/", hidden(door) | {"username": "lead", "password": PASSWORD}, follow=True
        )
        assert "KEEP-ME" not in page.content.decode()
        form.browser.logout()


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("/measures/{}/acknowledge/", {"unit": "KEEP-ME"}),
        ("/measures/{}/report/", {"progress": "KEEP-ME" * 100_000}),
        ("/measures/{}/report/", {f"field{number}": "KEEP-ME" for number in range(500)}),
        ("/sign-in/", {"carried-to": "/units/", "carried-progress": "KEEP-ME"}),
        (
            "/sign-in/",
            {"carried-to": "https://elsewhere.example/measures/1/nothing/", "carried-a": "KEEP-ME"},
        ),
    ],
)
def test_nothing_else_and_nothing_huge_is_carried(cast, path, data):
    page = Client().post(path.format(cast.measures["1.1"].pk), data)
    assert "KEEP-ME" not in page.content.decode()


def test_a_form_whose_token_was_replaced_by_signing_in_anew_is_filled_again(cast):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.people["lead"])
    form = Form(cast)

    page = strict.post(
        form.address,
        form.data(move="save", **typed(progress="Mine")),
        headers={"Origin": "http://testserver"},
    )
    assert dict(page.context["carried"].fields)["progress"] == "Mine"

    elsewhere = strict.post(
        form.address,
        form.data(move="save", **typed(progress="Mine")),
        headers={"Origin": "http://evil.example"},
    )
    assert elsewhere.status_code == 403
    assert "Mine" not in elsewhere.content.decode()
    assert ProgressReport.objects.count() == 0


def test_a_person_who_left_the_unit_meanwhile_gets_their_text_nowhere(cast):
    form = Form(cast)
    Membership.objects.filter(user=cast.people["lead"]).delete()
    answer = form.browser.post(form.address + "autosave/", form.data(**typed()))
    assert answer.status_code == 404
    assert send(cast, "lead", "1.1", "typed", **typed()).status_code == 404
