"""The words of deadlines in two languages, the day they stand for, and their stages."""

from calendar import monthrange
from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from importers.reading.deadlines import Deadline, read_deadline
from importers.reading.model import Milestone

END = (2022, 12, 31)
FIXED = [
    # The year's end
    ("年底前", END),
    ("年底", END),
    (" 年 底 前。", END),
    ("年内", END),
    ("年末", END),
    ("年终", END),
    ("年底前完成", END),
    ("今年年底前", END),
    ("本年底", END),
    ("到年底", END),
    ("于年底前", END),
    ("2022年", END),
    ("2022年度", END),
    ("2022年内", END),
    ("2022年底", END),
    ("2022年年底前", END),
    ("2023年底前", (2023, 12, 31)),
    ("2025年末", (2025, 12, 31)),
    ("二〇二二年底", END),
    ("二零二三年底前", (2023, 12, 31)),
    ("２０２３年底前", (2023, 12, 31)),
    ("年底前全面完成", END),
    ("年底前建成投用", END),
    ("年中", (2022, 6, 30)),
    ("2023年年中", (2023, 6, 30)),
    ("“十四五”期末", (2025, 12, 31)),
    ("“十四五”末", (2025, 12, 31)),
    ("十四五期间", (2025, 12, 31)),
    ("“十五五”时期", (2030, 12, 31)),
    # Months
    ("12月底前", END),
    ("6月底前", (2022, 6, 30)),
    ("6 月底前完成", (2022, 6, 30)),
    ("６月底前", (2022, 6, 30)),
    ("6月底前完成方案编制", (2022, 6, 30)),
    ("6月底之前", (2022, 6, 30)),
    ("6月末", (2022, 6, 30)),
    ("6月内", (2022, 6, 30)),
    ("6月", (2022, 6, 30)),
    ("6月份", (2022, 6, 30)),
    ("2022年6月", (2022, 6, 30)),
    ("2023年10月份", (2023, 10, 31)),
    ("十一月底前", (2022, 11, 30)),
    ("十二月底", END),
    ("十月底", (2022, 10, 31)),
    ("六月底", (2022, 6, 30)),
    ("二月底前", (2022, 2, 28)),
    ("2024年2月底前", (2024, 2, 29)),
    ("2023年3月底前", (2023, 3, 31)),
    ("十月上旬", (2022, 10, 10)),
    ("十月中旬", (2022, 10, 20)),
    ("10月下旬", (2022, 10, 31)),
    ("2023年2月下旬", (2023, 2, 28)),
    ("截至6月底", (2022, 6, 30)),
    ("力争6月底前", (2022, 6, 30)),
    ("2022.6", (2022, 6, 30)),
    ("2022-06", (2022, 6, 30)),
    # Quarters and halves
    ("上半年", (2022, 6, 30)),
    ("上半年完成", (2022, 6, 30)),
    ("上半年底前", (2022, 6, 30)),
    ("2023年上半年", (2023, 6, 30)),
    ("下半年", END),
    ("一季度末", (2022, 3, 31)),
    ("第一季度", (2022, 3, 31)),
    ("第二季度末前", (2022, 6, 30)),
    ("3季度末", (2022, 9, 30)),
    ("四季度", END),
    ("前三季度", (2022, 9, 30)),
    ("2023年第三季度", (2023, 9, 30)),
    ("2023年Q3", (2023, 9, 30)),
    ("Q3", (2022, 9, 30)),
    # Days
    ("9月30日前", (2022, 9, 30)),
    ("9月30号之前", (2022, 9, 30)),
    ("2023年9月30日前", (2023, 9, 30)),
    ("十二月三十一日", END),
    ("六月二十日前", (2022, 6, 20)),
    ("二〇二三年十月十五日", (2023, 10, 15)),
    ("2022-09-30", (2022, 9, 30)),
    ("2022-09-30 00:00:00", (2022, 9, 30)),
    ("2022/9/30", (2022, 9, 30)),
    ("2022.12.31", END),
    ("2022.9.30前", (2022, 9, 30)),
    ("20220930", (2022, 9, 30)),
    ("2022年12月31日24时", END),
    ("2022/12/31 0:00", END),
    ("2022-12-31T00:00:00", END),
    ("31/12/2022", END),
    ("12/31/2022", END),
    ("44926", END),
    ("44926.0", END),
    ("45107", (2023, 6, 30)),
    # From and to: the end counts
    ("3月至6月", (2022, 6, 30)),
    ("3月-6月", (2022, 6, 30)),
    ("6-9月", (2022, 9, 30)),
    ("6～9月", (2022, 9, 30)),
    ("1—12月", END),
    ("2022年1月—12月", END),
    ("2022年1-12月", END),
    ("2022年11月至2023年3月", (2023, 3, 31)),
    ("2022年11月至次年3月", (2023, 3, 31)),
    ("自2022年3月起至10月底止", (2022, 10, 31)),
    ("3月1日至6月30日", (2022, 6, 30)),
    ("2022年3月1日—2023年2月28日", (2023, 2, 28)),
    ("2022.1-2022.12", END),
    ("2022-01-01至2022-06-30", (2022, 6, 30)),
    ("2022.03.01-2022.09.30", (2022, 9, 30)),
    ("二至三季度", (2022, 9, 30)),
    ("第一季度至第三季度", (2022, 9, 30)),
    ("2021-2023年", (2023, 12, 31)),
    ("2021年至2025年", (2025, 12, 31)),
    ("三月至十月", (2022, 10, 31)),
    ("3月至6月完成", (2022, 6, 30)),
    # English
    ("30 June 2022", (2022, 6, 30)),
    ("June 30, 2022", (2022, 6, 30)),
    ("30th June", (2022, 6, 30)),
    ("by 30 Sept. 2023", (2023, 9, 30)),
    ("before 30 June 2022", (2022, 6, 30)),
    ("by the end of June 2022", (2022, 6, 30)),
    ("By end of June", (2022, 6, 30)),
    ("June 2022", (2022, 6, 30)),
    ("by June 2023", (2023, 6, 30)),
    ("Q3 2022", (2022, 9, 30)),
    ("2023 Q1", (2023, 3, 31)),
    ("end of Q2", (2022, 6, 30)),
    ("third quarter of 2022", (2022, 9, 30)),
    ("by the end of the second quarter", (2022, 6, 30)),
    ("first half of 2023", (2023, 6, 30)),
    ("H2 2022", END),
    ("year-end", END),
    ("by year end", END),
    ("by the end of the year", END),
    ("end of 2023", (2023, 12, 31)),
    ("by end-2022", END),
    ("in 2022", END),
    ("mid-2022", (2022, 6, 30)),
    ("June to September 2022", (2022, 9, 30)),
    ("January – December 2022", END),
    ("from November 2022 to March 2023", (2023, 3, 31)),
]
ALL_YEAR = [
    "全年",
    "全年实施",
    "全年持续推进",
    "贯穿全年",
    "2022年全年",
    "全年(1-12月)",
    "2022年持续推进",
    "throughout the year",
    "Throughout 2022",
    "all year",
]
UNDATED = [
    ("长期坚持", "ongoing"),
    ("长期", "ongoing"),
    ("持续", "ongoing"),
    ("持续推进", "ongoing"),
    ("常态化", "ongoing"),
    ("常态化开展", "ongoing"),
    ("即日起", "ongoing"),
    ("即日起长期坚持", "ongoing"),
    ("长期坚持，持续推进", "ongoing"),
    ("动态更新", "ongoing"),
    ("ongoing", "ongoing"),
    ("Continuous", "ongoing"),
    ("long-term", "ongoing"),
    ("每季度末", "recurring"),
    ("每季度", "recurring"),
    ("每月", "recurring"),
    ("每月10日前", "recurring"),
    ("每月25日前报送", "recurring"),
    ("每两个月", "recurring"),
    ("每半年", "recurring"),
    ("每年", "recurring"),
    ("每年6月底前", "recurring"),
    ("每年年底前", "recurring"),
    ("每周", "recurring"),
    ("按季度", "recurring"),
    ("按月调度", "recurring"),
    ("逐月", "recurring"),
    ("quarterly", "recurring"),
    ("Annually", "recurring"),
    ("every month", "recurring"),
    ("the end of each quarter", "recurring"),
    ("按国家要求", "open"),
    ("按国家要求完成", "open"),
    ("按照国家统一部署", "open"),
    ("按照市委市政府部署推进", "open"),
    ("根据工作需要", "open"),
    ("视情况", "open"),
    ("视工作进展情况确定", "open"),
    ("按时序进度", "open"),
    ("结合实际", "open"),
    ("as required", "open"),
    ("as needed", "open"),
    ("in line with national requirements", "open"),
]
UNREAD = [
    "",
    "适时",
    "尽快",
    "立即",
    "春节前",
    "汛期前",
    "供暖季前",
    "3月前",
    "6月中旬前",
    "二季度前",
    "2023年前",
    "年初",
    "月底前",
    "底前",
    "6月1日起",
    "6月底前启动",
    "6月检查",
    "按国家要求于6月底前完成",
    "完成3月、6月两次检查",
    "6.30",
    "12/31",
    "05/06/2022",
    "11月至3月",
    "五季度末",
    "第0季度",
    "明年6月底前",
    "6月底前或9月底前",
    "0",
    "99999",
    "35000",
    "100",
    "by summer",
    "before June 2022",
    "after June 2022",
    "soon",
]
IMPOSSIBLE = [
    "2月30日",
    "2月29日前",
    "13月底前",
    "13月",
    "0月底前",
    "2023年6月31日前",
    "2022-02-30",
    "2022-13",
    "0000年底前",
    "二月三十日",
    "2月30日至6月底",
    "1月至13月",
    "每月32日前",
    "每年2月30日",
    "6月底前完成方案，9月31日前完成建设",
    "31 June 2022",
    "30/02/2022",
    "13/13/2022",
    "February 30, 2022",
]
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
