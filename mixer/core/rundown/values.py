"""What a rundown is made of, as it was compiled for the mixer. All values; seconds are floats, frames whole numbers."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Literal

Mode = Literal["follow", "fixed", "insert", "manual"]
Back = Literal["resume", "join", "restart", "next"]
AtEnd = Literal["standby", "stop", "next"]
NEAREST = 0.49  # of a frame: the end of a source is the frame that is nearest to it, as in transport.py


@dataclass(frozen=True, slots=True)
class Content:
    """What an item shows; the plan passes it on as it is. `source` needs a reader, "" needs none."""

    show: Mapping[str, Any] | None = None
    scene: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a rundown. `length_s` is of one lap between its marks, None where nobody knows it.

    `starts` are local times of the rundown's zone, sorted; those of fixed and insert items. `repeat` counts laps, 0 is
    for ever. `duration_s` overrules both. A fixed item waits `late_s` at most for what plays to end; `back` says what
    becomes of what an insert interrupted. `captions` are passed on as they are, like the content.
    """

    id: str
    name: str = ""
    length_s: float | None = None
    repeat: int = 1
    duration_s: float | None = None
    mode: Mode = "follow"
    starts: tuple[str, ...] = ()
    late_s: float = 0.0
    back: Back = "resume"
    priority: int = 0
    group: str = ""
    transition_ms: int = 0
    transition: Mapping[str, Any] | None = None
    follows_on: bool = False
    live: bool = False
    backup: str = ""
    content: Content = Content()
    captions: Mapping[str, Any] | None = None

    @property
    def joins(self) -> bool:
        """Whether it goes on without the viewer: a late start of it shows it where it is by then."""
        return self.live or (self.repeat == 0 and self.duration_s is None)

    @property
    def natural(self) -> bool:
        """Whether its source says where it ends."""
        return self.duration_s is None and self.repeat > 0

    def lasting_s(self, measured_s: float | None = None) -> float | None:
        """How long it lasts, with a lap as long as was measured; None: for ever, or until something ends it."""
        if self.duration_s is not None:
            return self.duration_s
        lap_s = self.length_s if measured_s is None else measured_s
        return None if lap_s is None or self.repeat == 0 else lap_s * self.repeat


@dataclass(frozen=True, slots=True)
class Breaks:
    """The ad breaks that come by rule, between items: `every_s` after the last one ended, 0 only when they are called.

    The first comes `first_s` after the start, if that is given. Each plays the next `take` of the `spots`, 0 all.
    """

    spots: tuple[str, ...]
    every_s: float = 0.0
    first_s: float | None = None
    take: int = 0

    @property
    def size(self) -> int:
        """How many spots a break has: none twice."""
        return min(self.take, len(self.spots)) or len(self.spots)

    def beginning_with(self, number: int) -> tuple[str, ...]:
        """The spots of the break that begins with the spot of this number."""
        count = len(self.spots)
        return tuple(self.spots[(number + place) % count] for place in range(self.size))


@dataclass(frozen=True, slots=True)
class Rundown:
    """An order of items, with what fills its gaps. `rounds` counts how often it is played, 0 is for ever.

    The films of `opening` play once before the order, those of `closing` once after its last round.
    """

    id: str
    items: Mapping[str, Item] = field(default_factory=dict)
    order: tuple[str, ...] = ()
    name: str = ""
    revision: int = 0
    zone: str = "UTC"
    rounds: int = 1
    shuffle: int | None = None
    at_end: AtEnd = "standby"
    next: str = ""
    fillers: tuple[str, ...] = ()
    opening: tuple[str, ...] = ()
    closing: tuple[str, ...] = ()
    breaks: Breaks | None = None
    standby: Content | None = None


def frames_lasting(seconds: float, rate: Fraction) -> int:
    """How many frames something of so many seconds takes; at least one."""
    return max(1, math.ceil(seconds * rate - NEAREST))
