"""Agreeing to an import: once, for what was shown, and by nobody twice."""

from django.test import Client
from django.urls import reverse

from departments.models import AuditEntry, Unit
from importers.models import Import
from tasks.models import Measure, Plan
from tests.cast import make_person
from tests.importers.pages import fields, send, shown, upload, workbook
from tests.importers.published import ANNEX


def test_a_double_click_applies_once(visitor):
    upload(visitor, ANNEX.read_bytes())
    row = Import.objects.get()
    page = shown(visitor, row)
    answers = [send(visitor, page, row) for _ in range(2)]
    assert [answer.url for answer in answers] == [reverse("import", args=[row.pk])] * 2
    assert (Plan.objects.count(), Plan.objects.get().revision) == (1, 1)
    assert AuditEntry.objects.filter(what="import-applied").count() == 1


def test_a_preview_of_a_plan_that_changed_meanwhile_is_shown_again(visitor):
    upload(visitor, ANNEX.read_bytes())
    first = Import.objects.get()
    send(visitor, shown(visitor, first), first)
    upload(visitor, workbook(D25="11月底前"), key="second")
    row = Import.objects.first()
    page = shown(visitor, row)
    Measure.objects.filter(ref="12").update(deadline_text="6月底前")
    answer = send(visitor, page, row)
    assert answer.status_code == 409
    assert "changed since you opened this page" in answer.content.decode()
    assert Measure.objects.get(ref="11").deadline_text == "年底前"
    row.refresh_from_db()
    assert row.state == "read"
    assert send(visitor, answer, row).status_code == 302
    assert Measure.objects.get(ref="11").deadline_text == "11月底前"


def test_a_group_that_means_others_meanwhile_is_shown_again(visitor):
    upload(visitor, ANNEX.read_bytes())
    row = Import.objects.get()
    page = shown(visitor, row)
    Unit.objects.filter(name="东城区政府").update(is_active=False)
    assert send(visitor, page, row).status_code == 409
    assert Plan.objects.count() == 0


def test_a_discarded_file_can_not_be_applied(visitor):
    upload(visitor, ANNEX.read_bytes())
    row = Import.objects.get()
    page = shown(visitor, row)
    visitor.post(reverse("discard-import", args=[row.pk]))
    send(visitor, page, row)
    row.refresh_from_db()
    assert (row.state, Plan.objects.count()) == ("discarded", 0)
    assert "This file was discarded" in shown(visitor, row).content.decode()


def test_who_agrees_after_somebody_else_is_led_to_what_was_done(visitor, client):
    upload(visitor, ANNEX.read_bytes())
    row = Import.objects.get()
    page = shown(visitor, row)
    sent = fields(page)
    colleague = Client()
    colleague.force_login(make_person("colleague", is_administrator=True))
    colleague.post(reverse("apply-import", args=[row.pk]), sent)
    for name in ("apply-import", "import", "assign-columns", "create-unit"):
        answer = visitor.post(reverse(name, args=[row.pk]), sent | {"create": "0"}, follow=True)
        assert "The import is done" in answer.content.decode()
    visitor.post(reverse("discard-import", args=[row.pk]))
    row.refresh_from_db()
    assert (row.state, row.applied_by.username, Plan.objects.get().revision) == ("applied", "colleague", 1)


def test_a_form_with_more_fields_than_the_page_has_is_refused_and_keeps_nothing(visitor):
    upload(visitor, ANNEX.read_bytes())
    row = Import.objects.get()
    before = row.decisions
    huge = {f"name-{number}": "x" for number in range(1100)}
    assert visitor.post(reverse("import", args=[row.pk]), huge).status_code == 400
    row.refresh_from_db()
    assert (row.state, row.decisions) == ("read", before)
    assert not any(before.values())
