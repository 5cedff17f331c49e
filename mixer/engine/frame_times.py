"""How much of a processor the frames take: what of each the frame thread itself has worked, not waited."""

from __future__ import annotations

import time
from collections import deque

KEPT = 300  # frames; ten seconds on air


class FrameTimes:
    """The time of the calling thread (ms) for the newest frames; those within a transition are counted apart."""

    def __init__(self) -> None:
        self._alone: deque[float] = deque(maxlen=KEPT)
        self._mixed: deque[float] = deque(maxlen=KEPT)
        self._began = 0.0

    def begin(self) -> None:
        self._began = time.thread_time()

    def end(self, mixed: bool) -> None:
        (self._mixed if mixed else self._alone).append((time.thread_time() - self._began) * 1000)

    def status(self) -> dict[str, float]:
        """The median and the 99th percentile of both; 0 where there were no such frames."""
        alone, mixed = sorted(self._alone), sorted(self._mixed)
        return {
            "p50": part(alone, 0.5), "p99": part(alone, 0.99),
            "mix_p50": part(mixed, 0.5), "mix_p99": part(mixed, 0.99),
        }  # fmt: skip


def part(ordered: list[float], share: float) -> float:
    """The value that so much of an ordered list lies below."""
    return round(ordered[min(len(ordered) - 1, int(share * len(ordered)))], 2) if ordered else 0.0
