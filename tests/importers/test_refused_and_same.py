"""Files that can't be imported, or change nothing: what the page says of them, and the way on from there."""

from django.urls import reverse

from departments.models import Unit, UnitAlias
from importers.models import Import
from tasks.models import Plan
from tests.cast import make_person
from tests.importers import made
from tests.importers.pages import send, shown, upload, workbook
from tests.importers.published import ANNEX


def given(visitor, data: bytes, key: str, name: str = "annex5.xlsx"):
    """The file, and the page that it leads to."""
    upload(visitor, data, name, key)
    row = Import.objects.first()
    return row, shown(visitor, row)


def listed(visitor) -> list[str]:
    """How it stands with each file, by the list of imports and by its export."""
    records = visitor.get(reverse("imports")).context["table"].data
    return [record.standing_words for record in records]


def test_a_file_that_changes_nothing_ends_at_the_plan_and_the_list_says_so(visitor):
    first, page = given(visitor, ANNEX.read_bytes(), "first")
    send(visitor, page, first)
    _row, page = given(visitor, ANNEX.read_bytes(), "second")
    plan = reverse("plan", args=[Plan.objects.get().pk])
    assert f'<a class="btn go" href="{plan}">Open the plan</a>' in page.content.decode()
    given(visitor, workbook(E25="市园林草局"), "third")
    given(visitor, workbook(D10="2月30日前"), "fourth")
    assert listed(visitor) == ["Can't be imported", "To be checked", "Changes nothing", "Applied"]
    html = visitor.get(reverse("imports")).content.decode()
    assert html.count('<span class="tag">Changes nothing</span>') == 1
    exported = visitor.get(reverse("imports"), {"export": "csv"})
    assert exported.getvalue().count(b"Changes nothing") == 1


def test_names_are_asked_and_decided_beside_errors_and_hold_for_the_corrected_file(visitor):
    row, page = given(visitor, workbook(E25="市园林草局", F18="某某专班", D10="2月30日前"), "first")
    html = page.content.decode()
    assert html.index("What has to be corrected") < html.index("2 unknown names of units")
    assert page.context["summary"] == "This file can't be imported: 1 error has to be corrected."
    assert [question.name for question in page.context["questions"]] == ["某某专班", "市园林草局"]
    unit, other = Unit.objects.get(name="市园林绿化局"), Unit.objects.get(name="市水务局")
    decided = {
        "name-0": "other", "name-0-other": f"unit-{other.pk}", "name-0-once": "on",
        "name-1": f"unit-{unit.pk}", "another": "file",
    }  # fmt: skip
    assert send(visitor, page, row, "import", **decided).url == reverse("imports")
    assert not UnitAlias.objects.filter(name="市园林草局").exists()

    corrected, page = given(visitor, workbook(E25="市园林草局", F18="某某专班"), "second")
    assert page.context["proposal"].names.answers == {"市园林草局": unit}
    assert [question.name for question in page.context["proposal"].names.open] == ["某某专班"]
    assert send(visitor, page, corrected).status_code == 409


def test_what_somebody_else_decided_for_a_file_is_asked_again(visitor):
    row, page = given(visitor, workbook(E25="市园林草局", D10="2月30日前"), "first")
    unit = Unit.objects.get(name="市园林绿化局")
    send(visitor, page, row, "import", **{"name-0": f"unit-{unit.pk}"})
    Import.objects.update(by=make_person("gl.other", is_administrator=True))
    _row, page = given(visitor, workbook(E25="市园林草局"), "second")
    assert page.context["proposal"].names.answers == {}


def test_a_file_that_gives_no_year_is_told_of_once(visitor):
    _row, page = given(
        visitor, made.workbook([[1, "任务", "编制方案。", "年底前", "市水务局"]], title="行动计划"), "one"
    )
    assert [one.code for one in page.context["proposal"].problems].count("year-unknown") == 1


def test_columns_stand_open_only_where_they_are_the_trouble(visitor):
    _row, page = given(visitor, workbook(D10="2月30日前"), "first")
    assert '<details class="sec cols" id="columns-0">' in page.content.decode()
    nobody = made.workbook(
        [[1, "任务", "编制方案。", "年底前", "市水务局"]], header=["序号", "任务", "措施", "时限", "谁"]
    )
    _row, page = given(visitor, nobody, "second")
    assert '<details class="sec cols" id="columns-0" open>' in page.content.decode()
    assert "its words leave open" not in page.content.decode()
