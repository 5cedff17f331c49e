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
        return self.anchor_ns + int((frame - self.anchor_frame) * SECOND_NS / self.rate)

    def frame_at(self, now_ns: int) -> int:
        """The newest frame that is due."""
        return self.anchor_frame + int((now_ns - self.anchor_ns) * self.rate // SECOND_NS)

    def first_sample(self, frame: int) -> int:
        """The index of a frame's first sample on the same clock, so index = due time × 48000."""
        start = self.anchor_ns * SAMPLE_RATE // SECOND_NS
        return start + int((frame - self.anchor_frame) * SAMPLE_RATE // self.rate)

    def production_sample(self, frame: int) -> int:
        """The same counted from frame 0, so that it goes on after a restart, as frame numbers do."""
        before = int(self.anchor_frame * SAMPLE_RATE // self.rate)
        return before + int((frame - self.anchor_frame) * SAMPLE_RATE // self.rate)

    def samples(self, frame: int) -> int:
        """How many samples belong to a frame: exact, possibly alternating."""
        return self.first_sample(frame + 1) - self.first_sample(frame)

    def frames_in(self, milliseconds: int) -> int:
        return round(milliseconds * self.rate / 1000)
