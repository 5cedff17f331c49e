"""The beat of the engine: one tick a frame, by the monotonic clock on air and at once offline."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import NamedTuple

from mixer.core.clock import SECOND_NS, Timeline

STALL_NS = SECOND_NS  # a longer stall is not made up for


class Tick(NamedTuple):
    """A frame to make. `behind`: so many whole periods after its time. `jump`: frames before it were skipped."""

    frame: int
    behind: int = 0
    jump: bool = False


def on_air(
    timeline: Callable[[], Timeline],
    now: Callable[[], int] = time.monotonic_ns,
    sleep: Callable[[float], None] = time.sleep,
) -> Iterator[Tick]:
    """Every frame from now on, each at its due time, and those that are late at once.

    The timeline is asked for each time: an edit of the show may change its rate.
    """
    frame, jump = timeline().frame_at(now()) + 1, False
    while True:
        wait = timeline().due_ns(frame) - now()
        if wait > 0:
            sleep(wait / SECOND_NS)
        yield Tick(frame, 0 if jump else max(0, timeline().frame_at(now()) - frame), jump)
        frame, jump = frame + 1, False
        if now() - timeline().due_ns(frame) > STALL_NS:
            frame, jump = timeline().frame_at(now()) + 1, True


def offline(frames: int) -> Iterator[Tick]:
    """As many frames from 0 on, as fast as they can be made."""
    return (Tick(frame) for frame in range(frames))
