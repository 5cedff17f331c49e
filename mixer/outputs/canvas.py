"""Pictures that encoders read while the engine paints the next ones."""

from __future__ import annotations

import contextlib
import mmap
import os
import threading

import numpy as np

from mixer.core.compose import Plan
from mixer.core.geometry import Box
from mixer.core.picture import BLACK, Plane, on_buffer, size_of
from mixer.protocol.shared import mapped, shared_memory

PERIOD = 150  # canvases taken; five seconds on air
SPARE = 2  # free canvases that may stay
PAGE = mmap.PAGESIZE


class Canvas:
    """A picture that is painted as planes and encoded without a copy; `slot` tells other processes where it lies."""

    def __init__(self, pixels: Plane, width: int, height: int, slot: int | None = None) -> None:
        self.picture, self.slot = on_buffer(pixels, width, height), slot
        self.plan: Plan | None = None  # whose background is on it
        self.stale: tuple[Box, ...] = ()  # where overlays were blended over it
        self.light = 1.0  # how much of it fade to black left
        self.holders = 0


def private_canvas(width: int, height: int) -> Canvas:
    """A canvas in memory of our own."""
    return Canvas(np.empty(size_of(width, height), np.uint8), width, height)


class CanvasRing:
    """So many canvases in memory that encoders share; only those in use cost any. `size` in pixels."""

    def __init__(self, fd: int, width: int, height: int, slots: int) -> None:
        self.fd, self.slots, self.size = fd, slots, (width, height)
        self._width, self._height = width, height
        self._step = step_of(width, height)
        self._map = mapped(fd, self._step * slots)
        self._bytes: Plane = np.frombuffer(self._map, np.uint8)

    @classmethod
    def make(cls, width: int, height: int, slots: int) -> CanvasRing:
        return cls(shared_memory("tally-canvases", step_of(width, height) * slots), width, height, slots)

    def pixels(self, slot: int) -> Plane:
        """The bytes of one canvas: y, u, v, without padding."""
        return self._bytes[slot * self._step : slot * self._step + size_of(self._width, self._height)]

    def give_back(self, slot: int) -> None:
        """Let the kernel have a canvas' memory until it is painted again."""
        with contextlib.suppress(AttributeError, OSError):  # not everywhere
            self._map.madvise(mmap.MADV_REMOVE, slot * self._step, self._step)

    def __del__(self) -> None:
        with contextlib.suppress(OSError, AttributeError):
            os.close(self.fd)


def step_of(width: int, height: int) -> int:
    """Bytes from one canvas of a ring to the next: whole pages."""
    return -(-size_of(width, height) // PAGE) * PAGE


class CanvasPool:
    """Hands out canvases nobody reads any more, and makes one when all are in use.

    An encoder that was behind for a moment leaves many: what a whole period did not need goes, one with each taken.
    With a ring, canvases lie in it as long as it has room.
    """

    def __init__(self, width: int, height: int, ring: CanvasRing | None = None) -> None:
        self.width, self.height, self.ring = width, height, ring
        self._free: list[Canvas] = []
        self._slots = list(reversed(range(ring.slots))) if ring else []
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
        if surplus is not None and surplus.slot is not None and self.ring:
            self.ring.give_back(surplus.slot)
            self._slots.append(surplus.slot)
        del surplus  # not while the lock is held: it goes back to the kernel
        return canvas

    def _new(self) -> Canvas:
        self._made += 1
        if self.ring and self._slots:
            slot = self._slots.pop()
            return Canvas(self.ring.pixels(slot), self.width, self.height, slot)
        return private_canvas(self.width, self.height)

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
            if canvas.holders == 0 and self.ring and canvas.slot is None:
                self._made -= 1  # it was made when the ring had no room, and nobody else sees it
            elif canvas.holders == 0:
                self._free.append(canvas)
