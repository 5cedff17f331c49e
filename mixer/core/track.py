"""Which plates stand in which frame: the schedule of captions, and a plate as one moment shows it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from mixer.core.compose import Bitmap, Weights
from mixer.core.geometry import Box

OPAQUE = 256
MAX_ENTRIES, MAX_MARKS = 1024, 64
FARTHEST = 1 << 15  # pixels that a plate may be moved
LONGEST_NAME = 64
Name = str | int


class Mark(NamedTuple):
    """A plate in a moment: `opacity` 0–256, `dy` pixels lower, its columns `left` to `right`; the last three even."""

    plate: Name
    opacity: int
    dy: int
    left: int
    right: int


class Entry(NamedTuple):
    """What stands in the frames from `first` to before `until`."""

    first: int
    until: int
    marks: tuple[Mark, ...]


Track = Sequence[Entry]
"""A schedule. Where entries overlap the last one counts."""


def at(track: Track, frame: int) -> tuple[Mark, ...]:
    """What stands in a frame."""
    for entry in reversed(track):
        if entry.first <= frame < entry.until:
            return entry.marks
    return ()


def end_of(track: Track) -> int:
    """The first frame after all of it."""
    return max((entry.until for entry in track), default=0)


def read_track(told: Any) -> Track:
    """A schedule as it is sent: [[from, until, [[plate, opacity, dy, left, right], …]], …]. Raises ValueError."""
    if not isinstance(told, list) or len(told) > MAX_ENTRIES:
        raise ValueError(f"expected a track of at most {MAX_ENTRIES} entries")
    return tuple(_entry(one) for one in told)


def _entry(told: Any) -> Entry:
    match told:
        case [int(first), int(until), list(marks)] if len(marks) <= MAX_MARKS:
            return Entry(first, until, tuple(_mark(one) for one in marks))
    raise ValueError("expected [from_frame, until_frame, marks]")


def _mark(told: Any) -> Mark:
    match told:
        case [name, int(opacity), int(dy), int(left), int(right)] if is_name(name):
            if 0 <= opacity <= OPAQUE and -FARTHEST < dy < FARTHEST and not (dy | left | right) % 2:
                return Mark(name, opacity, dy, left, right)
    raise ValueError("expected [plate, opacity 0–256, dy, left, right], the last three even")


def is_name(told: Any) -> bool:
    return isinstance(told, int) or (isinstance(told, str) and len(told) <= LONGEST_NAME)


def faded(bitmap: Bitmap, opacity: int) -> Bitmap:
    """The bitmap at an opacity of 0–255, in 16 bits: no product is over 256 × 255."""
    keep = [OPAQUE - _share(OPAQUE - part, opacity) for part in bitmap.keep]
    add = [_share(part, opacity) for part in bitmap.add]
    return Bitmap(bitmap.box, (keep[0], keep[1]), (add[0], add[1], add[2]))


def _share(part: Weights, opacity: int) -> Weights:
    shared: Weights = part * np.uint16(opacity)
    shared >>= 8
    return shared


def shown(bitmap: Bitmap, mark: Mark) -> Bitmap | None:
    """The columns and the place that a mark names (its opacity aside); views, no copies. None where nothing is left."""
    box, left, right = bitmap.box, max(0, mark.left), min(bitmap.box.w, mark.right)
    if right - left < 2:
        return None
    keep = _columns(bitmap.keep[0], left, right), _columns(bitmap.keep[1], left // 2, right // 2)
    luma, *chroma = bitmap.add
    add = _columns(luma, left, right), *(_columns(one, left // 2, right // 2) for one in chroma)
    return Bitmap(Box(box.x + left, box.y + mark.dy, right - left, box.h), keep, (add[0], add[1], add[2]))


def _columns(part: Weights, left: int, right: int) -> Weights:
    return part[:, left:right]
