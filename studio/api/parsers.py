"""The API's bodies in JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser

from studio.jsonin import BadJson, check, too_deep


class Json(JSONParser):
    """`application/json`, refused where it is nested too deep or holds text that is none."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None) -> Any:
        try:
            value = super().parse(stream, media_type, parser_context)
            check(value)
        except RecursionError:
            raise parse_error(too_deep()) from None
        except BadJson as error:
            raise parse_error(error) from None
        return value


class MergePatch(Json):
    """RFC 7396, by its own name."""

    media_type = "application/merge-patch+json"


def parse_error(error: BadJson) -> ParseError:
    return ParseError(f"JSON parse error - {error}", error.code)
