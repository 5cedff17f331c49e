"""Lists come in pages of `limit`, from `offset`."""

from __future__ import annotations

import re
from typing import Any

from rest_framework.pagination import LimitOffsetPagination
from rest_framework.request import Request

from studio.errors import FieldError, Invalid


class Pages(LimitOffsetPagination):
    default_limit = 100
    max_limit = 500

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        address = {"type": ["string", "null"], "format": "uri"}
        properties = {"count": {"type": "integer"}, "next": address, "previous": address, "results": schema}
        return {"type": "object", "properties": properties, "required": list(properties)}

    def get_limit(self, request: Request) -> int | None:
        """More than there is to have is cut to what there is; what is no number is refused."""
        return min(whole_number(request, "limit", 1, self.default_limit), self.max_limit)

    def get_offset(self, request: Request) -> int:
        return whole_number(request, "offset", 0, 0)


def flag_in(request: Request, name: str) -> bool:
    """A yes or no of the query. Raises Invalid."""
    text = request.query_params.get(name, "false")
    if text not in ("true", "false"):
        raise Invalid([FieldError(name, f"expected true or false, found {text[:40]!r}")])
    return text == "true"


def whole_number(request: Request, name: str, least: int, default: int) -> int:
    """A number of the query. Raises Invalid."""
    text = request.query_params.get(name)
    if text is None:
        return default
    if not re.fullmatch(r"[0-9]{1,9}", text) or int(text) < least:
        raise Invalid([FieldError(name, f"expected a whole number from {least} on, found {text[:40]!r}")])
    return int(text)
