"""Files come in, are listed and come back as they were; administrators alone."""

import re

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone

from departments.models import AuditEntry
from importers import uploads
from importers.models import Import
from importers.reading import Reading
from importers.reading.limits import MAX_BYTES
from tests.importers.big import big_reading
from tests.importers.pages import send, shown, upload
from tests.importers.published import ANNEX


def keep(administrator, reading: Reading, name: str = "x") -> Import:
    """An import of something read, without the reading."""
    return uploads.receive(data=b"x", name=name, by=administrator, at=timezone.now(), reading=reading)


def test_a_double_click_reads_once(visitor):
    answers = [upload(visitor, ANNEX.read_bytes(), key="the same") for _ in range(2)]
    assert answers[0].url == answers[1].url
    assert Import.objects.count() == 1


def test_two_clicks_at_once_make_one_import(administrator):
    """While the first click's file is being read, the second one comes and is done."""
    sent = {"data": b"x", "name": "x", "by": administrator, "at": timezone.now(), "key": "k"}
    second = []

    class Slow(Reading):
        def to_dict(self):
            second.append(uploads.receive(**sent, reading=Reading([], [])))
            return super().to_dict()

    def files() -> set[str]:
        return set(default_storage.listdir("imports")[1]) if default_storage.exists("imports") else set()

    before = files()
    assert [uploads.receive(**sent, reading=Slow([], []))] == second
    assert list(Import.objects.all()) == second
    assert AuditEntry.objects.filter(what="import-read").count() == 1
    assert files() - before == {second[0].file.name.removeprefix("imports/")}


def test_another_file_from_a_page_that_was_used_before_is_another_import(visitor):
    upload(visitor, ANNEX.read_bytes(), "one.xlsx", key="gone back")
    answer = upload(visitor, ANNEX.with_suffix(".txt").read_bytes(), "other.txt", key="gone back")
    assert answer.url == reverse("import", args=[Import.objects.get(name="other.txt").pk])


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "The file is empty."),
        (b"hello", "it holds plain text"),
        (b"PK\x03\x04 broken", "The file is damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504), "a file of another kind"),
    ],
)
def test_a_strange_file_is_refused_in_words(visitor, data, words):
    upload(visitor, data, "<img src=x>.xlsx")
    html = shown(visitor, Import.objects.get()).content.decode()
    assert words in html
    assert "<img src=x>" not in html


def test_a_file_that_is_too_large_is_refused_where_it_was_chosen(visitor):
    answer = upload(visitor, b"x" * (MAX_BYTES + 1))
    assert answer.status_code == 200
    assert "The file is larger than 20 MB." in answer.content.decode()
    assert Import.objects.count() == 0


def test_a_request_that_is_far_too_large_is_not_even_read(visitor):
    answer = visitor.post(
        reverse("imports"), data=b"", content_type="multipart/form-data; boundary=x", CONTENT_LENGTH=10**9
    )
    assert answer.status_code == 413
    assert "At most 22 MB" in answer.content.decode()


def test_without_a_file_the_page_says_so(visitor):
    answer = visitor.post(reverse("imports"), {"key": "k"})
    assert "Choose a file first." in answer.content.decode()


def test_the_original_comes_back_as_an_attachment(visitor):
    upload(visitor, ANNEX.read_bytes(), "附件5 <b>.html")
    row = Import.objects.get()
    answer = visitor.get(reverse("import-file", args=[row.pk]))
    assert b"".join(answer.streaming_content) == ANNEX.read_bytes()
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert re.fullmatch(r"imports/[0-9a-f]{32}", row.file.name)


def test_the_list_takes_the_same_number_of_queries_and_never_the_readings(
    visitor, administrator, django_assert_max_num_queries
):
    def ask() -> int:
        with django_assert_max_num_queries(20) as queries:
            visitor.get(reverse("imports"))
        assert not any('"importers_import"."reading"' in query["sql"] for query in queries)
        return len(queries)

    def add(count: int) -> None:
        for _ in range(count):
            uploads.receive(
                data=b"x",
                name="x",
                by=administrator,
                at=timezone.now(),
                reading=big_reading(0, bureaus=[], districts=[]),
            )

    add(2)
    few = ask()
    add(20)
    assert ask() == few


def test_the_list_says_which_file_became_which_plan_and_is_searched_by_both(visitor):
    upload(visitor, ANNEX.read_bytes(), "first.xlsx")
    row = Import.objects.get()
    send(visitor, shown(visitor, row), row)
    upload(visitor, ANNEX.read_bytes(), "second.XLSX", key="second")
    page = visitor.get(reverse("imports"))
    html = page.content.decode()
    assert [record.ending for record in page.context["table"].data] == ["XLSX", "XLSX"]
    assert row.plan is None
    assert Import.objects.get(pk=row.pk).plan.title in html
    assert reverse("import-file", args=[row.pk]) in html

    def found(**query: str) -> list[str]:
        return [record.name for record in visitor.get(reverse("imports"), query).context["table"].data]

    assert found(q="second") == ["second.XLSX"]
    assert found(q="生态保护") == ["first.xlsx"]
    assert found(state="applied") == ["first.xlsx"]
    assert found(state="read") == ["second.XLSX"]
    assert found(q="nothing") == []


def test_the_list_is_exported(visitor):
    upload(visitor, ANNEX.read_bytes(), "=1+1.xlsx")
    text = visitor.get(reverse("imports"), {"export": "csv"}).content.decode("utf-8-sig")
    assert "administrator" not in text.splitlines()[0]
    assert "'=1+1.xlsx" in text or "\"'=1+1.xlsx" in text
    assert AuditEntry.objects.filter(what="export").count() == 1


@pytest.mark.parametrize("person", ["lead", "outsider", "coordinator", "leadership", "nobody", None])
def test_nobody_else_finds_anything_there(client, cast, person):
    row = keep(cast.people["administrator"], big_reading(1, bureaus=["市水务局"], districts=["海淀区政府"]))
    if person:
        client.force_login(cast.people[person])
    for name in ("imports", "import", "import-file"):
        answer = client.get(reverse(name, args=[] if name == "imports" else [row.pk]))
        assert answer.status_code == (404 if person else 302)
    for name, args in [
        ("imports", []),
        *((name, [row.pk]) for name in ("import", "apply-import", "discard-import")),
    ]:
        answer = client.post(reverse(name, args=args))
        assert answer.status_code == (404 if person else 302 if name == "discard-import" else 401)
    row.refresh_from_db()
    assert row.state == "read"


def test_an_import_that_is_not_there_is_not_found(visitor):
    for name in ("import", "import-file"):
        assert visitor.get(reverse(name, args=[99])).status_code == 404
    for name in ("apply-import", "discard-import"):
        assert visitor.post(reverse(name, args=[99])).status_code == 404
        assert visitor.get(reverse(name, args=[99])).status_code == 405
