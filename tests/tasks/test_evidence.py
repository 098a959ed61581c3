"""Files beside a report: attached once, refused in words, taken away but kept."""

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.utils import translation

from tasks import evidence, evidence_kinds
from tasks.models import Evidence
from tests.cast import moment
from tests.tasks.files import PDF, PNG, packed
from tests.tasks.moves import content, events, find, move
from tests.tasks.opened import Form
from tests.tasks.opened import stored as stored_text
from tests.tasks.page import _today, send, text, typed  # noqa: F401
from tests.tasks.proving import _storage, attach, opens, remove, stored  # noqa: F401


def test_a_file_is_kept_under_a_random_name_with_its_kind_and_size(cast):
    answer = attach(cast, "lead", ("方案.pdf", PDF))

    file = Evidence.objects.get()
    assert (answer.status_code, answer.headers["X-Part"], answer.headers["X-Version"]) == (
        200,
        "evidence",
        "1",
    )
    assert (file.name, file.kind, file.size, file.by) == ("方案.pdf", "pdf", len(PDF), cast.people["lead"])
    assert "方案" not in file.file.name
    assert [path.read_bytes() for path in stored()] == [PDF]
    assert f"方案.pdf PDF, {len(PDF)}" in text(answer)


def test_the_first_file_saves_a_report_that_nobody_has_saved_yet_with_what_was_typed(cast):
    attach(cast, "lead", ("a.pdf", PDF), **typed(progress="Typed before."))

    report = find(cast, "lead", "1.1", 10)
    assert (report.state, report.version, report.progress) == ("draft", 1, "Typed before.")
    assert "X-Version" not in attach(cast, "lead", ("b.png", PNG)).headers
    assert events() == ["save"]


def test_what_the_form_saves_by_itself_while_its_first_file_arrives_goes_on_from_there(cast):
    form = Form(cast)
    attach(cast, "lead", ("a.pdf", PDF), sitting=form.sitting, saves=1, **typed(progress="Typed before."))

    answer = form.save(**typed(progress="Typed since."))

    assert answer.status_code == 200
    assert stored_text(cast) == ("Typed since.", 2)
    other = Form(cast, version=0)
    assert other.save(**typed(progress="In another window.")).status_code == 409


def test_without_a_script_the_page_comes_back_with_all_that_was_typed(cast):
    page = attach(cast, "lead", ("a.pdf", PDF), script=False, **typed(progress="KEEP-ME", percent="x"))

    assert page.status_code == 200
    assert page.context["form"].typed["progress"] == "KEEP-ME"
    assert 'value="x"' in page.content.decode()
    assert page.context["version"] == 1
    assert [file.name for file in page.context["files"].own] == ["a.pdf"]


def test_files_that_were_chosen_come_along_when_the_report_is_sent(cast):
    files = [SimpleUploadedFile("a.pdf", PDF), SimpleUploadedFile("b.png", PNG)]

    answer = send(cast, "lead", "1.1", "submit", version=0, key=uuid.uuid4(), files=files, **typed())

    report = find(cast, "lead", "1.1", 10)
    assert (answer.status_code, report.state) == (302, "submitted")
    sent = report.events.get(move="submit")
    assert sent.evidence == list(report.files.values_list("pk", flat=True))
    assert len(sent.evidence) == 2


def test_a_new_file_is_something_new(cast):
    says = content(cast.measures["1.1"])
    move(cast, "submit", "lead", "1.1", 9, at=moment(9, 20), says=says)
    move(cast, "save", "lead", "1.1", 10, at=moment(10, 20), says=says)
    assert find(cast, "lead", "1.1", 10).no_change
    attach(cast, "lead", ("a.pdf", PDF))

    sent = move(cast, "submit", "lead", "1.1", 10, at=moment(10, 21), says=says)

    assert (len(sent.evidence), sent.no_change) == (1, False)


def test_a_report_that_isnt_fit_keeps_the_files_that_came_along_and_goes_when_mended(cast):
    files = [SimpleUploadedFile("a.pdf", PDF)]
    page = send(cast, "lead", "1.1", "submit", version=0, files=files, **typed(progress=""))
    assert (page.status_code, page.context["version"]) == (422, 1)

    again = send(cast, "lead", "1.1", "submit", version=page.context["version"], **typed())
    assert (again.status_code, find(cast, "lead", "1.1", 10).state) == (302, "submitted")
    assert len(find(cast, "lead", "1.1", 10).evidence) == 1


def test_files_that_came_along_stay_where_only_the_head_submits(cast):
    cast.units["lead"].signs_off = True
    cast.units["lead"].save()
    page = send(cast, "lead", "1.1", "submit", version=0, files=[SimpleUploadedFile("a.pdf", PDF)], **typed())
    assert (page.status_code, page.context["version"]) == (403, 1)

    again = send(cast, "lead", "1.1", "hand_over", version=page.context["version"], **typed())
    assert (again.status_code, find(cast, "lead", "1.1", 10).state) == (302, "handed")


def test_a_file_that_isnt_taken_keeps_the_report_from_being_sent_and_loses_nothing(cast):
    file = SimpleUploadedFile("a.svg", b"<svg/>")

    page = send(cast, "lead", "1.1", "submit", version=0, files=[file], **typed(progress="KEEP-ME"))

    assert page.status_code == 422
    assert "“a.svg” was not attached: it is or holds a page, script or program. Accepted: PDF" in text(page)
    assert page.context["form"].typed["progress"] == "KEEP-ME"
    assert (events(), stored(), Evidence.objects.count()) == ([], [], 0)


