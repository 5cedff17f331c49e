"""JSON from strangers: only what can be worked with, and stored, comes in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

DEPTH_MOST = 40  # a show file is nine deep


class BadJson(ValueError):
    """Text that is no JSON we take; `code` says why."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


def read_json(text: str) -> Any:
    """The value of a JSON text. Raises BadJson."""
    try:
        value = json.loads(text, parse_constant=_no_number)
    except RecursionError:
        raise too_deep() from None
    except BadJson:
        raise
    except ValueError as error:
        raise BadJson("parse_error", f"this is no JSON: {error}") from None
    check(value)
    return value


def check(value: Any) -> None:
    """Raise BadJson where a value is nested too deep, or holds text that databases refuse."""
    for text in _texts(value):
        if "\x00" in text or any("\ud800" <= c <= "\udfff" for c in text):
            raise BadJson("bad_text", "a text holds a null character or half a surrogate pair")


def too_deep() -> BadJson:
    return BadJson("too_deep", f"nested more than {DEPTH_MOST} deep")


def _texts(value: Any) -> Iterator[str]:
    """Every string in a value, keys included, layer by layer."""
    layer, depth = [value], 0
    while layer:
        yield from (one for one in layer if isinstance(one, str))
        holders = [one for one in layer if isinstance(one, dict | list)]
        depth += 1
        if holders and depth > DEPTH_MOST:
            raise too_deep()
        layer = [part for one in holders for part in (one if isinstance(one, list) else [*one.keys(), *one.values()])]


def _no_number(text: str) -> None:
    raise BadJson("parse_error", f"this is no JSON: {text} is no number")
