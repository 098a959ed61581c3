"""Addresses of plans, measures, reports and units."""

from actionplan.shared.routes import (
    ADMINISTRATOR,
    COORDINATOR,
    GET,
    LEADERSHIP,
    MEMBER,
    POST,
    SIGNED_IN,
    Route,
)
from tasks.views import (
    designations,
    home,
    measure,
    messages,
    notices,
    overview,
    periods,
    plan,
    queue,
    reminders,
    report,
    reports,
    reviews,
    units,
    workbench,
)

EVERYONE = frozenset({SIGNED_IN})
READS_ALL = frozenset({COORDINATOR, LEADERSHIP})
UNIT_PAGE = frozenset({MEMBER, COORDINATOR, LEADERSHIP})
SEES_MAIL = frozenset({ADMINISTRATOR, COORDINATOR})
OWN = "a member: their own units"

ROUTES = [
    Route("", home.home, "home", EVERYONE),
    Route("units/", units.units, "units", EVERYONE),
    Route("units/<slug:unit>/", units.unit, "unit", EVERYONE),
    Route("plans/", plan.plans, "plans", EVERYONE),
    Route("plans/<int:plan>/", plan.plan, "plan", EVERYONE),
    Route(
        "plans/<int:plan>/units/<slug:unit>/",
        workbench.Workbench.as_view(),
        "workbench",
        UNIT_PAGE,
        limit=OWN,
    ),
    Route(
        "plans/<int:plan>/units/<slug:unit>/acknowledge/",
        workbench.acknowledge_all,
        "acknowledge-all",
        frozenset({MEMBER}),
        POST,
        limit=OWN,
    ),
    Route("plans/<int:plan>/overview/", overview.overview, "overview", READS_ALL),
    Route(
        "plans/<int:plan>/designations/",
        designations.designations,
        "designations",
        frozenset({COORDINATOR}),
        GET | POST,
    ),
    Route("plans/<int:plan>/periods/", periods.periods, "periods", READS_ALL),
    Route("plans/<int:plan>/periods/lay-out/", periods.lay_out, "lay-out", frozenset({COORDINATOR}), POST),
    Route("plans/<int:plan>/periods/<int:number>/", periods.period, "period", READS_ALL),
    Route(
        "plans/<int:plan>/periods/<int:number>/<str:move>/",
        periods.move_period,
        "move-period",
        frozenset({COORDINATOR}),
        POST,
    ),
    Route(
        "plans/<int:plan>/reports/",
        reports.Reports.as_view(),
        "reports",
        UNIT_PAGE,
        limit="a member: reports on the measures that their units take part in",
    ),
    Route(
        "plans/<int:plan>/review/",
        queue.ReviewQueue.as_view(),
        "review-queue",
        frozenset({COORDINATOR}),
        GET | POST,
    ),
    Route("plans/<int:plan>/review/<int:report>/", queue.reviewing, "reviewing", frozenset({COORDINATOR})),
    Route("measures/<int:measure>/", measure.measure, "measure", EVERYONE),
    Route(
        "measures/<int:measure>/report/",
        report.send_report,
        "report",
        frozenset({MEMBER}),
        GET | POST,
        limit=OWN,
    ),
    Route(
        "measures/<int:measure>/acknowledge/",
        measure.acknowledge,
        "acknowledge",
        frozenset({MEMBER}),
        POST,
        limit=OWN,
    ),
    Route(
        "reports/<int:report>/<str:move>/", reviews.review_report, "review", frozenset({COORDINATOR}), POST
    ),
    Route("plans/<int:plan>/reminders/", reminders.reminders, "reminders", READS_ALL),
    Route("plans/<int:plan>/reminders/send/", reminders.send, "remind", frozenset({COORDINATOR}), POST),
    Route("notices/", notices.notices, "notices", EVERYONE),
    Route("notices/read/", notices.read_all, "read-notices", EVERYONE, POST),
    Route("notices/mail/", notices.daily_mail, "daily-mail", EVERYONE, POST),
    Route("notices/<int:notice>/", notices.notice, "notice", EVERYONE, POST, limit="one's own"),
    Route("messages/", messages.messages, "messages", SEES_MAIL),
    Route("messages/<int:message>/", messages.message, "message", SEES_MAIL),
    Route("messages/<int:message>/again/", messages.send_again, "message-again", SEES_MAIL, POST),
]
