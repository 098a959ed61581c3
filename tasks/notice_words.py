"""The words of notices, made when they are read, in the reader's language."""

import datetime
from collections.abc import Callable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from actionplan.shared import dates
from tasks.choices import Level, News, PeriodMove, Role
from tasks.models import Notice, ReportingPeriod

RELATED = ("plan", "measure", "unit", "period", "reminder", "by")
"""What the words of a notice need of other tables."""
WITHIN = (News.HANDED_OVER, News.HANDED_BACK)
"""What happens within a unit, and is nobody else's to know."""
NAMED = 4


def title(notice: Notice) -> str:
    """What a notice says, in one sentence."""
    return _TITLES[News(notice.kind)](notice)


def mail_title(notice: Notice) -> str:
    """The sentence for the mail, which others may come to read: of a draft it tells nothing."""
    if notice.kind in WITHIN:
        return _("A report of %(unit)s waits for you.") % {"unit": notice.unit}
    return title(notice)


def said(notice: Notice) -> str:
    """What somebody wrote with it, word for word; '' where nobody did."""
    if notice.reminder:
        return notice.reminder.text
    return notice.detail.get("comment", "")


def place(notice: Notice) -> str:
    """The address where it leads."""
    if notice.plan.withdrawn_at:
        return reverse("home")
    measure = notice.measure
    if measure and measure.withdrawn_at:
        return reverse("plan", args=[notice.plan_id])
    if measure and notice.unit and notice.period and notice.kind in _ABOUT_REPORTS:
        address = reverse("measure", args=[measure.pk])
        return f"{address}?unit={notice.unit.code}&period={notice.period.number}#report"
    if measure:
        return reverse("measure", args=[measure.pk])
    if notice.unit and notice.kind in _ABOUT_UNITS:
        address = reverse("workbench", args=[notice.plan_id, notice.unit.code])
        if notice.kind == News.DEADLINE:
            return f"{address}?deadline={'over' if notice.detail['past'] else 'soon'}"
        return address
    return reverse("home")


def mail_place(notice: Notice) -> str:
    """The address for the mail; like its sentence it tells nothing of a draft."""
    if notice.kind in WITHIN and notice.unit and not notice.plan.withdrawn_at:
        return reverse("workbench", args=[notice.plan_id, notice.unit.code])
    return place(notice)


_ABOUT_REPORTS = (News.RETURNED, News.APPROVED, News.REOPENED, *WITHIN)
_ABOUT_UNITS = (News.REPORTS_DUE, News.DEADLINE, News.REMINDED, News.DUTIES)


def _about(notice: Notice) -> dict[str, Any]:
    return {
        "ref": notice.measure.ref if notice.measure else "",
        "unit": notice.unit,
        "period": notice.period,
        "name": notice.by,
    }


def _sentence(make: Callable[[], str]) -> Callable[[Notice], str]:
    return lambda notice: make() % _about(notice)


def _day(notice: Notice, text: str) -> str:
    return dates.written(datetime.date.fromisoformat(text), year=notice.at.year)


def _reminded(notice: Notice) -> str:
    level = Level(notice.reminder.level) if notice.reminder else Level.BLUE
    count = notice.detail.get("count", 0)
    words = {
        Level.BLUE: ngettext(
            "Blue reminder: %(n)s report of %(period)s is to be submitted.",
            "Blue reminder: %(n)s reports of %(period)s are to be submitted.",
            count,
        ),
        Level.YELLOW: ngettext(
            "Yellow reminder: %(n)s report of %(period)s is to be submitted.",
            "Yellow reminder: %(n)s reports of %(period)s are to be submitted.",
            count,
        ),
        Level.RED: ngettext(
            "Red reminder: %(n)s report of %(period)s is to be submitted.",
            "Red reminder: %(n)s reports of %(period)s are to be submitted.",
            count,
        ),
    }
    return words[level] % (_about(notice) | {"n": count})


def _extension_decided(notice: Notice) -> str:
    if day := notice.detail.get("granted_on"):
        return _("Measure %(ref)s: the extension was granted, until %(day)s.") % (
            _about(notice) | {"day": _day(notice, day)}
        )
    return _("Measure %(ref)s: the extension was refused.") % _about(notice)


def _extension_asked(notice: Notice) -> str:
    return _("Measure %(ref)s: %(unit)s asks for an extension until %(day)s.") % (
        _about(notice) | {"day": _day(notice, notice.detail["wanted_on"])}
    )


def _group_answered(notice: Notice) -> str:
    if notice.detail.get("is_ours"):
        return _("Measure %(ref)s: %(unit)s says that it is theirs.") % _about(notice)
    return _("Measure %(ref)s: %(unit)s says that it isn't theirs.") % _about(notice)


