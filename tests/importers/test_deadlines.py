from datetime import date

import pytest

from importers.reading.deadlines import Deadline, read_deadline

FIXED = [
    ("年底前", (2022, 12, 31)),
    ("年底", (2022, 12, 31)),
    (" 年 底 前。", (2022, 12, 31)),
    ("2023年底前", (2023, 12, 31)),
    ("12月底前", (2022, 12, 31)),
    ("6月底前", (2022, 6, 30)),
    ("6 月底前完成", (2022, 6, 30)),
    ("６月底前", (2022, 6, 30)),
    ("十一月底前", (2022, 11, 30)),
    ("十月底", (2022, 10, 31)),
    ("二月底前", (2022, 2, 28)),
    ("2024年2月底前", (2024, 2, 29)),
    ("2023年3月底前", (2023, 3, 31)),
    ("上半年", (2022, 6, 30)),
    ("2023年上半年", (2023, 6, 30)),
    ("下半年", (2022, 12, 31)),
    ("9月30日前", (2022, 9, 30)),
    ("2023年9月30日前", (2023, 9, 30)),
    ("2022-09-30", (2022, 9, 30)),
    ("2022/9/30", (2022, 9, 30)),
    ("一季度末", (2022, 3, 31)),
    ("第二季度末前", (2022, 6, 30)),
    ("3季度末", (2022, 9, 30)),
    ("四季度", (2022, 12, 31)),
]
UNDATED = [
    ("长期坚持", "ongoing"),
    ("持续", "ongoing"),
    ("持续推进", "ongoing"),
    ("每季度末", "recurring"),
    ("每月10日前", "recurring"),
    ("每年6月底前", "recurring"),
    ("按季度", "recurring"),
    ("按国家要求", "open"),
    ("按照国家统一部署", "open"),
]
UNREAD = [
    "",
    "适时",
    "尽快",
    "3月前",
    "6月底前完成初稿，年底前完成",
    "五季度末",
    "按国家要求于6月底前完成",
    "6-9月",
]
IMPOSSIBLE = ["2月30日", "2月29日前", "13月底前", "0月底前", "2023年6月31日前", "2022-02-30", "0000年底前"]


@pytest.mark.parametrize(("words", "day"), FIXED)
def test_a_day_is_the_last_that_the_words_allow(words, day):
    assert read_deadline(words, 2022) == Deadline("fixed", date(*day))


def test_all_year_ends_with_the_plan():
    assert read_deadline("全年", 2022) == Deadline("all_year", date(2022, 12, 31))


@pytest.mark.parametrize(("words", "kind"), UNDATED)
def test_some_deadlines_have_no_day(words, kind):
    assert read_deadline(words, 2022) == Deadline(kind)


@pytest.mark.parametrize("words", UNREAD)
def test_what_cannot_be_read_is_never_guessed(words):
    assert read_deadline(words, 2022) == Deadline("unread", problem="deadline-unread")


@pytest.mark.parametrize("words", IMPOSSIBLE)
def test_a_day_that_does_not_exist_is_never_another_one(words):
    assert read_deadline(words, 2022) == Deadline("unread", problem="deadline-impossible")


def test_without_a_year_there_is_no_day():
    assert read_deadline("年底前", None) == Deadline("fixed")
    assert read_deadline("2023年底前", None) == Deadline("fixed", date(2023, 12, 31))
