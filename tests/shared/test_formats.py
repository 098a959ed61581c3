"""Django's own pages write days and times as all other pages do, in both languages."""

import datetime

import pytest
from django import forms
from django.utils import formats, translation

from actionplan.shared import dates

DAY = datetime.date(2022, 10, 31)


@pytest.mark.parametrize("name", ["DATE_FORMAT", "SHORT_DATE_FORMAT"])
@pytest.mark.parametrize(
    ("language", "expected"), [("en", "31 Oct 2022"), ("zh-hans", "2022 年 10 月 31 日")]
)
def test_a_day_reads_the_same_everywhere(language, expected, name):
    with translation.override(language):
        assert formats.date_format(DAY, name) == expected == dates.written(DAY)


@pytest.mark.parametrize(
    ("language", "expected"), [("en", "31 Oct 2022, 14:05"), ("zh-hans", "2022 年 10 月 31 日 14:05")]
)
def test_a_moment_has_its_time_by_the_clock_of_a_day(language, expected):
    moment = datetime.datetime(2022, 10, 31, 14, 5, tzinfo=datetime.UTC)
    with translation.override(language):
        assert formats.date_format(moment, "DATETIME_FORMAT") == expected


@pytest.mark.parametrize(
    ("language", "typed"),
    [
        ("en", "2022-10-31"),
        ("en", "31 Oct 2022"),
        ("zh-hans", "2022-10-31"),
        ("zh-hans", "2022/10/31"),
        ("zh-hans", "2022年10月31日"),
        ("zh-hans", "2022 年 10 月 31 日"),
    ],
)
def test_a_day_can_be_typed_as_it_is_written(language, typed):
    with translation.override(language):
        assert forms.DateField().clean(typed) == DAY


def test_a_day_that_could_be_two_is_not_guessed():
    with translation.override("en"), pytest.raises(forms.ValidationError):
        forms.DateField().clean("11/10/2022")


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_field_shows_its_day_in_one_form(language):
    with translation.override(language):
        assert 'value="2022-10-31"' in forms.DateInput().render("day", DAY)