def test_a_double_click_attaches_once(cast):
    key = uuid.uuid4()

    first = attach(cast, "lead", ("a.pdf", PDF), key=key)
    second = attach(cast, "lead", ("a.pdf", PDF), key=key)

    assert (first.status_code, second.status_code) == (200, 200)
    assert (Evidence.objects.count(), len(stored())) == (1, 1)


def test_sending_twice_with_files_makes_one_report_with_them_once(cast):
    key = uuid.uuid4()
    for _click in range(2):
        file = SimpleUploadedFile("a.pdf", PDF)
        answer = send(cast, "lead", "1.1", "submit", version=0, key=key, files=[file], **typed())
        assert answer.status_code == 302

    assert events() == ["save", "submit"]
    assert Evidence.objects.count() == 1


def test_several_files_are_all_taken_or_none(cast):
    answer = attach(cast, "lead", ("a.pdf", PDF), ("b.exe", b"MZ\x90\x00x"))

    assert answer.status_code == 422
    assert "“b.exe” was not attached: files of this kind aren't taken." in text(answer)
    assert (Evidence.objects.count(), stored()) == (0, [])


def test_ten_files_are_the_most(cast, monkeypatch):
    monkeypatch.setattr(evidence, "MOST_FILES", 2)
    attach(cast, "lead", ("a.pdf", PDF), ("b.png", PNG))

    answer = attach(cast, "lead", ("c.docx", packed()))

    assert answer.status_code == 422
    assert "“c.docx” was not attached: a report has at most 2 files. Remove one first." in text(answer)
    assert len(stored()) == 2
    remove(cast, "lead", Evidence.objects.first())
    assert attach(cast, "lead", ("c.docx", packed())).status_code == 200


class Unread(UploadedFile):
    def read(self, *_size):
        raise AssertionError("read before its size was looked at")


def test_a_file_that_is_too_large_is_refused_before_it_is_read(cast):
    file = Unread(name="a.pdf", size=evidence_kinds.MOST_BYTES + 1)
    report = find(cast, "lead", "1.1", 10)

    with (
        translation.override("en"),
        pytest.raises(evidence.Unfit, match=r"“a\.pdf” was not attached: it is larger than 20 MB\."),
    ):
        evidence.attach(report=report, files=[file], by=cast.people["lead"], at=moment(10, 26), key="one")

    assert events() == []


def test_no_file_is_told_so(cast):
    answer = attach(cast, "lead")

    assert (answer.status_code, events()) == (422, [])
    assert "Choose a file first." in text(answer)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/方案.pdf", "方案.pdf"),
        ("C:\\Users\\我\\方案.pdf", "方案.pdf"),
        ("a\u202efdp.exe", "afdp.exe"),
        ("a\r\nb.pdf", "ab.pdf"),
        ("", "file"),
        ("名" * 300 + ".pdf", "名" * 115 + "….pdf"),
    ],
)
def test_a_name_is_kept_without_folders_and_what_cant_be_seen(given, kept):
    assert evidence.clean_name(given) == kept


def test_a_report_that_cant_be_written_takes_no_file_and_gives_none_away(cast):
    attach(cast, "lead", ("a.pdf", PDF))
    send(cast, "lead", "1.1", "submit", **typed())
    file = Evidence.objects.get()

    late, gone = attach(cast, "lead", ("b.png", PNG)), remove(cast, "lead", file)

    assert (late.status_code, gone.status_code) == (403, 403)
    assert "This can't be done now." in text(late)
    file.refresh_from_db()
    assert (Evidence.objects.count(), file.removed_at, len(stored())) == (1, None, 1)


def test_what_is_taken_away_stays_with_the_versions_it_was_part_of(cast):
    attach(cast, "lead", ("a.pdf", PDF))
    send(cast, "lead", "1.1", "submit", **typed())
    send(cast, "lead", "1.1", "take_back")
    file = Evidence.objects.get()

    page = remove(cast, "lead", file, script=False, **typed(progress="KEEP-ME"))
    send(cast, "lead", "1.1", "submit", **typed())

    assert page.context["form"].typed["progress"] == "KEEP-ME"
    file.refresh_from_db()
    assert file.removed_by == cast.people["lead"]
    report = find(cast, "lead", "1.1", 10)
    assert [event.evidence for event in report.events.filter(move="submit")] == [[file.pk], []]
    assert len(stored()) == 1
    assert (opens(cast, "lead", file), opens(cast, "coordinator", file)) == (200, 404)


def test_nobody_attaches_to_or_takes_from_another_units_report(cast):
    attach(cast, "lead", ("a.pdf", PDF))
    file = Evidence.objects.get()

    assert attach(cast, "responsible", ("b.pdf", PDF), unit="lead").status_code == 404
    assert attach(cast, "coordinator", ("b.pdf", PDF), unit="lead").status_code == 404
    assert remove(cast, "responsible", file).status_code == 404
    assert remove(cast, "responsible", file, unit="lead").status_code == 404
    assert remove(cast, "lead", file, period=9).status_code == 404
    file.refresh_from_db()
    assert (Evidence.objects.count(), file.removed_at) == (1, None)
