"""Evidence as it is read: by whom, in which form, and where it stands on the page."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from departments.models import AuditEntry
from tasks.models import Evidence
from tests.cast import moment
from tests.tasks.files import PDF
from tests.tasks.moves import content, move
from tests.tasks.page import _today, client, look, send, text, typed  # noqa: F401
from tests.tasks.proving import _storage, attach, opens  # noqa: F401


def test_who_opens_a_file(cast):
    attach(cast, "lead", ("a.pdf", PDF))
    file = Evidence.objects.get()
    cast_and_drafts = {who: opens(cast, who, file) for who in cast.people}
    assert {who for who, status in cast_and_drafts.items() if status == 200} == {"lead", "colleague"}

    send(cast, "lead", "1.1", "submit", **typed())
    attached_later = {who for who in cast.people if opens(cast, who, file) == 200}
    assert attached_later == {"lead", "colleague", "responsible", "assisting", "coordinator", "leadership"}
    assert {opens(cast, who, file) for who in ("outsider", "administrator", "nobody", "haidian")} == {404}

    send(cast, "lead", "1.1", "take_back")
    assert {who for who in cast.people if opens(cast, who, file) == 200} == {
        "lead", "colleague", "coordinator", "leadership",
    }  # fmt: skip


def test_a_file_attached_after_it_was_sent_is_for_its_own_unit_until_it_is_sent_again(cast):
    send(cast, "lead", "1.1", "submit", **typed())
    send(cast, "lead", "1.1", "take_back")
    attach(cast, "lead", ("SECRET.pdf", PDF))

    file = Evidence.objects.get()
    assert opens(cast, "coordinator", file) == 404
    assert "SECRET.pdf" not in look(cast, "coordinator", "1.1", unit="lead", period=10).content.decode()


def test_a_file_comes_as_an_attachment_that_nothing_opens_as_a_page_and_is_audited(cast):
    attach(cast, "lead", ('方案 "1".pdf', PDF))
    file = Evidence.objects.get()

    answer = client(cast, "lead").get(f"/evidence/{file.pk}/")

    assert b"".join(answer.streaming_content) == PDF
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer.headers["Cache-Control"] == "no-store"
    entry = AuditEntry.objects.get(what="download")
    assert (entry.who, entry.about) == (cast.people["lead"], f"1.1 {file.name}")


def test_files_show_at_the_form_in_what_was_sent_and_in_the_history(cast):
    attach(cast, "lead", ("方案.pdf", PDF))
    assert f"方案.pdf PDF, {len(PDF)}" in text(look(cast, "lead", "1.1", unit="lead", period=10))
    send(cast, "lead", "1.1", "submit", **typed())

    page = look(cast, "coordinator", "1.1", unit="lead", period=10)

    assert [file.name for file in page.context["files"].sent] == ["方案.pdf"]
    assert page.content.decode().count(f'href="/evidence/{Evidence.objects.get().pk}/"') == 2
    assert page.context["history"].entries[0].proofs[0].opens


def test_last_times_files_stand_beside_the_form(cast):
    attach(cast, "lead", ("九月.pdf", PDF), period=9)
    send(cast, "lead", "1.1", "submit", period=9, **typed())

    page = look(cast, "lead", "1.1", unit="lead", period=10)

    assert ([file.name for file in page.context["files"].before], page.context["files"].own) == (
        ["九月.pdf"],
        [],
    )


def test_many_files_cost_no_more_queries_than_one(cast):
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as found:
            look(cast, "coordinator", "1.1", unit="lead", period=10)
        return len(found)

    attach(cast, "lead", ("a.pdf", PDF), period=9)
    move(cast, "submit", "lead", "1.1", 9, at=moment(9, 29), says=content(cast.measures["1.1"]))
    attach(cast, "lead", ("a.pdf", PDF))
    move(cast, "submit", "lead", "1.1", 10, at=moment(10, 20), says=content(cast.measures["1.1"]))
    few = queries()
    move(cast, "take_back", "lead", "1.1", 10, at=moment(10, 21))
    attach(cast, "lead", *((f"{n}.pdf", PDF + bytes([65 + n])) for n in range(8)))
    move(cast, "submit", "lead", "1.1", 10, at=moment(10, 22), says=content(cast.measures["1.1"]))

    assert queries() == few
