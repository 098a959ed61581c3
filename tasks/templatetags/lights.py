"""The words of lights in templates."""

from typing import Any

from django import template

from tasks import status
from tasks.choices import Light, Role
from tasks.models import Plan

register = template.Library()


@register.filter
def light_word(light: str) -> str:
    """The light's name in the reader's language."""
    return str(Light(light).label)


@register.filter
def role_word(role: str) -> str:
    """The role's name in the reader's language."""
    return str(Role(role).label)


@register.simple_tag
def why(row: Any, plan: Plan) -> str:
    """Why the row, annotated by `status.with_light`, has its light."""
    return status.explain(row, plan=plan)
