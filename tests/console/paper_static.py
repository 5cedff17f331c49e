"""`{% static %}` without Django's settings, for the paper studio."""

from pathlib import Path

from django import template

ROOT = Path(__file__).resolve().parents[2]
register = template.Library()


@register.simple_tag
def static(path: str) -> str:
    return f"/static/{path}"
