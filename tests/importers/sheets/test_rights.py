"""Only the unit's own people have its workbook; a closed or future period has none."""

import pytest

from tests.cast import moment
from tests.importers.sheets.office import Office, shown
from tests.tasks.moves import move


@pytest.mark.parametrize(
    "who", ["responsible", "outsider", "coordinator", "administrator", "leadership", "nobody"]
)
def test_nobody_else_finds_a_units_workbook_or_what_came_back(cast, office, who):
    office.download()
    office.write("1.1", progress="Only ours.")
    preview = office.load(follow=False).url
    other = Office(cast, who, unit="lead")
    for address in (office.address(), office.address("sheet-download"), preview):
        assert other.client.get(address).status_code == 404
    assert other.client.post(preview, {"basis": "x"}).status_code == 404
    assert other.load().status_code == 404


def test_what_came_back_is_found_under_its_own_unit_and_plan_alone(cast, office):
    office.download()
    office.write("1.1", progress="Only ours.")
    number = int(office.load(follow=False).url.split("/")[-2])
    other = Office(cast, "responsible")
    assert other.client.get(other.address("filled-sheet", number)).status_code == 404
    assert office.client.get(other.address("filled-sheet", number)).status_code == 404


def test_a_key_that_someone_else_used_takes_nothing(cast, office):
    office.download()
    office.load(key="one key")
    other = Office(cast, "responsible")
    other.download()
    answer = other.load(key="one key")
    assert answer.status_code == 422
    assert "Reload the page and try again." in shown(answer)


def test_a_colleague_may_agree_to_it(cast, office):
    office.download()
    office.write("1.1", progress="Ours.")
    preview = office.load()
    colleague = Office(cast, "colleague", unit="lead")
    assert "1 draft saved" in shown(colleague.agree(preview))


@pytest.mark.parametrize("period", ["2", "13", "x", "0", ""])
def test_a_period_that_hasnt_begun_or_isnt_there_is_not_found(office, period):
    for name in ("sheet", "sheet-download"):
        assert office.client.get(office.address(name), {"period": period}).status_code == 404


def test_a_closed_period_says_so_and_takes_nothing(cast, office):
    office.download()
    cast.plan.periods.filter(number=1).update(closed_at=moment(1, 19))
    assert "January is closed" in shown(office.client.get(office.address()))
    assert office.client.get(office.address("sheet-download")).status_code == 404
    assert "January is closed" in shown(office.load())


def test_a_period_that_was_closed_after_the_preview_takes_no_row_and_says_why(cast, office):
    office.download()
    office.write("1.1", progress="Written offline.")
    preview = office.load()
    assert "1 row becomes a draft" in shown(preview)
    cast.plan.periods.filter(number=1).update(closed_at=moment(1, 19))
    answer = office.agree(preview)
    assert answer.status_code == 409
    assert "0 rows become drafts" in shown(answer)
    assert "January is closed; a coordinator can reopen it." in shown(answer)


def test_before_the_plans_first_period_there_is_nothing_to_download(office, settings):
    settings.TODAY = "2021-12-20"
    assert "No period has begun yet." in shown(office.client.get(office.address()))
    assert office.client.get(office.address("sheet-download")).status_code == 404


def test_a_reporter_cant_write_what_lies_with_the_head(cast, office):
    cast.units["lead"].signs_off = True
    cast.units["lead"].save()
    move(cast, "hand_over", "lead", "1.1", 1, at=moment(1, 10))
    office.download()
    assert office.sheet.cell(6, 10).protection.locked
    office.write("1.1", progress="Behind the head's back.")
    assert "A6 1.1 Measure 1 The report is: With the head of unit." in shown(office.load())


def test_the_workbench_leads_to_it(cast, office):
    assert office.address() in office.client.get(office.address("workbench")).content.decode()
    coordinator = Office(cast, "coordinator", unit="lead")
    assert office.address() not in coordinator.client.get(office.address("workbench")).content.decode()


def test_the_workbook_comes_as_a_file_and_not_as_pasted_text(office):
    page = office.client.post(office.address(), {"key": "k" * 32, "way": "text", "text": "1\t2"})
    assert page.status_code == 422
    assert "Choose a file first." in shown(page)
