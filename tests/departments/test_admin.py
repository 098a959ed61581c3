"""The administration of people, aliases and the audit log; who gets in at all."""

import html

import pytest
from django.contrib import admin
from django.contrib.sessions.models import Session
from django.urls import reverse

from departments.models import AuditEntry, Membership, UnitAlias, User
from tasks.models import ProgressReport, ReportEvent
from tests.administration import fields, page, save
from tests.cast import PASSWORD

NEW = "ten thousand green hills"


pytestmark = pytest.mark.usefixtures("english_in_october")


def acts():
    return list(AuditEntry.objects.order_by("pk").values_list("what", "about", "detail"))


@pytest.mark.parametrize(
    "address", ["/admin/", "/admin/login/", "/admin/departments/user/", "/admin/nosuch/"]
)
def test_whoever_is_no_administrator_finds_nothing_there(client, cast, address):
    for person in ("lead", "coordinator", "leadership", "nobody"):
        client.force_login(cast.people[person])
        assert client.get(address).status_code == 404, person


@pytest.mark.parametrize(
    "address", ["/admin/", "/admin/login/", "/admin/departments/user/", "/admin/nosuch/"]
)
def test_strangers_are_sent_to_the_one_sign_in_page(client, db, address):
    assert client.get(address, follow=True).redirect_chain[-1] == (f"/sign-in/?next={address}", 302)


def test_there_is_no_second_door_and_no_second_password_page(desk):
    assert desk.get("/admin/login/")["Location"] == "/admin/"
    assert desk.get("/admin/password_change/")["Location"] == "/password/"


def test_an_administrator_reads_no_report_and_no_draft_here(desk):
    registered = set(admin.site._registry)
    assert not registered & {ProgressReport, ReportEvent}
    assert "report" not in desk.get("/admin/").content.decode().lower().split('id="content"')[1].replace(
        "plans and reports", ""
    )


def test_nothing_but_aliases_can_be_deleted(desk):
    request = desk.get("/admin/").wsgi_request
    deletable = {model for model, kept in admin.site._registry.items() if kept.has_delete_permission(request)}
    assert deletable == {UnitAlias}


def test_every_page_of_the_administration_opens(desk, cast):
    save(desk, page("departments_user_change", cast.people["lead"].pk), is_leadership="on")
    UnitAlias.objects.create(name="别名", unit=cast.units["lead"])
    for model, kept in admin.site._registry.items():
        name = f"{model._meta.app_label}_{model._meta.model_name}"
        assert desk.get(page(f"{name}_changelist")).status_code == 200, name
        assert desk.get(page(f"{name}_changelist"), {"q": "x"}).status_code == 200, name
        one = model.objects.first()
        assert desk.get(page(f"{name}_change", one.pk)).status_code == 200, name
        assert desk.get(page(f"{name}_history", one.pk)).status_code == 200, name
        adds = desk.get(page(f"{name}_add"))
        assert adds.status_code == (200 if kept.has_add_permission(adds.wsgi_request) else 403), name


def test_a_person_is_added_with_a_password_a_role_and_a_unit(desk, cast):
    response = save(
        desk,
        page("departments_user_add"),
        username="new",
        name="新人",
        password1=NEW,
        password2=NEW,
        is_coordinator="on",
        **{"memberships-0-unit": cast.units["lead"].pk, "memberships-0-position": "head"},
    )
    assert response.status_code == 302
    person = User.objects.get(username="new")
    assert (person.check_password(NEW), person.is_coordinator, person.is_administrator) == (True, True, False)
    assert Membership.objects.get(user=person).position == "head"
    rights = {"is_active": True, "is_coordinator": True, "is_administrator": False, "is_leadership": False}
    assert acts() == [
        ("person-added", "new", rights),
        ("member-added", "new", {"unit": "市园林绿化局", "position": "head"}),
    ]


@pytest.mark.parametrize(("first", "second", "message"), [
    (NEW, NEW + "!", "The two password fields didn’t match."), ("short", "short", "too short"),
])  # fmt: skip
def test_a_first_password_follows_the_rules(desk, first, second, message):
    response = save(
        desk, page("departments_user_add"), username="new", name="新人", password1=first, password2=second,
    )  # fmt: skip
    assert message in response.content.decode()
    assert not User.objects.filter(username="new").exists()


def test_help_speaks_of_what_this_system_does(desk, cast):
    person = cast.people["lead"].pk
    pages = {
        name: html.unescape(desk.get(address).content.decode())
        for name, address in {
            "add": page("departments_user_add"),
            "change": page("departments_user_change", person),
            "password": page("auth_user_password_change", person),
        }.items()
    }
    assert "Clear it when a person leaves: they can't sign in any more" in pages["change"]
    assert "nobody can sign in with this account until it has a new one" in pages["password"]
    assert 'name="usable_password"' not in pages["add"]
    assert "Members of a unit" not in pages["change"]
    assert [name for name, text in pages.items() if "LDAP" in text or "will be lost" in text] == []


def test_an_alias_offers_no_way_to_change_the_unit_that_it_means(desk, cast):
    assert "related-lookup" not in desk.get(page("departments_unitalias_add")).content.decode()
    assert "related-widget-wrapper-link" not in desk.get(page("departments_unitalias_add")).content.decode()


def test_an_entry_of_the_audit_log_is_named_in_the_readers_language(desk, cast, settings):
    save(desk, page("departments_user_change", cast.people["lead"].pk), is_leadership="on")
    there = page("departments_auditentry_change", AuditEntry.objects.get().pk)
    assert "<h2>Rights changed lead</h2>" in desk.get(there).content.decode()
    settings.LANGUAGE_CODE = "zh-hans"
    assert "rights-changed" not in desk.get(there).content.decode()


