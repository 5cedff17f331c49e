"""Pictures that encoders read while the engine paints the next ones."""

from __future__ import annotations

import threading
from fractions import Fraction

import av

from mixer.core.compose import Plan
from mixer.core.geometry import Box
from mixer.feed.frames import as_picture


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
    """Hands out canvases nobody reads any more, and makes one when all are in use."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self._free: list[Canvas] = []
        self._lock = threading.Lock()  # held for a list operation only

    def take(self) -> Canvas:
        with self._lock:
            canvas = self._free.pop() if self._free else Canvas(self.width, self.height)
            canvas.holders = 1
        return canvas

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
