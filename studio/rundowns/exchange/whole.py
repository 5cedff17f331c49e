"""Rundowns as JSON: all that Tally stores of one, to be read by this or another show of the same studio."""

from __future__ import annotations

import json
from typing import Any

from studio.errors import FieldError, Invalid
from studio.jsonin import BadJson, read_json
from studio.rundowns.items import SETTINGS
from studio.rundowns.models import Rundown

Json = dict[str, Any]
VERSION = 1


def write(row: Rundown) -> str:
    settings = {name: getattr(row, name) for name in SETTINGS}
    return json.dumps({"tally_rundown": VERSION, **settings, "items": row.items}, indent=1, ensure_ascii=False) + "\n"


def read(text: str) -> tuple[Json, list[Json]]:
    """The settings that it names, and the items. Raises Invalid."""
    try:
        value = read_json(text.lstrip("\ufeff"))
    except BadJson as error:
        raise Invalid([FieldError("", str(error))], error.code) from None
    value = {"items": value} if isinstance(value, list) else value
    items = value.get("items") if isinstance(value, dict) else None
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise Invalid([FieldError("items", "expected a list of items, or an exported rundown")])
    if value.get("tally_rundown", VERSION) != VERSION:
        raise Invalid(
            [FieldError("tally_rundown", f"expected version {VERSION}, found {value['tally_rundown']!r:.40}")]
        )
    return {name: one for name, one in value.items() if name in SETTINGS}, items
