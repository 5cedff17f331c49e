"""JSON from strangers: only what can be worked with, and stored, comes in."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from typing import Any

DEPTH_MOST = 40  # a show file is nine deep
WHOLE_MOST = 2**63 - 1  # what columns of databases hold, and arithmetic with fractions can take


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
    """Raise BadJson where a value is nested too deep, or holds text or numbers that databases refuse."""
    for one in _leaves(value):
        if isinstance(one, str):
            _check_text(one)
        elif isinstance(one, int | float) and not -WHOLE_MOST - 1 <= one <= WHOLE_MOST and not _is_finite(one):
            raise BadJson("bad_number", "a number is too large")


def _check_text(text: str) -> None:
    if "\x00" in text or any("\ud800" <= c <= "\udfff" for c in text):
        raise BadJson("bad_text", "a text holds a null character or half a surrogate pair")


def _is_finite(number: float) -> bool:
    """Of a fraction; a whole number as large as this is none that can be worked with."""
    return isinstance(number, float) and math.isfinite(number)


def too_deep() -> BadJson:
    return BadJson("too_deep", f"nested more than {DEPTH_MOST} deep")


def _leaves(value: Any) -> Iterator[Any]:
    """Every string and number in a value, keys included, layer by layer."""
    layer, depth = [value], 0
    while layer:
        yield from (one for one in layer if isinstance(one, str | int | float))
        holders = [one for one in layer if isinstance(one, dict | list)]
        depth += 1
        if holders and depth > DEPTH_MOST:
            raise too_deep()
        layer = [part for one in holders for part in (one if isinstance(one, list) else [*one.keys(), *one.values()])]


def _no_number(text: str) -> None:
    raise BadJson("parse_error", f"this is no JSON: {text} is no number")
