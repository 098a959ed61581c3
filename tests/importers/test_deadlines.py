"""The words of deadlines in two languages, the day they stand for, and their stages."""

from calendar import monthrange
from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from importers.reading.deadlines import Deadline, read_deadline
from importers.reading.model import Milestone

from .deadline_cases import ALL_YEAR, END, FIXED, IMPOSSIBLE, UNDATED, UNREAD

STAGES = [
    (
        "6月底前完成方案,年底前全面落实",
        [("6月底前完成方案", (2022, 6, 30)), ("年底前全面落实", END)],
    ),
    (
        "6月底前完成初稿，年底前完成",
        [("6月底前完成初稿", (2022, 6, 30)), ("年底前完成", END)],
    ),
    (
        "2022年6月底前启动；2023年底前完成",
        [("2022年6月底前启动", (2022, 6, 30)), ("2023年底前完成", (2023, 12, 31))],
    ),
    (
        "2023年6月底前完成主体工程，12月底前投入使用",
        [("2023年6月底前完成主体工程", (2023, 6, 30)), ("12月底前投入使用", (2023, 12, 31))],
    ),
    (
        "3月底前编制方案，报市政府审定；６ 月底前印发。年底前，完成评估",
        [
            ("3月底前编制方案，报市政府审定", (2022, 3, 31)),
            ("６ 月底前印发", (2022, 6, 30)),
            ("年底前，完成评估", END),
        ],
    ),
    (
        "6月底前完成方案年底前全面落实",
        [("6月底前完成方案", (2022, 6, 30)), ("年底前全面落实", END)],
    ),
    (
        "6月底前完成方案\n年底前全面落实",
        [("6月底前完成方案", (2022, 6, 30)), ("年底前全面落实", END)],
    ),
    (
        "①6月底前完成方案②年底前全面落实",
        [("6月底前完成方案", (2022, 6, 30)), ("年底前全面落实", END)],
    ),
    (
        "第一季度完成调查，第三季度完成评估",
        [("第一季度完成调查", (2022, 3, 31)), ("第三季度完成评估", (2022, 9, 30))],
    ),
    (
        "上半年完成50%，年底前完成100%",
        [("上半年完成50%", (2022, 6, 30)), ("年底前完成100%", END)],
    ),
    ("6月底和12月底前", [("6月底", (2022, 6, 30)), ("12月底前", END)]),
    (
        "2022年上半年完成立项，下半年开工",
        [("2022年上半年完成立项", (2022, 6, 30)), ("下半年开工", END)],
    ),
    ("5月份启动，10月份完成", [("5月份启动", (2022, 5, 31)), ("10月份完成", (2022, 10, 31))]),
    ("6月底前、12月底前", [("6月底前", (2022, 6, 30)), ("12月底前", END)]),
    ("6月底前(方案)、年底前(落实)", [("6月底前(方案)", (2022, 6, 30)), ("年底前(落实)", END)]),
    ("一季度:10%;四季度:100%", [("一季度:10%", (2022, 3, 31)), ("四季度:100%", END)]),
    ("1季度30%，3季度100%", [("1季度30%", (2022, 3, 31)), ("3季度100%", (2022, 9, 30))]),
    (
        "第一阶段(1-6月);第二阶段(7-12月)",
        [("第一阶段(1-6月)", (2022, 6, 30)), ("第二阶段(7-12月)", END)],
    ),
    ("方案6月底前;建设年底前", [("方案6月底前", (2022, 6, 30)), ("建设年底前", END)]),
    (
        "前期工作6月底前完成，主体工程23年底前完工",
        [("前期工作6月底前完成", (2022, 6, 30)), ("主体工程23年底前完工", (2023, 12, 31))],
    ),
    ("1.6月底前完成方案 2.年底前落实", [("6月底前完成方案", (2022, 6, 30)), ("年底前落实", END)]),
    ("（1）6月底前完成方案；（2）年底前落实", [("6月底前完成方案", (2022, 6, 30)), ("年底前落实", END)]),
    (
        "Draft by the end of March, final by 30 June",
        [("Draft by the end of March", (2022, 3, 31)), ("final by 30 June", (2022, 6, 30))],
    ),
    ("方案:6月底前;落实:年底前", [("方案:6月底前", (2022, 6, 30)), ("落实:年底前", END)]),
    ("2022年底前完成，长期坚持", [("2022年底前完成", END), ("长期坚持", None)]),
    ("每季度末报送，年底前完成总结", [("每季度末报送", None), ("年底前完成总结", END)]),
    (
        "plan by the end of June; fully implemented by year-end",
        [("plan by the end of June", (2022, 6, 30)), ("fully implemented by year-end", END)],
    ),
]


