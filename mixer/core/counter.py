"""A stop watch that counts frames: exact, and the same when it is played again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from mixer.protocol.basics import Frame, Seconds


@dataclass(frozen=True, slots=True)
class Counter:
    """What it has counted up to `since_frame`, from where on it runs; None: it stands."""

    counted_s: Seconds = 0.0
    since_frame: Frame | None = None

    @property
    def runs(self) -> bool:
        return self.since_frame is not None

    def elapsed_s(self, frame: int, rate: Fraction) -> float:
        since = frame if self.since_frame is None else self.since_frame
        return self.counted_s + max(0, frame - since) / float(rate)

    def started(self, frame: int) -> Counter:
        return self if self.runs else replace(self, since_frame=frame)

    def paused(self, frame: int, rate: Fraction) -> Counter:
        return Counter(self.elapsed_s(frame, rate))

    def reset(self, frame: int) -> Counter:
        """Back at nothing; one that runs goes on from there."""
        return Counter(0.0, frame if self.runs else None)
