"""What is open about a file is settled on its page: columns, names, new units, targets and kinds."""

import re

import pytest
from django.urls import reverse

from departments.models import AuditEntry, GroupMember, Unit, UnitAlias, UnitGroup
from importers import uploads
from importers.confirming import wordings
from importers.models import Import, KnownLayout
from importers.proposal import Decisions
from tasks.models import Assignment, Measure, Plan, Target
from tests.importers import made
from tests.importers.pages import fields, send, shown, targets, upload, workbook
from tests.importers.published import ANNEX

TITLE = "某办 2022 年水环境工作要点"
HEADER = ["序号", "主要任务", "抓手", "时间要求", "牵头单位", "配合单位", "备注"]
ROWS = [
    [1, "再生水利用", "新建再生水管线 30 公里。", "9月底前", "市水务局、园林绿化局", "市数字办", "实事"],
    [2, "河湖治理", "持续开展河湖巡查。", "年底前", "市水务局", "海淀区政府", None],
]  # fmt: skip
USUAL = ["序号", "重点任务", "工作措施", *HEADER[3:]]
UNKNOWN = made.workbook(ROWS, title=TITLE, header=HEADER)
NO_MEASURES = made.workbook(
    [[1, "甲", "编制规划。", "年底前", "市水务局"]],
    title=TITLE,
    header=["序号", "甲方", "乙方", "时间要求", "牵头单位"],
)


def given(visitor, data: bytes, key: str = "a key") -> Import:
    upload(visitor, data, "office.xlsx", key=key)
    return Import.objects.latest("pk")


def assign(visitor, row: Import, **meanings: str):
    page = shown(visitor, row)
    (table,) = page.context["tables"]
    sent = {
        f"column-0-{column.index}": meanings[column.read.label]
        for column in table.columns
        if column.read.label in meanings
    }
    address = reverse("assign-columns", args=[row.pk])
    return visitor.post(address, fields(page) | sent | {"assign": table.layout.fingerprint})


def measures(row: Import) -> list[str]:
    row.refresh_from_db()
    return [
        measure.text for plan in uploads.proposal_of(row).plans for measure in plan.difference.read.measures()
    ]


def test_columns_that_are_not_sure_are_asked_and_the_answer_is_remembered(visitor, administrator):
    row = given(visitor, UNKNOWN)
    page = shown(visitor, row)
    html = page.content.decode()
    (table,) = page.context["tables"]
    assert [column.read.label for column in table.columns if column.asked] == ["主要任务", "抓手"]
    assert '<details class="sec cols" id="columns-0" open>' in html
    assert "新建再生水管线" in html
    assert measures(row) == ["再生水利用", "河湖治理"]

    assert assign(visitor, row, 主要任务="task", 抓手="text").status_code == 302
    assert measures(row) == [ROWS[0][2], ROWS[1][2]]
    known = KnownLayout.objects.get()
    assert known.columns["抓手"] == "text"
    assert known.by == administrator
    assert AuditEntry.objects.get(what="layout-assigned").detail["after"]["抓手"] == "text"
    html = shown(visitor, row).content.decode()
    assert "Read as Administrator assigned it" in html
    assert '<details class="sec cols" id="columns-0">' in html

    later = given(
        visitor, made.workbook([ROWS[1]], title=TITLE.replace("某办", "某局"), header=HEADER), "later"
    )
    assert measures(later) == [ROWS[1][2]]

    sent = {"forget": known.fingerprint}
    visitor.post(reverse("assign-columns", args=[later.pk]), fields(shown(visitor, later)) | sent)
    assert measures(later) == ["河湖治理"]
    assert not KnownLayout.objects.exists()
    assert AuditEntry.objects.get(what="layout-forgotten").detail["before"]["抓手"] == "text"


def test_a_table_that_was_refused_for_want_of_a_column_is_read_once_somebody_says_which(visitor):
    row = given(visitor, NO_MEASURES)
    page = shown(visitor, row)
    assert page.context["proposal"].refused
    assert "Read again" in page.content.decode()
    assign(visitor, row, 乙方="text", 甲方="task")
    assert measures(row) == ["编制规划。"]
    assert not shown(visitor, row).context["proposal"].refused


@pytest.mark.parametrize(
    ("chosen", "words"),
    [
        ({"主要任务": "task", "抓手": "extra"}, "which column holds the measures"),
        ({"牵头单位": "extra"}, "which column holds the lead"),
        ({"抓手": "text"}, "Only one column can hold “Measure”"),
        ({"抓手": "<script>"}, "one of the things that are offered"),
    ],
)
def test_an_assignment_that_can_not_be_read_is_refused_and_still_stands_there(visitor, chosen, words):
    row = given(visitor, UNKNOWN)
    answer = assign(visitor, row, **chosen)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    (table,) = answer.context["tables"]
    assert {column.read.label: column.chosen for column in table.columns}.items() >= chosen.items()
    assert not KnownLayout.objects.exists()


