"""Signing in and out, being locked out, sample accounts, one's own password."""

import pytest
from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone

from departments.models import AuditEntry, Membership, User
from departments.samples import offer
from tests.cast import PASSWORD, make_person, make_unit

WRONG = "The user name or the password is wrong. Check both; capitals matter."
SIGN_IN = "/sign-in/"


@pytest.fixture(autouse=True)
def _english(settings):
    settings.LANGUAGE_CODE = "en"
    settings.TODAY = "2022-10-26"


@pytest.fixture
def person(db):
    return make_person("zhang", make_unit("yuanlin", "市园林绿化局"))


def sign_in(client, username="zhang", password=PASSWORD, **more):
    return client.post(SIGN_IN, {"username": username, "password": password, **more})


def acts():
    return list(AuditEntry.objects.order_by("pk").values_list("what", "about"))


def test_the_right_password_leads_to_where_ones_work_is(client, person):
    response = sign_in(client)
    assert (response.status_code, response["Location"]) == (302, "/")


def test_one_is_taken_to_the_page_that_one_wanted(client, person):
    response = client.get(reverse("units"))
    assert response["Location"] == f"{SIGN_IN}?next=/units/"
    assert 'name="next" value="/units/"' in client.get(response["Location"]).content.decode()
    assert sign_in(client, next="/units/")["Location"] == "/units/"


@pytest.mark.parametrize(
    "elsewhere", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"]
)
def test_nobody_is_led_to_another_host(client, person, elsewhere):
    page = client.get(SIGN_IN, {"next": elsewhere})
    assert "elsewhere" not in page.content.decode().split("<main")[1].split('<div class="way-in">')[1]
    assert sign_in(client, next=elsewhere)["Location"] == "/"


def test_a_session_is_new_at_sign_in(client, person):
    client.session["planted"] = "by somebody else"
    session = client.session
    session.save()
    before = session.session_key
    sign_in(client)
    assert client.session.session_key != before
    assert not Session.objects.filter(session_key=before).exists()


def test_a_wrong_password_is_told_without_telling_which_and_the_name_stays(client, person):
    known, unknown = sign_in(client, password="wrong"), sign_in(client, username="nosuch", password="wrong")
    for name, response in (("zhang", known), ("nosuch", unknown)):
        html = response.content.decode()
        assert response.status_code == 200
        assert WRONG in html
        assert f'value="{name}"' in html
        assert 'value="wrong"' not in html
    bare = [r.content.decode().split("<main")[1].replace("nosuch", "zhang") for r in (known, unknown)]
    assert [text.count("<") for text in bare] == [bare[0].count("<")] * 2


@pytest.mark.parametrize("missing", ["username", "password"])
def test_what_is_missing_is_said(client, person, missing):
    assert WRONG in sign_in(client, **{missing: ""}).content.decode()


@pytest.mark.parametrize("name", ["zhang\0", "\0", "z" * 151, "z" * 100_000, "\u202egnahz", "=1+1"])
def test_a_name_that_no_account_can_have_is_refused_in_words(client, person, name):
    response = sign_in(client, username=name)
    assert response.status_code == 200
    assert WRONG in response.content.decode()
    assert acts() == [("sign-in-refused", name.replace("\0", "")[:60])]


def test_a_person_who_left_gets_the_same_answer(client, person):
    User.objects.update(is_active=False)
    assert WRONG in sign_in(client).content.decode()


def test_a_person_who_was_deactivated_is_out_at_the_next_request(client, person):
    sign_in(client)
    assert client.get(reverse("units")).status_code == 200
    User.objects.update(is_active=False)
    assert client.get(reverse("units"))["Location"] == f"{SIGN_IN}?next=/units/"


def test_after_eight_failures_the_door_stays_shut_also_for_the_right_password(client, person):
    answers = [sign_in(client, password=f"wrong {number}").status_code for number in range(8)]
    assert answers == [200] * 7 + [429]
    response = sign_in(client)
    assert response.status_code == 429
    assert "Too many attempts to sign in" in response.content.decode()
    assert "_auth_user_id" not in client.session
    assert AccessAttempt.objects.get().failures_since_start >= 8


def test_being_locked_out_tells_nothing_about_whether_the_name_exists(client, person):
    pages = []
    for name in ("zhang", "nosuch"):
        for _attempt in range(8):
            response = sign_in(client, username=name, password="wrong")
        pages.append((response.status_code, response.context["title"], response.context["advice"]))
    assert pages[0] == pages[1]


def test_one_is_locked_out_by_account_and_address(client, person):
    make_person("li")
    for _attempt in range(8):
        sign_in(client, password="wrong")
    assert sign_in(client, username="li").status_code == 302
    client.logout()
    elsewhere = client.post(SIGN_IN, {"username": "zhang", "password": PASSWORD}, REMOTE_ADDR="10.1.2.3")
    assert elsewhere.status_code == 302


def test_signing_in_forgives_earlier_failures(client, person):
    for _round in range(2):
        for _attempt in range(7):
            sign_in(client, password="wrong")
        assert sign_in(client).status_code == 302
        client.logout()


def test_what_happens_at_the_door_is_recorded(client, person):
    sign_in(client, password="wrong")
    sign_in(client)
    assert acts() == [("sign-in-refused", "zhang"), ("sign-in", "")]
    entry = AuditEntry.objects.get(what="sign-in")
    assert (entry.who, entry.address, f"{timezone.localdate(entry.at)}") == (
        person,
        "127.0.0.1",
        "2022-10-26",
    )
    assert "wrong" not in str(list(AuditEntry.objects.values()))


