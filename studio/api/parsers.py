"""JSON from strangers: only what can be worked with, and stored, comes in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser

DEPTH_MOST = 40  # a show file is nine deep


class Json(JSONParser):
    """`application/json`, refused where it is nested too deep or holds text that is none."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None) -> Any:
        try:
            value = super().parse(stream, media_type, parser_context)
        except RecursionError:
            raise too_deep() from None
        for text in texts(value):
            check_text(text)
        return value


class MergePatch(Json):
    """RFC 7396, by its own name."""

    media_type = "application/merge-patch+json"


def texts(value: Any) -> Iterator[str]:
    """Every string in a value, keys included. Raises ParseError where it is nested too deep."""
    layer = [value]
    for _ in range(DEPTH_MOST + 1):
        if not layer:
            return
        below: list[Any] = []
        for one in layer:
            if isinstance(one, str):
                yield one
            elif isinstance(one, dict):
                below += [*one.keys(), *one.values()]
            elif isinstance(one, list):
                below += one
        layer = below
    raise too_deep()


def check_text(text: str) -> None:
    """Raises ParseError for halves of characters, and for the null character: databases refuse them."""
    if "\x00" in text or any("\ud800" <= c <= "\udfff" for c in text):
        raise ParseError("JSON parse error - a text holds a null character or half a surrogate pair", "bad_text")


def too_deep() -> ParseError:
    return ParseError(f"JSON parse error - nested more than {DEPTH_MOST} deep", "too_deep")