def test_a_unit_that_the_register_lacks_is_created_where_it_is_missed(visitor, administrator):
    row = given(visitor, UNKNOWN)
    page = shown(visitor, row)
    index = next(asked.index for asked in page.context["questions"] if asked.name == "市数字办")
    sent = {
        f"name-{index}-new": "市数字办",
        f"name-{index}-short": "数字办",
        f"name-{index}-kind": "municipal",
    }
    address = reverse("create-unit", args=[row.pk])
    answer = visitor.post(address, fields(page) | sent | {"create": str(index)})
    assert answer.url == reverse("import", args=[row.pk]) + "#names"
    unit = Unit.objects.get(name="市数字办")
    assert (unit.short_name, unit.kind, unit.code) == ("数字办", "municipal", "unit-1")
    ordered = list(Unit.objects.values_list("name", "kind"))
    municipal = [kind == "municipal" for _name, kind in ordered]
    assert ordered.index(("市数字办", "municipal")) == sum(municipal) - 1
    assert unit.history.get().history_user == administrator
    assert AuditEntry.objects.get(what="unit-created").about == "市数字办"
    assert "市数字办" not in [asked.name for asked in shown(visitor, row).context["questions"]]
    again = visitor.post(address, fields(page) | sent | {"create": str(index)})
    assert again.status_code == 302
    assert Unit.objects.filter(name="市数字办").count() == 1


def test_an_open_group_is_created_with_the_units_that_it_could_mean(visitor):
    row = given(visitor, UNKNOWN)
    page = shown(visitor, row)
    index = next(asked.index for asked in page.context["questions"] if asked.name == "市数字办")
    address = reverse("create-unit", args=[row.pk])
    sent = {f"name-{index}-new": "有关委办局", f"name-{index}-kind": "open-group", "create": str(index)}
    refused = visitor.post(address, fields(page) | sent)
    assert refused.status_code == 422
    assert "Choose which units it could mean." in refused.content.decode()
    assert 'value="有关委办局"' in refused.content.decode()
    visitor.post(address, fields(page) | sent | {f"name-{index}-kinds": ["municipal"]})
    group = UnitGroup.objects.get(name="有关委办局")
    assert group.is_open
    assert GroupMember.objects.filter(group=group).count() == Unit.objects.filter(kind="municipal").count()
    assert shown(visitor, row).context["proposal"].names.answers["市数字办"] == group


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"new": "", "kind": "municipal"}, "This field cannot be blank."),
        (
            {"new": "市水务局", "kind": "municipal"},
            "The register knows this name already: it means 市水务局.",
        ),
        ({"new": "市数字办", "kind": "nothing"}, "is not a valid choice"),
    ],
)
def test_a_unit_that_can_not_be_created_is_refused_with_what_was_typed(visitor, typed, words):
    row = given(visitor, UNKNOWN)
    page = shown(visitor, row)
    before = Unit.objects.count()
    sent = {f"name-0-{name}": value for name, value in typed.items()} | {
        "name-0-short": "短名",
        "create": "0",
    }
    answer = visitor.post(reverse("create-unit", args=[row.pk]), fields(page) | sent)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert 'value="短名"' in answer.content.decode()
    assert Unit.objects.count() == before


def test_first_suggestions_are_accepted_together_as_they_were_listed(visitor):
    cells = [1, "甲", "乙。", "年底前", "市水务局、园林绿化局、财政局", "市数字办", None]
    row = given(visitor, made.workbook([cells], title=TITLE, header=HEADER))
    page = shown(visitor, row)
    assert [name for name, _key, _target in page.context["obvious"]] == ["园林绿化局", "财政局"]
    html = page.content.decode()
    assert html.index("Accept the first suggestion for 2 names") < html.index("Accept these")
    send(visitor, page, row, "import", accept="first")
    names = shown(visitor, row).context["proposal"].names
    assert {name: str(unit) for name, unit in names.answers.items()} == {
        "园林绿化局": "市园林绿化局", "财政局": "市财政局",
    }  # fmt: skip
    assert [question.name for question in names.open] == ["市数字办"]
    send(visitor, page, row, "import", accept="first", first=["unit-1 市数字办", "x", "unit-99 "])
    assert [question.name for question in shown(visitor, row).context["proposal"].names.open] == ["市数字办"]


def test_a_name_can_be_decided_for_this_file_alone(visitor):
    row = given(visitor, workbook(E25="市园林草局"))
    unit = Unit.objects.get(name="市园林绿化局")
    send(visitor, shown(visitor, row), row, "import", **{"name-0": f"unit-{unit.pk}", "name-0-once": "on"})
    page = shown(visitor, row)
    assert page.context["questions"][0].once
    send(visitor, page, row, **{"name-0-once": "on"})
    assert Assignment.objects.get(measure__ref="11", role="lead").unit == unit
    assert not UnitAlias.objects.filter(name="市园林草局").exists()


