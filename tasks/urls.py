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
from tasks.views import home, plan, units, workbench

EVERYONE = frozenset({SIGNED_IN})
READS_ALL = frozenset({COORDINATOR, LEADERSHIP})
UNIT_PAGE = frozenset({MEMBER, COORDINATOR, LEADERSHIP})
OWN = "a member: their own units"

ROUTES = [
    Route("", home.home, "home", EVERYONE),
    Route("units/", units.units, "units", EVERYONE),
    Route("units/<slug:unit>/", units.unit, "unit", EVERYONE),
    Route("plans/", plan.plans, "plans", EVERYONE),
    Route("plans/<int:plan>/", plan.plan, "plan", EVERYONE),
    Route(
        "plans/<int:plan>/units/<slug:unit>/", workbench.Workbench.as_view(), "workbench", UNIT_PAGE, limit=OWN
    ),
    Route(
        "plans/<int:plan>/units/<slug:unit>/acknowledge/",
        workbench.acknowledge_all,
        "acknowledge-all",
        frozenset({MEMBER}),
        POST,
        limit=OWN,
    ),
]
