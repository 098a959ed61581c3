"""Tables that mislead a quick eye: what is read in them, and what is not."""

from __future__ import annotations

import pytest

from importers.reading import Hints, read
from tests.importers.drawing import draw_xlsx
from tests.importers.offices import expected, shown, table

HEADER = "序号 | 重点任务 | 工作措施 | 责任单位 | 完成时限\n"
TITLE = "某某2022年清单"


def reading(rows: str, above=(TITLE,), below=(), hints=None, **more):
    return read(draw_xlsx(table(rows, above=above, below=below, **more)), hints=hints or Hints())


def codes(found) -> list[str]:
    return [
        f"{problem.code} {problem.cell}" for problem in found.problems if problem.code != "column-missing"
    ]


def test_the_first_of_several_units_leads_where_the_table_says_so():
    rows = HEADER + "1 | 甲 | 编制方案。 | 市水务局、市财政局、市教委 | 年底前"
    said = reading(rows, below=["注：责任单位中排在第一位的为牵头单位。"])
    assert shown(said).endswith("市水务局 | 市财政局 + 市教委")
    assert shown(reading(rows)).endswith("市水务局 + 市财政局 + 市教委")


def test_each_section_may_have_a_header_of_its_own():
    found = reading(
        f"""
        一、大气 | < | < | < | <
        {HEADER.strip()}
        1 | 甲 | 编制方案。 | 市水务局 | 年底前
        二、水 | < | < | < | <
        {HEADER.strip()}
        1 | 乙 | 印发方案。 | 市教委 | 年底前
        """
    )
    assert shown(found) == expected(
        f"""
        《{TITLE}》 | 2022
        = 一 | 大气
        # 1 | 甲
        - 编制方案。 | 年底前 12-31 | 市水务局
        = 二 | 水
        # 1 | 乙
        - 印发方案。 | 年底前 12-31 | 市教委
        """
    )


def test_a_heading_may_begin_left_of_the_table_and_end_before_its_end():
    found = reading(
        """
         | 序号 | 措施 | 责任单位 | 完成时限
        大气 | < | < | < |
         | 1 | 编制方案。 | 市水务局 | 年底前
        二、水 | | | |
         | 2 | 印发方案。 | 市教委 | 年底前
        """,
        above=[TITLE],
    )
    assert [(one.number, one.title) for one in found.plans[0].sections] == [(None, "大气"), ("二", "水")]


def test_a_signature_in_the_column_of_units_leads_nothing():
    found = reading(
        HEADER
        + "1 | 甲 | 编制方案。 | 市水务局 | 年底前\n | | | 某某市人民政府办公厅 | \n | | | 2022年3月1日 | "
    )
    assert [one.lead for one in found.plans[0].measures()] == [["市水务局"]]
    assert codes(found) == ["not-read D4", "not-read D5"]


def test_a_row_of_data_is_no_header():
    found = reading(
        HEADER
        + "1 | 目标任务 | 任务分解 | 市水务局 | 时限\n2 | 项目 | 措施 | 责任单位 | 时间\n"
        + "3 | 甲 | 编制。 | 市教委 | 年底前"
    )
    assert [one.text for one in found.plans[0].measures()] == ["任务分解", "措施", "编制。"]


@pytest.mark.parametrize(
    "rows",
    [
        "序号 | 任务名称 | 页码\n1 | 附件1 | 3",
        "序号 | 责任单位 | 联系人 | 电话\n1 | 市水务局 | 张三 | 65",
        "姓名 | 单位\n张三 | 市水务局",
        "序号 | 内容\n1 | 编制方案",
        "指标 | 2021年 | 2022年\n水质 | 1 | 2",
    ],
)
def test_other_tables_are_no_plans(rows):
    found = reading(rows)
    assert [problem.code for problem in found.problems] == ["no-table"]
    assert found.layouts == []


def test_a_table_that_nobody_understands_shows_its_columns():
    found = reading("序号 | 怎么做 | 谁来做 | 何时\n1 | 编制规划。 | 市水务局 | 年底前")
    assert codes(found) == [
        "column-unsure B2",
        "column-unsure C2",
        "column-unsure D2",
        "text-column-missing A2",
    ]
    (layout,) = found.layouts
    told = Hints(layouts={layout.fingerprint: {"怎么做": "text", "谁来做": "lead", "何时": "deadline"}})
    again = reading("序号 | 怎么做 | 谁来做 | 何时\n1 | 编制规划。 | 市水务局 | 年底前", hints=told)
    assert shown(again).endswith("- 编制规划。 | 年底前 12-31 | 市水务局")
    assert codes(again) == []


