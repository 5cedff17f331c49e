"""The OpenAPI document as text, as `docs/openapi.json` keeps it."""

from __future__ import annotations

import json
from typing import Any

from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer

COOKIE = "tally_8000"  # of a studio on its usual port


def document() -> dict[str, Any]:
    """The document that a studio publishes."""
    made = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    found: dict[str, Any] = json.loads(OpenApiJsonRenderer().render(made))  # type: ignore[no-untyped-call]
    return found


def text() -> str:
    """The same on every machine and at every port: sorted, indented, with a line break at its end."""
    value = document()
    value["components"]["securitySchemes"]["session"]["name"] = COOKIE
    return json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
