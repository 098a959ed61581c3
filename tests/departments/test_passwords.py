"""The password profiles: which passwords are taken, and who must choose a new one when."""

import pytest
from django.conf import settings as configured
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from actionplan.shared import clock
from departments.models import AuditEntry, User
from departments.passwords import KindsValidator
from tests.cast import PASSWORD, make_person, make_unit, moment

NEW = "Ten thousand green hills"
COMMON = {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"}


@pytest.mark.parametrize("password", ["abcDEF123", "abc-123-!", "ABC-123-!", "园林Ab", "aB "])
def test_three_kinds_of_characters_are_enough(password):
    KindsValidator().validate(password)


@pytest.mark.parametrize("password", ["", "abcdef", "abcDEF", "abc123", "园林绿化 123", "!?-1234"])
def test_two_kinds_are_too_few(password):
    with pytest.raises(ValidationError, match="3"):
        KindsValidator().validate(password)


@pytest.fixture
def person(db, settings):
    """A person whose password was set on 1 January, where passwords are changed every 90 days."""
    settings.LANGUAGE_CODE = "en"
    settings.PASSWORD_DAYS = 90
    settings.AUTH_PASSWORD_VALIDATORS = [*configured.PASSWORD_PROFILES["classes"][0], COMMON]
    make_person("zhang", make_unit("yuanlin", "市园林绿化局"))
    User.objects.update(password_set_at=moment(1, 1, 0))
    return User.objects.get()


@pytest.fixture
def desk(client, person, settings):
    """Their browser on the 90th day after."""
    settings.TODAY = "2022-04-01"
    client.force_login(person)
    return client


def change(client, new, old=PASSWORD):
    fields = {"old_password": old, "new_password1": new, "new_password2": new}
    return client.post(reverse("password"), fields)


def test_setting_a_password_notes_the_time_and_nothing_else_does(person, settings):
    settings.TODAY = "2022-05-01"
    person.set_password(NEW)
    assert timezone.localdate(person.password_set_at) == clock.today()
    person.save()
    User.objects.get().save()
    assert User.objects.get().password_set_at == person.password_set_at
    assert "password_set_at" not in {field.name for field in User.history.model._meta.fields}


def test_a_password_is_due_on_the_ninetieth_day(client, person, settings):
    client.force_login(person)
    settings.TODAY = "2022-03-31"
    assert client.get(reverse("units")).status_code == 200
    settings.TODAY = "2022-04-01"
    answer = client.get(reverse("units"))
    assert (answer.status_code, answer["Location"]) == (302, reverse("password"))


def test_a_password_of_unknown_age_is_due(client, person, settings):
    settings.TODAY = "2022-01-02"
    User.objects.update(password_set_at=None)
    client.force_login(person)
    assert client.get(reverse("units")).headers["Location"] == reverse("password")


@pytest.mark.parametrize("page", ["/", "/plans/", "/units/?export=csv", "/sign-in/", "/imports/"])
def test_every_page_leads_to_the_change_and_says_why(desk, page):
    html = desk.get(page, follow=True).content.decode()
    assert "<h1>Change password</h1>" in html
    assert "Your password is 90 days old or older. Choose a new one to go on." in html
    assert "Cancel" not in html


def test_after_the_change_every_page_is_open_again(desk):
    assert change(desk, NEW).headers["Location"] == "/"
    assert desk.get(reverse("units")).status_code == 200
    html = desk.get(reverse("password")).content.decode()
    assert "days old" not in html
    assert "Cancel" in html


@pytest.mark.parametrize(
    ("new", "message"),
    [
        ("greenhills123", "characters of at least 3 of these kinds"),
        ("Hills-123", "at least 10 characters"),
        ("1Qaz2wsx3edc", "too common"),
    ],
)
def test_a_password_that_the_rules_do_not_take_leaves_it_due(desk, new, message):
    assert message in change(desk, new).content.decode()
    assert desk.get(reverse("units")).status_code == 302
    assert not AuditEntry.objects.filter(what="password-changed").exists()


def test_the_password_that_one_has_is_no_new_one(client, person, settings):
    settings.AUTH_PASSWORD_VALIDATORS = []
    settings.PASSWORD_DAYS = None
    client.force_login(person)
    html = change(client, PASSWORD).content.decode()
    assert "Choose a password other than the one you have." in html
    assert User.objects.get().password_set_at == person.password_set_at


def test_signing_out_the_language_and_what_is_being_written_still_work(desk):
    language = desk.post(reverse("language"), {"language": "zh-hans", "next": "/units/"})
    assert language.headers["Location"] == "/units/"
    assert "原密码" in desk.get("/", follow=True).content.decode()
    assert desk.post(reverse("acknowledge-all", args=[1, "yuanlin"])).status_code == 404
    assert desk.post(reverse("sign-out")).headers["Location"] == reverse("sign-in")


def test_sample_accounts_keep_their_passwords(desk):
    User.objects.update(is_sample=True)
    assert desk.get(reverse("units")).status_code == 200


def test_where_no_change_is_asked_for_an_old_password_stays(desk, settings):
    settings.PASSWORD_DAYS = None
    assert desk.get(reverse("units")).status_code == 200
    assert "days old" not in desk.get(reverse("password")).content.decode()


def test_a_password_set_by_an_administrator_counts_from_then(person, client, settings):
    settings.TODAY = "2022-04-01"
    client.force_login(make_person("boss", is_administrator=True))
    fields = {"usable_password": "true", "password1": NEW, "password2": NEW}
    client.post(reverse("admin:auth_user_password_change", args=[person.pk]), fields)
    set_at = User.objects.get(username="zhang").password_set_at
    assert timezone.localdate(set_at) == clock.today()
