"""The one clock: pages and commands ask it, all other code is told the day.

ACTIONPLAN_TODAY (an ISO date) moves it to that day; the time of day goes on as it is.
"""

import datetime

from django.conf import settings
from django.utils import timezone


def now() -> datetime.datetime:
    """This moment, aware, in the plan's time zone; on the day that ACTIONPLAN_TODAY names, if it does."""
    moment = timezone.localtime()
    if settings.TODAY:
        day = datetime.date.fromisoformat(settings.TODAY)
        moment = moment.replace(year=day.year, month=day.month, day=day.day)
    return moment


def today() -> datetime.date:
    """The day of `now()`."""
    return now().date()
