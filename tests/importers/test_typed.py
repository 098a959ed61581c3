"""What is chosen and typed on the page of an import stays there, whichever of its buttons is pressed."""

import json

import pytest
from django.urls import reverse

from departments.models import Unit
from importers import streaming
from importers.models import Import, KnownLayout
from tasks.models import Plan
from tests.importers import made
from tests.importers.pages import fields, send, shown, upload

HEADER = ["序号", "主要任务", "抓手", "时间要求", "牵头单位", "配合单位", "备注"]
ROW = [1, "再生水利用", "新建再生水管线 30 公里。", "年底前", "园林绿化局", "市数字办", "实事"]
TASK_AND_TEXT = {"column-0-1": "task", "column-0-2": "text"}
NEW = {"name-1-new": "市数字办", "name-1-short": "数字办", "name-1-kind": "municipal"}
TYPED = {"move": "typed"}


@pytest.fixture
def row(visitor) -> Import:
    upload(visitor, made.workbook([ROW], title="某办 2022 年工作要点", header=HEADER))
    return Import.objects.get()


def chosen(page) -> list[str]:
    return [column.chosen for column in page.context["tables"][0].columns][1:3]


def typed(page) -> list[tuple[str, str]]:
    return [
        (question.new.short_name, question.new.kind)
        for question in page.context["questions"]
        if question.typed
    ]


@pytest.mark.parametrize("pressed", [{}, {"go": "kind=added"}, {"confirm": "all"}, {"accept": "first"}])
def test_saving_decisions_leaves_chosen_columns_and_a_typed_unit_where_they_are(visitor, row, pressed):
    unit = Unit.objects.get(name="市园林绿化局")
    page = send(
        visitor,
        shown(visitor, row),
        row,
        "import",
        **TASK_AND_TEXT,
        **NEW,
        **{"name-0": f"unit-{unit.pk}"},
        **pressed,
    )
    assert page.status_code == 200
    assert (chosen(page), typed(page)) == (["task", "text"], [("数字办", "municipal")])
    assert "Your decisions are kept." in page.content.decode()
    assert page.context["kind"] == ("added" if "go" in pressed else "")
    assert page.context["proposal"].names.answers == {"园林绿化局": unit}
    assert (KnownLayout.objects.count(), Unit.objects.filter(short_name="数字办").count()) == (0, 0)


def test_where_nothing_more_was_typed_saving_leads_to_the_page(visitor, row):
    assert send(visitor, shown(visitor, row), row, "import").status_code == 302


def test_creating_a_unit_leaves_the_columns_as_chosen(visitor, row):
    page = send(visitor, shown(visitor, row), row, "create-unit", create="1", **NEW, **TASK_AND_TEXT)
    assert (chosen(page), typed(page)) == (["task", "text"], [])
    assert page.context["proposal"].names.meanings["市数字办"] == Unit.objects.get(short_name="数字办")


def test_creating_a_unit_leaves_what_is_typed_of_another_at_its_own_name(visitor):
    row = [*ROW[:4], "市甲办", "市乙办、市丙办", None]
    upload(visitor, made.workbook([row], title="某办 2022 年工作要点", header=HEADER))
    row = Import.objects.get()
    others = {f"name-{n}-{field}": f"{n}{field}" for n in (0, 2) for field in ("new", "short")}
    page = send(
        visitor,
        shown(visitor, row),
        row,
        "create-unit",
        create="1",
        **(NEW | {"name-1-new": "市乙办"} | others),
    )
    assert [(question.name, question.new.short_name) for question in page.context["questions"]] == [
        ("市甲办", "0short"),
        ("市丙办", "2short"),
    ]


def test_nothing_is_imported_while_chosen_columns_wait_to_be_read(visitor):
    rows = [[*ROW[:4], "市水务局", "市财政局", "实事"]]
    upload(visitor, made.workbook(rows, title="某办 2022 年工作要点", header=HEADER))
    row = Import.objects.get()
    page = shown(visitor, row)
    answer = send(visitor, page, row, **TASK_AND_TEXT)
    assert (answer.status_code, chosen(answer)) == (409, ["task", "text"])
    assert "Read the file again first." in answer.content.decode()
    sent = fields(page) | TASK_AND_TEXT
    lines = visitor.post(reverse("apply-import", args=[row.pk]), sent, headers={"Accept": streaming.LINES})
    assert json.loads(lines.content) == {"error": ["You chose what columns hold. Read the file again first."]}
    assert Plan.objects.count() == 0


@pytest.mark.parametrize("address", ["import", "apply-import", "assign-columns", "create-unit"])
def test_what_comes_back_from_the_sign_in_page_stands_in_the_form_again(visitor, row, address):
    page = send(visitor, shown(visitor, row), row, address, create="1", **NEW, **TASK_AND_TEXT, **TYPED)
    assert (chosen(page), typed(page)) == (["task", "text"], [("数字办", "municipal")])
    assert (KnownLayout.objects.count(), Unit.objects.filter(short_name="数字办").count()) == (0, 0)


@pytest.mark.parametrize(
    ("pressed", "part"),
    [
        ({}, ""),
        ({"names": "save"}, "#names"),
        ({"accept": "first"}, "#names"),
        ({"confirm": "all"}, "#confirm-wordings"),
        ({"go": "units=1"}, "?units=1#access"),
        ({"go": "names=1"}, "?names=1#names"),
        ({"go": "confirm=1"}, "?confirm=1#confirm-wordings"),
        ({"go": ""}, "#changes"),
        ({"go": "kind=added"}, "?kind=added#changes"),
    ],
)
def test_a_button_leads_back_to_the_part_that_it_stands_in(visitor, row, pressed, part):
    address = reverse("import", args=[row.pk])
    assert send(visitor, shown(visitor, row), row, "import", **pressed).url == address + part


def test_a_page_that_is_out_of_date_puts_no_columns_back(visitor, row):
    page = shown(visitor, row)
    (table,) = page.context["tables"]
    send(visitor, page, row, "assign-columns", assign=table.layout.fingerprint, **TASK_AND_TEXT)
    assert KnownLayout.objects.get().columns["抓手"] == "text"
    assert send(visitor, page, row, "import").status_code == 302
    assert chosen(shown(visitor, row)) == ["task", "text"]
