"""Counting frames and samples without rounding errors that add up."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

SAMPLE_RATE = 48_000
SECOND_NS = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Timeline:
    """Frame numbers on a clock: frame `anchor_frame` is due at `anchor_ns`, the rest at an exact rate.

    The clock is CLOCK_MONOTONIC on air and the media's own time offline.
    """

    rate: Fraction
    anchor_ns: int = 0
    anchor_frame: int = 0

    def due_ns(self, frame: int) -> int:
        return self.anchor_ns + self._per_frame(SECOND_NS, frame)

    def frame_at(self, now_ns: int) -> int:
        """The newest frame that is due."""
        return self.anchor_frame + int((now_ns - self.anchor_ns) * self.rate // SECOND_NS)

    def first_sample(self, frame: int) -> int:
        """The index of a frame's first sample on the same clock, so index = due time × 48000."""
        start = self.anchor_ns * SAMPLE_RATE // SECOND_NS
        return start + self._per_frame(SAMPLE_RATE, frame)

    def production_sample(self, frame: int) -> int:
        """The same counted from frame 0, so that it goes on after a restart, as frame numbers do."""
        before = int(self.anchor_frame * SAMPLE_RATE // self.rate)
        return before + self._per_frame(SAMPLE_RATE, frame)

    def _per_frame(self, per_s: int, frame: int) -> int:
        """So many a second, counted from the anchor to a frame, rounded down. In whole numbers: fractions cost more."""
        return (frame - self.anchor_frame) * per_s * self.rate.denominator // self.rate.numerator

    def samples(self, frame: int) -> int:
        """How many samples belong to a frame: exact, possibly alternating."""
        return self.first_sample(frame + 1) - self.first_sample(frame)

    def frames_in(self, milliseconds: int) -> int:
        return round(milliseconds * self.rate / 1000)
