"""What is wrong in a workbook is told by its cell, with what to do; the rest is taken all the same."""

import pytest

from importers.models import ReportSheet
from importers.reading.limits import MAX_BYTES
from tasks.models import ProgressReport
from tests.cast import moment
from tests.importers import ole
from tests.importers.made import member, repacked, workbook
from tests.importers.sheets.office import Office, shown
from tests.tasks.moves import move


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({"status": "Fine"}, "Status Fine · This is no status. Choose one from the list: Not started"),
        ({"percent": "about half"}, "Percent done about half · Enter a whole number from 0 to 100."),
        ({"percent": 0.58}, "Percent done 0.58 · Enter a whole number from 0 to 100."),
        ({"percent": 101}, "M6 1.1 Measure 1 Percent done 101 · Enter a whole number from 0 to 100."),
        ({"expected": "soon"}, "Expected completion soon · Enter a day, such as 2022-11-30."),
        ({"progress": "x" * 32_001}, "Shorten it to 32000 characters; it has 32001."),
        ({"progress": "=CONCAT(A1)"}, "N6 1.1 Measure 1 Progress · The formula here has come to no value."),
        ({"percent": "#REF!"}, "M6 1.1 Measure 1 Percent done · The formula here has come to no value."),
    ],
)  # fmt: skip
def test_a_cell_that_cant_be_taken_is_named(office, cells, told):
    office.download()
    office.write("1.1", **cells)
    office.write("1.3", progress="On and on.")
    preview = office.load()
    assert told in shown(preview)
    assert "1 Draft 0 Changed meanwhile 1 Not taken 1 Unchanged" in shown(preview)
    office.agree(preview)
    assert [str(one.measure.ref) for one in ProgressReport.objects.all()] == ["1.3"]


def test_a_value_that_is_no_number_is_named_and_one_that_isnt_asked_is_left_out_and_told(office):
    office.download()
    office.write("1.1", value=7, progress="Drafted.")
    office.write("1.2", value="much")
    words = shown(office.load())
    assert "L7 1.2 全年新增造林 15 万亩。 Reached so far, of 15 万亩 much · Enter" in words
    assert "L6 7 Nothing is asked here for this measure; it was left out." in words


def test_a_text_too_long_to_be_sent_becomes_a_draft_and_is_told(cast, office):
    office.download()
    office.write("1.1", progress="长" * 5001)
    preview = office.load()
    assert "Before submitting Shorten it to 5000 characters; it has 5001." in shown(preview)
    office.agree(preview)
    assert len(ProgressReport.objects.get().progress) == 5001


def test_a_measure_that_stands_twice_is_taken_once(office):
    sheet = office.download()
    office.write("1.1", progress="First.")
    for cell in sheet[6]:
        sheet.cell(9, cell.column).value = cell.value
    sheet.cell(9, office.column("Progress")).value = "Second."
    preview = office.load()
    assert "A9 1.1 Measure 1 This measure stands in row 6 already. Leave one of the two." in shown(preview)
    office.agree(preview)
    assert ProgressReport.objects.get().progress == "First."


def test_text_beside_no_measure_is_told(office):
    office.download()["M12"] = "a note"
    assert "M12 This stands beside no measure and was not read." in shown(office.load())


def test_a_submitted_report_is_not_written_over(cast, office):
    office.download()
    move(cast, "submit", "lead", "1.1", 1, at=moment(1, 15))
    office.write("1.1", progress="Other.")
    assert "A6 1.1 Measure 1 The report is: Awaiting review. This can't be done now." in shown(office.load())


def test_other_peoples_measures_are_refused_by_name(cast, office):
    sheet = office.download()
    measure = cast.measures["1.1"]
    measure.participations.filter(unit=cast.units["lead"]).update(until=moment(1, 12))
    cast.measures["1.3"].participations.filter(unit=cast.units["lead"]).delete()
    sheet["A20"], sheet["B20"], sheet["M20"] = "7.7", "Invented", "x"
    office.write("1.1", progress="Sneaked in.")
    preview = office.load()
    assert "A6 1.1 Measure 1 市园林绿化局 takes no part in this measure." in shown(preview)
    assert "A20 7.7 Invented The plan has no measure with this number and text." in shown(preview)
    assert not preview.content.decode().count("Save ")


