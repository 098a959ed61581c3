"""Reports that moved on while the workbook was out, and workbooks whose hidden sheet can't be believed."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from importers.models import ImportState, ReportSheet
from importers.sheets import taking
from importers.sheets.marks import TITLE
from tasks import review
from tasks.models import ProgressReport, ReportEvent
from tests.cast import moment
from tests.importers.sheets.office import Office, more_measures, shown
from tests.tasks.moves import content, move


def report(ref: str) -> ProgressReport:
    return ProgressReport.objects.get(measure__ref=ref)


@pytest.fixture
def overtaken(cast, office):
    """A colleague wrote on 1.1 after the download; the workbook says something else there, and on 1.3."""
    office.download()
    theirs = content(cast.measures["1.1"], text="What the colleague wrote.")
    move(cast, "save", "lead", "1.1", 1, at=moment(1, 15), by="colleague", says=theirs)
    office.write("1.1", progress="What I wrote.")
    office.write("1.3", progress="On and on.")
    return office


def test_a_report_that_moved_on_is_shown_with_both_texts_and_stays_unless_chosen(overtaken):
    preview = overtaken.load()
    words = shown(preview)
    assert "1 Draft 1 Changed meanwhile 0 Not taken 1 Unchanged" in words
    assert "Last written by Colleague, 15 Jan 10:00." in words
    both = preview.context["stale"][0].differences[-1]
    texts = ["".join(text for _differs, text in side) for side in (both.before, both.after)]
    assert texts == ["What the colleague wrote.", "What I wrote."]
    overtaken.agree(preview)
    assert (report("1.1").progress, report("1.1").version) == ("What the colleague wrote.", 1)
    assert report("1.3").progress == "On and on."


def test_it_is_replaced_where_the_person_says_so_and_keeps_what_they_didnt_touch(overtaken):
    overtaken.agree(overtaken.load(), overtaken.row("1.1"))
    one = report("1.1")
    assert (one.progress, one.problems, one.percent, one.version) == ("What I wrote.", "It is hard.", 40, 2)


def test_a_row_nobody_filled_in_is_never_stale(cast, office):
    office.download()
    move(cast, "save", "lead", "1.1", 1, at=moment(1, 15), by="colleague")
    assert "0 Draft 0 Changed meanwhile 0 Not taken 3 Unchanged" in shown(office.load())


def test_what_moves_between_preview_and_confirm_is_compared_again(cast, office):
    office.download()
    office.write("1.1", progress="What I wrote.")
    office.write("1.3", progress="On and on.")
    preview = office.load()
    move(cast, "save", "lead", "1.1", 1, at=moment(1, 16), by="colleague")
    answer = office.agree(preview)
    assert answer.status_code == 409
    assert "Reports changed since you opened this page." in shown(answer)
    assert "1 Draft 1 Changed meanwhile" in shown(answer)
    assert not ProgressReport.objects.filter(measure__ref="1.3").exists()
    assert "1 draft saved" in shown(office.agree(answer))


def test_a_draft_that_cant_be_saved_leaves_nothing_half_written(office, monkeypatch):
    office.download()
    office.write("1.1", progress="First.")
    office.write("1.3", progress="Third.")
    preview = office.load()
    apply = review.apply

    def dies_at_the_second(**given):
        if given["report"].measure.ref == "1.3":
            raise MemoryError
        return apply(**given)

    monkeypatch.setattr(review, "apply", dies_at_the_second)
    with pytest.raises(MemoryError):
        office.agree(preview)
    assert not ReportEvent.objects.exists()
    assert ReportSheet.objects.get().state == ImportState.READ
    monkeypatch.undo()
    assert "2 drafts saved" in shown(office.agree(preview))


def test_without_the_hidden_sheet_rows_are_found_by_number_and_text(cast, office):
    move(cast, "save", "lead", "1.1", 1, at=moment(1, 10))
    office.download()
    del office.book[TITLE]
    office.write("1.1", progress="Newer.")
    office.write("1.3", progress="On and on.")
    preview = office.load()
    assert "hidden sheet is missing or was altered" in shown(preview)
    assert "1 Draft 1 Changed meanwhile 0 Not taken 1 Unchanged" in shown(preview)
    office.agree(preview)
    assert (report("1.1").progress, report("1.3").progress) == ("Done so far.", "On and on.")


@pytest.mark.parametrize(
    ("place", "text"), [("D4", "99"), ("C4", "999"), ("C1", "responsible"), ("E1", "x"), ("A1", "y")]
)
def test_an_altered_hidden_sheet_is_not_believed(cast, office, place, text):
    move(cast, "save", "lead", "1.1", 1, at=moment(1, 10))
    office.download()
    office.book[TITLE][place] = text
    office.write("1.1", progress="Newer.")
    assert "0 Draft 1 Changed meanwhile 0 Not taken" in shown(office.load())


def test_without_the_hidden_sheet_other_peoples_measures_are_refused_by_name(cast, office):
    other = Office(cast, "responsible")
    sheet = other.download()
    del other.book[TITLE]
    sheet["A6"], sheet["B6"], sheet["N6"] = "1.3", "Measure 3", "Sneaked in."
    words = shown(other.load(key="b key"))
    assert "A6 1.3 Measure 3 市水务局 takes no part in this measure." in words


def test_without_the_hidden_sheet_another_units_workbook_is_refused(cast, office):
    other = Office(cast, "responsible")
    other.download()
    del other.book[TITLE]
    answer = office.load(other.saved())
    assert answer.status_code == 422
    assert "It can't be told whose workbook this is" in shown(answer)


def test_few_and_many_rows_take_the_same_number_of_queries_to_show(cast, office, django_assert_num_queries):
    def fill(refs: list[str], key: str) -> str:
        office.download()
        for ref in refs:
            office.write(ref, progress="Something new.")
        return office.load(key=key, follow=False).url

    few = fill(["1.1"], "few")
    with CaptureQueriesContext(connection) as some:
        assert office.client.get(few).status_code == 200
    count = len(some)
    refs = [measure.ref for measure in more_measures(cast, 12)]
    many = fill(["1.1", *refs], "many")
    with django_assert_num_queries(count):
        assert "13 rows become drafts" in shown(office.client.get(many))


def test_the_file_is_gone_where_it_cant_be_kept(office, monkeypatch):
    office.download()

    def fail(**_given):
        raise RuntimeError("no audit")

    monkeypatch.setattr(taking.audit, "record", fail)
    with pytest.raises(RuntimeError, match="no audit"):
        office.load()
    assert not ReportSheet.objects.exists()
