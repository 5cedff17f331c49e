"""When a delivery that failed is tried again. Pure."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta

FIRST_S, LONGEST_S = 5.0, 3600.0
# Ten tries in the first hour and a half, then hourly for more than a day.
TRIES = 38
JITTER = 0.2  # so that what failed together does not come back together


def wait_after(tries: int, chance: Callable[[], float] = random.random) -> timedelta | None:
    """How long to wait after so many tries, all of which failed; None when that was the last."""
    if tries >= TRIES:
        return None
    plain_s = min(LONGEST_S, FIRST_S * 2.0 ** min(tries - 1, 20))
    return timedelta(seconds=plain_s * (1 + JITTER * (2 * chance() - 1)))
