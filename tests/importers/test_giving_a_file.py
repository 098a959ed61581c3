"""Giving a plan's table: as a file or as pasted text, for a browser alone and for a page's script."""

import json
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from departments import carried
from importers import streaming
from importers.forms import ACCEPTED, MOST_CHARACTERS
from importers.models import Import
from tasks.models import Plan
from tests.cast import PASSWORD
from tests.importers.pages import fields, send, shown, targets, upload
from tests.importers.published import ANNEX, FIXTURES

TEXT = (FIXTURES / "annex5-2022.txt").read_text()


def paste(visitor, text: str, **options):
    return visitor.post(reverse("imports"), {"way": "text", "text": text, "key": "a key"}, **options)


def steps(answer) -> list[dict]:
    lines = answer.streaming_content if answer.streaming else [answer.content]
    return [json.loads(line) for line in b"".join(lines).splitlines()]


def test_the_page_names_every_kind_of_file(visitor):
    page = unescape(visitor.get(reverse("imports")).content.decode())
    assert f'accept="{ACCEPTED}"' in page
    told = page.replace(ACCEPTED, "").lower()
    assert [ending for ending in ACCEPTED.split(",") if ending.removeprefix(".") not in told] == []


def test_pasted_text_is_read_as_the_file_is(visitor):
    answer = paste(visitor, TEXT.replace("\n", "\r\n"))
    row = Import.objects.get()
    assert answer.url == reverse("import", args=[row.pk])
    assert (row.name, row.counts["measures"]) == ("Pasted text.txt", 20)
    assert paste(visitor, TEXT.replace("\n", "\r\n")).url == answer.url
    send(visitor, shown(visitor, row), row)
    assert Plan.objects.get().measures.count() == 20


def test_the_cells_of_a_pasted_table_are_read_rather_than_its_text(visitor):
    rows = [["工作措施", "牵头部门"], ["编制方案。", "市水务局"]]
    drawn = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    sent = {"cells": f"<p>再生水 2022 年计划</p><table>{drawn}</table>", "text": "再生水", "way": "text"}
    visitor.post(reverse("imports"), {**sent, "key": "a key"})
    row = Import.objects.get()
    assert (row.name, row.counts["measures"]) == ("Pasted table.html", 1)
    with row.file.open() as file:
        assert file.read().decode() == sent["cells"]


def test_the_cells_of_a_pasted_table_come_back_with_a_refused_form(visitor):
    page = visitor.post(reverse("imports"), {"way": "text", "text": " ", "cells": "<table>", "key": "a key"})
    assert 'name="cells" value="&lt;table&gt;"' in page.content.decode()


@pytest.mark.parametrize(
    ("text", "words"),
    [("", "Paste the table into the box first."), ("字" * (MOST_CHARACTERS + 1), "Save it as a file")],
)
def test_text_that_is_refused_still_stands_in_the_box(visitor, text, words):
    answer = paste(visitor, text)
    page = answer.content.decode()
    assert words in page
    assert f">\n{text}</textarea>" in page
    assert not Import.objects.exists()


def test_a_script_hears_each_step_and_where_it_leads(visitor):
    said = steps(upload(visitor, ANNEX.read_bytes(), headers={"Accept": streaming.LINES}))
    assert {line["phase"] for line in said[:-1]} >= {"reading"}
    assert said[-1] == {"to": reverse("import", args=[Import.objects.get().pk])}


def test_a_script_hears_why_nothing_was_read(visitor):
    answer = paste(visitor, " ", headers={"Accept": streaming.LINES})
    assert steps(answer) == [{"error": ["Paste the table into the box first."]}]


def test_a_script_imports_and_is_led_to_what_was_done(visitor):
    upload(visitor, ANNEX.read_bytes())
    row = Import.objects.get()
    sent = fields(shown(visitor, row))
    stale = visitor.post(
        reverse("apply-import", args=[row.pk]), sent | {"basis": "x"}, headers={"Accept": streaming.LINES}
    )
    (conflict,) = [line["to"] for line in steps(stale) if "to" in line]
    page = visitor.get(conflict)
    assert page.status_code == 409
    assert "changed since you opened this page" in page.content.decode()
    assert not Plan.objects.exists()
    done = visitor.post(reverse("apply-import", args=[row.pk]), sent, headers={"Accept": streaming.LINES})
    said = steps(done)
    assert {line.get("phase") for line in said[:-1]} >= {"comparing", "writing"}
    assert said[-1] == {"to": reverse("import", args=[row.pk])}
    again = visitor.post(reverse("apply-import", args=[row.pk]), sent, headers={"Accept": streaming.LINES})
    assert steps(again) == said[-1:]
    assert Plan.objects.get().revision == 1


def test_closing_the_answer_in_the_middle_leaves_nothing_imported(visitor, transactional_db):
    upload(visitor, ANNEX.read_bytes())
    row = Import.objects.get()
    answer = visitor.post(
        reverse("apply-import", args=[row.pk]),
        fields(shown(visitor, row)),
        headers={"Accept": streaming.LINES},
    )
    for line in answer.streaming_content:
        if json.loads(line)["phase"] == "writing":
            break
    answer.close()
    row.refresh_from_db()
    assert (row.state, Plan.objects.count()) == ("read", 0)


def test_text_outlives_the_session(visitor, administrator):
    mark = {"writer": carried.mark(administrator), "way": "text", "text": TEXT, "key": "a key"}
    stranger = Client()
    asked = stranger.post(reverse("imports"), mark)
    assert asked.status_code == 401
    sign_in = {name: value for name, value in fields(asked).items() if name.startswith("carried-")}
    back = stranger.post(
        reverse("sign-in"), sign_in | {"username": administrator.username, "password": PASSWORD}
    )
    again = stranger.post(reverse("imports"), fields(back) | {"move": "typed"})
    assert "新一轮百万亩造林绿化" in again.content.decode()
    assert not Import.objects.exists()


def test_the_choices_about_a_file_outlive_the_session(visitor, administrator):
    upload(visitor, ANNEX.read_bytes())
    row = Import.objects.get()
    sent = fields(shown(visitor, row)) | {"target": []}
    visitor.logout()
    asked = visitor.post(reverse("apply-import", args=[row.pk]), sent)
    sign_in = fields(asked) | {"username": administrator.username, "password": PASSWORD}
    back = visitor.post(reverse("sign-in"), sign_in)
    answer = visitor.post(reverse("apply-import", args=[row.pk]), fields(back) | {"move": "typed"})
    assert answer.url == reverse("import", args=[row.pk])
    assert not Plan.objects.exists()
    assert not any(target.ticked for target in targets(shown(visitor, row)))


def test_a_text_that_a_database_does_not_take_is_read_all_the_same(visitor):
    file = SimpleUploadedFile("a\0b.txt", TEXT.encode())
    answer = visitor.post(reverse("imports"), {"file": file, "key": "k"})
    assert answer.status_code in (200, 302)