def test_targets_and_kinds_are_confirmed_in_one_pass(visitor):
    row = given(visitor, ANNEX.read_bytes())
    page = shown(visitor, row)
    found = page.context["wordings"].paginator.object_list
    assert {piece.text for one in found for piece in one.targets} == {"200 公顷", "15 万亩", "1—2 个区"}
    assert all(one.targets or one.kind != "deliverable" for one in found)
    html = page.content.decode()
    assert "<mark>15 万亩</mark>" in html
    assert len(re.findall(r'name="kind-0\.1"', html)) == 1
    assert "aren't confirmed yet" in html
    kept = [target.key for target in targets(page) if target.text != "15 万亩"]
    other = next(one.key for one in found if one.kind == "continuing")
    send(visitor, page, row, "import", confirm="all", target=kept, **{f"kind-{other}": "outcome"})
    page = shown(visitor, row)
    assert page.context["unconfirmed"] == 0
    assert "All confirmed." in page.content.decode()
    send(visitor, page, row)
    assert sorted(Target.objects.values_list("quote", flat=True)) == ["1—2 个区", "200 公顷"]
    assert Measure.objects.get(seq=int(other.split(".")[1])).kind == "outcome"


def test_many_targets_come_in_pages_and_each_is_confirmed_alone_or_all_at_once(visitor):
    rows = [
        [n, f"任务{n}", f"新建管线 {n + 100} 公里。", "年底前", "市水务局", None, None] for n in range(1, 121)
    ]
    row = given(visitor, made.workbook(rows, title=TITLE, header=USUAL))
    page = shown(visitor, row)
    assert (len(page.context["wordings"]), page.context["unconfirmed"]) == (50, 120)
    send(visitor, page, row, "import", confirm="page")
    page = shown(visitor, row, confirm="2")
    assert page.context["unconfirmed"] == 70
    unticked = targets(page)[0].key
    send(visitor, page, row, "import", confirm="all", target=[one.key for one in targets(page)[1:]])
    row.refresh_from_db()
    assert row.decisions["refused"] == [unticked]
    assert shown(visitor, row).context["unconfirmed"] == 0


@pytest.mark.parametrize("deadline", ["年底前", "尽快办"])
def test_the_preview_takes_the_same_number_of_queries_for_many_names_and_problems(
    visitor, deadline, django_assert_max_num_queries
):
    counts = []
    for number in (20, 200):
        rows = [
            [n, f"任务{n}", f"新建管线 {n} 公里。", deadline, "市水务局", f"第{n}厂管委会", None]
            for n in range(1, number + 1)
        ]
        row = given(visitor, made.workbook(rows, title=TITLE, header=USUAL), f"{number}")
        with django_assert_max_num_queries(40) as queries:
            page = shown(visitor, row)
        counts.append(len(queries))
        assert len(page.context["questions"]) <= 20
        assert page.content.decode().count("<input") < 1000
    assert counts[0] == counts[1]


def test_what_is_decided_on_another_page_of_names_stays(visitor):
    rows = [[n, f"任务{n}", "编制方案。", "年底前", "市水务局", f"第{n}厂管委会", None] for n in range(1, 31)]
    row = given(visitor, made.workbook(rows, title=TITLE, header=USUAL))
    unit = Unit.objects.get(name="市水务局")
    first = shown(visitor, row)
    send(visitor, first, row, "import", **{"name-3": "other", "name-3-other": f"unit-{unit.pk}"})
    second = shown(visitor, row, names="2")
    assert second.context["questions"].start_index() == 21
    send(visitor, second, row, "import", **{"name-25": "other", "name-25-other": f"unit-{unit.pk}"})
    assert len(shown(visitor, row).context["proposal"].names.answers) == 2
    send(visitor, first, row, "import")
    assert len(shown(visitor, row).context["proposal"].names.answers) == 2


@pytest.mark.parametrize("name", ["assign-columns", "create-unit"])
def test_settling_a_file_that_is_no_longer_open_changes_nothing(visitor, name):
    row = given(visitor, UNKNOWN)
    sent = fields(shown(visitor, row)) | {"create": "0", "name-0-new": "新单位", "name-0-kind": "area"}
    visitor.post(reverse("discard-import", args=[row.pk]))
    assert visitor.post(reverse(name, args=[row.pk]), sent).url == reverse("import", args=[row.pk])
    assert not Unit.objects.filter(name="新单位").exists()
    assert visitor.get(reverse(name, args=[row.pk])).status_code == 405
    assert visitor.post(reverse(name, args=[99])).status_code == 404


@pytest.mark.parametrize("sent", [{"create": "x"}, {"create": "99"}, {"create": "9" * 40}, {}])
def test_a_question_that_is_not_there_creates_nothing(visitor, sent):
    row = given(visitor, UNKNOWN)
    before = Unit.objects.count()
    assert visitor.post(reverse("create-unit", args=[row.pk]), sent).status_code == 302
    assert Unit.objects.count() == before


def test_a_measure_whose_kind_was_corrected_still_stands_among_those_to_confirm(visitor):
    row = given(visitor, ANNEX.read_bytes())
    before = wordings(uploads.proposal_of(row), Decisions())
    kinds = {one.key: "deliverable" for one in before if one.kind}
    after = wordings(uploads.proposal_of(row), Decisions(kinds=kinds))
    assert [one.key for one in after] == [one.key for one in before]
    assert Plan.objects.count() == 0