def test_a_change_of_roles_is_audited_and_one_of_the_name_is_not(desk, cast):
    address = page("departments_user_change", cast.people["lead"].pk)
    assert save(desk, address, name="改名").status_code == 302
    assert acts() == []
    assert save(desk, address, is_leadership="on").status_code == 302
    ((what, about, detail),) = acts()
    assert (what, about, detail["is_leadership"]) == ("rights-changed", "lead", True)
    assert AuditEntry.objects.get().who == cast.people["administrator"]


def test_members_come_change_and_go_and_each_is_audited(desk, cast):
    person = cast.people["lead"]
    address = page("departments_user_change", person.pk)
    save(desk, address, **{"memberships-0-position": "head"})
    save(
        desk,
        address,
        **{"memberships-1-unit": cast.units["outsider"].pk, "memberships-1-position": "reporter"},
    )
    save(desk, address, **{"memberships-0-DELETE": "on"})
    assert [act[0] for act in acts()] == ["member-changed", "member-added", "member-removed"]
    assert [member.unit.code for member in person.memberships.all()] == ["outsider"]


def test_who_is_deactivated_is_out_and_no_session_revives_with_the_account(desk, cast, client_class):
    person = cast.people["lead"]
    theirs = client_class()
    theirs.force_login(person)
    address = page("departments_user_change", person.pk)
    assert save(desk, address, is_active=None).status_code == 302
    assert theirs.get(reverse("units")).status_code == 302
    assert save(desk, address, is_active="on").status_code == 302
    assert theirs.get(reverse("units")).status_code == 302
    assert [act[0] for act in acts()] == ["rights-changed", "rights-changed"]
    assert Session.objects.filter(pk=desk.session.session_key).exists()


@pytest.fixture
def client_class(client):
    return type(client)


@pytest.mark.parametrize("right", ["is_active", "is_administrator"])
def test_the_last_administrator_can_not_go(desk, cast, right):
    response = save(desk, page("departments_user_change", cast.people["administrator"].pk), **{right: None})
    assert "This is the last active administrator" in response.content.decode()
    assert User.objects.filter(is_administrator=True, is_active=True).count() == 1
    assert acts() == []


def test_a_password_set_by_an_administrator_ends_the_persons_sessions_and_is_audited(
    desk, cast, client_class
):
    person = cast.people["lead"]
    theirs = client_class()
    assert theirs.login(username="lead", password=PASSWORD, request=desk.get("/admin/").wsgi_request)
    address = page("auth_user_password_change", person.pk)
    wrong = desk.post(address, {"password1": "short", "password2": "short", "usable_password": "true"})
    assert wrong.status_code == 200
    assert acts() == []
    done = desk.post(address, {"password1": NEW, "password2": NEW, "usable_password": "true"})
    assert done.status_code == 302
    assert acts() == [("password-set", "lead", {})]
    assert theirs.get(reverse("units")).status_code == 302
    person.refresh_from_db()
    assert person.check_password(NEW)


def test_a_stale_form_overwrites_nothing_and_keeps_what_was_typed(desk, cast):
    address = page("departments_user_change", cast.people["lead"].pk)
    opened = fields(desk.get(address).content.decode())
    assert save(desk, address, name="先到").status_code == 302
    late = desk.post(address, opened | {"name": "后到"})
    assert late.status_code == 409
    assert "Administrator changed this in the meantime" in late.content.decode()
    assert 'value="后到"' in late.content.decode()
    assert User.objects.get(pk=cast.people["lead"].pk).name == "先到"


def test_history_says_who_changed_what(desk, cast):
    save(desk, page("departments_user_change", cast.people["lead"].pk), name="改名")
    shown = desk.get(page("departments_user_history", cast.people["lead"].pk)).content.decode()
    assert "<del>Lead</del> → <ins>改名</ins>" in shown
    assert "Administrator" in shown


def test_the_audit_log_is_read_and_never_written(desk, cast):
    save(desk, page("departments_user_change", cast.people["lead"].pk), is_leadership="on")
    entry = AuditEntry.objects.get()
    there = page("departments_auditentry_change", entry.pk)
    assert "Rights changed" in desk.get(page("departments_auditentry_changelist")).content.decode()
    assert desk.get(page("departments_auditentry_add")).status_code == 403
    assert desk.post(there, {"what": "x"}).status_code == 403
    assert desk.post(page("departments_auditentry_delete", entry.pk), {"post": "yes"}).status_code == 403
    whats = AuditEntry.objects.order_by("pk").values_list("what", flat=True)
    assert list(whats) == ["rights-changed", *["refused"] * 3]
    assert AuditEntry.objects.filter(what="refused", about=there).get().detail == {"method": "POST"}


@pytest.mark.parametrize("field", ["unit", "group", "both", "neither"])
def test_an_alias_means_either_one_unit_or_one_group(desk, cast, field):
    group = cast.units["haidian"].groups.first()
    data = {"name": "别名"}
    if field in ("unit", "both"):
        data["unit"] = cast.units["lead"].pk
    if field in ("group", "both"):
        data["group"] = group.pk
    response = desk.post(page("departments_unitalias_add"), data)
    fits = field in ("unit", "group")
    assert response.status_code == (302 if fits else 200)
    assert UnitAlias.objects.exists() == fits
    assert fits or "An alias means either one unit or one group." in response.content.decode()


def test_nothing_of_a_password_is_shown(desk, cast):
    shown = desk.get(page("departments_user_change", cast.people["lead"].pk)).content.decode()
    algorithm, salt, digest = cast.people["lead"].password.split("$")[:3]
    assert "../password/" in shown
    assert [part for part in (algorithm, salt, digest[:6]) if part in shown] == []
