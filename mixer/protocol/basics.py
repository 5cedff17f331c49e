"""The plain values that show files and commands are made of, and what is allowed in them.

Pydantic does the checking (`parse.py`); nothing of it is imported to declare what is checked.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, Any, Literal, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from annotated_types import Ge, Le, Len

_COLOR = re.compile(r"#([0-9a-fA-F]{6}|[0-9a-fA-F]{8})")
PAYLOAD_MOST = 4096
FIELD_MOST = 4096  # characters of a live text: a list of names, or what a ticker says
T = TypeVar("T")
_RATE = re.compile(r"[0-9]{1,6}(\.[0-9]{1,6}|/[0-9]{1,6})?")

Anchor = Literal[
    "top-left",
    "top",
    "top-right",
    "left",
    "center",
    "right",
    "bottom-left",
    "bottom",
    "bottom-right",
]


def is_color(text: str) -> bool:
    """Whether `text` is `#rrggbb`, with an optional alpha pair."""
    return _COLOR.fullmatch(text) is not None


def is_rate(text: str) -> bool:
    """Whether `text` is a frame rate such as `30` or `30000/1001`, from 1 to 120 a second."""
    if not _RATE.fullmatch(text):
        return False  # not even tried: Fraction would work "1e999999999" out
    try:
        return 1 <= Fraction(text) <= 120
    except ZeroDivisionError:
        return False


def is_ident(text: str) -> bool:
    """Whether `text` can name a thing: letters, digits, `_` and `-`."""
    return text.isascii() and text.replace("_", "").replace("-", "").isalnum()


def is_short_json(value: Any) -> bool:
    """Whether a plain value is JSON, and not too much of it to go along with a command."""
    try:
        return len(json.dumps(value, allow_nan=False)) <= PAYLOAD_MOST
    except (TypeError, ValueError, RecursionError):
        return False


def is_zone(text: str) -> bool:
    """Whether `text` names a time zone that this machine knows."""
    try:
        return text == "UTC" or bool(ZoneInfo(text))
    except (ZoneInfoNotFoundError, ValueError, OSError):  # a folder of zones, or a file that is none, is an OSError
        return False


@dataclass(frozen=True, slots=True)
class Expected:
    """A check, put into an `Annotated`, whose refusal says in words what was expected."""

    words: str
    holds: Callable[[Any], bool]

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        from pydantic_core import core_schema

        return core_schema.no_info_after_validator_function(self._checked, handler(source))

    def _checked(self, value: T) -> T:
        if not self.holds(value):
            raise ValueError(f"expected {self.words}")
        return value


@dataclass(frozen=True, slots=True)
class OneOf(Expected):
    """A check that a text is one of some names, which its schema lists."""

    names: tuple[str, ...] = ()

    def __get_pydantic_json_schema__(self, schema: Any, handler: Any) -> dict[str, Any]:
        return {**handler(schema), "enum": list(self.names)}


def one_of(what: str, names: Iterable[str]) -> OneOf:
    known = tuple(names)
    return OneOf(f"a {what}, one of {', '.join(known)}", known.__contains__, known)


Ident = Annotated[str, Len(1, 64), Expected("letters, digits, _ and - only", is_ident)]
Name = Annotated[str, Len(1, 120)]
MaybeIdent = Annotated[str, Len(0, 64)]  # of something, or empty: of nothing
Color = Annotated[str, Expected("a colour such as #ff9f1c, or #ff9f1ccc with its opacity", is_color)]
Rate = Annotated[str, Expected("a frame rate from 1 to 120, such as 30 or 30000/1001", is_rate)]
Zone = Annotated[str, Len(1, 64), Expected("a time zone such as Europe/Paris, or UTC", is_zone)]
Unit = Annotated[float, Ge(0), Le(1)]
GainDb = Annotated[float, Ge(-90), Le(20)]
Frame = Annotated[int, Ge(0)]
Seconds = Annotated[float, Ge(0), Le(10_000_000)]
Frames = Annotated[int, Ge(1), Le(2400)]  # of a transition: 20 s at 120 a second
Even = Annotated[int, Ge(64), Le(4096), Expected("an even number", lambda n: n % 2 == 0)]


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle in fractions of the canvas; (x, y) is where its `anchor` point lies."""

    x: Annotated[float, Ge(-2), Le(3)] = 0.0
    y: Annotated[float, Ge(-2), Le(3)] = 0.0
    w: Annotated[float, Ge(0.005), Le(4)] = 1.0
    h: Annotated[float, Ge(0.005), Le(4)] = 1.0
    anchor: Anchor = "top-left"


def refuse_twins(what: str, names: list[str]) -> None:
    """Raise ValueError naming the first name that stands twice."""
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise ValueError(f"the {what} {name} is used twice")
        seen.add(name)