def test_what_a_person_said_of_a_column_goes_before_its_words():
    rows = HEADER + "1 | 甲 | 编制方案。 | 市水务局 | 年底前"
    mark = reading(rows).layouts[0].fingerprint
    told = Hints(layouts={mark: {"重点任务": "section", "完成时限": "ignored"}})
    (plan,) = reading(rows, hints=told).plans
    assert [(one.number, one.title) for one in plan.sections] == [(None, "甲")]
    assert [one.deadline_text for one in plan.measures()] == [""]
    assert [one.extra for one in plan.measures()] == [{}]


def test_a_plan_beside_a_form_left_empty_is_read():
    full = table(HEADER + "1 | 甲 | 编制方案。 | 市水务局 | 年底前", above=[TITLE], name="一")
    empty = table(HEADER, above=["2023年清单"], name="二")
    found = read(draw_xlsx(full, empty))
    assert [plan.title for plan in found.plans] == [TITLE]
    assert ("warning", "no-rows", "二") in [(one.severity, one.code, one.sheet) for one in found.problems]


def test_a_table_of_contacts_below_is_left_out():
    found = reading(
        HEADER
        + "1 | 甲 | 编制方案。 | 市水务局 | 年底前\n联系方式 | | | |\n"
        + "序号 | 责任单位 | 联系人 | 联系电话\n1 | 市水务局 | 张三 | 6500"
    )
    assert [one.text for one in found.plans[0].measures()] == ["编制方案。"]
    assert codes(found) == ["not-read A4", "not-read A5"]


def test_the_second_table_of_another_form_is_left_out():
    found = reading(
        HEADER
        + "1 | 甲 | 编制方案。 | 市水务局 | 年底前\n"
        + "序号 | 责任单位 | 联络员 | 配合单位\n1 | 市水务局 | 张三 | 市教委"
    )
    assert [one.text for one in found.plans[0].measures()] == ["编制方案。"]
    assert "text-column-missing A4" in codes(found)


def test_a_text_without_its_end_goes_on_only_after_a_page_break():
    rows = HEADER + "1 | 甲 | 编制方案并 | 市水务局 | 年底前\n | | 印发实施。 | | "
    assert "measure-without-lead D4" in codes(reading(rows))


def test_a_measure_merged_down_has_the_stages_and_units_of_its_rows():
    found = reading(
        HEADER + "1 | 甲 | 编制方案。 | 市水务局 | 6月底前完成初稿\n^ | ^ | ^ | 市教委 | 年底前印发",
    )
    assert (
        shown(found).split("\n")[-1] == "- 编制方案。 | 6月底前完成初稿;年底前印发 12-31 | 市水务局 + 市教委"
    )


def test_a_day_alone_in_its_row_belongs_to_the_measure_merged_down_to_it():
    found = reading(HEADER + "1 | 甲 | 编制方案。 | 市水务局 | 2022年6月\n^ | ^ | ^ | ^ | 2022年12月")
    assert [one.deadline_text for one in found.plans[0].measures()] == ["2022年6月;2022年12月"]
    assert codes(found) == []


def test_a_row_whose_units_are_merged_down_is_no_heading():
    found = reading(
        "序号 | 工作措施 | 责任单位 | 完成时限\n一 | 编制方案。 | 市水务局 | 年底前\n二 | 印发方案。 | ^ | ^"
    )
    assert [(task.number, len(task.measures)) for task in found.plans[0].tasks()] == [("一", 1), ("二", 1)]


def test_a_note_in_the_middle_ends_before_the_next_heading():
    found = reading(
        HEADER
        + """一、水 | < | < | < | <
        1 | 甲 | 编制。 | 市水务局 | 年底前
        注：1.本部分由市水务局统筹。 | < | < | < | <
        2.按月报送。 | < | < | < | <
        二、气 | < | < | < | <
        2 | 乙 | 印发。 | 市教委 | 年底前
        说明：以上为初稿。 | < | < | < | <
        土 | < | < | < | <
        3 | 丙 | 评估。 | 市教委 | 年底前"""
    )
    sections = [(one.number, one.title, len(one.tasks)) for one in found.plans[0].sections]
    assert sections == [("一", "水", 1), ("二", "气", 1), (None, "土", 1)]
    assert codes(found) == ["not-read A5", "not-read A6", "not-read A9"]


def test_a_header_of_two_words_is_found_by_what_stands_below():
    found = reading("序号 | 任务 | 措施 | 责任单位及职责\n1 | 甲 | 编制。 | 市水务局、市教委")
    assert [one.lead for one in found.plans[0].measures()] == [["市水务局", "市教委"]]
    assert codes(found) == ["column-unsure D2"]