def test_signing_out_takes_a_post_and_ends_the_session(client, person):
    sign_in(client)
    assert client.get(reverse("sign-out")).status_code == 405
    assert client.post(reverse("sign-out"))["Location"] == SIGN_IN
    assert "_auth_user_id" not in client.session


@pytest.fixture
def samples(db):
    """Accounts of the demonstration, the heads before the reporters, the small units before the large."""

    def account(username, unit=None, position="reporter", **roles):
        person = make_person(username, is_sample=True, **roles)
        if unit:
            Membership.objects.create(user=person, unit=unit, position=position)

    small, large, other = (make_unit(code, code) for code in ("small", "large", "other"))
    haidian, dongcheng = (make_unit(code, code, "district") for code in ("haidian", "dongcheng"))
    account("small-reporter", small)
    account("large-head", large, "head")
    account("large-reporter", large)
    account("large-second", large)
    account("other-reporter", other)
    account("other-second", other)
    account("dongcheng-reporter", dongcheng)
    account("haidian-reporter", haidian)
    account("haidian-second", haidian)
    account("coordinates", is_coordinator=True)
    account("coordinates-too", is_coordinator=True)
    account("administers", is_administrator=True)
    account("leads", is_leadership=True)
    make_person("real", large)


def test_the_demonstration_offers_one_account_of_each_kind_before_the_rest(samples):
    found = offer()
    assert [person.username for person in found.featured] == [
        "large-reporter", "large-head", "other-reporter", "haidian-reporter", "dongcheng-reporter",
        "coordinates", "administers", "leads",
    ]  # fmt: skip
    assert [person.username for person in found.others] == [
        "small-reporter", "large-second", "other-second", "haidian-second", "coordinates-too",
    ]  # fmt: skip


def test_without_samples_nothing_is_offered(person):
    assert (offer().featured, offer().others) == ([], [])


def test_a_sample_account_signs_in_with_one_click_in_the_demonstration(client, samples, settings):
    settings.DEMO = True
    html = client.get(SIGN_IN).content.decode()
    assert html.count('action="/sign-in/sample/"') == 13
    assert 'value="large-reporter"' in html
    assert 'value="real"' not in html
    assert client.post(reverse("sign-in-sample"), {"username": "large-reporter"})["Location"] == "/"
    entry = AuditEntry.objects.get()
    assert (entry.what, entry.who.username, entry.detail) == ("sign-in", "large-reporter", {"sample": True})


@pytest.mark.parametrize("username", ["large-reporter\0", "real", "nosuch", ""])
def test_no_other_account_signs_in_like_that(client, samples, settings, username):
    settings.DEMO = True
    assert client.post(reverse("sign-in-sample"), {"username": username}).status_code == 404
    assert "_auth_user_id" not in client.session


def test_production_offers_no_sample_account_and_has_no_such_address(client, samples, settings):
    settings.DEMO = False
    assert "large-reporter" not in client.get(SIGN_IN).content.decode()
    assert client.post(reverse("sign-in-sample"), {"username": "large-reporter"}).status_code == 404
    assert "_auth_user_id" not in client.session


def change(client, **given):
    fields = {"old_password": PASSWORD, "new_password1": "ten thousand green hills"}
    fields |= {"new_password2": fields["new_password1"]} | given
    return client.post(reverse("password"), fields)


def test_ones_own_password_can_be_changed_and_all_other_sessions_end(client, person):
    other = type(client)()
    sign_in(client)
    sign_in(other)
    assert change(client).status_code == 302
    assert client.get(reverse("units")).status_code == 200
    assert other.get(reverse("units")).status_code == 302
    assert AuditEntry.objects.filter(what="password-changed", who=person).count() == 1
    client.logout()
    assert sign_in(client, password="ten thousand green hills").status_code == 302


@pytest.mark.parametrize(("given", "message"), [
    ({"old_password": "wrong"}, "Your old password was entered incorrectly"),
    ({"new_password2": "something else here"}, "The two password fields didn’t match."),
    ({"new_password1": "short", "new_password2": "short"}, "too short"),
])  # fmt: skip
def test_a_password_that_cannot_be_taken_is_told_why(client, person, given, message):
    sign_in(client)
    html = change(client, **given).content.decode()
    assert "The password was not changed" in html
    assert message in html
    assert PASSWORD not in html
    assert not AuditEntry.objects.filter(what="password-changed").exists()


@pytest.mark.parametrize("address", ["/measures/1/acknowledge/", "/sign-out/", "/language/?x=1"])
def test_one_is_not_led_to_an_address_that_only_takes_forms(client, person, address):
    assert sign_in(client, next=address)["Location"] == "/"


@pytest.mark.parametrize("address", ["/units/?page=2", "/admin/", "/nothing/", "/measures/1/report/"])
def test_one_is_led_to_any_other(client, person, address):
    assert sign_in(client, next=address)["Location"] == address


def test_whoever_sends_a_form_after_the_session_ended_lands_on_a_page(client, person):
    response = client.post(reverse("acknowledge", args=[1]))
    assert response["Location"] == f"{SIGN_IN}?next={reverse('acknowledge', args=[1])}"
    page = client.get(response["Location"])
    assert page.context["next"] == ""
    assert client.get(sign_in(client, next="/")["Location"], follow=True).status_code == 200


@pytest.mark.parametrize(("demo", "status"), [(True, 302), (False, 200)])
def test_the_password_of_a_sample_account_opens_the_demonstration_alone(
    client, samples, settings, demo, status
):
    settings.DEMO = demo

    assert sign_in(client, "large-reporter").status_code == status
    assert ("_auth_user_id" in client.session) is demo
