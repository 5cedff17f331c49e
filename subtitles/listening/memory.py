"""The last minute of sound, by sample number."""

from __future__ import annotations

import numpy as np

from subtitles.values import RATE, Speech

SECONDS = 60


class Memory:
    """A ring of 16 kHz sound. What was never heard, or is forgotten, is silence."""

    def __init__(self, seconds: int = SECONDS) -> None:
        self._ring = np.zeros(seconds * RATE, np.float32)
        self.end = 0

    @property
    def start(self) -> int:
        return self.end - len(self._ring)

    def put(self, samples: Speech, at: int) -> None:
        """Remember `samples`, the first at index `at`. Sound from before the newest is not taken back."""
        self._silence(at)
        new = samples[max(0, self.end - at) :][-len(self._ring) :]
        until = max(self.end, at + len(samples))
        self._ring[np.arange(until - len(new), until) % len(self._ring)] = new
        self.end = until

    def cut(self, start: int, end: int) -> Speech:
        """The samples from `start` up to `end`."""
        cut = np.zeros(max(0, end - start), np.float32)
        first, last = max(start, self.start), min(end, self.end)
        if first < last:
            cut[first - start : last - start] = self._ring[np.arange(first, last) % len(self._ring)]
        return cut

    def forget(self, at: int) -> None:
        """Begin again, with `at` the index of what comes next."""
        self._ring[:] = 0
        self.end = at

    def _silence(self, until: int) -> None:
        hole = min(until - self.end, len(self._ring))
        if hole > 0:
            self._ring[np.arange(until - hole, until) % len(self._ring)] = 0
            self.end = until
