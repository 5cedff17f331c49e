"""The order in which a line's characters stand, for text that runs from right to left (UAX #9, by FriBidi)."""

from __future__ import annotations

import ctypes
import ctypes.util
import unicodedata
from functools import cache
from typing import TypeVar

from mixer.errors import CannotDraw

T = TypeVar("T")

_LEFT_TO_RIGHT, _RIGHT_TO_LEFT = 0x110, 0x111  # FRIBIDI_PAR_LTR, FRIBIDI_PAR_RTL
_STRONG = {"L": False, "R": True, "AL": True}


@cache
def _library() -> ctypes.CDLL:
    # Pillow's raqm loads the same library, so it is there wherever raqm works.
    for name in (ctypes.util.find_library("fribidi"), "libfribidi.so.0", "libfribidi.0.dylib"):
        try:
            if name:
                return ctypes.CDLL(name)
        except OSError:
            continue
    raise CannotDraw("FriBidi is not installed, which puts Arabic and Hebrew in order; install libfribidi0")


def runs_backwards(text: str, rtl: bool) -> bool:
    """Whether a line's first word stands on the right; in an `rtl` language a line without its letters does not."""
    strong = [_STRONG[kind] for kind in map(unicodedata.bidirectional, text) if kind in _STRONG]
    return any(strong) if rtl else bool(strong and strong[0])


def levels(text: str, backwards: bool) -> list[int]:
    """The embedding level of each character: even ones run to the right, odd ones to the left."""
    if not backwards and not any(_STRONG.get(unicodedata.bidirectional(one)) for one in text):
        return [0] * len(text)
    count = len(text)
    letters = (ctypes.c_uint32 * count)(*map(ord, text))
    found = (ctypes.c_int8 * count)()
    direction = ctypes.c_uint32(_RIGHT_TO_LEFT if backwards else _LEFT_TO_RIGHT)
    if not _library().fribidi_log2vis(letters, count, ctypes.byref(direction), None, None, None, found):
        raise CannotDraw("FriBidi ran out of memory")
    return list(found)


def reordered(items: list[tuple[int, T]]) -> list[T]:
    """(level, thing) pairs in the order they are read, to the things from left to right (rule L2)."""
    row = list(items)
    for level in range(max((one for one, _ in row), default=0), 0, -1):
        start = 0
        while start < len(row):
            end = start
            while end < len(row) and row[end][0] >= level:
                end += 1
            row[start:end] = row[start:end][::-1]
            start = max(end, start + 1)
    return [thing for _, thing in row]
