"""A unit writes its report: save, submit, take back; and it acknowledges its part."""

import pytest
from django.test import Client

from tasks.models import ProgressReport
from tests.cast import make_person, moment
from tests.tasks.moves import content, done, events, find, move
from tests.tasks.page import _today, client, look, send, text, typed  # noqa: F401


def test_a_draft_is_saved_as_it_is_and_nobody_is_told(cast):
    answer = send(cast, "lead", "1.1", "save", progress="Half a sent")

    report = find(cast, "lead", "1.1", 10)
    assert (answer.status_code, answer.url) == (302, f"/measures/{report.measure_id}/?unit=lead&period=10")
    assert (report.state, report.progress, report.version) == ("draft", "Half a sent", 1)


def test_a_submitted_report_stands_as_typed_and_a_toast_says_so(cast):
    answer = send(cast, "lead", "1.1", "submit", **typed(progress="One.\r\nTwo."))

    report = find(cast, "lead", "1.1", 10)
    assert (report.state, report.status, report.percent) == ("submitted", "on_track", 70)
    assert report.progress == "One.\nTwo."
    page = client(cast, "lead").get(answer.url)
    assert "It awaits review and can't be changed meanwhile." in text(page)
    assert page.context["form"] is None


def test_the_toast_names_the_period(cast):
    browser = client(cast, "lead")
    data = {"unit": "lead", "period": 10, "version": 0, "move": "submit"} | typed()

    page = browser.post(f"/measures/{cast.measures['1.1'].pk}/report/", data, follow=True)

    assert "October report submitted; it awaits review." in text(page)


def test_values_of_a_quantity_give_its_percent(cast):
    field = f"value_{cast.target.pk}"

    send(cast, "lead", "1.2", "submit", **typed(**{field: "12.6"}))

    report = find(cast, "lead", "1.2", 10)
    assert (report.state, report.percent, report.values) == ("submitted", 84, {str(cast.target.pk): "12.6"})
    assert "12.6 / 15 万亩 84% reached" in text(look(cast, "lead", "1.2"))


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"status": ""}, {"status"}),
        ({"progress": " "}, {"progress"}),
        ({"percent": ""}, {"percent"}),
        ({"percent": "abc"}, {"percent"}),
        ({"percent": "101"}, {"percent"}),
        ({"percent": "100"}, {"percent"}),
        ({"status": "done"}, {"percent"}),
        ({"status": "behind"}, {"next_steps", "expected_on"}),
        ({"status": "at_risk", "next_steps": "Go on."}, {"expected_on"}),
        ({"status": "nonsense"}, {"status"}),
        ({"expected_on": "2022-13-01"}, {"expected_on"}),
        (
            {"percent": "abc", "progress": "", "status": "behind"},
            {"percent", "progress", "next_steps", "expected_on"},
        ),
        ({"progress": "x" * 5001}, {"progress"}),
    ],
)
def test_what_is_wrong_is_told_at_its_field_and_nothing_typed_is_lost(cast, fields, wrong):
    page = send(cast, "lead", "1.1", "submit", **typed(problems="KEEP-ME") | fields)

    form = page.context["form"]
    assert (page.status_code, set(form.errors)) == (422, wrong)
    assert form.typed == typed(problems="KEEP-ME") | fields
    html = page.content.decode()
    for name in wrong:
        assert f'id="id_{name}_error"' in html
        assert f'<a href="#id_{name}{"_0" if name == "status" else ""}">' in html
    assert "KEEP-ME" in html
    assert ProgressReport.objects.count() == 0


def test_a_draft_keeps_a_text_that_is_too_long_to_be_sent(cast):
    long = "长" * 20_000

    assert send(cast, "lead", "1.1", "save", **typed(progress=long)).status_code == 302
    assert find(cast, "lead", "1.1", 10).progress == long

    page = send(cast, "lead", "1.1", "submit", **typed(progress=long))
    assert page.status_code == 422
    assert "Shorten it to 5000 characters; it has 20000." in text(page)
    assert long in page.content.decode()
    assert "maxlength" not in page.content.decode().partition('id="id_progress"')[2].partition(">")[0]


def test_what_nobody_sees_in_a_copied_text_is_left_out(cast):
    send(cast, "lead", "1.1", "save", **typed(progress="One\0\x01\x0btwo\r\n\t😀"))
    assert find(cast, "lead", "1.1", 10).progress == "Onetwo\n\t😀"


def test_a_draft_too_needs_numbers_that_can_be_read(cast):
    page = send(cast, "lead", "1.1", "save", percent="seventy")

    assert page.status_code == 422
    assert 'value="seventy"' in page.content.decode()


def test_a_submitted_report_can_be_taken_back_until_it_is_reviewed(cast):
    send(cast, "lead", "1.1", "submit", **typed())

    assert send(cast, "lead", "1.1", "take_back").status_code == 302
    assert find(cast, "lead", "1.1", 10).state == "draft"
    assert look(cast, "lead", "1.1", unit="lead", period=10).context["form"].typed["percent"] == "70"


def test_an_approved_report_cant_be_taken_back(cast):
    send(cast, "lead", "1.1", "submit", **typed())
    move(cast, "approve", "lead", "1.1", 10, at=moment(10, 26))

    stale = send(cast, "lead", "1.1", "take_back", version=1)
    late = send(cast, "lead", "1.1", "take_back")

    assert (stale.status_code, late.status_code) == (409, 403)
    assert "Coordinator approved this report" in text(stale)
    assert "It is approved, and that is final" in text(late)


