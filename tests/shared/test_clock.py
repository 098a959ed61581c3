"""The one clock."""

import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine

from actionplan.shared import clock

SHANGHAI = ZoneInfo("Asia/Shanghai")


@time_machine.travel(datetime.datetime(2026, 3, 5, 17, 30, tzinfo=datetime.UTC), tick=False)
def test_it_tells_the_moment_of_the_plans_time_zone():
    assert clock.now() == datetime.datetime(2026, 3, 6, 1, 30, tzinfo=SHANGHAI)
    assert clock.now().tzinfo == SHANGHAI
    assert clock.today() == datetime.date(2026, 3, 6)


@time_machine.travel(datetime.datetime(2026, 3, 5, 17, 30, tzinfo=datetime.UTC), tick=False)
def test_it_can_be_moved_to_a_day_and_keeps_the_time(settings):
    settings.TODAY = "2022-10-26"
    assert clock.now() == datetime.datetime(2022, 10, 26, 1, 30, tzinfo=SHANGHAI)
    assert clock.today() == datetime.date(2022, 10, 26)


@time_machine.travel(datetime.datetime(2024, 2, 29, 4, tzinfo=datetime.UTC), tick=False)
def test_a_leap_day_moves_to_any_day(settings):
    settings.TODAY = "2022-10-26"
    assert clock.today() == datetime.date(2022, 10, 26)


def test_a_day_that_is_none_is_told(settings):
    settings.TODAY = "26 October"
    with pytest.raises(ValueError, match="26 October"):
        clock.now()
