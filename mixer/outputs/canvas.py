"""Pictures that encoders read while the engine paints the next ones."""

from __future__ import annotations

import threading
from fractions import Fraction

import av

from mixer.core.compose import Plan
from mixer.core.geometry import Box
from mixer.core.picture import BLACK
from mixer.feed.frames import as_picture

PERIOD = 150  # canvases taken; five seconds on air
SPARE = 2  # free canvases that may stay


class Canvas:
    """A picture in libav's own memory: painted as planes, encoded without a copy."""

    def __init__(self, width: int, height: int) -> None:
        self.frame = av.VideoFrame(width, height, "yuv420p")
        self.picture = as_picture(self.frame)
        self.plan: Plan | None = None  # whose background is on it
        self.stale: tuple[Box, ...] = ()  # where overlays were blended over it
        self.light = 1.0  # how much of it fade to black left
        self.holders = 0


def stamped(frame: av.VideoFrame, pts: int, rate: Fraction, key: bool) -> av.VideoFrame:
    """The frame for an encoder, which has read it when its `encode` returns. One thread stamps a frame, no second."""
    frame.pts, frame.time_base = pts, 1 / rate
    frame.pict_type = 1 if key else 0
    return frame


class CanvasPool:
    """Hands out canvases nobody reads any more, and makes one when all are in use.

    An encoder that was behind for a moment leaves many: what a whole period did not need goes, one with each taken.
    """

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self._free: list[Canvas] = []
        self.reserved = 0  # so many stay, whether they are needed now or not
        self._made = 0
        self._taken = self._leaving = 0
        self._idle = 0  # how few were free at any time of this period
        self._lock = threading.Lock()  # held for a list operation only

    def take(self) -> Canvas:
        with self._lock:
            canvas = self._free.pop() if self._free else self._new()
            canvas.holders = 1
            surplus = self._surplus()
        del surplus  # not while the lock is held: it goes back to the kernel
        return canvas

    def _new(self) -> Canvas:
        self._made += 1
        return Canvas(self.width, self.height)

    def fill(self) -> None:
        """Make all that are reserved, and touch their memory, so that taking them later costs nothing."""
        while self._made < self.reserved:
            canvas = self._new()
            canvas.picture.fill(BLACK)
            self._free.append(canvas)

    def _surplus(self) -> Canvas | None:
        self._taken += 1
        self._idle = min(self._idle, len(self._free))
        if self._taken % PERIOD == 0:
            self._leaving, self._idle = self._idle - SPARE, len(self._free)
        if self._leaving <= 0 or len(self._free) <= SPARE or self._made <= self.reserved:
            return None
        self._leaving, self._made = self._leaving - 1, self._made - 1
        return self._free.pop(0)

    def hold(self, canvas: Canvas) -> Canvas:
        """One more reader; each must release it."""
        with self._lock:
            canvas.holders += 1
        return canvas

    def release(self, canvas: Canvas) -> None:
        with self._lock:
            canvas.holders -= 1
            if canvas.holders == 0:
                self._free.append(canvas)