def _designated(notice: Notice) -> str:
    if role := notice.detail.get("role"):
        return _("Measure %(ref)s: %(unit)s takes part in it (%(role)s).") % (
            _about(notice) | {"role": Role(role).label}
        )
    return _("Measure %(ref)s: %(unit)s isn't meant.") % _about(notice)


def _period(notice: Notice) -> str:
    words = {
        PeriodMove.OPEN: _("%(period)s: reports can be filled in now."),
        PeriodMove.CLOSE: _("%(period)s was closed; its figures stay as they are."),
        PeriodMove.REOPEN: _("%(period)s was reopened; reports can be filled in again."),
    }
    return words[PeriodMove(notice.detail["move"])] % _about(notice)


def _duties(notice: Notice) -> str:
    """What a new issue of the plan changed for a unit: '2 new measures, 1 changed, 1 fallen away'."""
    words = {
        "added": lambda n: ngettext("%(n)s new measure", "%(n)s new measures", n),
        "changed": lambda n: ngettext("%(n)s measure changed", "%(n)s measures changed", n),
        "removed": lambda n: ngettext("%(n)s measure fallen away", "%(n)s measures fallen away", n),
    }
    counts = {name: notice.detail.get(name, 0) for name in words}
    parts = [make(counts[name]) % {"n": counts[name]} for name, make in words.items() if counts[name]]
    return _("The plan changed for %(unit)s: %(what)s.") % (_about(notice) | {"what": _(", ").join(parts)})


def _due(notice: Notice) -> str:
    """All that is owed, in one sentence: 'October: 5 reports due on 31 Oct; September: …'."""
    dues = notice.detail["due"]
    several = len({one["unit"] for one in dues}) > 1
    parts = [_due_part(notice, one, several) for one in dues[:NAMED]]
    if (more := len(dues) - NAMED) > 0:
        parts.append(ngettext("and %(n)s more", "and %(n)s more", more) % {"n": more})
    return pgettext("clauses", "; ").join(parts)


def _due_part(notice: Notice, one: dict[str, Any], several: bool) -> str:
    count, past = one["count"], notice.detail["past"]
    facts = {"n": count, "day": _day(notice, one["due"])}
    if notice.kind == News.DEADLINE:
        text = (
            ngettext("%(n)s measure overdue since %(day)s", "%(n)s measures overdue since %(day)s", count)
            if past
            else ngettext("%(n)s measure due on %(day)s", "%(n)s measures due on %(day)s", count)
        )
    else:
        starts, ends = (datetime.date.fromisoformat(one[name]) for name in ("starts", "ends"))
        facts["period"] = ReportingPeriod(starts_on=starts, ends_on=ends).label
        text = (
            ngettext(
                "%(period)s: %(n)s report overdue since %(day)s",
                "%(period)s: %(n)s reports overdue since %(day)s",
                count,
            )
            if past
            else ngettext(
                "%(period)s: %(n)s report due on %(day)s", "%(period)s: %(n)s reports due on %(day)s", count
            )
        )
    words = text % facts
    return _("%(unit)s, %(words)s") % {"unit": one["unit"], "words": words} if several else words


_TITLES: dict[News, Callable[[Notice], str]] = {
    News.RETURNED: _sentence(
        lambda: _("Measure %(ref)s: the %(period)s report of %(unit)s was returned by %(name)s.")
    ),
    News.APPROVED: _sentence(lambda: _("Measure %(ref)s: the %(period)s report of %(unit)s was approved.")),
    News.REOPENED: _sentence(
        lambda: _("Measure %(ref)s: the %(period)s report of %(unit)s was reopened by %(name)s.")
    ),
    News.HANDED_OVER: _sentence(
        lambda: _("Measure %(ref)s: the %(period)s report of %(unit)s waits for you to sign it off.")
    ),
    News.HANDED_BACK: _sentence(
        lambda: _("Measure %(ref)s: the %(period)s report of %(unit)s was handed back by %(name)s.")
    ),
    News.REPORTS_DUE: _due,
    News.DEADLINE: _due,
    News.REMINDED: _reminded,
    News.INSTRUCTED: _sentence(lambda: _("Measure %(ref)s: an instruction from %(name)s.")),
    News.ANSWERED: _sentence(lambda: _("Measure %(ref)s: %(unit)s has answered the instruction.")),
    News.EXTENSION_ASKED: _extension_asked,
    News.EXTENSION_DECIDED: _extension_decided,
    News.GROUP_ANSWERED: _group_answered,
    News.DESIGNATED: _designated,
    News.PERIOD: _period,
    News.DUTIES: _duties,
}
"""Every kind of news has its sentence; a test holds that."""
