"""Pictures that encoders read while the engine paints the next ones."""

from __future__ import annotations

import threading
from fractions import Fraction

import av

from mixer.core.compose import Plan
from mixer.core.geometry import Box
from mixer.feed.frames import as_picture

PERIOD = 15  # canvases taken; half a second on air
SPARE = 2  # free canvases that may stay


class Canvas:
    """A picture in libav's own memory: painted as planes, encoded without a copy."""

    def __init__(self, width: int, height: int) -> None:
        self.frame = av.VideoFrame(width, height, "yuv420p")
        self.picture = as_picture(self.frame)
        self.plan: Plan | None = None  # whose background is on it
        self.stale: tuple[Box, ...] = ()  # where overlays were blended over it
        self.holders = 0


def stamped(frame: av.VideoFrame, pts: int, rate: Fraction, key: bool) -> av.VideoFrame:
    """The frame for an encoder, which has read it when its `encode` returns. One thread stamps a frame, no second."""
    frame.pts, frame.time_base = pts, 1 / rate
    frame.pict_type = 1 if key else 0
    return frame


class CanvasPool:
    """Hands out canvases nobody reads any more, and makes one when all are in use.

    An encoder that was behind for a moment leaves many: those that are not needed go, one at a time.
    """

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self._free: list[Canvas] = []
        self._taken = self._idle = 0  # canvases taken, and how few were free at any time of this period
        self._lock = threading.Lock()  # held for a list operation only

    def take(self) -> Canvas:
        with self._lock:
            canvas = self._free.pop() if self._free else Canvas(self.width, self.height)
            canvas.holders = 1
            surplus = self._surplus()
        del surplus  # not while the lock is held: it goes back to the kernel
        return canvas

    def _surplus(self) -> Canvas | None:
        """A canvas that was free for a whole period, at its end."""
        self._taken += 1
        self._idle = min(self._idle, len(self._free))
        if self._taken % PERIOD:
            return None
        idle, self._idle = self._idle, len(self._free)
        return self._free.pop(0) if idle > SPARE else None

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
