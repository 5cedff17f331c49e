"""The plain values that show files and commands are made of, and what is allowed in them."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from typing import Annotated, Any, Literal, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from annotated_types import Ge, Le, Len
from pydantic import AfterValidator

_COLOR = re.compile(r"#([0-9a-fA-F]{6}|[0-9a-fA-F]{8})")
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


def is_zone(text: str) -> bool:
    """Whether `text` names a time zone that this machine knows."""
    try:
        return text == "UTC" or bool(ZoneInfo(text))
    except (ZoneInfoNotFoundError, ValueError, OSError):  # a folder of zones, or a file that is none, is an OSError
        return False


def expected(words: str, holds: Callable[[Any], bool]) -> AfterValidator:
    """A check whose refusal says in words what was expected."""

    def check(value: T) -> T:
        if not holds(value):
            raise ValueError(f"expected {words}")
        return value

    return AfterValidator(check)


Ident = Annotated[str, Len(1, 64), expected("letters, digits, _ and - only", is_ident)]
Name = Annotated[str, Len(1, 120)]
Color = Annotated[str, expected("a colour such as #ff9f1c, or #ff9f1ccc with its opacity", is_color)]
Rate = Annotated[str, expected("a frame rate from 1 to 120, such as 30 or 30000/1001", is_rate)]
Zone = Annotated[str, Len(1, 64), expected("a time zone such as Europe/Paris, or UTC", is_zone)]
Unit = Annotated[float, Ge(0), Le(1)]
GainDb = Annotated[float, Ge(-90), Le(20)]
Frame = Annotated[int, Ge(0)]
Frames = Annotated[int, Ge(1), Le(2400)]  # of a transition: 20 s at 120 a second
Even = Annotated[int, Ge(64), Le(4096), expected("an even number", lambda n: n % 2 == 0)]


def refuse_twins(what: str, names: list[str]) -> None:
    """Raise ValueError naming the first name that stands twice."""
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise ValueError(f"the {what} {name} is used twice")
        seen.add(name)
