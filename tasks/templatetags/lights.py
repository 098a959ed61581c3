"""The words of lights in templates."""

from typing import Any

from django import template
from django.utils.translation import ngettext

from tasks import status
from tasks.choices import Light, Role, Status
from tasks.models import Participation, Plan
from tasks.tables import cited_by_role

register = template.Library()


@register.filter
def light_word(light: str) -> str:
    """The light's name in the reader's language."""
    return str(Light(light).label)


@register.filter
def role_word(role: str) -> str:
    """The role's name in the reader's language."""
    return str(Role(role).label)


@register.filter
def status_word(value: str) -> str:
    """What a unit says of its measure, in the reader's language."""
    return str(Status(value).label)


@register.simple_tag
def why(row: Any, plan: Plan) -> str:
    """Why the row, annotated by `status.with_light`, has its light."""
    return status.explain(row, plan=plan)


@register.simple_tag
def days_left(left: int) -> str:
    """'66 days left' or '12 days overdue'."""
    if left < 0:
        return ngettext("%(n)s day overdue", "%(n)s days overdue", -left) % {"n": -left}
    return ngettext("%(n)s day left", "%(n)s days left", left) % {"n": left}


@register.filter
def cited(record: Participation) -> list[tuple[str, list[str]]]:
    """The other units of the record's measure, by role."""
    return cited_by_role(record)
