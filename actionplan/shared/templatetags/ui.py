"""Small marks that many templates make: icons, bars, days."""

import datetime
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from actionplan.shared import clock, dates, routes

register = template.Library()


@register.simple_tag
def icon(name: str) -> SafeString:
    """An icon of the sprite, hidden from screen readers: words stand beside it."""
    return format_html(
        '<svg class="i" viewBox="0 0 16 16" aria-hidden="true"><use href="#i-{}"/></svg>', name
    )


@register.simple_tag
def key(css: str) -> SafeString:
    """The small square that explains a part of a segmented bar."""
    return format_html(
        '<svg aria-hidden="true" viewBox="0 0 10 10"><rect class="{}" width="10" height="10"/></svg>', css
    )


@register.simple_tag
def bar(done: int | None, expected: int | None = None, light: str = "") -> SafeString:
    """A bar with `done` percent of its bed filled and a mark at the expected percent; it repeats numbers."""
    mark: SafeString | str = ""
    if expected is not None and light != "closed":
        at = min(max(expected - 0.5, 0), 98.8)
        mark = format_html('<rect class="mk" x="{}" width="1.2" height="8"/>', at)
    tone = light if light in ("red", "closed", "acc") else ""
    return format_html(
        '<svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="bed" y="2" width="100" height="4"/>'
        '<rect class="run {}" y="2" width="{}" height="4"/>{}</svg>',
        tone,
        done or 0,
        mark,
    )


@register.filter
def day(value: datetime.date | datetime.datetime | None, form: str = "") -> str:
    """'26 Oct' in the reader's language; with its year where it isn't this one, or always as "full"."""
    if value is None:
        return ""
    if isinstance(value, datetime.datetime):
        value = value.astimezone(clock.now().tzinfo).date()
    return dates.written(value, year=None if form == "full" else clock.today().year)


@register.filter
def get(mapping: Any, key: Any) -> Any:
    """The mapping's value at a key that is itself a variable."""
    return mapping.get(key) if mapping else None


@register.filter
def opens(user: Any, address: str) -> bool:
    """Whether the address is one for the person's roles: only then it is worth a link."""
    return routes.may_open(address, user.roles)


@register.filter
def page_numbers(paginator: Any, number: int) -> list[int | str]:
    """The page numbers worth showing, with gaps."""
    return list(paginator.get_elided_page_range(number, on_each_side=2, on_ends=1))
