"""`{% texts %}`: the address of the texts that a page's scripts say."""

from __future__ import annotations

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language

register = template.Library()


@register.simple_tag
def texts() -> str:
    """Those of the language that the page speaks; another address whenever a catalogue changes."""
    return f"{reverse('texts', args=[get_language() or 'en'])}?of={settings.TEXTS_DIGEST}"
