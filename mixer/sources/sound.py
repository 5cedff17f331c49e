"""Decoded sound onto the timeline: 48 kHz stereo float32, without holes, at absolute sample indices."""

from __future__ import annotations

from collections.abc import Callable

import av
import numpy as np
from numpy.typing import NDArray

RATE = 48_000
SECOND_NS = 1_000_000_000
STEP_SAMPLES = RATE * 40 // 1000  # what is further off than this is stepped
DEAD_SAMPLES = RATE * 2 // 1000  # what is nearer is left alone: timestamps are often rounded to a millisecond
CORRECTION_S = 1.0  # between the two, the error is worked off in about this time
MAX_BEND = 0.005
MAX_FILL = 2 * RATE

Samples = NDArray[np.float32]


def sample_at(due_ns: int) -> int:
    return due_ns * RATE // SECOND_NS


class Stereo:
    """Turns decoded frames of any rate, layout and format, which may change, into 48 kHz stereo."""

    def __init__(self) -> None:
        self._format: tuple[int, str, str] | None = None
        self._resampler: av.AudioResampler | None = None
        self._taken = self._given = 0.0

    def convert(self, frame: av.AudioFrame) -> tuple[Samples, float]:
        """The samples (n, 2) that came out, and how many samples they lie before the frame's own time.

        Resampling delays: what comes out of a frame began a little before it.
        """
        kind = (frame.sample_rate, frame.layout.name, frame.format.name)
        if kind != self._format:
            # Mixed to stereo by swresample, one channel would lose 3 dB: it is kept and doubled.
            layout = "mono" if frame.layout.nb_channels == 1 else "stereo"
            self._format, self._resampler = kind, av.AudioResampler("fltp", layout, RATE)
            self._taken = self._given = 0.0
        ahead = self._taken - self._given
        frame.pts = None
        assert self._resampler is not None
        samples = _joined(self._resampler.resample(frame))
        self._taken += frame.samples * RATE / frame.sample_rate
        self._given += len(samples)
        return samples, ahead

    def flush(self) -> Samples:
        """What the resampler still holds; the next frame begins anew."""
        samples = (
            _joined(self._resampler.resample(None)) if self._resampler and self._taken > self._given else _joined([])
        )
        self._format = self._resampler = None
        return samples


def _joined(frames: list[av.AudioFrame]) -> Samples:
    if not frames:
        return np.zeros((0, 2), np.float32)
    samples = _finite(np.concatenate([frame.to_ndarray().T for frame in frames]))
    return samples if samples.shape[1] == 2 else np.repeat(samples, 2, axis=1)


def _finite(samples: NDArray[np.float32]) -> Samples:
    if np.isfinite(samples.sum()):
        return samples
    clean: Samples = np.nan_to_num(samples, nan=0.0, posinf=0.0, neginf=0.0)
    return clean


class SoundLine:
    """Writes one source's sound continuously: steps over large errors, bends sound over small ones.

    `write(samples, at)` gets samples (n, 2) that always begin where the last ones ended, unless the line
    was broken by more than `MAX_FILL`.
    """

    def __init__(self, write: Callable[[Samples, int], None]) -> None:
        self._write = write
        self._end: int | None = None
        self._aligning = False
        self._error = 0.0
        self._last: Samples = np.zeros((1, 2), np.float32)

    @property
    def end(self) -> int | None:
        """The index after the last sample written."""
        return self._end

    def begin(self, at: int) -> None:
        """A line that has no samples yet begins here, if need be with silence."""
        if self._end is None:
            self._end = at

    def align(self) -> None:
        """The next samples go exactly where they belong: the line cuts or fills, and does not bend."""
        self._aligning = True

    def put(self, samples: Samples, at: float) -> None:
        """Samples whose first one belongs at index `at`."""
        if self._aligning or self._end is None or not -STEP_SAMPLES <= at - self._end <= STEP_SAMPLES:
            samples = self._step(samples, round(at))
        else:
            samples = self._bent(samples, at - self._end)
        self._append(samples)

    def fill_to(self, end: int) -> None:
        """Write silence up to index `end`, if that is ahead."""
        if self._end is not None and end > self._end:
            self._append(np.zeros((min(end - self._end, MAX_FILL), 2), np.float32))

    def break_off(self) -> None:
        """The next samples go where they belong, whatever lies between."""
        self._end = None

    def _step(self, samples: Samples, at: int) -> Samples:
        self._error = 0.0
        if self._end is None or abs(at - self._end) > MAX_FILL:
            self._end = at
        self.fill_to(at)
        left = samples[max(0, self._end - at) :]
        self._aligning = self._aligning and not len(left)
        return left

    def _bent(self, samples: Samples, error: float) -> Samples:
        self._error += 0.1 * (error - self._error)
        if abs(self._error) < DEAD_SAMPLES or not len(samples):
            return samples
        bend = max(-MAX_BEND, min(MAX_BEND, self._error / (CORRECTION_S * RATE)))
        count = max(1, round(len(samples) * (1 + bend)))
        if count == len(samples):
            count += 1 if bend > 0 else -1
        return stretched(samples, self._last, max(1, count))

    def _append(self, samples: Samples) -> None:
        if not len(samples):
            return
        assert self._end is not None
        self._write(samples, self._end)
        self._end += len(samples)
        self._last = samples[-1:]


def stretched(samples: Samples, before: Samples, count: int) -> Samples:
    """`samples` resampled to `count` by linear interpolation; `before` (1, 2) is the sample ahead of them."""
    known = np.concatenate((before, samples))
    places = np.arange(1, count + 1) * (len(samples) / count)
    left = np.minimum(places.astype(np.intp), len(samples) - 1)
    share = (places - left)[:, None].astype(np.float32)
    mixed: Samples = known[left] * (1 - share) + known[left + 1] * share
    return mixed
