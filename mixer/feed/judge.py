"""What a worker can tell of its own source's health: glimpses of its pictures, its sound, what arrives."""

from __future__ import annotations

import math
from collections import deque

import numpy as np
from numpy.typing import NDArray

from mixer.core.picture import Plane
from mixer.core.sound import FLOOR_DB, Samples
from mixer.feed.lasting import Lasting
from mixer.feed.messages import Vitals
from mixer.protocol.fallback import On

GLIMPSE_S = 0.25
TOLD_S = 0.25
ACROSS, DOWN, BLOCK = 288, 160, 4  # pixels looked at, and the side of the squares that are held against each other
DARKEST = 0.98  # of the picture: a little of a black one may be lighter
WINDOW_S, PATIENT_WINDOW_S = 2.0, 15.0  # what arrives is counted over so long; in segments it comes in bursts
MUTE_S = 1.0  # without any sound, where there was some
USUAL = On()  # what is called black, frozen and silent


class Judge:
    """Gathers what is seen, heard and received; `read` tells it. Cheap: a few thousand pixels, four times a second."""

    def __init__(self) -> None:
        self._glimpsed_s = self._heard_s = -math.inf
        self._blocks: NDArray[np.float32] | None = None
        self._luma = self._change = math.nan
        self._peak: float | None = None
        self._until_ns = 0
        self._arrived: deque[tuple[float, int, int]] = deque()  # (when, pictures, bytes), counted from the start
        self._window_s = WINDOW_S
        self._black, self._frozen, self._silent, self._late = Lasting(), Lasting(), Lasting(), 0

    # -- what is gathered --------------------------------------------------------------------------

    def picture(self, luma: Plane, now_s: float) -> None:
        """A picture was published; few of them are looked at."""
        if now_s - self._glimpsed_s < GLIMPSE_S:
            return
        self._glimpsed_s = now_s
        seen = glimpse(luma)
        self._luma = darkest(seen)
        self._black.look(self._luma <= USUAL.black_luma, now_s)
        blocks = seen.reshape(DOWN // BLOCK, BLOCK, ACROSS // BLOCK, BLOCK).mean((1, 3), dtype=np.float32)
        if self._blocks is not None:
            self._change = float(np.abs(blocks - self._blocks).max())
            self._frozen.look(self._change < USUAL.frozen_change, now_s)
        self._blocks = blocks

    def sound(self, samples: Samples, now_s: float) -> None:
        if len(samples):
            self._heard_s = now_s
            self._peak = max(self._peak or 0.0, float(np.abs(samples).max()))

    def late(self) -> None:
        """A picture was ready when its time had passed."""
        self._late += 1

    def arrived(self, until_ns: int, pictures: int, size: int, patient: bool, now_s: float) -> None:
        """What is here reaches up to `until_ns`; so many pictures and bytes have come since the stream was opened."""
        self._until_ns, self._window_s = until_ns, PATIENT_WINDOW_S if patient else WINDOW_S
        if self._arrived and pictures < self._arrived[-1][1]:
            self._arrived.clear()  # it was opened again
        if not self._arrived or now_s - self._arrived[-1][0] >= TOLD_S / 2:
            self._arrived.append((now_s, pictures, size))
        while len(self._arrived) > 2 and self._arrived[1][0] < now_s - self._window_s:
            self._arrived.popleft()

    # -- and told ----------------------------------------------------------------------------------

    def read(self, now_s: float) -> Vitals:
        """All of it, as of now; what was seen is told once."""
        fps, kbps = self._rates()
        level = self._level(now_s)
        if not math.isnan(level):
            self._silent.look(level <= USUAL.silent_db, now_s)
        black_s, frozen_s, silent_s = (one.for_s(now_s) for one in (self._black, self._frozen, self._silent))
        told = Vitals(
            self._until_ns, fps, kbps, self._luma, self._change, level, black_s, frozen_s, silent_s, self._late
        )  # fmt: skip
        self._luma = self._change = math.nan
        self._peak = None
        return told

    def _rates(self) -> tuple[float, float]:
        """Pictures a second and kb/s of the newest stretch; NaN before there is a whole one."""
        if len(self._arrived) < 2 or self._arrived[-1][0] - self._arrived[0][0] < self._window_s * 0.9:
            return math.nan, math.nan
        (began_s, pictures, size), (now_s, more, bigger) = self._arrived[0], self._arrived[-1]
        return (more - pictures) / (now_s - began_s), (bigger - size) * 8 / 1000 / (now_s - began_s)

    def _level(self, now_s: float) -> float:
        """The peak in dBFS. What never had sound has no level."""
        if self._peak is not None:
            return max(FLOOR_DB, 20 * math.log10(max(self._peak, 1e-9)))
        return FLOOR_DB if math.isfinite(self._heard_s) and now_s - self._heard_s > MUTE_S else math.nan


def darkest(seen: NDArray[np.uint8]) -> float:
    """What nearly all of these pixels do not exceed. Counted: sorting them would cost five times as much."""
    below = np.cumsum(np.bincount(seen.ravel(), minlength=256))
    return float(np.searchsorted(below, DARKEST * seen.size))


def glimpse(luma: Plane) -> NDArray[np.uint8]:
    """Some pixels of a luma plane (height, width), evenly spread: (160, 288)."""
    rows = np.linspace(0, luma.shape[0] - 1, DOWN).astype(np.intp)
    columns = np.linspace(0, luma.shape[1] - 1, ACROSS).astype(np.intp)
    return np.asarray(luma[np.ix_(rows, columns)])
