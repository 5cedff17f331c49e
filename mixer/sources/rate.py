"""How many pictures a second a live stream has."""

from __future__ import annotations

from collections import deque
from fractions import Fraction

from mixer.core.clock_mapping import Stretch

USUAL_RATES = [
    Fraction(rate) for rate in ("24000/1001", "24", "25", "30000/1001", "30", "48", "50", "60000/1001", "60")
]


class RateMeter:
    """Pictures a second, from the timestamps of the latest packets; said to the nearest usual rate."""

    ENOUGH = 12
    KEPT = 60

    def __init__(self) -> None:
        self._stamps: deque[float] = deque(maxlen=self.KEPT)
        self._stretch: Stretch | None = None
        self.rate: Fraction | None = None

    def count(self, pts_s: float, stretch: Stretch) -> None:
        if stretch is not self._stretch or (self._stamps and not 0 < pts_s - self._stamps[-1] < 5):
            self._stretch = stretch
            self._stamps.clear()
        self._stamps.append(pts_s)
        span = self._stamps[-1] - self._stamps[0]
        if span > 0 and (len(self._stamps) >= self.ENOUGH or span > 2):
            self._settle((len(self._stamps) - 1) / span)

    def _settle(self, measured: float) -> None:
        if self.rate and abs(measured / self.rate - 1) < 0.03:
            return
        nearest = min(USUAL_RATES, key=lambda rate: abs(measured / rate - 1))
        self.rate = (
            nearest if abs(measured / nearest - 1) < 0.02 else Fraction(round(measured, 1)).limit_denominator(10)
        )
