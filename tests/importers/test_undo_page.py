"""Undoing an import from its page: what would happen, what stands in the way, and what is left of it."""

from django.urls import reverse

from importers.models import Import
from tasks.models import Measure, Plan
from tests.importers.pages import send, shown, upload, workbook
from tests.importers.published import ANNEX


def applied(visitor, data: bytes, key: str) -> Import:
    upload(visitor, data, key=key)
    row = Import.objects.latest("pk")
    assert send(visitor, shown(visitor, row), row).status_code == 302
    return row


def press(visitor, row: Import, **headers):
    return visitor.post(reverse("undo-import", args=[row.pk]), headers=headers)


def test_an_import_is_undone_and_the_page_and_the_list_say_so(visitor, administrator):
    row = applied(visitor, ANNEX.read_bytes(), "one")
    html = shown(visitor, row).content.decode()
    assert "Undo this import" in html
    assert "The plan leaves all lists" in html
    assert press(visitor, row).url == reverse("import", args=[row.pk])
    html = shown(visitor, row).content.decode()
    assert "The import was undone" in html
    assert "Undone by Administrator" in html
    assert reverse("plan", args=[Plan.objects.get().pk]) not in html
    assert "undo-form" not in html
    rows = visitor.get(reverse("imports")).content.decode()
    assert "Undone" in rows
    assert "20 measures added" in rows


def test_what_stands_in_the_way_is_named_with_links_and_nothing_is_undone(visitor):
    first = applied(visitor, ANNEX.read_bytes(), "one")
    second = applied(visitor, workbook(D25="11月底前"), "two")
    html = shown(visitor, first).content.decode()
    assert "1 later import of the plan: undo it first." in html
    assert f'href="{reverse("import", args=[second.pk])}"' in html
    assert "undo-form" not in html
    answer = press(visitor, first)
    assert answer.status_code == 409
    assert "1 later import of the plan" in answer.content.decode()
    assert Measure.objects.get(ref="11").deadline_text == "11月底前"
    assert "1 changed measure has its former words" in shown(visitor, second).content.decode()
    assert press(visitor, second).status_code == 302
    assert Measure.objects.get(ref="11").deadline_text == "年底前"


def test_a_second_press_changes_nothing_and_nor_does_one_on_a_file_that_was_only_read(visitor):
    row = applied(visitor, ANNEX.read_bytes(), "one")
    upload(visitor, ANNEX.read_bytes(), key="two")
    read = Import.objects.latest("pk")
    assert press(visitor, read).status_code == 302
    assert Plan.objects.get().withdrawn_at is None
    press(visitor, row)
    when = Plan.objects.get().withdrawn_at
    press(visitor, row)
    assert Plan.objects.get().withdrawn_at == when


def test_its_steps_are_told_to_a_page_that_shows_them(visitor):
    row = applied(visitor, ANNEX.read_bytes(), "one")
    answer = press(visitor, row, accept="application/x-ndjson")
    lines = b"".join(answer.streaming_content).decode().splitlines()
    assert '"phase": "writing"' in lines[1]
    assert reverse("import", args=[row.pk]) in lines[-1]
