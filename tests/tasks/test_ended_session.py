"""When the session has ended: what was typed stays with its writer, and reaches nobody else."""

import pytest
from django.test import Client

from departments import carried
from departments.models import Membership
from tasks.models import ProgressReport
from tests.cast import PASSWORD, moment
from tests.tasks.moves import move
from tests.tasks.opened import Form, stored
from tests.tasks.page import _today, client, send, text, typed  # noqa: F401


@pytest.fixture(autouse=True)
def _in_english(settings):
    """Signing out forgets the language too, so that the sign-in page is in the usual one."""
    settings.LANGUAGE_CODE = "en"


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
        ("/measures/{}/report/", {f"field{number}": "KEEP-ME" for number in range(950)}),
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