def test_no_change_since_last_time_copies_its_texts_and_saves_nothing(cast):
    measure = cast.measures["1.1"]
    move(cast, "submit", "lead", "1.1", 9, at=moment(9, 20), says=content(measure, text="Dug."))

    page = send(cast, "lead", "1.1", "repeat", version=0, progress="I had begun this.")

    assert page.status_code == 200
    assert page.context["form"].typed["progress"] == "Dug."
    assert page.context["kept"] == [("Progress", "I had begun this.")]
    assert events() == ["submit"]

    send(cast, "lead", "1.1", "submit", version=0, **page.context["form"].typed)
    assert find(cast, "lead", "1.1", 10).no_change
    assert "No change since last time" in text(look(cast, "coordinator", "1.1", unit="lead", period=10))


def test_a_period_that_hasnt_begun_takes_no_report_and_shows_what_was_typed(cast):
    page = send(cast, "lead", "1.1", "save", period=11, **typed(progress="KEEP-ME"))

    assert page.status_code == 403
    assert "November hasn't begun yet." in text(page)
    assert "KEEP-ME" in text(page)
    assert ProgressReport.objects.count() == 0


def test_a_closed_measure_takes_no_report(cast):
    move(cast, "submit", "lead", "1.1", 9, at=moment(9, 20), says=done(cast.measures["1.1"]))
    move(cast, "approve", "lead", "1.1", 9, at=moment(9, 21))

    page = send(cast, "lead", "1.1", "submit", **typed(progress="KEEP-ME"))

    assert page.status_code == 403
    assert "This measure is closed" in text(page)
    assert "KEEP-ME" in text(page)


def test_a_unit_that_may_be_meant_cant_report(cast):
    page = send(cast, "haidian", "1.3", "submit", **typed(progress="KEEP-ME"))

    assert page.status_code == 403
    assert "海淀区政府 takes no part in this measure." in text(page)
    assert "KEEP-ME" in text(page)
    assert ProgressReport.objects.count() == 0


@pytest.mark.parametrize("who", ["responsible", "outsider", "haidian"])
def test_nobody_writes_for_another_unit(cast, who):
    assert send(cast, who, "1.1", "submit", unit="lead", **typed()).status_code == 404
    assert ProgressReport.objects.count() == 0


@pytest.mark.parametrize("who", ["coordinator", "administrator", "leadership", "nobody"])
def test_who_belongs_to_no_unit_finds_no_address_to_report_to(cast, who):
    assert send(cast, who, "1.1", "save", unit="lead", **typed()).status_code == 404


@pytest.mark.parametrize(
    "wrong", [{"period": 99}, {"period": "x"}, {"unit": "nonsense"}, {"move": "approve"}, {"move": ""}]
)
def test_what_isnt_there_is_not_found(cast, wrong):
    data = {"unit": "lead", "period": 10, "move": "save", "version": 0} | typed() | wrong

    answer = client(cast, "lead").post(f"/measures/{cast.measures['1.1'].pk}/report/", data)

    assert answer.status_code == 404


def test_one_person_of_two_units_chooses_the_part_by_its_unit(cast):
    cast.people["both"] = make_person("both", cast.units["lead"], cast.units["responsible"])

    assert look(cast, "both", "1.1").context["desk"].choice.unit == cast.units["lead"]
    assert (
        look(cast, "both", "1.1", unit="responsible").context["desk"].choice.unit == cast.units["responsible"]
    )
    assert send(cast, "both", "1.1", "submit", unit="responsible", **typed()).status_code == 302


@pytest.mark.parametrize(
    ("given", "goes_to"),
    [
        ("/plans/", "/plans/"),
        ("https://evil.example/", "/measures/"),
        ("//evil.example/", "/measures/"),
        ("javascript:alert(1)", "/measures/"),
    ],
)
def test_after_a_save_it_goes_on_within_this_system(cast, given, goes_to):
    assert send(cast, "lead", "1.1", "save", next=given, **typed()).url.startswith(goes_to)


def test_a_unit_acknowledges_its_own_part_once(cast):
    address = f"/measures/{cast.measures['1.1'].pk}/acknowledge/"
    assert "has not acknowledged this measure yet" in text(look(cast, "lead", "1.1"))

    assert client(cast, "lead").post(address, {"unit": "lead"}).status_code == 302

    part = cast.part("lead", "1.1")
    assert part.acknowledged_by == cast.people["lead"]
    assert "has not acknowledged" not in text(look(cast, "lead", "1.1"))
    client(cast, "colleague").post(address, {"unit": "lead"})
    assert cast.part("lead", "1.1").acknowledged_by == cast.people["lead"]


def test_acknowledging_is_for_ones_own_certain_part(cast):
    cast.people["both"] = make_person("both", cast.units["outsider"], is_coordinator=True)

    def post(who, ref, unit):
        address = f"/measures/{cast.measures[ref].pk}/acknowledge/"
        return client(cast, who).post(address, {"unit": unit}).status_code

    assert post("responsible", "1.1", "lead") == 404
    assert post("both", "1.1", "lead") == 404
    assert post("both", "1.1", "outsider") == 404
    assert post("haidian", "1.3", "haidian") == 404
    assert post("coordinator", "1.1", "lead") == 404


def test_without_the_forms_token_nothing_is_taken(cast):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cast.people["lead"])
    data = {"unit": "lead", "period": 10, "version": 0, "move": "save"} | typed()

    assert browser.post(f"/measures/{cast.measures['1.1'].pk}/report/", data).status_code == 403
