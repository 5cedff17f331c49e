"""`{% static %}` without Django's settings, for the paper studio."""

from django import template

register = template.Library()


@register.simple_tag
def static(path: str) -> str:
    return f"/static/{path}"
