"""The programme's 48 kHz sound, brought to the 16 kHz of speech without a delay of its own."""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from subtitles.values import Speech

TIMES = 3  # 48 kHz ÷ 16 kHz
HALF = 48  # taps on either side: 1 ms of sound
CUTOFF = 7_200 / 48_000


def low_pass() -> NDArray[np.float32]:
    """A Blackman-windowed sinc: what is above 8 kHz would fold back onto the voice."""
    at = np.arange(-HALF, HALF + 1)
    taps = 2 * CUTOFF * np.sinc(2 * CUTOFF * at) * np.blackman(2 * HALF + 1)
    return np.asarray(taps / taps.sum(), np.float32)


class Ear:
    """Takes int16 mono samples with the 48 kHz index of the first; gives samples at 16 kHz whose index k is 3k there.

    A hole in the indices empties it: what comes out then begins at another index.
    """

    def __init__(self) -> None:
        self._taps = low_pass()
        self._held: NDArray[np.float32] = np.zeros(0, np.float32)
        self._at = 0  # index of the first held sample
        self._next = -1  # index expected next; -1 before the first

    def hear(self, samples: NDArray[np.int16], at: int) -> tuple[Speech, int]:
        """What can be said now, and the 16 kHz index of its first sample. It runs 1 ms behind."""
        if at != self._next:
            # The filter looks back from the first sample into silence.
            self._held, self._at = np.zeros(HALF, np.float32), at - HALF
        self._held = np.concatenate([self._held, samples.astype(np.float32) / 32768])
        self._next = at + len(samples)
        return self._decimated()

    def _decimated(self) -> tuple[Speech, int]:
        first = -(-(self._at + HALF) // TIMES)  # the first 16 kHz index whose whole neighbourhood is held
        count = max(0, (self._next - HALF - 1) // TIMES - first + 1)
        skip = first * TIMES - HALF - self._at
        if not count:
            return np.zeros(0, np.float32), first
        windows = sliding_window_view(self._held[skip:], 2 * HALF + 1)[::TIMES][:count]
        heard = (windows @ self._taps).astype(np.float32)
        keep = skip + count * TIMES
        self._held, self._at = self._held[keep:], self._at + keep
        return heard, first
