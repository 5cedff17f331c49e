"""Which files of the library are asked for."""

from __future__ import annotations

import re
from typing import Any

from django.db.models import F, Q, QuerySet
from rest_framework import serializers

from studio.library.folders import in_folder
from studio.library.models import Asset

ORDERS: dict[str, tuple[Any, ...]] = {
    "newest": ("-created", "id"),
    "oldest": ("created", "id"),
    "name": ("name", "id"),
    "largest": ("-bytes", "id"),
    "longest": (F("duration_s").desc(nulls_last=True), "id"),
}
WORDS_MOST = 8


class Asked(serializers.Serializer[Any]):
    """What narrows a list of files, in its query."""

    search = serializers.CharField(
        required=False, allow_blank=True, max_length=200, help_text="words that are all in the name or the folder"
    )
    folder = serializers.CharField(
        required=False, allow_blank=True, max_length=255, help_text="such as Openers/2026; empty is the top"
    )
    below = serializers.BooleanField(required=False, default=False, help_text="also what lies in folders of the folder")
    kind = serializers.ChoiceField(Asset.Kind.choices, required=False)
    state = serializers.ChoiceField(Asset.State.choices, required=False)
    order = serializers.ChoiceField(sorted(ORDERS), required=False, default="newest")


def found(rows: QuerySet[Asset], query: dict[str, Any]) -> QuerySet[Asset]:
    """The files that a query asks for, in its order. Raises ValidationError."""
    asked = Asked(data=query)
    asked.is_valid(raise_exception=True)
    values = asked.validated_data
    if "folder" in values:
        rows = in_folder(rows, values["folder"], values["below"])
    rows = rows.filter(**{name: values[name] for name in ("kind", "state") if name in values})
    for word in values.get("search", "").split()[:WORDS_MOST]:
        # By a pattern, because LIKE of SQLite knows capitals of the Latin alphabet only.
        pattern = re.escape(word)
        rows = rows.filter(Q(name__iregex=pattern) | Q(folder__iregex=pattern))
    return rows.order_by(*ORDERS[values["order"]])
