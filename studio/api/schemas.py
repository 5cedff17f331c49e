"""The mixer's own types as OpenAPI schemas, so that what is documented is what is checked."""

from __future__ import annotations

from functools import cache
from typing import Any

from drf_spectacular.utils import extend_schema_field
from pydantic import TypeAdapter
from rest_framework import serializers

from studio.shows.parts import KINDS


def schema_of(kind: Any) -> dict[str, Any]:
    """The JSON Schema of a type, with everything it refers to written out in place."""
    whole = TypeAdapter(kind).json_schema()
    found: dict[str, Any] = _inlined(whole, whole.get("$defs", {}))
    return found


def _inlined(value: Any, known: dict[str, Any]) -> Any:
    if isinstance(value, list):
        return [_inlined(one, known) for one in value]
    if not isinstance(value, dict):
        return value
    if "$ref" in value:
        return _inlined(known[value["$ref"].rpartition("/")[2]], known)
    return {key: _inlined(one, known) for key, one in value.items() if key not in ("$defs", "discriminator")}


def uploaded(schema: Any) -> Any:
    """The same with `asset` where the show file has `path`; what becomes another by that has a name of its own."""
    if isinstance(schema, list):
        return [uploaded(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    asset = {"type": "string", "description": "the id of an uploaded file"}
    made = {
        ("asset" if key == "path" else key): asset if key == "path" else uploaded(one) for key, one in schema.items()
    } | (
        {"required": [{"path": "asset"}.get(name, name) for name in schema["required"]]} if "required" in schema else {}
    )
    is_another = "properties" in schema and "title" in schema and made != schema
    return made | ({"title": f"Uploaded{schema['title']}"} if is_another else {})


@cache
def part_field(part: str) -> type[serializers.JSONField]:
    """A field for one JSON part of a show file. It is checked in `studio.shows.parts`, merged with what was there."""
    made = type(f"{part.title()}Part", (serializers.JSONField,), {})
    field: type[serializers.JSONField] = extend_schema_field(uploaded(schema_of(KINDS[part])))(made)
    return field