def test_numbers_in_brackets_count_the_measures_of_a_task():
    found = reading(
        """
        序号 | 重点任务 | 工作措施 | 牵头部门
        1 | 甲 | |
        (1) | | 编制方案。 | 市水务局
        (2) | | 印发方案。 | 市教委
        2 | 乙 | |
        (1) | | 评估方案。 | 市水务局
        """
    )
    tasks = [(task.number, task.title, len(task.measures)) for task in found.plans[0].tasks()]
    assert tasks == [("1", "甲", 2), ("2", "乙", 1)]
    assert codes(found) == []


def test_a_chapter_may_stand_over_the_measures():
    rows = "序号 | 工作措施 | 牵头部门\n | 一、水环境 | \n1 | 编制方案。 | 市水务局\n"
    (plan,) = reading(rows).plans
    assert [(one.number, one.title) for one in plan.sections] == [("一", "水环境")]
    sentence = reading(rows + " | 二、印发方案。 | ")
    assert codes(sentence) == ["measure-without-lead C5"]


def test_a_year_heads_a_column_too():
    found = reading(HEADER.strip() + " | 2023\n1 | 甲 | 编制方案。 | 市水务局 | 年底前 | 5")
    assert [one.extra for one in found.plans[0].measures()] == [{"2023": "5"}]


def test_the_title_may_share_its_row_with_a_line_beside_it():
    one = HEADER + "1 | 甲 | 编制方案。 | 市水务局 | 年底前\n"
    found = reading(one + "另一2022年任务清单 | | | | 单位：万元\n" + one)
    assert [plan.title for plan in found.plans] == [TITLE, "另一2022年任务清单"]


def test_a_large_merge_names_nobody_twice():
    found = reading(HEADER + "1 | 甲 | 编制方案。 | 市水务局 | 年底前\n2 | 乙 | 印发方案。 | ^ | ^")
    assert [(one.lead, one.stated["lead"]) for one in found.plans[0].measures()] == [
        (["市水务局"], "named"),
        (["市水务局"], "merged"),
    ]


def test_a_table_in_two_halves_side_by_side_goes_on_in_the_right_one():
    rows = """
        序号 | 措施 | 责任单位 | | 序号 | 措施 | 责任单位
        一、大气 | < | < | < | < | < | <
        1 | 编制方案。 | 市水务局 | | 3 | 印发方案。 | 市教委
        2 | 开展检查。 | 市财政局 | | | |
        二、水 | < | < | < | < | < | <
        4 | 公布名录。 | 市教委 | | 5 | 组织培训。 | 市水务局
        注：按月报送。
    """
    found = reading(rows)
    assert shown(found) == expected(
        f"""
        《{TITLE}》 | 2022
        = 一 | 大气
        # 1
        - 编制方案。 |  | 市水务局
        # 2
        - 开展检查。 |  | 市财政局
        # 3
        - 印发方案。 |  | 市教委
        = 二 | 水
        # 4
        - 公布名录。 |  | 市教委
        # 5
        - 组织培训。 |  | 市水务局
        """
    )
    assert codes(found) == ["not-read A8"]
    (layout,) = found.layouts
    told = Hints(layouts={layout.fingerprint: {"措施": "task", "责任单位": "text", "序号": "lead"}})
    assert [one.text for one in reading(rows, hints=told).plans[0].measures()][2:3] == ["市教委"]


@pytest.mark.parametrize("marks", ["1 | 2 | 3 | 4 | 5", "甲 | 乙 | 1 | 2 | 3", "(1) | (2) | (3) | (4) | (5)"])
def test_a_row_that_numbers_the_columns_belongs_to_the_header(marks):
    header = f"{HEADER}{marks}\n"
    rows = "1 | 甲 | 编制方案。 | 市水务局 | 年底前\n", "2 | 乙 | 印发方案。 | 市教委 | 年底前"
    found = reading(header + header.join(rows))
    assert [(one.text, one.lead) for one in found.plans[0].measures()] == [
        ("编制方案。", ["市水务局"]),
        ("印发方案。", ["市教委"]),
    ]
    assert codes(found) == []


def test_parts_of_a_group_of_dates_are_its_beginning_and_its_end():
    found = reading(
        """
        序号 | 措施 | 计划时间 | < | 责任单位
        ^ | ^ | 开始 | 完成 | ^
        1 | 编制方案。 | 2022/3/1 | 2022/10/31 | 市水务局
        """
    )
    (measure,) = found.plans[0].measures()
    assert (measure.deadline_text, measure.extra) == ("2022/10/31", {"计划时间 开始": "2022/3/1"})


def test_a_heading_below_the_header_is_no_part_of_it():
    rows = """
        工作措施 | | 牵头部门 | 协办单位
        一、保障措施 | | |
        编制方案。 | | 市水务局 |
        """
    (plan,) = reading(rows).plans
    assert [one.title for one in plan.sections] == ["保障措施"]
    assert [one.text for one in plan.measures()] == ["编制方案。"]