@pytest.mark.parametrize(("words", "day"), FIXED)
def test_a_day_is_the_last_that_the_words_allow(words, day):
    assert read_deadline(words, 2022) == Deadline("fixed", date(*day))


@pytest.mark.parametrize("words", ALL_YEAR)
def test_all_year_ends_with_the_plan(words):
    assert read_deadline(words, 2022) == Deadline("all_year", date(2022, 12, 31))


@pytest.mark.parametrize(("words", "kind"), UNDATED)
def test_some_deadlines_have_no_day(words, kind):
    assert read_deadline(words, 2022) == Deadline(kind)


@pytest.mark.parametrize("words", UNREAD)
def test_what_cannot_be_read_is_never_guessed(words):
    assert read_deadline(words, 2022) == Deadline("unread", problem="deadline-unread")


@pytest.mark.parametrize("words", IMPOSSIBLE)
def test_a_day_that_does_not_exist_is_never_another_one(words):
    assert read_deadline(words, 2022) == Deadline("unread", problem="deadline-impossible")


@pytest.mark.parametrize(("words", "stages"), STAGES)
def test_stages_stand_apart_in_their_own_words_and_the_last_day_counts(words, stages):
    expected = tuple(Milestone(text, date(*day) if day else None) for text, day in stages)
    last = max(stage.date for stage in expected if stage.date)
    assert read_deadline(words, 2022) == Deadline("fixed", last, milestones=expected)


def test_without_a_year_there_is_no_day():
    assert read_deadline("年底前", None) == Deadline("fixed")
    assert read_deadline("3月至6月", None) == Deadline("fixed")
    assert read_deadline("year-end", None) == Deadline("fixed")
    assert read_deadline("2023年底前", None) == Deadline("fixed", date(2023, 12, 31))
    assert read_deadline("2023年1-6月", None) == Deadline("fixed", date(2023, 6, 30))
    assert read_deadline("全年", None) == Deadline("all_year")
    assert read_deadline("44926", None).kind == "unread"
    assert read_deadline("2月30日", None).problem == "deadline-impossible"


def numeral(number: int) -> str:
    """一, 十, 十二, 二十, 三十一."""
    tens, ones = divmod(number, 10)
    digits = "〇一二三四五六七八九"
    return ("" if tens < 2 else digits[tens]) + ("十" if tens else "") + (digits[ones] if ones else "")


@given(st.dates(date(2000, 1, 1), date(2050, 12, 31)))
def test_every_day_reads_the_same_in_every_form(day):
    chinese = "".join("〇一二三四五六七八九"[int(digit)] for digit in str(day.year))
    for words in (
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year}年{day.month}月{day.day}日前完成",
        f"{chinese}年{numeral(day.month)}月{numeral(day.day)}日",
        f"{day:%Y-%m-%d}",
        f"{day:%Y/%m/%d}前",
        f"{day.year}.{day.month}.{day.day}",
        f"{day:%Y%m%d}",
        f"{day.day} {day:%B %Y}",
        f"{day:%B} {day.day}, {day.year}",
        f"{day.year}年1月1日至{day.month}月{day.day}日",
    ):
        assert read_deadline(words, 2022) == Deadline("fixed", day), words


@given(st.dates(date(2022, 1, 1), date(2027, 12, 31)))
def test_a_spreadsheets_day_comes_back(day):
    serial = (day - date(1899, 12, 30)).days
    assert read_deadline(str(serial), 2022) == Deadline("fixed", day)


@given(st.integers(2000, 2050), st.integers(0, 40), st.integers(0, 40))
def test_a_day_is_the_one_that_stands_there_or_none(year, month, day):
    assume(not (1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]))
    assert read_deadline(f"{year}年{month}月{day}日", year).problem == "deadline-impossible"
    assert read_deadline(f"{year}-{month}-{day}", year).problem == "deadline-impossible"


@given(
    st.text(
        "年月日底前末内季度上下半旬至到-—0123456789一二三十每长期持续按要求，；完成 Qq.~()今次", max_size=14
    ),
    st.none() | st.just(2022),
)
def test_no_words_bring_the_reader_down_or_a_day_without_its_kind(words, year):
    deadline = read_deadline(words, year)
    assert (deadline.kind == "unread") == bool(deadline.problem)
    assert not (deadline.problem and (deadline.day or deadline.milestones))
    assert all(stage.text in words for stage in deadline.milestones)
    if deadline.milestones:
        assert deadline.day == max((stage.date for stage in deadline.milestones if stage.date), default=None)


def test_a_long_text_in_the_column_of_deadlines_is_none():
    assert read_deadline("年底前，" * 300, 2022).problem == "deadline-unread"
