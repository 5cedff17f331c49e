"""`{% static %}` without Django's settings, for the paper studio."""

from pathlib import Path

from django import template

ROOT = Path(__file__).resolve().parents[2]
LIBRARIES = {
    "static": "tests.console.paper_static",
    "i18n": "django.templatetags.i18n",
    "texts": "studio.templatetags.texts",
}
register = template.Library()


@register.simple_tag
def static(path: str) -> str:
    return f"/static/{path}"