def test_a_withdrawn_measure_says_so(cast, office):
    office.download()
    cast.measures["1.3"].withdrawn_at = moment(1, 12)
    cast.measures["1.3"].save()
    office.write("1.3", progress="Gone on.")
    assert "A8 1.3 Measure 3 This measure was withdrawn from the plan." in shown(office.load())


def test_targets_that_changed_since_ask_for_a_new_download(cast, office):
    office.download()
    cast.measures["1.2"].targets.create(quote="3 个", low=3, high=3, unit_of_measure="个")
    office.write("1.2", value=3)
    assert "A7 1.2 全年新增造林 15 万亩。 The measure's targets changed since the download." in shown(
        office.load()
    )


def refused(answer) -> str:
    assert answer.status_code == 422
    assert not ReportSheet.objects.exists()
    return shown(answer)


def test_another_units_workbook_is_refused_as_a_whole(cast, office):
    other = Office(cast, "responsible")
    other.download()
    assert "This workbook belongs to 市水务局, and this page to 市园林绿化局." in refused(
        office.load(other.saved())
    )


def test_another_periods_workbook_is_refused_as_a_whole(office, settings):
    office.download()
    settings.TODAY = "2022-02-20"
    assert "This workbook is for January, and this page for February." in refused(office.load(period=2))


def test_another_plans_workbook_is_refused_as_a_whole(cast, office):
    office.download()
    cast.plan.pk, cast.plan.title = None, "另一行动计划"
    cast.plan.save()
    cast.plan.periods.create(
        number=1, starts_on="2022-01-01", ends_on="2022-01-31", opens_on="2022-01-01", due_on="2022-01-31"
    )
    words = "This workbook belongs to the plan “生态保护 2022 年行动计划”, and this page to “另一行动计划”."
    assert words in refused(office.load())


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "The file is empty."),
        (b"No.\tMeasure\n", "This is no Excel workbook"),
        (b"PK\x03\x04 broken", "This is no Excel workbook"),
        (ole.compound("Workbook"), "This is no Excel workbook"),
        (b"x" * (MAX_BYTES + 1), "The file is larger than 20 MB."),
        (workbook([], header=["a", "b"]), "There is no table with the columns"),
        (workbook([[1, "x", "y"]]), "It can't be told whose workbook this is"),
    ],
    ids=["empty", "text", "broken", "old", "large", "no table", "another table"],
)
def test_a_strange_file_is_refused_in_words(office, data, words):
    assert words in refused(office.load(data))


def test_a_workbook_with_macros_or_a_document_type_is_refused(office):
    office.download()
    data = office.saved()
    assert "macros" in refused(office.load(repacked(data, added={"xl/vbaProject.bin": b"x"})))
    book = member(data, "xl/workbook.xml").replace(
        b"<workbook", b'<!DOCTYPE x [<!ENTITY a "b">]><workbook', 1
    )
    assert "refer outside of it" in refused(office.load(repacked(data, {"xl/workbook.xml": book})))


def test_far_more_cells_than_people_fill_in_are_refused(office):
    sheet = office.download()
    for line in range(20, 1100):
        for column in range(1, 101):
            sheet.cell(line, column).value = 1
    assert "holds far more than the reports of a unit" in refused(office.load())


def test_without_a_file_the_page_says_so(office):
    assert "Choose a file first." in shown(office.client.post(office.address() + "?period=1", {"key": "k"}))


def test_a_column_that_was_taken_out_is_told_and_what_stands_in_its_place_stays(cast, office):
    move(cast, "save", "lead", "1.3", 1, at=moment(1, 20))
    office.download()
    office.write("1.3", status="At risk")
    office.sheet.delete_cols(office.column("Problems"))
    preview = office.load()
    words = shown(preview)
    assert (
        "These columns are missing in the workbook: Problems. What stands here in their place stays." in words
    )
    office.agree(preview)
    report = ProgressReport.objects.get()
    assert (report.status, report.problems) == ("at_risk", "It is hard.")
