"""Addresses of plans, measures, reports and units."""

from actionplan.shared.routes import (
    COORDINATOR,
    GET,
    LEADERSHIP,
    MEMBER,
    POST,
    SIGNED_IN,
    Route,
)
from tasks.views import home

EVERYONE = frozenset({SIGNED_IN})
READS_ALL = frozenset({COORDINATOR, LEADERSHIP})
UNIT_PAGE = frozenset({MEMBER, COORDINATOR, LEADERSHIP})
OWN = "a member: their own units"

ROUTES = [
    Route("", home.home, "home", EVERYONE),
]
