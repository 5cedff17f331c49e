"""What people type on the pages of webhooks."""

from __future__ import annotations

import re
from typing import Any

from django import forms

from studio.people.forms import Plain
from studio.webhooks.kinds import EVERYTHING, families
from studio.webhooks.models import Webhook

FAMILIES = (EVERYTHING, *families())


class WebhookForm(forms.Form):
    """A webhook. Types of events are ticked by their families, or typed one by one."""

    name = Plain(max_length=120)
    url = forms.CharField(max_length=2048)
    on = forms.BooleanField(required=False)
    families = forms.MultipleChoiceField(choices=[(one, one) for one in FAMILIES], required=False)
    kinds = forms.CharField(max_length=4000, required=False)

    @property
    def values(self) -> dict[str, Any]:
        """As `hooks.make` and `hooks.change` take it."""
        typed = self.cleaned_data
        single = re.split(r"[\s,;]+", typed["kinds"].strip())
        kinds = list(dict.fromkeys([*typed["families"], *filter(None, single)]))
        return {"name": typed["name"], "url": typed["url"], "on": typed["on"], "kinds": kinds}


def filled_with(row: Webhook) -> dict[str, Any]:
    """What the form shows of a webhook."""
    single = " ".join(one for one in row.kinds if one not in FAMILIES)
    return {"name": row.name, "url": row.url, "on": row.on, "families": row.kinds, "kinds": single}
